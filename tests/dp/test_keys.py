from __future__ import annotations

from decimal import Decimal, getcontext, localcontext
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from privkit.dp.keys import Chosen, keep
from privkit.dp.plan import with_geometric
from privkit.dp.queries import Query

F = Fraction


def threshold(scale: Fraction, delta: Fraction, groups: int) -> int:
    """The threshold of a plan whose noise has this scale."""
    query = Query("k.units", None, groups, 1, F(1), selects=True)
    least = with_geometric(query, groups / scale, delta).threshold
    assert least is not None
    return least


def choose(units: Any, epsilon: Fraction, delta: Fraction, noise: Any) -> Chosen:
    """Keys chosen by their exact counts, of units that are each under one key."""
    scale = 1 / epsilon
    return keep(units.astype(object) + noise.geometric(len(units), scale), threshold(scale, delta, 1))


def passes(scale: Fraction, least: int) -> Decimal:
    """P(1 + noise ≥ least), from the geometric series, with 80 digits."""
    with localcontext() as context:
        context.prec = 80
        a = (-(Decimal(scale.denominator) / Decimal(scale.numerator))).exp()
        return a ** (least - 1) / (1 + a) if least > 1 else Decimal(1)


@given(
    epsilon=st.fractions(F(1, 100), 20, max_denominator=1000),
    power=st.integers(2, 30),
    groups=st.integers(1, 200),
)
def test_the_threshold_is_the_least_that_delta_allows(epsilon: Fraction, power: int, groups: int) -> None:
    scale, delta = groups / epsilon, F(1, 10**power)
    least = threshold(scale, delta, groups)
    allowed = Decimal(1).scaleb(-power) / groups
    assert passes(scale, least) <= allowed
    # One less would let too much through; at 2 the count under it is 1, whatever the noise.
    assert least == 2 or passes(scale, least - 1) > allowed
    assert getcontext().prec == 28


def test_a_known_threshold() -> None:
    """Wilson et al. 2020 for the Laplace distribution: 1 + ln(1 / (2 delta)) / epsilon = 14.1."""
    assert threshold(F(1), F(1, 10**6), 1) == 15
    assert threshold(F(48), F(1, 10**6), 48) == 818


def test_a_key_of_one_unit_is_shown_no_more_often_than_delta(seeded_noise: Any) -> None:
    """A million lone keys at delta 1 in 1,000: fails by chance under once in 10^7, and a threshold one
    lower (1.5 times as many shown) would be caught."""
    tries, delta = 1_000_000, F(1, 1000)
    chosen = choose(np.ones(tries, dtype=np.int64), F(1, 2), delta, seeded_noise)
    assert len(chosen.kept) <= binom.isf(1e-7, tries, float(delta))
    with localcontext() as context:
        context.prec = 30
        lower = float(passes(F(2), chosen.threshold - 1))
    assert binom.cdf(binom.isf(1e-7, tries, float(delta)), tries, lower) < 1e-6


def test_frequent_keys_are_shown_with_their_noisy_counts(seeded_noise: Any) -> None:
    units = np.array([1, 1000, 1, 500])
    chosen = choose(units, F(1), F(1, 10**6), seeded_noise)
    assert chosen.kept.tolist() == [1, 3]
    assert all(isinstance(count, int) for count in chosen.counts)
    assert np.abs(chosen.counts - units[chosen.kept]).max() < 30
