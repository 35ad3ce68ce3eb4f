from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.anonymity.check import Checked, check_classes
from privkit.anonymity.criteria import Criteria, DistinctL, violating_rows

FRAME = pd.DataFrame({"area": ["A", "A", None, "B", float("nan")], "kind": ["x", "x", "x", "x", "x"]})


def test_classes_are_counted_in_units_and_nulls_are_equal() -> None:
    found = check_classes(FRAME, [2, 1, 1, 4, 1], k=3)
    assert found == Checked(classes=3, smallest_class=2, smallest_l=None, below_k=2, below_l=0, holds=False)
    assert check_classes(FRAME, [2, 1, 1, 4, 1], k=2).holds


def test_l_counts_distinct_values() -> None:
    found = check_classes(FRAME, k=1, l=2, confidential=["u", "v", "u", "u", "u"])
    assert (found.smallest_l, found.below_l, found.holds) == (1, 3, False)


def test_suppressed_rows_belong_to_no_class() -> None:
    assert check_classes(FRAME, k=2, suppressed=[False, False, False, True, False]).holds
    assert not check_classes(FRAME, k=2).holds


def test_no_row_holds() -> None:
    assert check_classes(FRAME.iloc[:0], k=5) == Checked(0, 0, None, 0, 0, True)


def test_l_without_its_column_is_a_bug() -> None:
    with pytest.raises(ValueError):
        check_classes(FRAME, l=2)


@given(
    st.lists(
        st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 2), st.integers(1, 4)), min_size=1
    ),
    st.integers(1, 6),
    st.integers(1, 3),
)
def test_it_agrees_with_the_criteria_of_the_search(rows: list[tuple[int, ...]], k: int, diverse: int) -> None:
    table = np.array(rows)
    checked = check_classes(pd.DataFrame(table[:, :2]), table[:, 3], k, diverse, table[:, 2].tolist())
    violating = violating_rows(table[:, :2], table[:, 3], Criteria(k, (DistinctL(diverse, table[:, 2]),)))
    assert checked.holds == (not violating.any())
    only_k = violating_rows(table[:, :2], table[:, 3], Criteria(k))
    assert checked.below_k == table[only_k, 3].sum()
