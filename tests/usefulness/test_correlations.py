from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from privkit.usefulness.association import correlation_ratio, cramers_v, pearson, ranks
from privkit.usefulness.correlations import correlations
from privkit.usefulness.variables import Sides, Variable

Frame = pd.DataFrame
Made = Callable[..., Frame]


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.floats(0, 0.5))
def test_pearson_is_that_of_pandas_with_and_without_gaps(seed: int, gaps: float) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(50, 4)) @ rng.normal(size=(4, 4)) + 1e6
    values[rng.random((50, 4)) < gaps] = np.nan
    assert pearson(values) == pytest.approx(Frame(values).corr().to_numpy(), abs=1e-7, nan_ok=True)


def test_spearman_sees_what_is_monotone() -> None:
    x = np.arange(1.0, 60)
    values = np.column_stack([x, np.exp(x / 5), -(x**3)])
    assert pearson(ranks(values)) == pytest.approx(np.array([[1, 1, -1], [1, 1, -1], [-1, -1, 1]]))


def test_a_constant_has_no_correlation() -> None:
    values = np.column_stack([np.full(60, 0.1), np.arange(60.0), np.full(60, np.nan)])
    found = pearson(values)
    assert np.isnan(found[0]).all() and np.isnan(found[2]).all() and found[1, 1] == pytest.approx(1)


def test_cramers_v_against_the_formula_of_bergsma() -> None:
    table = np.array([[30, 10, 5], [5, 25, 25]])
    a = np.repeat([0, 0, 0, 1, 1, 1], table.ravel())
    b = np.repeat([0, 1, 2, 0, 1, 2], table.ravel())
    n, r, k = 100, 2, 3
    phi = max(0, chi2_contingency(table, correction=False).statistic / n - (r - 1) * (k - 1) / (n - 1))
    smaller = min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
    assert cramers_v(a, b) == pytest.approx(np.sqrt(phi / smaller))
    assert cramers_v(a * 7 + 3, b) == cramers_v(a, b) == pytest.approx(cramers_v(b, a))
    assert cramers_v(a, a) == pytest.approx(1, abs=0.02)


def test_the_ratio_is_one_within_constant_groups_and_about_zero_by_chance() -> None:
    groups = np.repeat([0, 1, 2], 30)
    assert correlation_ratio(groups, groups * 5.0) == pytest.approx(1)
    rng = np.random.default_rng(1)
    many = [correlation_ratio(rng.integers(0, 50, 1000), rng.normal(size=1000)) for _ in range(40)]
    assert np.mean(np.square(many)) < 0.012  # without the correction: 49 / 999 = 0.049
    assert np.isnan(correlation_ratio(groups, np.ones(90)))
    assert np.isnan(correlation_ratio(np.zeros(90, int), np.arange(90.0)))
    assert np.isnan(correlation_ratio(groups, np.full(90, np.nan)))


def test_every_pair_is_measured_by_its_kinds(people: Made, variables: tuple[Variable, ...]) -> None:
    real = people(2000, 1)
    found = correlations(Sides(real, real, variables))
    told = {(p.first, p.second): p.measure for p in found.pairs if p.measure != "spearman"}
    assert told["kind", "pool"] == "cramers_v"
    assert told["kind", "rooms"] == "correlation_ratio"
    assert told["rooms", "since"] == "pearson"
    assert len(found.pairs) == 10 + 3
    assert found.mean_difference == 0 and found.left_out == ()


def test_independence_is_far_above_the_floor_and_a_fresh_sample_is_not(
    people: Made, independent: Made, variables: tuple[Variable, ...]
) -> None:
    real = people(3000, 1)
    bad = correlations(Sides(real, independent(real), variables))
    assert bad.worst is not None and bad.worst.real > 0.5 and abs(bad.worst.released) < 0.1
    assert bad.mean_difference > 5 * bad.floor_mean
    fresh = [correlations(Sides(people(3000, k), people(3000, 50 + k), variables)) for k in range(8)]
    assert np.mean([g.mean_difference for g in fresh]) == pytest.approx(
        np.mean([g.floor_mean for g in fresh]), rel=0.3
    )


def test_what_protection_made_constant_goes_with_nothing() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=200)
    real = Frame({"x": x, "y": x + rng.normal(size=200), "z": 1.0})
    released = real.assign(y=5.0)
    found = correlations(Sides(real, released, tuple(Variable(c, "number") for c in real)))
    assert {(p.first, p.second) for p in found.pairs} == {("x", "y")}
    assert all(p.released == 0 for p in found.pairs)
    assert found.left_out == ("z",)


def test_the_order_of_rows_changes_nothing(people: Made, variables: tuple[Variable, ...]) -> None:
    real, released = people(500, 1), people(400, 2)
    again = Sides(real.sample(frac=1, random_state=1), released.sample(frac=1, random_state=2), variables)
    assert correlations(Sides(real, released, variables)) == correlations(again)


def test_many_rows_are_sampled_alike_on_both_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("privkit.usefulness.correlations.AT_MOST", 100)
    rng = np.random.default_rng(0)
    frame = Frame(rng.normal(size=(500, 2)), columns=["x", "y"])
    found = correlations(Sides(frame, frame, (Variable("x", "number"), Variable("y", "number"))))
    assert found.mean_difference == 0
    assert found.pairs[0].real != pytest.approx(frame.corr().loc["x", "y"], abs=1e-6)
