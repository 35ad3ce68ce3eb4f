"""Each model on classes worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from privkit.anonymity.builders import from_rows
from privkit.anonymity.check_models import values_hold
from privkit.anonymity.criteria import (
    AlphaK,
    AttributeModel,
    BetaLikeness,
    Criteria,
    DeltaDisclosure,
    EntropyL,
    HierarchicalDistance,
    KMap,
    OrderedDistance,
    Presence,
    RecursiveCL,
    TCloseness,
    violating_rows,
)

NO = np.zeros(0, int)
TABLE = np.array([40, 30, 20, 10])
TREE = from_rows("s", [("a", "A"), ("b", "A"), ("c", "B"), ("d", "B")])


def one(model: AttributeModel, *counts: int) -> tuple[bool, float]:
    """Whether a class holds and what it reaches; the recount in plain Python must say the same."""
    row = np.array([counts])
    holds = bool(model.holds(row)[0])
    assert values_hold(model, dict(enumerate(counts))) == holds
    return holds, float(model.reached(row)[0])


def test_entropy_of_equal_values_is_met_exactly() -> None:
    assert one(EntropyL(3, NO), 2, 2, 2) == (True, pytest.approx(3))
    assert one(EntropyL(3, NO), 3, 2, 2)[0] is False
    assert one(EntropyL(2, NO), 5, 1, 0)[0] is False


def test_recursive_is_strict() -> None:
    assert one(RecursiveCL(2, 2, NO), 4, 1, 1) == (False, 2.0)
    assert one(RecursiveCL(2.01, 2, NO), 4, 1, 1)[0] is True
    assert one(RecursiveCL(9, 4, NO), 4, 1, 1) == (False, np.inf)


@pytest.mark.parametrize(
    ("distance", "far"),
    [
        (None, 0.6),
        (OrderedDistance(), 1 / 3),  # |-.4+1| + |-.7+1| + |-.9+1| over 3
        (OrderedDistance([1, 0, 2, 3]), (0.3 + 0.3 + 0.1) / 3),
        (HierarchicalDistance(TREE), (0.6 + 0.3) / 2),
    ],
)
def test_distances_of_a_class_of_one_value(distance: Any, far: float) -> None:
    model = TCloseness(0.2, NO, "s", distance or TCloseness(0, NO, table=TABLE).distance, TABLE)
    assert one(model, 10, 0, 0, 0) == (False, pytest.approx(far))
    assert one(model, 4, 3, 2, 1) == (True, pytest.approx(0, abs=1e-12))


def test_delta_bounds_present_values_on_both_sides_strictly() -> None:
    twice = DeltaDisclosure(1, NO, "s", np.array([50, 50]))
    assert one(twice, 2, 0) == (False, 1.0)
    assert one(twice, 3, 1) == (False, 1.0)  # half as frequent
    assert one(twice, 5, 3)[0] is True
    assert one(DeltaDisclosure(1.01, NO, "s", np.array([50, 50])), 2, 0)[0] is True


def test_beta_bounds_gains_only() -> None:
    assert one(BetaLikeness(1, NO, "s", TABLE), 0, 6, 4, 0) == (True, pytest.approx(1))
    assert one(BetaLikeness(1, NO, "s", TABLE), 0, 5, 5, 0)[0] is False
    # -ln 0.4 = 0.916: the enhanced cap on the most frequent value is 0.4 * 1.916 = 0.766
    assert one(BetaLikeness(1, NO, "s", TABLE, enhanced=True), 77, 0, 23, 0)[0] is False
    assert one(BetaLikeness(1, NO, "s", TABLE, enhanced=True), 76, 0, 24, 0)[0] is True


def test_alpha_is_reached() -> None:
    assert one(AlphaK(0.5, NO), 2, 1, 1) == (True, 0.5)
    assert one(AlphaK(0.5, NO), 3, 1, 1)[0] is False


def test_population_models() -> None:
    labels = np.array([[0], [0], [1], [1], [2]])
    units, people = np.array([2, 1, 1, 0, 0]), np.array([5, 5, 2, 2, 3])
    assert violating_rows(labels, units, Criteria(1, (), (KMap(5, people),))).tolist() == [
        *(False, False, True, True),
        False,  # a class of no unit is none
    ]
    between = Criteria(1, (), (Presence(0.1, 0.3, people),))
    assert violating_rows(labels, units, between).tolist() == [False, False, False, False, True]
    assert violating_rows(labels, units, Criteria(1, (), (Presence(0, 0.2, people),))).tolist() == [
        *(True, True, True, True),
        False,
    ]


def test_units_of_several_rows_count_once() -> None:
    labels, ones = np.array([[0], [0], [0], [1], [1]]), np.ones(5, int)
    unit = np.array([7, 7, 8, 7, 9])
    assert violating_rows(labels, ones, Criteria(2, unit_codes=unit)).tolist() == [False] * 5
    assert violating_rows(labels, ones, Criteria(3, unit_codes=unit)).tolist() == [True] * 5
    # the same value twice of one unit is one: 1 of 2, not 2 of 3
    half = AlphaK(0.5, np.array([0, 0, 1, 0, 1]))
    assert violating_rows(labels, ones, Criteria(1, (half,), (), unit)).tolist() == [False] * 5
    assert violating_rows(labels, ones, Criteria(1, (half,))).tolist() == [True, True, True, False, False]


def test_a_wide_confidential_column_is_counted_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    from privkit.anonymity import classes

    rng = np.random.default_rng(0)
    labels, values = rng.integers(0, 40, (900, 1)), rng.integers(0, 3000, 900)
    units = rng.integers(1, 4, 900)
    criteria = Criteria(2, (TCloseness.of(0.975, values, units), EntropyL(16, values)))
    whole = violating_rows(labels, units, criteria)
    monkeypatch.setattr(classes, "CELLS", 7000)
    assert (violating_rows(labels, units, criteria) == whole).all()
    assert 0 < whole.sum() < 900


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: EntropyL(0.5, NO),
        lambda: RecursiveCL(0, 2, NO),
        lambda: TCloseness(1.1, NO, table=TABLE),
        lambda: TCloseness(0.2, NO),
        lambda: DeltaDisclosure(0, NO, table=TABLE),
        lambda: BetaLikeness(-1, NO, table=TABLE),
        lambda: AlphaK(0, NO),
        lambda: KMap(0, NO),
        lambda: Presence(0.5, 0.4, NO),
        lambda: OrderedDistance([0, 0, 1, 2]).from_table(TABLE[None, :], TABLE / 100),
    ],
)
def test_thresholds_out_of_range_are_bugs(wrong: Any) -> None:
    with pytest.raises(ValueError):
        wrong()
