"""From columns of values to small integers, and to distinct combinations counted in privacy units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.anonymity.groupby import group_rows
from privkit.anonymity.hierarchy import TOP, Hierarchy
from privkit.errors import DataError, Problem
from privkit.words import Words

Codes = npt.NDArray[np.int32]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Encoded:
    """One column as value numbers of ``hierarchy`` (which has NULL as a value when the column has one)."""

    hierarchy: Hierarchy
    codes: Codes = field(repr=False)


@dataclass(frozen=True)
class Combinations:
    """The distinct rows of several columns and how many privacy units each stands for.

    ``of_row[i]`` is the combination of row i. ``codes[:, j]`` belongs to the j-th column given.
    """

    codes: Codes = field(repr=False)
    weights: Counts = field(repr=False)
    of_row: npt.NDArray[np.int64] = field(repr=False)

    @property
    def units(self) -> int:
        return int(self.weights.sum())


def encode_column(values: Any, hierarchy: Hierarchy) -> Encoded:
    """Number the values of a column (text, whole numbers or days; None or NaN is NULL) by its hierarchy.

    A ``*`` (a cell suppressed in an earlier release) needs no row in the hierarchy: it is ``*`` at every level.

    DataError PK437 when distinct values are missing from the hierarchy: their count, never the values.
    """
    numbers, distinct = pd.factorize(pd.Series(values, dtype=object), use_na_sentinel=True)
    if any(value == TOP for value in distinct if isinstance(value, str)):
        hierarchy = hierarchy.with_top()
    known = {value: number for number, value in enumerate(hierarchy.values[: -1 if hierarchy.null else None])}
    found = np.array([known.get(_text(value), -1) for value in distinct], np.int32)
    missing = int((found < 0).sum())
    if missing:
        raise DataError(_missing(hierarchy.name, missing))
    if len(numbers) and numbers.min() < 0:
        hierarchy = hierarchy.with_null()
    null = len(hierarchy.values) - 1  # factorize numbers NULL -1, which indexes the last entry
    return Encoded(hierarchy, np.append(found, np.int32(null))[numbers].astype(np.int32))


def encode_categories(values: Any) -> Codes:
    """Number the distinct values of a column without a hierarchy (a confidential one). NULL is a value."""
    numbers, distinct = pd.factorize(pd.Series(values, dtype=object), use_na_sentinel=True)
    return np.where(numbers < 0, len(distinct), numbers).astype(np.int32)


def combine(columns: Sequence[Codes], weights: Counts | None = None) -> Combinations:
    """The distinct combinations of columns of numbers. ``weights``: privacy units per row (one by default).

    For distinct l-diversity, give the confidential column as one of the columns.
    """
    codes = np.stack(columns, axis=1) if len(columns) else np.empty((0, 0), np.int32)
    groups = group_rows(codes)
    units = np.ones(len(codes), np.int64) if weights is None else np.asarray(weights, np.int64)
    return Combinations(codes[groups.first].astype(np.int32), groups.total(units), groups.of_row)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | np.bool_):
        return str(bool(value)).lower()
    if isinstance(value, int | np.integer) or (isinstance(value, float) and value.is_integer()):
        return str(int(value))  # pandas turns whole numbers with a NULL into floats
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a column to encode holds text, whole numbers or days, not {type(value).__name__}")


def _missing(column: str, count: int) -> Problem:
    return Problem(
        "PK437",
        Words(
            f"distinct values of {column} missing from its hierarchy: {count}",
            f"valeurs distinctes de {column} absentes de sa hiérarchie : {count}",
        ),
        instead=Words(
            "add them to the hierarchy, or clean the column before this step",
            "ajoutez-les à la hiérarchie, ou nettoyez la colonne avant cette étape",
        ),
    )
