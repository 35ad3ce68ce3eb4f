from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.anonymity.check import Checked, check_classes
from privkit.anonymity.criteria import (
    AlphaK,
    AttributeModel,
    BetaLikeness,
    Criteria,
    DeltaDisclosure,
    DistinctL,
    EntropyL,
    KMap,
    Presence,
    RecursiveCL,
    TCloseness,
    violating_rows,
)

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


TABLE = np.array([2, 2])


@pytest.mark.parametrize(
    ("model", "violating"),
    [
        (EntropyL(1.9, np.array([0, 1, 0, 0, 1])), 2),
        (RecursiveCL(1.5, 2, np.array([0, 1, 0, 0, 1])), 2),
        (AlphaK(0.7, np.array([0, 1, 0, 0, 1])), 1),
        (TCloseness(0.2, np.array([0, 1, 0, 0, 1]), table=TABLE), 1),
        (DeltaDisclosure(1, np.array([0, 1, 0, 0, 1]), table=TABLE), 1),
        (BetaLikeness(0.5, np.array([0, 1, 0, 0, 1]), table=TABLE), 1),
    ],
)
def test_every_model_is_counted_again(model: AttributeModel, violating: int) -> None:
    # A: 2 and 1 units of two values; NULL: 1 and 1; B: 4 of one
    found = check_classes(FRAME, [2, 1, 1, 4, 1], attributes=[model])
    assert (found.violating, found.holds) == ((violating,), False)


def test_the_population_is_counted_again_and_misses_who_is_suppressed() -> None:
    people = np.array([4, 1, 1, 4, 2])
    assert check_classes(FRAME, [2, 1, 1, 4, 1], population=[KMap(3, people)]).holds
    assert check_classes(FRAME, [2, 1, 1, 4, 1], population=[KMap(4, people)]).violating == (1,)
    assert check_classes(FRAME, [2, 1, 1, 4, 1], population=[Presence(0.6, 1, people)]).holds
    gone = [False, False, True, False, True]
    assert not check_classes(
        FRAME, [2, 1, 1, 4, 1], suppressed=gone, population=[Presence(0.6, 1, people)]
    ).holds


def test_units_of_several_rows_count_once() -> None:
    found = check_classes(FRAME, k=2, unit_codes=[1, 1, 2, 3, 4])
    assert (found.smallest_class, found.below_k) == (1, 2)
