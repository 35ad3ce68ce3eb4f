"""What a fit will ask is known from the domain, and costs no more than was given."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.errors import InternalError, PolicyError
from privkit.synth.domain import Attribute, Domain, Kind, Profile
from privkit.synth.marginals import Neighbours, plan_marginals

from .worlds import domains

RHOS = st.fractions(min_value=Fraction(1, 10_000), max_value=50)
DELTAS = st.sampled_from([Fraction(1, 10**6), Fraction(1, 10**9)])


@given(domains(), RHOS, DELTAS, st.sampled_from(list(Neighbours)))
def test_the_parts_never_cost_more_than_the_whole(
    domain: Domain, rho: Fraction, delta: Fraction, neighbours: Neighbours
) -> None:
    plan = plan_marginals(domain, rho, delta, neighbours)
    assert rho * Fraction(999, 1000) < sum(m.rho for m in plan.measurements) <= rho
    assert sum(m.delta or 0 for m in plan.measurements) <= delta


@given(domains(), RHOS, st.sampled_from(list(Neighbours)))
def test_each_part_costs_what_its_noise_says(domain: Domain, rho: Fraction, neighbours: Neighbours) -> None:
    unit = 2 if neighbours is Neighbours.REPLACE_ONE else 1
    for measurement in plan_marginals(domain, rho, Fraction(1, 10**6), neighbours).measurements:
        if measurement.kind == "choice":
            assert measurement.epsilon is not None
            assert measurement.rho == measurement.epsilon**2 / 2
        elif not measurement.what.startswith("moments"):
            assert measurement.sigma_squared is not None
            assert measurement.rho == Fraction(unit) / (2 * measurement.sigma_squared)


def test_the_answers_of_a_small_plan() -> None:
    domain = Domain(
        (
            Attribute("town", Kind.CATEGORY),
            Attribute("garden", Kind.YES_NO),
            Attribute("income", Kind.NUMBER, low=0, high=100_000, nullable=False),
        )
    )
    plan = plan_marginals(domain, Fraction(1, 10), Fraction(1, 10**6), Neighbours.REPLACE_ONE)
    assert [(m.kind, m.what) for m in plan.measurements] == [
        ("threshold", "categories of town"),
        ("gaussian", "counts of town"),
        ("gaussian", "counts of garden"),
        ("gaussian", "counts of income, 8 cells at a time"),
        ("gaussian", "counts of income"),
        ("choice", "choice 1"),
        ("gaussian", "marginal 1"),
        ("choice", "choice 2"),
        ("gaussian", "marginal 2"),
        ("choice", "choice 3"),
        ("gaussian", "marginal 3"),
        ("choice", "choice 4"),
        ("gaussian", "marginal 4"),
    ]


def test_a_profile_and_a_focus_have_answers_of_their_own() -> None:
    months = tuple(f"m{i}" for i in range(12))
    volumes = tuple(Attribute(m, Kind.NUMBER, low=0, high=60, decimals=3) for m in months)
    domain = Domain((Attribute("garden", Kind.YES_NO), *volumes), (Profile("volume", months),))
    plan = plan_marginals(domain, Fraction(1), Fraction(0), Neighbours.REPLACE_ONE, ("volume", "garden"))
    whats = [m.what for m in plan.measurements]
    assert whats[0] == "moments of volume"
    assert "marginal of volume:level, garden" in whats
    assert plan.focus == ("volume:level", "garden")
    by_month = plan_marginals(domain, Fraction(1), Fraction(0), Neighbours.REPLACE_ONE, ("m3", "garden"))
    assert by_month == plan


def test_one_column_has_counts_only() -> None:
    domain = Domain((Attribute("sex", Kind.CATEGORY, values=("f", "m")),))
    plan = plan_marginals(domain, Fraction(1, 3), Fraction(0), Neighbours.ADD_OR_REMOVE_ONE)
    assert [(m.kind, m.what, m.sigma_squared) for m in plan.measurements] == [
        ("gaussian", "counts of sex", Fraction(3, 2))
    ]


def test_a_number_without_bounds_is_refused() -> None:
    domain = Domain((Attribute("income", Kind.NUMBER, low=0),))
    with pytest.raises(PolicyError) as refused:
        plan_marginals(domain, Fraction(1), Fraction(0), Neighbours.REPLACE_ONE)
    assert refused.value.text("en") == [
        "PK641 column income: a private generator needs a lowest and a highest value known beforehand",
        "  → its two bounds, the lower one first",
    ]
    assert refused.value.text("fr") == [
        "PK641 colonne income : un générateur privé demande une valeur minimale et une maximale connues d'avance",
        "  → ses deux bornes, la plus basse d'abord",
    ]


def test_categories_to_find_need_a_delta() -> None:
    with pytest.raises(PolicyError) as refused:
        plan_marginals(
            Domain((Attribute("town", Kind.CATEGORY),)), Fraction(1), Fraction(0), Neighbours.REPLACE_ONE
        )
    assert refused.value.text("en") == [
        "PK642 column town: its categories are not listed, and finding them privately needs a delta",
        "  → the list of its categories, or a delta in the budget",
    ]
    assert refused.value.text("fr") == [
        "PK642 colonne town : ses catégories ne sont pas listées, et les trouver en privé demande un delta",
        "  → la liste de ses catégories, ou un delta dans le budget",
    ]


@pytest.mark.parametrize("rho", [Fraction(0), Fraction(-1)])
def test_no_budget_is_a_bug(rho: Fraction) -> None:
    with pytest.raises(InternalError, match=r"^PK640 a plan needs a column and a budget$"):
        plan_marginals(Domain((Attribute("x", Kind.YES_NO),)), rho, Fraction(0), Neighbours.REPLACE_ONE)


def test_a_focus_on_nothing_is_a_bug() -> None:
    domain = Domain((Attribute("x", Kind.YES_NO),))
    with pytest.raises(InternalError, match=r"^PK640 no such column to look at: y$"):
        plan_marginals(domain, Fraction(1), Fraction(0), Neighbours.REPLACE_ONE, ("x", "y"))
