"""Local recoding of published tables: losses at or under what good prototypes reached, recounted from labels."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from privkit.anonymity.builders import from_rows
from privkit.anonymity.check import check_classes
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.encode import Combinations, combine, encode_column
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.local import LocalRecoding, recode_locally
from privkit.anonymity.local.settings import Effort

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "arx"
COLUMNS = {
    "adult": "sex age race marital-status education native-country workclass occupation salary-class",
    "creditcard": "LIMIT_BAL SEX EDUCATION MARRIAGE AGE PAY_0 PAY_2 default-payment-next-month",
}
PREFIX = {"adult": "adult", "creditcard": "creditcard_int"}
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the reference data are not here")


@cache
def table(name: str) -> tuple[list[Hierarchy], Combinations]:
    file = next((DATA / name).glob(f"{PREFIX[name]}.csv*"))
    frame = pd.read_csv(file, sep=";", dtype=str, keep_default_na=False)
    columns = []
    for column in COLUMNS[name].split():
        path = DATA / name / f"{PREFIX[name]}_hierarchy_{column}.csv"
        rows = [tuple(line.split(";")) for line in path.read_text().splitlines() if line]
        columns.append(encode_column(frame[column], from_rows(column, rows)))
    return [c.hierarchy for c in columns], combine([c.codes for c in columns])


def recoded(name: str, k: int, effort: Effort) -> LocalRecoding:
    hierarchies, combos = table(name)
    result = recode_locally(hierarchies, combos.codes, combos.weights, Criteria(k), effort=effort)
    labels = pd.DataFrame({j: result.labels(j)[result.class_of] for j in range(len(hierarchies))})
    told = check_classes(labels, result.units, k)
    assert told.holds and told.classes == result.classes and result.suppressed_units == 0
    assert (np.bincount(result.rows, result.units) == combos.weights).all()
    return result


@pytest.mark.parametrize(
    ("name", "k", "most"),
    [("adult", 5, 0.062), ("adult", 10, 0.095), ("creditcard", 5, 0.043)],
)
def test_fast(name: str, k: int, most: float) -> None:
    assert recoded(name, k, "fast").loss <= most


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "k", "most"),
    [
        ("adult", 2, 0.0196),
        ("adult", 5, 0.0502),
        ("adult", 10, 0.0778),
        ("creditcard", 2, 0.0138),
        ("creditcard", 5, 0.0355),
        ("creditcard", 10, 0.0565),
    ],
)
def test_balanced(name: str, k: int, most: float) -> None:
    assert recoded(name, k, "balanced").loss <= most
