"""Margins against the sums of probabilities they stand for, and what more budget would buy."""

import math
from fractions import Fraction as F

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.dp.curve import curve
from privkit.dp.margins import gaussian_margin, geometric_margin, smallest_meaningful
from privkit.dp.plan import with_gaussian, with_geometric
from privkit.dp.queries import Query


def within(m: int, kind: str, parameter: float) -> float:
    spread = parameter if kind == "geometric" else math.sqrt(parameter)
    x = np.arange(-math.ceil(60 * spread) - 5, math.ceil(60 * spread) + 6, dtype=float)
    p = np.exp(-np.abs(x) / parameter) if kind == "geometric" else np.exp(-(x**2) / (2 * parameter))
    return float(p[np.abs(x) <= m].sum() / p.sum())


@pytest.mark.parametrize("confidence", [F(1, 2), F(95, 100), F(999, 1000)])
@pytest.mark.parametrize("parameter", [F(1, 4), F(1), F(10, 3), F(240), F(5256)])
def test_a_margin_is_the_least_that_holds(parameter: F, confidence: F) -> None:
    for kind, margin in (("geometric", geometric_margin), ("gaussian", gaussian_margin)):
        m = margin(parameter, confidence)
        assert within(m, kind, float(parameter)) >= confidence - F(1, 10**9)
        assert m == 0 or within(m - 1, kind, float(parameter)) < confidence


def test_the_margin_of_a_large_sigma_is_the_normal_one() -> None:
    assert gaussian_margin(F(362_478) ** 2) == math.ceil(1.959964 * 362_478)


def test_a_planned_query_has_margins_of_any_confidence() -> None:
    query = Query("t.n", 5, 48, 1, F(1))
    gaussian, geometric = with_gaussian(query, F(5256)), with_geometric(query, F(1, 5), F(0))
    assert gaussian.margin95 == gaussian.margin(F(95, 100)) == 142
    assert geometric.margin95 == geometric.margin(F(95, 100)) == 719
    assert gaussian.margin(F(1, 2)) < gaussian.margin(F(99, 100))


@given(st.integers(0, 10**9), st.fractions(F(1, 100), 1))
def test_below_the_smallest_meaningful_figure_the_margin_is_too_wide(margin: int, share: F) -> None:
    least = smallest_meaningful(margin, share)
    assert margin <= share * least
    assert least == 0 or margin > share * (least - 1)


def test_the_curve_tells_what_more_budget_would_buy() -> None:
    queries = [Query("t.n", 100, 12, 1, F(1, 2)), Query("t.sum", 100, 12, 250, F(1, 2))]
    steps = curve(queries, F(1), F(0), "basic", {})
    assert [step.epsilon for step in steps] == [F(1, 4), F(1, 2), F(1), F(2), F(4)]
    assert [step.margins["t.n"] for step in steps] == [288, 144, 72, 36, 18]
    assert steps[2].margins["t.sum"] == geometric_margin(F(6000))
    with_delta = curve(queries, F(1), F(1, 10**7), "pld", {}, steps=[F(1), F(2)])
    assert steps[2].margins["t.n"] > with_delta[0].margins["t.n"] > with_delta[1].margins["t.n"]
