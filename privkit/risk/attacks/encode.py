"""The three frames of a stage as numbers: equal values have equal codes, near numbers have near positions.

Missing is a value of its own, alike to any other missing and to nothing else. Rows are put in an order that only
their values decide, so that no figure depends on how the files were sorted.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.errors import DataError, Problem
from privkit.risk.attacks.scene import Field, Scene
from privkit.words import Words

Codes = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

#: The code of a missing value in every column.
MISSING = 0
_WHOLE = re.compile(r"(-?\d+)\.0+")  # a file may write 5000.0 where another writes 5000
#: Greater numbers, and infinity, are this one: any two can be subtracted.
LARGEST = 1e300


@dataclass(frozen=True)
class Sheet:
    """One frame: a row per unit, a column per field.

    ``codes``: 0 where missing, else one whole number per distinct value, the same in the three frames; those of
    numbers grow with them. ``values``: numbers themselves, NaN where missing, and NaN everywhere for categories.
    ``places``: share of the present values of the release that are below (half of those that are equal), 0 to 1, a
    scale on which no outlier sets the unit; NaN as in ``values``.
    """

    codes: Codes
    values: Floats
    places: npt.NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.codes)

    def rows(self, which: npt.NDArray[Any]) -> Sheet:
        """These rows alone (positions or a mask)."""
        return Sheet(self.codes[which], self.values[which], self.places[which])


@dataclass(frozen=True)
class Encoded:
    """A stage in numbers. ``order`` of each frame: which row of the frame given stands at each place."""

    fields: tuple[Field, ...]
    release: Sheet
    originals: Sheet
    control: Sheet
    originals_order: npt.NDArray[np.intp]
    control_order: npt.NDArray[np.intp]

    def columns(self, names: Sequence[str]) -> list[int]:
        """Where these fields stand. Raises DataError (PK671) for one that is not there."""
        known = [f.name for f in self.fields]
        for name in names:
            if name not in known:
                raise _no_column()
        return [known.index(name) for name in names]

    def is_number(self, column: int) -> bool:
        return self.fields[column].kind == "number"


def encode(scene: Scene) -> Encoded:
    """The frames of a stage in numbers, each sorted by its own values.

    A category is known by its text: 1, 1.0, "1" and "1.0" are one value, True and "True" too. Dates of a ``number`` field
    count in days. Raises DataError: PK670 without a field, PK671 for a field that a frame lacks, PK672 for a frame
    without rows, PK673 for a ``number`` field that holds text.
    """
    frames = (scene.release, scene.originals, scene.control)
    _hold(scene, frames)
    parts = [_column(field, frames) for field in scene.fields]
    sheets, orders = [], []
    for k in range(3):
        codes = np.column_stack([part[k][0] for part in parts]).astype(np.int32)
        order = np.lexsort(codes.T[::-1])
        values = np.column_stack([part[k][1] for part in parts])
        places = np.column_stack([part[k][2] for part in parts]).astype(np.float32)
        sheets.append(Sheet(codes[order], values[order], places[order]))
        orders.append(order)
    return Encoded(scene.fields, sheets[0], sheets[1], sheets[2], orders[1], orders[2])


def _hold(scene: Scene, frames: Sequence[pd.DataFrame]) -> None:
    if not scene.fields:
        raise no_field()
    if any(f.name not in frame.columns for f in scene.fields for frame in frames):
        raise _no_column()
    if any(len(frame) == 0 for frame in frames):
        raise DataError(
            Problem(
                "PK672",
                Words(
                    "the attack needs released rows, people of the release and people who were not in it: one of "
                    "them is empty",
                    "l'attaque demande des lignes publiées, des personnes qui y figurent et d'autres qui n'y "
                    "figurent pas : l'un des trois est vide",
                ),
                instead=Words(
                    "set a larger share of the people aside",
                    "mettez de côté une plus grande part des personnes",
                ),
            )
        )


def no_field() -> DataError:
    """The error of an attack that would know nothing."""
    return DataError(
        Problem(
            "PK670",
            Words("the attack has no column to work with", "l'attaque n'a aucune colonne"),
            instead=Words(
                "name at least one column that was released", "nommez au moins une colonne publiée"
            ),
        )
    )


def _no_column() -> DataError:
    return DataError(
        Problem(
            "PK671",
            Words(
                "a column that the attack needs is not in the rows given",
                "une colonne dont l'attaque a besoin n'est pas dans les lignes données",
            ),
            instead=Words(
                "name columns that are in the release and in the original data",
                "nommez des colonnes présentes dans la publication et dans les données d'origine",
            ),
        )
    )


_Part = tuple[npt.NDArray[Any], Floats, Floats]


def _column(field: Field, frames: Sequence[pd.DataFrame]) -> list[_Part]:
    if field.kind == "number":
        return _numbers([_as_numbers(frame[field.name]) for frame in frames])
    return _categories([frame[field.name] for frame in frames])


def _numbers(values: list[Floats]) -> list[_Part]:
    values = [np.clip(column, -LARGEST, LARGEST) for column in values]
    known = np.unique(np.concatenate(values))
    known = known[~np.isnan(known)]
    released = np.sort(values[0][~np.isnan(values[0])])
    parts = []
    for column in values:
        missing = np.isnan(column)
        codes = np.where(missing, MISSING, np.searchsorted(known, column) + 1)
        below, up_to = np.searchsorted(released, column), np.searchsorted(released, column, side="right")
        places = (below + up_to) / (2 * max(1, len(released)))
        parts.append((codes, column, np.where(missing, np.nan, places)))
    return parts


def _categories(columns: Sequence[pd.Series[Any]]) -> list[_Part]:
    factors = [pd.factorize(column.to_numpy(dtype=object), use_na_sentinel=True) for column in columns]
    texts = [[_text(value) for value in uniques] for _, uniques in factors]
    number = {text: n + 1 for n, text in enumerate(sorted(set().union(*texts)))}
    parts = []
    for (found, _), said in zip(factors, texts, strict=True):
        table = np.array([*(number[text] for text in said), MISSING], np.int32)  # -1: missing, the last
        nothing = np.full(len(found), np.nan)
        parts.append((table[found], nothing, nothing))
    return parts


def _text(value: object) -> str:
    """One text for values that mean the same."""
    if isinstance(value, dt.datetime):  # a Timestamp too
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    whole = _WHOLE.fullmatch(str(value))
    return whole[1] if whole else str(value)


def _as_numbers(column: pd.Series[Any]) -> Floats:
    if pd.api.types.is_datetime64_any_dtype(column):
        return _days(column)
    try:
        return pd.to_numeric(column).to_numpy(dtype=np.float64, na_value=np.nan)
    except (ValueError, TypeError):
        pass
    try:
        if all(isinstance(value, dt.date) for value in column.dropna().unique()):
            return _days(pd.to_datetime(column))
    except (ValueError, TypeError):
        pass
    raise DataError(
        Problem(
            "PK673",
            Words(
                "a column said to hold numbers holds something else",
                "une colonne dite de nombres contient autre chose",
            ),
            instead=Words(
                "say that it is a category, or write numbers in the three tables",
                "dites que c'est une catégorie, ou écrivez des nombres dans les trois tables",
            ),
        )
    )


def _days(column: pd.Series[Any]) -> Floats:
    seconds = column.to_numpy(dtype="datetime64[s]")
    days = seconds.astype(np.int64) / 86400.0
    return np.where(np.isnat(seconds), np.nan, days)
