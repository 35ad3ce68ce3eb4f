"""The same optimum as ARX 3.9.2 on Adult and FARS: levels, suppressed records, classes and loss."""

from __future__ import annotations

import json
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from privkit.anonymity.criteria import Criteria, DistinctL
from privkit.anonymity.encode import Encoded, combine, encode_categories, encode_column
from privkit.anonymity.hierarchy_file import read_hierarchy_file
from privkit.anonymity.search import search

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
GOLDEN = SHARED / "golden" / "arx.json"
DATA = SHARED / "data" / "arx"
PREFIX = {"adult": "adult", "fars_subset": "fars", "creditcard": "creditcard_int"}


def wanted(row: dict[str, Any]) -> bool:
    """Optimal global recoding for Loss, arithmetic mean, with k and distinct l only."""
    models = {part.split(":")[0] for part in row["privacy"].split("+")}
    settings = (row["metric"], row["aggregate"], row["algorithm"], row["local_recoding"])
    return settings == ("LOSS", "AM", "OPTIMAL", None) and models <= {"k", "dl"}


def rows() -> list[dict[str, Any]]:
    if not GOLDEN.exists() or not DATA.exists():
        return []
    return [row for row in json.loads(GOLDEN.read_text())["results"] if wanted(row)]


pytestmark = pytest.mark.skipif(not rows(), reason="the reference data are not here")


@cache
def frame(dataset: str) -> pd.DataFrame:
    return pd.read_csv(DATA / dataset / f"{dataset}.csv", sep=";", dtype=str, keep_default_na=False)


@cache
def encoded(dataset: str, column: str) -> Encoded:
    path = DATA / dataset / f"{PREFIX[dataset]}_hierarchy_{column}.csv"
    return encode_column(frame(dataset)[column], read_hierarchy_file(path, column=column))


@cache
def confidential(dataset: str, column: str) -> npt.NDArray[np.int32]:
    return encode_categories(frame(dataset)[column])


def thresholds(privacy: str) -> dict[str, int]:
    return {name: int(value) for name, value in (part.split(":") for part in privacy.split("+"))}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["id"])
def test_same_optimum_as_arx(row: dict[str, Any]) -> None:
    columns = [encoded(row["dataset"], name) for name in row["qis"]]
    least = thresholds(row["privacy"])
    codes = [column.codes for column in columns]
    if "dl" in least:
        codes.append(confidential(row["dataset"], row["sensitive"]))
    combos = combine(codes)
    q = len(columns)
    distinct = (DistinctL(least["dl"], combos.codes[:, q], row["sensitive"]),) if "dl" in least else ()
    optimum = search(
        [column.hierarchy for column in columns],
        combos.codes[:, :q],
        combos.weights,
        Criteria(least.get("k", 1), distinct),
        Fraction(str(row["suppression_limit"])),
    )
    assert dict(zip(row["qis"], optimum.levels, strict=True)) == row["solution"]
    assert optimum.suppressed_units == row["suppressed"]
    assert optimum.classes == row["classes"]
    assert (optimum.smallest_class, optimum.largest_class) == (row["class_min"], row["class_max"])
    assert optimum.lattice_size == row["solution_space"]
    assert optimum.loss == pytest.approx(float(row["score"]), abs=1e-9)
    assert optimum.loss_per_column == pytest.approx(row["score_per_attribute_raw"], abs=1e-9)


def test_every_wanted_row_is_there() -> None:
    counts = pd.Series([row["dataset"] for row in rows()]).value_counts().to_dict()
    assert counts == {"adult": 16, "fars_subset": 7}
