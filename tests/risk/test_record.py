"""Risks of records: the three attackers, the individual model, households, blanks, weights."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from privkit.errors import DataError, InternalError
from privkit.risk.household import household_risk
from privkit.risk.record import individual, journalist, prosecutor, summed, units_above
from privkit.risk.weights import WeightFaults, require_weights, weight_faults
from privkit.risk.wildcards import compatible_sizes


def by_integral(size: float, share: float) -> float:
    """E[1 / F | f] as p ∫ u^(f-1) / (p + (1-p) u) du, with u = exp(-v / f)."""

    def density(v: float) -> float:
        return math.exp(-v) / (share + (1 - share) * math.exp(-v / size)) / size

    return share * sum(
        quad(density, a, b, epsabs=0, epsrel=1e-12, limit=500)[0] for a, b in ((0, 1), (1, 40), (40, 700))
    )


@pytest.mark.parametrize("size", [1, 1.5, 2, 3, 9.5, 10, 50, 451, 5_000, 1e6])
@pytest.mark.parametrize("share", [1e-6, 0.001, 0.01, 0.3, 0.9, 0.999999, 1.0])
def test_individual_risk_is_its_integral_however_large_the_class(size: float, share: float) -> None:
    (risk,) = individual([size], [size / share])
    assert risk == pytest.approx(by_integral(size, share), rel=1e-9)


def test_individual_risk_by_the_published_formulas() -> None:
    p = 0.01
    odds = p / (1 - p)
    one, two = individual([1, 2], [100, 200])
    assert one == pytest.approx(odds * math.log(1 / p), rel=1e-13)
    assert two == pytest.approx(odds - odds**2 * math.log(1 / p), rel=1e-11)
    assert individual([4], [400], "approximate")[0] == pytest.approx(p / (4 - (1 - p)), rel=1e-14)


def test_the_mean_of_one_over_f_as_drawn() -> None:
    """F − f is negative binomial: the model, simulated."""
    rng = np.random.default_rng(5)
    drawn = 3 + rng.negative_binomial(3, 0.2, 400_000)
    assert individual([3], [15])[0] == pytest.approx(float((1 / drawn).mean()), rel=3e-3)


@given(
    st.lists(
        st.tuples(st.floats(1, 1e7), st.floats(1e-6, 1e9)),
        min_size=1,
        max_size=30,
    )
)
@settings(deadline=None)
def test_individual_risk_is_finite_and_between_the_sample_and_the_population(pairs) -> None:
    size, total = np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])
    for method in ("exact", "approximate"):
        risk = individual(size, total, method)
        assert np.isfinite(risk).all()
        assert (risk > 0).all()
        assert (risk <= 1 / size + 1e-12).all()  # never above the prosecutor's
        # never below one over the estimated class (Jensen)
        assert (risk >= np.minimum(1 / total, 1 / size) * (1 - 1e-9)).all()


def test_weights_below_one_make_a_whole_class() -> None:
    assert individual([4], [1.2])[0] == 0.25


def test_more_weight_never_means_more_risk() -> None:
    risks = individual(np.full(200, 7.0), np.geomspace(7, 7e6, 200))
    assert (np.diff(risks) < 0).all()


def test_attackers() -> None:
    assert prosecutor([1, 4]).tolist() == [1, 0.25]
    assert journalist([1, 4]).tolist() == [1, 0.25]
    # the population cannot hold fewer than the data
    assert journalist([1, 4], [10, 2]).tolist() == [0.1, 0.25]
    with pytest.raises(InternalError, match="PK680 a class has at least one unit"):
        prosecutor([0])


def test_sums_are_in_units_and_hold_nobody_suppressed() -> None:
    whole = summed([0.5, 0.1, 1.0], [4, 10, 0])
    assert (whole.units, whole.highest, whole.expected) == (14, 0.5, 3.0)
    assert whole.average == pytest.approx(3 / 14)
    assert units_above([0.5, 0.2, 0.1], 0.2, [4, 5, 6]) == 4  # not above its own bound
    empty = summed([], [])
    assert (empty.units, empty.highest, empty.average) == (0, 0.0, 0.0)


def test_weights_that_cannot_be_used_are_counted_and_named() -> None:
    faults = weight_faults([1.0, math.nan, 0.0, -2.0, math.inf, 0.5])
    assert faults == WeightFaults(missing=1, not_positive=2, infinite=1)
    with pytest.raises(DataError) as caught:
        require_weights(faults, "w")
    instead = "  → give every unit a weight above 0: how many units of the population it stands for"
    assert caught.value.text("en") == [
        "PK681 units without a weight in w: 1", instead,
        "PK682 units whose weight in w is zero or negative: 2", instead,
        "PK683 units whose weight in w is infinite: 1", instead,
    ]  # fmt: skip
    assert caught.value.text("fr")[2] == "PK682 unités dont le poids dans w est nul ou négatif : 2"
    require_weights(WeightFaults(), "w")


def test_a_household_bears_the_risk_of_its_members() -> None:
    risks = household_risk([0.5, 0.5, 0.1, 1.0, 1e-12, 1e-12], [7, 7, -1, 3, 9, 9])
    assert risks[:4].tolist() == [0.75, 0.75, 0.1, 1.0]
    assert risks[4] == pytest.approx(2e-12, rel=1e-9)  # lost by 1 - (1 - r)(1 - r)
    with pytest.raises(InternalError, match="PK680"):
        household_risk([1.5], [0])


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(-1, 5)), max_size=40))
@settings(deadline=None)
def test_household_risk_is_the_product(pairs) -> None:
    risk = np.array([a for a, _ in pairs])
    home = np.array([b for _, b in pairs], np.int64)
    found = household_risk(risk, home)
    for i in range(len(pairs)):
        members = risk[home == home[i]] if home[i] >= 0 else risk[[i]]
        assert found[i] == pytest.approx(1 - np.prod(1 - members), abs=1e-12)
        assert found[i] >= risk[i] - 1e-12


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_blanks_match_anything(data) -> None:
    rows = data.draw(st.integers(1, 14))
    codes = np.array(data.draw(st.lists(st.tuples(*[st.integers(0, 2)] * 3), min_size=rows, max_size=rows)))
    blank = np.array(data.draw(st.lists(st.tuples(*[st.booleans()] * 3), min_size=rows, max_size=rows)))
    alpha = data.draw(st.sampled_from([0.0, 0.5, 1.0]))
    found = compatible_sizes(codes, blank, None, alpha)
    for i in range(rows):
        expected = 0.0
        for j in range(rows):
            if ((codes[i] == codes[j]) | blank[i] | blank[j]).all():
                expected += alpha if (blank[j] & ~blank[i]).any() else 1.0
        assert found[i] == expected
    # a size that is not whole is a risk all the same
    assert (individual(found, 10 * found) > 0).all()


def test_too_many_patterns_of_blanks_are_refused() -> None:
    blank = ((np.arange(128)[:, None] >> np.arange(7)) & 1).astype(bool)
    with pytest.raises(InternalError, match="128 patterns of blanks are more than the 64 allowed"):
        compatible_sizes(np.zeros((128, 7), np.int64), blank)
