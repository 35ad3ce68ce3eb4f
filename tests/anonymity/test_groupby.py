from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from privkit.anonymity.groupby import distinct_per_group, group_rows, group_sizes, pack

ROWS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(1, 5)), max_size=40)


@given(ROWS)
def test_group_sizes_equal_a_dictionary(rows: list[tuple[int, int, int]]) -> None:
    expected: Counter[tuple[int, int]] = Counter()
    for a, b, weight in rows:
        expected[a, b] += weight
    table = np.array(rows, np.int64).reshape(-1, 3)
    assert sorted(group_sizes(table[:, :2], table[:, 2])) == sorted(expected.values())
    groups = group_rows(table[:, :2])
    assert (table[groups.first][groups.of_row][:, :2] == table[:, :2]).all()


@given(ROWS)
def test_distinct_values_of_groups(rows: list[tuple[int, int, int]]) -> None:
    table = np.array(rows, np.int64).reshape(-1, 3)
    groups = group_rows(table[:, :1])
    expected = [len({r[2] for r in rows if r[0] == table[first, 0]}) for first in groups.first]
    for scale in (1, 10**6):  # the marked array, then the sorted pairs
        assert distinct_per_group(groups.of_row, len(groups), table[:, 2] * scale).tolist() == expected


def test_packing_past_62_bits_keeps_rows_apart_and_in_order() -> None:
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 2, (500, 8)) * (2**20 - 1)
    keys, space = pack(codes)
    assert space < 2**62
    order = np.lexsort(codes.T[::-1])
    assert (np.diff(keys[order]) >= 0).all()
    assert len(np.unique(keys)) == len(np.unique(codes, axis=0))


def test_no_row_and_no_column() -> None:
    assert len(group_rows(np.empty((0, 3), np.int32))) == 0
    assert group_sizes(np.empty((4, 0), np.int32), np.array([1, 2, 3, 4])).tolist() == [10]
