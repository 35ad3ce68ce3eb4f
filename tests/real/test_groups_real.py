"""Group figures against those of ARX and sdcMicro on the same data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from privkit.risk.groups import class_sizes, size_of_each

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
pytestmark = pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not there")

ROWS = [
    "adult/k5_s0.05_LOSS-AM",
    "adult/k2_s0.02_LOSS-AM",
    "adult/k10_s1.0_LOSS-AM",
    "fars_subset/k5_s0.05_LOSS-AM",
]


@cache
def golden() -> dict[str, Any]:
    results = json.loads((SHARED / "golden" / "arx.json").read_text())["results"]
    return {row["id"]: row for row in results}


@cache
def read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, sep=";", dtype=str, keep_default_na=False)


def recoded(row: dict[str, Any]) -> pd.DataFrame:
    folder = SHARED / "data" / "arx" / row["dataset"]
    stem = row["dataset"].removesuffix("_subset")
    frame = read(folder / f"{row['dataset']}.csv")[row["qis"]].copy()
    for name, level in row["solution"].items():
        path = folder / f"{stem}_hierarchy_{name}.csv"
        hierarchy = pd.read_csv(path, sep=";", dtype=str, header=None, keep_default_na=False)
        frame[name] = frame[name].map(dict(zip(hierarchy[0], hierarchy[level], strict=True)))
    return frame


@pytest.mark.parametrize("name", ROWS)
def test_figures_are_those_of_arx(name: str) -> None:
    row = golden()[name]
    frame = recoded(row)
    least = int(row["privacy"].removeprefix("k:"))
    groups = class_sizes(frame, suppressed=np.asarray(size_of_each(frame) < least))
    assert groups.suppressed == row["suppressed"]
    assert groups.classes == row["classes"]
    assert [list(pair) for pair in groups.histogram] == row["class_size_histogram"]
    for threshold in (0.2, 0.1):
        risk, arx = groups.prosecutor(threshold), row[f"risk_summary_th{threshold}"]
        assert risk.highest == pytest.approx(arx["prosecutor_highest"])
        assert risk.share_at_risk == pytest.approx(arx["prosecutor_records_at_risk"])
        assert risk.average == pytest.approx(arx["prosecutor_success"])
        assert groups.journalist(threshold).average == pytest.approx(arx["journalist_success"])
        assert groups.marketer == pytest.approx(arx["marketer_success"])


def test_raw_adult() -> None:
    groups = class_sizes(read(SHARED / "data" / "arx" / "adult" / "adult.csv"))
    assert (groups.units, groups.classes, groups.unique_units) == (30_162, 19_502, 15_512)


def test_violations_of_sdcmicro() -> None:
    path = SHARED / "data" / "sdcmicro_testdata" / "testdata.csv"
    frame = pd.read_csv(path, dtype=str)
    keys = ["urbrur", "roof", "walls", "water", "electcon", "relat", "sex"]
    assert class_sizes(frame[keys]).units_below_each((2, 3, 5)) == {2: 157, 3: 281, 5: 458}
