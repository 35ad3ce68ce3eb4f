"""Plans of a release: what each query gets, and that the total is never over what was asked."""

import math
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from privkit.dp.accounting import epsilon_of
from privkit.dp.calibrate import Plan, plan_release
from privkit.dp.events import DiscreteGaussian, GaussianThreshold, Geometric, Threshold
from privkit.dp.plan import with_gaussian
from privkit.dp.queries import Query
from privkit.errors import InternalError, PolicyError

DELTA = F(1, 10**7)


def table(name: str, groups: int, rows: int, share: F = F(1)) -> list[Query]:
    """Count, sum of 0..50 to 0.01, and a histogram for quantiles, of a table of 24 communes and 48 months."""
    return [
        Query(f"{name}.count", 1152, groups, rows, share * F(1, 5)),
        Query(f"{name}.sum", 1152, groups, 5000 * rows, share * F(1, 5)),
        Query(f"{name}.quantiles", 115_200, groups, rows, share * F(3, 5)),
    ]


def continuous_delta(plan: Plan, epsilon: float) -> float:
    """The delta of an all-Gaussian plan at epsilon, were its noise continuous."""
    mu = math.sqrt(sum(p.query.l2_squared / p.sigma_squared for p in plan.spent if p.sigma_squared))
    return float(ndtr(mu / 2 - epsilon / mu) - math.exp(epsilon) * ndtr(-mu / 2 - epsilon / mu))


def test_without_delta_each_query_has_its_exact_share() -> None:
    plan = plan_release(table("a", 48, 1), F("2.9"), F(0), "pld", {})
    assert plan.epsilon == F("2.9")
    assert plan.delta == 0
    assert [p.event for p in plan.spent] == [
        Geometric(F("0.58"), 48, 1),
        Geometric(F("0.58"), 48, 5000),
        Geometric(F("1.74"), 48, 1),
    ]
    assert [p.scale for p in plan.spent] == [48 / F("0.58"), 240_000 / F("0.58"), 48 / F("1.74")]


def test_weights_that_leave_a_part_unspent() -> None:
    assert plan_release(table("a", 48, 1, F(1, 2)), F(1), F(0), "basic", {}).epsilon == F(1, 2)
    plan = plan_release(table("a", 48, 1, F(1, 2)), F(1), DELTA, "pld", {})
    assert F("0.499") < plan.epsilon <= F(1, 2)


def test_a_household_in_many_cells_gets_gaussian_noise_and_the_ideal_sigma() -> None:
    """200,000 households × 48 months: the noise of a PLD accountant at (1, 1e-7), 0.62 % of a count of 8,333 or less."""
    plan = plan_release(table("a", 48, 1), F(1), DELTA, "pld", {"a": "auto"})
    assert {p.mechanism for p in plan.spent} == {"discrete_gaussian"}
    sigma = math.sqrt(plan.of("a.count").sigma_squared or 0)
    assert 72.40 < sigma < 72.55  # of one continuous Gaussian: 72.46
    assert 0.6745 * sigma / (200_000 / 24) == pytest.approx(0.0059, abs=0.0001)
    assert plan.of("a.sum").sigma_squared == pytest.approx(5000**2 * sigma**2, rel=1e-6)
    assert plan.of("a.quantiles").sigma_squared == pytest.approx(sigma**2 / 3, rel=1e-6)
    assert (plan.of("a.count").margin95, plan.delta) == (142, DELTA)
    assert F("0.99999") < plan.epsilon <= 1
    # Independent of our accounting: the discrete noise is hardly larger than the continuous one must be.
    assert continuous_delta(plan, 1.0) == pytest.approx(1e-7, rel=0.01)


def test_a_household_in_one_cell_gets_geometric_noise_and_no_delta() -> None:
    plan = plan_release(table("b", 1, 48), F(1), DELTA, "pld", {})
    assert {p.mechanism for p in plan.spent} == {"geometric"}
    assert (plan.epsilon, plan.delta) == (1, 0)
    assert plan.of("b.count").scale == 240


def test_tables_of_both_kinds_are_chosen_each_by_itself() -> None:
    """One table of a single small count, in one cell; one of many cells that takes nearly all the budget."""
    queries = [*table("many", 48, 1, F(1, 2)), Query("one.count", 24, 1, 1, F(1, 2))]
    plan = plan_release(queries, F(1), DELTA, "pld", {})
    assert {p.mechanism for p in plan.spent if p.query.table == "many"} == {"discrete_gaussian"}
    told = [
        plan_release(queries, F(1), DELTA, "pld", {"many": "discrete_gaussian", "one": word})
        for word in ("geometric", "discrete_gaussian")
    ]

    def width(plan: Plan) -> float:
        return sum(math.log(p.margin95 + 1) for p in plan.spent)

    assert width(plan) <= min(map(width, told)) + 0.05


def test_a_mechanism_is_told_by_table_or_by_query() -> None:
    told: Any = {"a": "geometric", "a.sum": "discrete_gaussian"}
    plan = plan_release(table("a", 48, 1), F(1), DELTA, "pld", told)
    assert [p.mechanism for p in plan.spent] == ["geometric", "discrete_gaussian", "geometric"]
    assert F("0.999") < plan.epsilon <= 1


def test_geometric_noise_on_many_cells_gains_from_delta() -> None:
    pure = plan_release(table("a", 48, 1), F(1), F(0), "pld", {})
    told: Any = {"a": "geometric"}
    plan = plan_release(table("a", 48, 1), F(1), DELTA, "pld", told)
    assert plan.delta == DELTA
    assert plan.of("a.count").margin95 < pure.of("a.count").margin95 / 2
    assert plan_release(table("a", 48, 1), F(1), DELTA, "basic", told).of("a.count").scale == 240


@pytest.mark.parametrize("accounting", ["basic", "zcdp", "pld"])
def test_tighter_accounting_gives_less_noise(accounting: Any) -> None:
    margins = {"basic": 250, "zcdp": 152, "pld": 142}
    plan = plan_release(table("a", 48, 1), F(1), DELTA, accounting, {"a": "discrete_gaussian"})
    assert plan.of("a.count").margin95 == pytest.approx(margins[accounting], abs=2)


def test_keys_chosen_privately_get_a_threshold_and_a_part_of_delta() -> None:
    queries = [
        Query("k.units", None, 4, 1, F(1, 2), selects=True),
        Query("k.sum", None, 4, 100, F(1, 2)),
    ]
    plan = plan_release(queries, F(1), DELTA, "basic", {"k": "geometric"})
    keys = plan.of("k.units")
    assert keys.event == Threshold(F(1, 2), DELTA, 4)
    assert (plan.epsilon, plan.delta, keys.scale) == (1, DELTA, F(8))
    assert keys.threshold is not None
    miss = [4 * math.exp(-(t - 1) / 8) / (1 + math.exp(-1 / 8)) for t in (keys.threshold, keys.threshold - 1)]
    assert miss[0] <= 1e-7 < miss[1]  # the least threshold that four keys of one unit all miss


def test_keys_leave_half_of_delta_to_the_rest() -> None:
    queries = [
        Query("k.units", None, 48, 1, F(1, 4), selects=True),
        Query("k.sum", None, 48, 100, F(3, 4)),
    ]
    plan = plan_release(queries, F(1), DELTA, "pld", {"k": "discrete_gaussian", "k.units": "geometric"})
    keys = plan.of("k.units").event
    assert isinstance(keys, Threshold)
    assert keys.delta == DELTA / 2
    assert F("0.999") < plan.epsilon <= 1


def test_keys_of_many_per_household_are_chosen_with_gaussian_noise() -> None:
    queries = [
        Query("k.units", None, 48, 1, F(1, 4), selects=True),
        Query("k.sum", None, 48, 100, F(3, 4)),
    ]
    plan = plan_release(queries, F(1), DELTA, "pld", {})
    keys = plan.of("k.units")
    assert isinstance(keys.event, GaussianThreshold)
    assert (keys.event.delta, keys.mechanism) == (DELTA / 2, "discrete_gaussian")
    assert keys.threshold is not None
    geometric: Any = {"k.units": "geometric"}
    other = plan_release(queries, F(1), DELTA, "pld", geometric).of("k.units").threshold
    assert keys.threshold < (other or 0) / 5  # 400 units against 3,000
    assert F("0.999") < plan.epsilon <= 1


@pytest.mark.parametrize("sigma_squared", [F(1, 3), F(4), F(4500)])
@pytest.mark.parametrize("groups", [1, 48])
def test_keys_of_one_unit_alone_miss_the_gaussian_threshold(sigma_squared: F, groups: int) -> None:
    query = Query("k.units", None, groups, 1, F(1), selects=True)
    threshold = with_gaussian(query, sigma_squared, DELTA).threshold or 0
    x = np.arange(-2000, 2001)
    p = np.exp(-(x.astype(float) ** 2) / (2 * float(sigma_squared)))
    p /= p.sum()
    assert groups * p[x + 1 >= threshold].sum() <= 1e-7
    assert groups * p[x + 1 >= threshold - 2 - 1].sum() > 1e-8  # hardly more than it takes


def test_gaussian_noise_without_delta_is_told() -> None:
    with pytest.raises(PolicyError) as caught:
        plan_release(table("a", 48, 1), F(1), F(0), "pld", {"a": "discrete_gaussian"})
    assert caught.value.text("en") == [
        "PK522 table a: Gaussian noise needs a delta",
        "  → a delta in the budget, as 1e-7, or geometric noise",
    ]
    assert caught.value.text("fr") == [
        "PK522 table a : un bruit gaussien demande un delta",
        "  → un delta dans le budget, comme 1e-7, ou un bruit géométrique",
    ]


def test_private_keys_without_delta_are_told() -> None:
    with pytest.raises(PolicyError) as caught:
        plan_release([Query("k.units", None, 4, 1, F(1), selects=True)], F(1), F(0), "basic", {})
    assert caught.value.text("en") == [
        "PK523 table k: keys chosen from the data need a delta",
        "  → a delta in the budget, as 1e-7, or a known list of keys",
    ]
    assert caught.value.text("fr") == [
        "PK523 table k : des clés choisies dans les données demandent un delta",
        "  → un delta dans le budget, comme 1e-7, ou une liste de clés connue",
    ]


@pytest.mark.parametrize(
    ("queries", "epsilon", "delta"),
    [
        ([], F(1), F(0)),
        (table("a", 1, 1), F(0), F(0)),
        (table("a", 1, 1), F(1), F(1)),
        (table("a", 1, 1) + table("b", 1, 1), F(1), F(0)),
    ],
)
def test_a_plan_out_of_range_is_a_bug(queries: list[Query], epsilon: F, delta: F) -> None:
    with pytest.raises(InternalError, match="a plan needs a query, weights of sum 1 at most"):
        plan_release(queries, epsilon, delta, "basic", {})


SHAPES = st.tuples(
    st.integers(1, 60), st.integers(1, 5000), st.integers(1, 9), st.booleans(), st.sampled_from("abc")
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(SHAPES, min_size=1, max_size=5),
    st.fractions(F(1, 20), 8, max_denominator=1000),
    st.sampled_from([F(0), F(1, 10**5), DELTA, F(1, 10**12)]),
    st.sampled_from(["basic", "zcdp", "pld"]),
    st.sampled_from(["auto", "geometric"]),
)
def test_no_plan_is_over_its_budget(
    shapes: list[tuple[int, int, int, bool, str]], epsilon: F, delta: F, accounting: Any, word: Any
) -> None:
    total = sum(weight for _, _, weight, _, _ in shapes)
    queries = [
        Query(f"{name}.{i}", None, groups, 1 if keys and delta else size, F(w, total), bool(keys and delta))
        for i, (groups, size, w, keys, name) in enumerate(shapes)
    ]
    plan = plan_release(queries, epsilon, delta, accounting, dict.fromkeys("abc", word))
    assert 0 < plan.epsilon <= epsilon
    assert plan.delta in (0, delta)
    assert epsilon_of(plan.events, plan.delta, accounting) == plan.epsilon
    for planned in plan.spent:
        match planned.event:
            case DiscreteGaussian(rho, sigma_squared):
                assert rho == planned.query.l2_squared / (2 * (planned.sigma_squared or F(1)))
                assert sigma_squared == planned.sigma_squared
            case Geometric(e, groups, per_cell):
                assert planned.scale == planned.query.l1 / e
                assert (groups, per_cell) == (planned.query.groups, planned.query.per_cell)
            case GaussianThreshold(rho, sigma_squared, part):
                assert rho == planned.query.groups / (2 * sigma_squared)
                assert sigma_squared == planned.sigma_squared
                assert 0 < part <= delta
            case Threshold(e, part):
                assert planned.scale == planned.query.l1 / e
                assert 0 < part <= delta
    if delta == 0:
        assert [p.event.epsilon for p in plan.spent if isinstance(p.event, Geometric)] == [
            query.weight * epsilon for query in queries
        ]


@settings(max_examples=12, deadline=None)
@given(st.lists(SHAPES, min_size=1, max_size=4), st.fractions(F(1, 20), 4, max_denominator=100))
def test_little_of_the_budget_is_left_unused(
    shapes: list[tuple[int, int, int, bool, str]], epsilon: F
) -> None:
    total = sum(weight for _, _, weight, _, _ in shapes)
    queries = [
        Query(f"{name}.{i}", None, groups, size, F(w, total))
        for i, (groups, size, w, _, name) in enumerate(shapes)
    ]
    assert plan_release(queries, epsilon, DELTA, "pld", {}).epsilon > epsilon * F(999, 1000)
