"""Columns to integer codes and back, from what is public of a table and nothing else.

Codes 0 to ``known - 1`` are the categories or the cells of a number; ``known`` is *other* (a category not known, or no
value where the domain says there always is one); ``known + 1``, in a column that may lack values, is *missing*. No
value ever raises an error: what does not fit is clipped, or is *other*. So whether a private fit fails tells nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from privkit.synth.bins import Codes, Grid, grid_of
from privkit.synth.domain import Attribute, Kind

#: Kinds whose near codes are near values.
ORDERED = frozenset({Kind.ORDERED, Kind.NUMBER, Kind.INTEGER, Kind.DATE})
_EPOCH = pd.Timestamp("1970-01-01")


@dataclass(frozen=True, eq=False)
class Encoding:
    """How one attribute is coded: by its ``labels`` (texts; False and True for YES_NO) or by its ``grid``."""

    attribute: Attribute
    labels: tuple[Any, ...]
    grid: Grid | None

    @property
    def known(self) -> int:
        """How many codes stand for a value."""
        return len(self.labels) if self.grid is None else self.grid.cells

    @property
    def other(self) -> int:
        """The code of what is not known: never written back."""
        return self.known

    @property
    def missing(self) -> int:
        """The code of no value; *other* where none may be missing."""
        return self.known + 1 if self.attribute.nullable else self.known

    @property
    def size(self) -> int:
        """The number of codes."""
        return self.known + 1 + self.attribute.nullable

    @property
    def ordered(self) -> bool:
        """Whether near codes are near values."""
        return self.attribute.kind in ORDERED

    def encode(self, column: pd.Series) -> Codes:
        """The code of each row."""
        if self.grid is not None:
            units, absent = units_of(column, self.attribute, self.grid)
            return np.where(absent, self.missing, self.grid.cell_of(units))
        place, values = pd.factorize(column.astype(object), use_na_sentinel=True)
        if self.attribute.kind is not Kind.YES_NO:
            values = pd.Index([str(value) for value in values], dtype=object)
        labels = pd.Index(np.array(self.labels, dtype=object), dtype=object)
        found = labels.get_indexer(values)
        # -1, a missing value, is the last of the table
        table = np.append(np.where(found < 0, self.other, found), self.missing).astype(np.int64)
        return table[place]

    def decode(self, codes: Codes, rng: np.random.Generator) -> pd.Series:
        """A value for each code, drawn within its cell for a number; *other* and *missing* give no value."""
        absent = codes >= self.known
        if self.grid is None:
            table = np.array([*self.labels, None], dtype=object)
            return column_of(self.attribute, table[np.minimum(codes, self.known)], absent)
        units = self.grid.draw(np.where(absent, 0, codes), rng)
        return column_of(self.attribute, self.grid.values(units), absent)


def encoding_of(attribute: Attribute, found: tuple[str, ...] = ()) -> Encoding:
    """The encoding of an attribute; ``found`` are its categories when they are not public.

    Raises PolicyError (PK641) for a number without public bounds.
    """
    if attribute.kind is Kind.YES_NO:
        return Encoding(attribute, (False, True), None)
    if attribute.kind in (Kind.CATEGORY, Kind.ORDERED):
        return Encoding(
            attribute, tuple(dict.fromkeys(found if attribute.values is None else attribute.values)), None
        )
    return Encoding(attribute, (), grid_of(attribute))


def units_of(column: pd.Series, attribute: Attribute, grid: Grid) -> tuple[Codes, NDArray[np.bool_]]:
    """Whole units of a number or a date, clipped to the grid, and where there is none."""
    if attribute.kind is Kind.DATE:
        days = (pd.to_datetime(column, errors="coerce") - _EPOCH) / pd.Timedelta(days=1)
        numbers = np.floor(days.to_numpy(dtype=np.float64, na_value=np.nan))
    else:
        numbers = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    absent = np.isnan(numbers)
    return grid.units(np.where(absent, float(grid.low), numbers)), absent


def column_of(attribute: Attribute, values: NDArray[Any], absent: NDArray[np.bool_]) -> pd.Series:
    """Values as the type the kind calls for: it never depends on the data that were fitted."""
    name = attribute.name
    if attribute.kind is Kind.NUMBER:
        return pd.Series(np.where(absent, np.nan, values), name=name, dtype="float64")
    if attribute.kind is Kind.INTEGER:
        whole = pd.Series(np.where(absent, 0, values).astype(np.int64), name=name)
        return whole.astype("Int64").mask(absent) if attribute.nullable else whole
    if attribute.kind is Kind.DATE:
        days = np.where(absent, 0, values).astype("datetime64[D]").astype("datetime64[s]")
        days[absent] = np.datetime64("NaT")
        return pd.Series(days, name=name)
    if attribute.kind is Kind.YES_NO and not attribute.nullable:
        return pd.Series(np.where(absent, False, values).astype(bool), name=name)
    out = values.astype(object)
    out[absent] = None
    return pd.Series(out, name=name)
