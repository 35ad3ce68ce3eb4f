"""What is no number never reaches a sum: NaN reads as NULL, infinity stops the reading before any noise is drawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from privkit.engine.protocol import Engine
from privkit.errors import DataError
from privkit.run.inputs import gather, scan
from privkit.steps.build import opening_schemas

from . import faults
from .releases import Asked, Rows, release
from .worlds import HOMES, MEAN, ROWS, TOTAL, by_area

ASKED = Asked(by_area(HOMES, ROWS, TOTAL, MEAN).replace("known_list: areas.csv", "values: [A00000, A00001]"))


def read(engine: Engine, folder: Path, volumes: list[float]) -> list[float | None]:
    """The volumes of a Parquet file of doubles, as the engine reads them."""
    size = len(volumes)
    rows = {"home": [f"H{n}" for n in range(size)], "area": ["A00000"] * size, "month": ["2025-01"] * size}
    day = [date(2025, 6, 1)] * size
    pd.DataFrame({**rows, "day": day, "volume": volumes}).to_parquet(folder / "bills.csv", index=False)
    document = ASKED.document(folder, "diffprivlib")
    tables = scan(gather(document, None), opening_schemas(document.policy), engine)
    held = engine.collect_arrow(tables["bills"].select("volume"), 100).column("volume").to_pylist()
    return [None if v is None else float(v) for v in held]


def test_nan_is_a_missing_value(audited: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is a row of its household, and neither in the sum nor in what a mean is divided by."""
    assert read(audited, tmp_path, [30.0, 5.0, np.nan]) == [30.0, 5.0, None]
    faults.no_noise(monkeypatch)
    rows = Rows.of([1, 2, 3], [0, 0, 0], [30.0, 5.0, np.nan])
    frame = release(audited, tmp_path, ASKED, rows, "diffprivlib")["by_area"]
    assert [frame[c].iloc[0] for c in ("homes", "lines", "total")] == [3, 3, 35]


@pytest.mark.parametrize("far", [np.inf, -np.inf, 1e300])
def test_an_infinite_value_stops_the_reading(audited: Engine, tmp_path: Path, far: float) -> None:
    """The whole delivery is refused, whatever else it holds: nothing is published, and no value is told."""
    with pytest.raises(DataError) as caught:
        read(audited, tmp_path, [1.0, far])
    (problem,) = caught.value.problems
    assert problem.code == "PK402"
