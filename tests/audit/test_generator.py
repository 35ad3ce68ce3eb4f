"""Whole fits of the private generator: its data are read through paid answers alone, and neighbours show no more than that."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from privkit.dp.noise import open_noise
from privkit.synth.marginals import MarginalPlan, Neighbours

from .generators import TABLES, Kept, asked, small
from .questions import spent

BOTH = list(Neighbours)
NAMES = list(TABLES)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    small(monkeypatch)


def only_answers_tell(kept: Kept, plan: MarginalPlan, patch: pytest.MonkeyPatch) -> None:
    """Fails when anything but the answers told of the data."""
    questions, made = asked(kept.known, plan, patch, by=open_noise("diffprivlib"))
    again, other = asked(kept.unlike, plan, patch, told=questions)
    assert [q.public for q in questions] == [q.public for q in again]
    assert made.describe() == other.describe()
    first, second = (m.sample(500, np.random.default_rng(5)) for m in (made, other))
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize("neighbours", BOTH)
@pytest.mark.parametrize("name", NAMES)
def test_only_the_answers_tell_of_the_data(
    name: str, neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_answers_tell(TABLES[name], TABLES[name].plan(neighbours), monkeypatch)


def pairs(kept: Kept, neighbours: Neighbours) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """Neighbours: an outlier in the place of another, or there and not there."""
    if neighbours is Neighbours.REPLACE_ONE:
        return [(kept.with_row(a), kept.with_row(b)) for a, b in permutations(kept.outliers, 2)]
    return [(kept.with_row(a), kept.known) for a in kept.outliers]


def shown(kept: Kept, plan: MarginalPlan, patch: pytest.MonkeyPatch, neighbours: Neighbours) -> Fraction:
    """The most zCDP that a pair of neighbours shows; each answer within what was planned for it."""
    most = Fraction(0)
    for one, other in pairs(kept, neighbours):
        questions, _ = asked(one, plan, patch, by=open_noise("diffprivlib"))
        again, _ = asked(other, plan, patch, told=questions)
        assert len(questions) == len(plan.measurements)
        for first, second, paid in zip(questions, again, plan.measurements, strict=True):
            assert spent([first], [second]) <= paid.rho
        most = max(most, spent(questions, again))
    return most


@pytest.mark.parametrize("neighbours", BOTH)
@pytest.mark.parametrize("name", NAMES)
def test_neighbours_show_no_more_than_was_paid(
    name: str, neighbours: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = TABLES[name]
    plan = kept.plan(neighbours)
    seen = shown(kept, plan, monkeypatch, neighbours)
    assert plan.rho <= Fraction(1, 2)
    assert seen <= plan.rho
    assert seen > plan.rho * Fraction(1, 2), "an audit that sees little proves little"


@pytest.mark.parametrize("name", NAMES)
def test_noise_for_replaced_rows_is_enough_for_rows_added(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = TABLES[name]
    plan = kept.plan(Neighbours.REPLACE_ONE)
    assert shown(kept, plan, monkeypatch, Neighbours.ADD_OR_REMOVE_ONE) <= plan.rho


def test_the_plan_is_made_without_data() -> None:
    """Same domain, same plan: and its cost is no more than asked, to the last fraction."""
    for kept in TABLES.values():
        for rho in (Fraction(1, 1000), Fraction(1, 3), Fraction(7)):
            plan = kept.plan(Neighbours.REPLACE_ONE, rho)
            assert plan == kept.plan(Neighbours.REPLACE_ONE, rho)
            assert rho * Fraction(999, 1000) < sum(m.rho for m in plan.measurements) <= rho
            assert sum(m.delta or Fraction(0) for m in plan.measurements) <= kept.delta


def test_a_category_of_one_household_is_seldom_shown() -> None:
    """The chance that noise lifts a count of one to the threshold, summed term by term, is within the delta paid."""
    from privkit.synth.marginals.answers import least_count

    for sigma_squared in (Fraction(1, 4), Fraction(3), Fraction(100), Fraction(12345, 7)):
        reach = int(40 * float(sigma_squared) ** 0.5) + 40
        values = np.arange(-reach, reach + 1)
        weight = np.exp(-(values.astype(float) ** 2) / (2 * float(sigma_squared)))
        for delta in (Fraction(1, 1000), Fraction(1, 10**6), Fraction(1, 10**10)):
            needed = least_count(sigma_squared, delta) - 1
            assert weight[values >= needed].sum() / weight.sum() <= float(delta)
