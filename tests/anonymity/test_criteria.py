from __future__ import annotations

import numpy as np
import pytest

from privkit.anonymity.apply import apply_levels, suppressed_mask
from privkit.anonymity.builders import flat, from_rows
from privkit.anonymity.criteria import Criteria, DistinctL, violating_rows

LABELS = np.array([[0], [0], [1], [1], [2]])
UNITS = np.array([3, 1, 2, 1, 9])


@pytest.mark.parametrize(
    ("k", "violated"), [(1, [0, 0, 0]), (3, [0, 0, 0]), (4, [0, 1, 0]), (5, [1, 1, 0]), (10, [1, 1, 1])]
)
def test_k_counts_units_and_a_class_of_k_holds(k: int, violated: list[int]) -> None:
    found = violating_rows(LABELS, UNITS, Criteria(k))
    assert found.tolist() == [bool(violated[label]) for label in LABELS[:, 0]]


def test_distinct_l_counts_values_not_units() -> None:
    criteria = Criteria(1, (DistinctL(2, np.array([7, 7, 7, 8, 7])),))
    assert violating_rows(LABELS, UNITS, criteria).tolist() == [True, True, False, False, True]


def test_a_class_that_violates_any_criterion_is_violating() -> None:
    both = Criteria(4, (DistinctL(1, np.zeros(5, int)), DistinctL(2, np.array([0, 1, 0, 1, 0]))))
    assert violating_rows(LABELS, UNITS, both).tolist() == [False, False, True, True, True]


@pytest.mark.parametrize("wrong", [lambda: Criteria(0), lambda: DistinctL(0, np.zeros(1))])
def test_thresholds_start_at_one(wrong: object) -> None:
    with pytest.raises(ValueError):
        wrong()  # type: ignore[operator]


def test_apply_levels_gives_a_label_per_value_number() -> None:
    area = from_rows("area", [("a1", "A"), ("a2", "A"), ("b1", "B")]).with_null()
    kind = flat(["x", "y"], name="kind")
    labels = apply_levels([area, kind], (1, 1))
    assert labels[0].tolist() == ["A", "A", "B", None]
    assert labels[1].tolist() == ["*", "*"]


def test_suppressed_mask_is_per_row_and_whole_classes() -> None:
    area = from_rows("area", [("a1", "A"), ("a2", "A"), ("b1", "B")])
    combos = np.array([[0], [1], [2]])
    assert suppressed_mask([area], combos, np.array([1, 1, 1]), Criteria(2), (0,)).tolist() == [
        True,
        True,
        True,
    ]
    assert suppressed_mask([area], combos, np.array([1, 1, 1]), Criteria(2), (1,)).tolist() == [
        False,
        False,
        True,
    ]
    assert not suppressed_mask([area], combos, np.array([1, 1, 1]), Criteria(2), (2,)).any()
