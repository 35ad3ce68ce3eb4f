"""One unit never changes an exact answer by more than the sensitivities that noise is scaled to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from privkit.dp.aggregates import Column, Rows, exact
from privkit.dp.combine import Answer, Asked, combine
from privkit.dp.contribution import Table, best_centre, per_cell, total
from privkit.dp.fixed_point import FixedPoint
from privkit.dp.measures import Count, Histogram, Mean, Measure, Quantiles, Sum, Variance
from privkit.dp.plan import Mechanism

CELLS = 4
Row = tuple[int, int | None]  # cell, value in steps or null


@dataclass(frozen=True)
class Case:
    """A table, the column's bounds, everybody else's rows and those of one more unit."""

    table: Table
    bounds: FixedPoint
    others: list[list[Row]]
    newcomer: list[Row]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    table = Table("t", CELLS, draw(st.integers(1, 4)), draw(st.integers(1, 4)), at_most_rows=1000)
    lower = draw(st.integers(-30, 30))
    upper = lower + draw(st.integers(1, 40))
    cap = draw(st.none() | st.integers(1, 150))
    rows = st.lists(st.tuples(st.integers(0, CELLS - 1), st.none() | st.integers(-100, 100)), max_size=20)
    bounds = FixedPoint("x", lower, upper, Decimal("0.1"), cap)
    return Case(table, bounds, draw(st.lists(rows, max_size=3)), draw(rows))


def bounded(units: list[list[Row]], table: Table) -> Rows:
    """The rows an engine keeps: the first cells and the first rows of each unit."""
    kept: list[tuple[int, int, int | None]] = []
    for unit, rows in enumerate(units):
        cells: dict[int, int] = {}
        for cell, value in rows:
            if cell not in cells and len(cells) == table.groups:
                continue
            cells[cell] = cells.get(cell, 0) + 1
            if cells[cell] <= table.rows_per_group:
                kept.append((cell, unit, value))
    return as_rows(kept)


def as_rows(kept: list[tuple[int, int, int | None]]) -> Rows:
    cell, unit = (np.array([row[i] for row in kept], dtype=np.int64) for i in (0, 1))
    present = np.array([row[2] is not None for row in kept], dtype=bool)
    steps = np.array([row[2] or 0 for row in kept], dtype=np.int64)
    return Rows(cell, unit, {"x": Column(steps, present)})


def asked_of(case: Case, mechanism: Mechanism | None) -> Asked:
    bounds = case.bounds
    middle = (bounds.lower + bounds.upper) // 2
    edges = tuple(sorted({bounds.lower, middle, bounds.upper}))
    fine = tuple(range(bounds.lower, bounds.upper + 2))
    w = Fraction(1, 10)
    measures: list[Measure] = [
        Count("units", "units"),
        Count("rows", "rows"),
        Count("values", "rows", "x"),
        Sum("sum", bounds),
        Sum("alone", replace(bounds, lower=bounds.lower - 3)),
        Mean("mean", bounds),
        Variance("variance", bounds),
        Histogram("bands", bounds, edges),
        Quantiles("quantiles", bounds, (Fraction(1, 2),), fine),
    ]
    return combine(case.table, [(measure, w) for measure in measures], mechanism)


def answer_of(one: Answer, rows: Rows) -> NDArray[np.int64]:
    numbers = exact(one.need, rows, CELLS)
    return numbers if one.strategy is None else one.strategy.ask(numbers)


def hold(one: Answer, change: NDArray[np.int64]) -> None:
    assert np.abs(change).sum() <= one.query.l1
    assert (change**2).sum() <= one.query.l2_squared
    if one.strategy is None or one.strategy.name == "flat":
        assert np.abs(change).max(initial=0) <= one.query.per_cell
    if one.strategy is None:
        assert np.count_nonzero(change) <= one.query.groups
    assert change.size == one.query.cells


@pytest.mark.parametrize("mechanism", [None, "geometric", "discrete_gaussian"])
@given(case=cases())
@settings(max_examples=80, deadline=None)
def test_neighbours_differ_by_no_more_than_said(mechanism: Mechanism | None, case: Case) -> None:
    before = bounded(case.others, case.table)
    after = bounded([*case.others, case.newcomer], case.table)
    for one in asked_of(case, mechanism).answers:
        hold(one, answer_of(one, after) - answer_of(one, before))


@given(case=cases(), at=st.integers(-60, 60))
@settings(max_examples=120, deadline=None)
def test_the_sensitivity_of_a_sum_is_reached(case: Case, at: int) -> None:
    """No slack: some unit changes the sum by exactly what is said, so less noise would be caught."""
    need = total(case.bounds, at)
    many, low, high = case.table.rows_per_group, case.bounds.lower, case.bounds.upper
    changes = [
        abs(int(exact(need, bounded([[(0, value)] * n], case.table), CELLS)[0]))
        for n in range(1, many + 1)
        for value in (low, high)
    ]
    assert max(1, max(changes)) == per_cell(need, case.table)


@given(case=cases())
@settings(max_examples=100, deadline=None)
def test_no_centre_is_better_than_the_best(case: Case) -> None:
    best = best_centre(case.bounds, case.table)
    cost = {c: per_cell(total(case.bounds, c), case.table) for c in range(-80, 81)}
    assert cost[best] == min(cost.values())
    price = Fraction(case.table.rows_per_group**2, 3)
    shared = best_centre(case.bounds, case.table, price)
    squared = {c: cost[c] ** 2 + c * c * price for c in cost}
    assert squared[shared] == min(squared.values())


def test_the_middle_of_the_bounds_halves_the_sensitivity() -> None:
    bounds, table = FixedPoint("x", 0, 50, Decimal(1)), Table("t", CELLS, 1, 12)
    assert best_centre(bounds, table) == 25
    assert per_cell(total(bounds, 25), table) == 300
    assert per_cell(total(bounds), table) == 600
    # A household of 12 rows of at most 50, but 120 in all: far less, and centred lower.
    capped = replace(bounds, total=120)
    assert per_cell(total(capped), table) == 120
    centre = best_centre(capped, table)
    assert (centre, per_cell(total(capped, centre), table)) == (8, 96)


WORST: list[Row] = [(cell, 1000) for cell in range(CELLS) for _ in range(3)]


def test_the_sensitivity_of_bins_is_reached() -> None:
    """The worst unit has all its rows in one band of each of its cells."""
    case = Case(Table("t", CELLS, 2, 3), FixedPoint("x", 0, 40, Decimal(1)), [], WORST)
    for mechanism in ("geometric", "discrete_gaussian"):
        for one in asked_of(case, mechanism).answers:  # type: ignore[arg-type]
            if one.need.kind != "bins" or one.strategy is None:
                continue
            place = int((one.strategy.matrix**2).sum(axis=0).argmax())
            rows: list[Row] = [(c, one.need.edges[place]) for c in (0, 1) for _ in range(3)]
            change = answer_of(one, bounded([rows], case.table))
            assert (change**2).sum() == one.query.l2_squared
            if mechanism == "geometric":
                assert np.abs(change).sum() == one.query.l1


def faults(case: Case) -> dict[str, tuple[Rows, dict[str, int]]]:
    """What an engine could forget: rows as they would come through, and bounds it would not apply."""
    every = as_rows([(cell, 0, value) for cell, value in case.newcomer])
    wide = {"lower": -(10**6), "upper": 10**6}
    return {
        "rows are not bounded": (every, {}),
        "values are not clamped": (bounded([case.newcomer], case.table), wide),
    }


@pytest.mark.parametrize("fault", ["rows are not bounded", "values are not clamped"])
def test_a_planted_fault_is_caught(fault: str) -> None:
    case = Case(Table("t", CELLS, 2, 2), FixedPoint("x", 0, 40, Decimal(1)), [], WORST)
    rows, changed = faults(case)[fault]
    caught = []
    for one in asked_of(case, "discrete_gaussian").answers:
        need = replace(one.need, **changed) if one.need.kind in ("sum", "squares") else one.need  # type: ignore[arg-type]
        try:
            hold(one, answer_of(replace(one, need=need), rows))
        except AssertionError:
            caught.append(one.need.kind)
    assert "sum" in caught
    assert "squares" in caught
    if fault == "rows are not bounded":
        assert {"rows", "bins", "units"} <= set(caught)


def test_null_values_count_in_rows_only() -> None:
    rows = as_rows([(0, 0, None), (0, 0, 7), (1, 1, None)])
    bounds = FixedPoint("x", 0, 10, Decimal(1))
    case = Case(Table("t", CELLS, 2, 2), bounds, [], [])
    said = {one.query.name: answer_of(one, rows).tolist() for one in asked_of(case, None).answers}
    assert said["t.units"] == [1, 1, 0, 0]
    assert said["t.rows"] == [2, 1, 0, 0]
    assert said["t.rows.x"] == [1, 0, 0, 0]
    assert said["t.sum.x"] == [7 - 5, 0, 0, 0]
    assert said["t.squares.x"] == [(7 - 5) ** 2 - 12, 0, 0, 0]
