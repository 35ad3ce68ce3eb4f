"""What must hold of any grouping, whatever the counts."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.compare import partition as room
from privkit.compare.grid import Axis, Cells, cells_of
from privkit.compare.partition import (
    Held,
    Part,
    Partition,
    merge_neighbours,
    merge_smallest,
    partition,
    parts_of,
)


def axis(column: str, labels: int, ordered: bool, stray: int = 0) -> Axis:
    """Labels a, b, c… then ``stray`` labels outside the order, then ``*``."""
    names = tuple("abcdefgh"[:labels]) + tuple(f"x{i}" for i in range(stray))
    return Axis(column, (*names, "*"), labels if ordered else 0)


@st.composite
def grids(draw: st.DrawFn) -> tuple[Cells, tuple[Axis, ...], int]:
    axes = tuple(
        axis(f"c{i}", draw(st.integers(1, 5)), draw(st.booleans()), draw(st.integers(0, 1)))
        for i in range(draw(st.integers(1, 3)))
    )
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    rows = draw(st.integers(0, 120))
    skew = draw(st.sampled_from([0.3, 1.0, 3.0]))
    columns = []
    for each in axes:
        weights = rng.random(len(each.labels)) ** skew
        weights[-1] *= draw(st.sampled_from([0.0, 0.1, 1.0]))
        columns.append(rng.choice(len(each.labels), rows, p=weights / weights.sum()))
    codes = np.column_stack(columns).astype(np.int64)
    return cells_of(codes, axes), axes, draw(st.integers(2, 25))


def units_of(found: Partition, cells: Cells) -> list[int]:
    counts = cells.counts()
    return [int(counts[found.of_cell == g].sum()) for g in range(len(found.groups))]


@settings(max_examples=150, deadline=None)
@given(grids())
def test_no_group_is_too_small(drawn: tuple[Cells, tuple[Axis, ...], int]) -> None:
    cells, axes, at_least = drawn
    found = partition(cells.codes, cells.counts(), axes, at_least)
    assert all(units >= at_least for units in units_of(found, cells))
    assert bool(found.groups) == (cells.counts().sum() >= at_least)


@settings(max_examples=150, deadline=None)
@given(grids())
def test_every_unit_is_in_one_group_unless_a_label_is_not_known(
    drawn: tuple[Cells, tuple[Axis, ...], int],
) -> None:
    cells, axes, at_least = drawn
    found = partition(cells.codes, cells.counts(), axes, at_least)
    if not found.groups:
        return
    for combination, group in zip(cells.codes.tolist(), found.of_cell.tolist(), strict=True):
        holding = [
            g
            for g, parts in enumerate(found.groups)
            if all(code in part.members for code, part in zip(combination, parts, strict=True))
        ]
        assert holding == ([group] if group >= 0 else [])
        strange = [code >= (a.ordered or a.unknown) for code, a in zip(combination, axes, strict=True)]
        assert group >= 0 or any(strange)


@settings(max_examples=150, deadline=None)
@given(grids())
def test_only_neighbours_are_merged(drawn: tuple[Cells, tuple[Axis, ...], int]) -> None:
    cells, axes, at_least = drawn
    for parts in partition(cells.codes, cells.counts(), axes, at_least).groups:
        for part, each in zip(parts, axes, strict=True):
            if part.whole:
                assert part.members == tuple(range(len(each.labels)))
            elif each.ordered and part.members[0] < each.ordered:
                assert part.members == tuple(range(part.members[0], part.members[-1] + 1))
                assert part.members[-1] < each.ordered


@settings(max_examples=100, deadline=None)
@given(grids())
def test_combinations_never_seen_lead_to_one_group_or_none(
    drawn: tuple[Cells, tuple[Axis, ...], int],
) -> None:
    cells, axes, at_least = drawn
    everything = np.array(list(product(*(range(len(a.labels)) for a in axes))), dtype=np.int64)
    every = cells_of(np.concatenate([cells.codes[cells.of_row], everything]), axes)
    counts = every.counts() - 1  # each combination was added once
    found = partition(every.codes, counts, axes, at_least)
    alone = partition(cells.codes, cells.counts(), axes, at_least)
    assert found.groups == alone.groups  # cells that hold nobody change nothing
    for combination, group in zip(every.codes.tolist(), found.of_cell.tolist(), strict=True):
        holding = [
            g
            for g, parts in enumerate(found.groups)
            if all(code in part.members for code, part in zip(combination, parts, strict=True))
        ]
        assert len(holding) <= 1
        assert group in holding or not holding


def held(*units: float, variance: float = 0.0) -> list[Held]:
    return [Held((code,), number, variance) for code, number in enumerate(units)]


def test_the_smallest_band_joins_its_smaller_neighbour() -> None:
    assert merge_neighbours(held(50, 12, 40, 90), 30) == [(0,), (1, 2), (3,)]


def test_at_a_tie_the_lower_band_is_taken() -> None:
    assert merge_neighbours(held(40, 12, 40), 30) == [(0, 1), (2,)]
    assert merge_neighbours(held(10, 10, 10), 20) == [(0, 1, 2)]


def test_a_group_of_exactly_the_threshold_stands() -> None:
    assert merge_neighbours(held(30, 29, 31), 30) == [(0, 1), (2,)]
    assert merge_smallest(held(30, 30), 30) == [(0,), (1,)]


def test_a_rare_label_without_order_does_not_cost_the_others_their_group() -> None:
    assert merge_smallest(held(500, 2, 300), 30) == [(0,), (1, 2)]


def test_labels_not_known_make_a_part_when_they_are_enough() -> None:
    sizes = axis("surface", 2, ordered=True)
    assert parts_of(held(40, 40, 30), sizes, 30) == (Part((0,)), Part((1,)), Part((2,)))
    assert parts_of(held(40, 40, 29), sizes, 30) == (Part((0,)), Part((1,)))  # left out
    assert parts_of(held(20, 20, 5), sizes, 30) == (Part((0, 1, 2), whole=True),)
    assert parts_of(held(0, 0, 45), sizes, 30) == (Part((2,)),)


def test_a_label_met_nowhere_does_not_merge_the_others() -> None:
    kinds = axis("logement", 3, ordered=False)
    assert parts_of(held(40, 0, 40, 0), kinds, 30) == (Part((0,)), Part((2,)))


def test_the_least_important_column_loses_its_detail_first() -> None:
    axes = (axis("people", 2, ordered=True), axis("surface", 2, ordered=True))
    codes = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.int64)
    found = partition(codes, np.array([40, 40, 25, 20], dtype=np.int64), axes, 30)
    assert found.groups == (
        (Part((0,)), Part((0,))),
        (Part((0,)), Part((1,))),
        (Part((1,)), Part((0, 1, 2), whole=True)),
    )
    assert found.of_cell.tolist() == [0, 1, 2, 2]


def test_the_size_check_sees_a_merge_that_stops_one_unit_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    axes = (axis("people", 3, ordered=True),)
    cells = cells_of(np.repeat([0, 1, 2], [29, 40, 40])[:, None].astype(np.int64), axes)
    assert min(units_of(partition(cells.codes, cells.counts(), axes, 30), cells)) >= 30
    monkeypatch.setattr(room, "merge_neighbours", lambda bands, least: merge_neighbours(bands, least - 1))
    assert min(units_of(partition(cells.codes, cells.counts(), axes, 30), cells)) == 29


def test_a_label_met_nowhere_goes_with_those_not_known() -> None:
    kinds = axis("logement", 3, ordered=False)
    codes = np.array([[0], [1], [2], [3]], dtype=np.int64)
    with_unknown = partition(codes, np.array([40, 0, 40, 35], dtype=np.int64), (kinds,), 30)
    assert with_unknown.of_cell.tolist() == [0, 2, 1, 2]
    without = partition(codes, np.array([40, 0, 40, 5], dtype=np.int64), (kinds,), 30)
    assert without.of_cell.tolist() == [0, -1, 1, -1]
