from __future__ import annotations

import numpy as np
import pytest

from privkit.anonymity.builders import flat, from_rows
from privkit.anonymity.loss import LossAM

AREA = from_rows("area", [("a1", "A"), ("a2", "A"), ("b1", "B"), ("b2", "B")])
KIND = flat(["x", "y", "z"], name="kind")
CODES = np.array([[0, 0], [1, 0], [2, 2]])
UNITS = np.array([5, 3, 2])
NONE = np.zeros(3, bool)


def loss(
    levels: tuple[int, ...], suppressed: np.ndarray = NONE, weights: list[float] | None = None
) -> object:
    return LossAM.of([AREA, KIND], 10, weights).exact(CODES, UNITS, levels, suppressed)


def test_untouched_data_lose_nothing_and_the_top_loses_all() -> None:
    assert loss((0, 0)) == (0.0, (0.0, 0.0))
    assert loss((2, 1)) == (1.0, (1.0, 1.0))


def test_a_label_costs_the_rows_it_covers() -> None:
    # shares 2/4 for all 10 units: (5 - 10/4) / (10 - 10/4)
    mean, columns = loss((1, 0))  # type: ignore[misc]
    assert columns == (pytest.approx(1 / 3), 0.0)
    assert mean == pytest.approx(1 / 6)


def test_a_suppressed_unit_costs_one_in_every_column() -> None:
    mean, columns = loss((0, 0), np.array([False, True, False]))  # type: ignore[misc]
    assert columns == (pytest.approx(0.3), pytest.approx(0.3))
    assert mean == pytest.approx(0.3)


def test_column_weights() -> None:
    assert loss((1, 1), weights=[3, 1])[0] == pytest.approx((3 / 3 + 1) / 4)  # type: ignore[index]
    assert loss((2, 0), weights=[0, 1])[0] == 0.0  # type: ignore[index]


@pytest.mark.parametrize("weights", [[1], [1, -1], [0, 0], [1, float("nan")]])
def test_wrong_weights_are_a_bug(weights: list[float]) -> None:
    with pytest.raises(ValueError):
        LossAM.of([AREA, KIND], 10, weights)


def test_a_column_of_one_value_cannot_lose() -> None:
    single = flat(["only"], name="c")
    exact = LossAM.of([single], 4).exact(np.array([[0]]), np.array([4]), (1,), np.array([True]))
    assert exact == (0.0, (0.0,))


def test_a_generalised_column_keeps_the_loss_of_its_first_level() -> None:
    coarse = AREA.from_level(1)
    kept = LossAM.of([coarse], 10).exact(np.array([[0], [0], [1]]), UNITS, (0,), NONE)
    assert kept == (pytest.approx(1 / 3), (pytest.approx(1 / 3),))
