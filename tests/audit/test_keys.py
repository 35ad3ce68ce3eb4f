"""Which rows a table has tells nothing: public keys are all there, others are never shown, few or none chosen is no accident."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import pytest

from . import faults
from .releases import Asked, Rows
from .worlds import HOMES, MEAN, ROWS, TOTAL, by_area

Released = Callable[..., Mapping[str, pd.DataFrame]]
PRIVATE = """
keys:
  by:
    area: { chosen_privately: yes }
    month: { from: 2025-01, to: 2025-02 }
  measures:
"""
CAPS = "areas: 3, months: 3, rows_per_month: 3"


def test_a_key_that_no_list_holds_changes_nothing(
    released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor a blank one: without noise, the table is the same with a household of such rows, and without."""
    faults.no_noise(monkeypatch)
    asked = Asked(
        by_area(HOMES, ROWS, TOTAL, MEAN).replace(".csv }", ".csv }, month: { from: 2025-01, to: 2025-02 }"),
        CAPS,
    )
    others = Rows.of(np.arange(20), np.arange(20) % 4, 5.0, np.arange(20) % 2 + 1)
    canary = Rows.of([99] * 4, [0, 77, 1, 77], 1e6, [7, 1, -1, -1])
    without = released(asked, others, 5)["by_area"]
    assert released(asked, others + canary, 5)["by_area"].equals(without)
    assert len(without) == 10
    assert without["homes"].tolist() == [5, 0, 0, 5, 5, 0, 0, 5, 0, 0]


def test_no_private_key_is_shown_outside_the_lists(
    released: Released, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the noise as large as can be, only keys that the lists allow are candidates."""
    faults.every_key_met(monkeypatch)
    asked = Asked(PRIVATE + HOMES, CAPS, delta="1e-6")
    frame = released(asked, Rows.of([1, 1, 1, 2], [0, 1, 2, 3], 1.0, [1, 7, -1, 2]), 1)["keys"]
    assert frame[["area", "month"]].to_numpy().tolist() == [["A00000", "2025-01"], ["A00003", "2025-02"]]


@pytest.mark.parametrize("month", [1, 7])
def test_no_key_at_all_is_an_empty_table(released: Released, month: int) -> None:
    """A lone household does not reach the threshold; of other months nobody is a candidate."""
    measures = [
        HOMES,
        TOTAL,
        MEAN,
        "    half: { quantiles: volume, bounds: [0, 50], at: [50 %] }",
        "    spread: { variance: volume, bounds: [0, 50] }",
        "    bands: { histogram: volume, bands: [0, 10, 50] }",
    ]
    asked = Asked(PRIVATE + "\n".join(measures), CAPS, delta="1e-9")
    assert len(released(asked, Rows.of([1], [0], 1.0, month), 1)["keys"]) == 0
