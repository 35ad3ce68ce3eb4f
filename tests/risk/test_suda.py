"""Special uniques against every subset tried one by one."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.errors import InternalError
from privkit.risk.msu import MOST_SETS, minimal_uniques, sets_of
from privkit.risk.suda import special_uniques


def tried(codes: np.ndarray, units: list[int], up_to: int) -> dict[int, set[tuple[int, ...]]]:
    """Minimal sets by which each unit is alone, by the definition."""
    alone: dict[int, set[tuple[int, ...]]] = {}
    for size in range(1, up_to + 1):
        for columns in combinations(range(codes.shape[1]), size):
            groups: dict[tuple[int, ...], set[int]] = {}
            for row, unit in zip(codes, units, strict=True):
                groups.setdefault(tuple(row[list(columns)]), set()).add(unit)
            for held in groups.values():
                if len(held) == 1:
                    alone.setdefault(next(iter(held)), set()).add(columns)
    return {unit: {c for c in sets if not any(set(d) < set(c) for d in sets)} for unit, sets in alone.items()}


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_every_minimal_set_and_no_other(data) -> None:
    width, rows = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 12))
    row = st.tuples(*[st.integers(0, 2)] * width)
    codes = np.array(data.draw(st.lists(row, min_size=rows, max_size=rows)))
    units = data.draw(st.lists(st.integers(0, 8), min_size=rows, max_size=rows))
    up_to = data.draw(st.integers(1, width))
    expected = tried(codes, units, up_to)
    found = minimal_uniques(codes, np.array(units), up_to)
    assert found.alone.tolist() == sorted(expected)
    for unit, sizes in zip(found.alone.tolist(), found.by_size, strict=True):
        assert sizes.tolist() == [sum(len(c) == k for c in expected[unit]) for k in range(1, width + 1)]
    for size in range(width):
        for column in range(width):
            held = sum(len(c) == size + 1 and column in c for sets in expected.values() for c in sets)
            assert found.holding[size, column] == held


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_combinations_with_weights_are_the_rows_they_stand_for(data) -> None:
    rows = data.draw(st.lists(st.tuples(*[st.integers(0, 2)] * 3), min_size=1, max_size=20))
    codes = np.array(rows)
    distinct, weights = np.unique(codes, axis=0, return_counts=True)
    one, other = special_uniques(codes), special_uniques(distinct, weights=weights)
    assert one.units == other.units
    assert sorted(one.score) == pytest.approx(sorted(other.score))
    assert sorted(one.dis) == pytest.approx(sorted(other.dis))
    assert one.contributions == pytest.approx(other.contributions)


def test_a_wide_table_with_small_sets_is_walked_otherwise_and_says_the_same() -> None:
    rng = np.random.default_rng(3)
    codes = rng.integers(0, 3, (60, 13))
    found = minimal_uniques(codes, np.arange(60), 3)
    expected = tried(codes, list(range(60)), 3)
    assert {u: int(s.sum()) for u, s in zip(found.alone.tolist(), found.by_size, strict=True)} == {
        u: len(sets) for u, sets in expected.items()
    }


def test_scores() -> None:
    """One unit alone on the first column, another on two columns together."""
    codes = np.array([[1, 0, 0], [0, 1, 1], [0, 1, 0], [0, 0, 1], [0, 0, 1], [0, 1, 0], [0, 0, 0], [0, 0, 0]])
    found = special_uniques(codes, fraction=0.1)
    assert found.alone.tolist() == [0, 1]
    assert found.by_size.tolist() == [[1, 0, 0], [0, 1, 0]]
    assert found.score.tolist() == [2 * 1, 1]
    assert special_uniques(codes, scores="ihsn").score.tolist() == [3 / 3, 1 / 3]
    # six units in pairs against two uniques, shared between scores to the power 1 + (8 - 3) / 20
    against, scale = 6 * 0.9 / 0.1, 1 + 2**-1.25
    expected = [1 / (1 + against / (2**1.25 * scale)), 1 / (1 + against / scale)]
    assert found.dis.tolist() == pytest.approx(expected)
    assert found.contributions.tolist() == pytest.approx([2 / 3, 1 / 3, 1 / 3])
    assert found.above(0.0) == 2


def test_a_unit_on_several_rows_is_one_unit() -> None:
    codes = np.array([[5, 0], [5, 1], [1, 0], [1, 0]])
    found = special_uniques(codes, unit_of=[7, 7, 8, 9])
    assert (found.units, found.alone.tolist(), found.by_size.tolist()) == (3, [7], [[2, 0]])


def test_nobody_alone_and_nobody_at_all() -> None:
    assert special_uniques(np.zeros((4, 2), np.int64)).alone.tolist() == []
    empty = special_uniques(np.zeros((0, 2), np.int64))
    assert (empty.units, empty.contributions.tolist()) == (0, [0, 0])


def test_the_whole_population_makes_every_unique_certain() -> None:
    found = special_uniques(np.array([[1, 0], [0, 1], [0, 0], [0, 0]]), fraction=1.0)
    assert found.dis.tolist() == [1.0, 1.0]


def test_too_many_sets_are_refused() -> None:
    assert sets_of(20, 20) == 2**20 - 1 > MOST_SETS
    assert sets_of(5, 9) == 31
    assert math.comb(20, 3) + math.comb(20, 2) + 20 == sets_of(20, 3)
    with pytest.raises(InternalError, match="1048575 sets of columns are more than the 70000 allowed"):
        special_uniques(np.zeros((3, 20), np.int64))
