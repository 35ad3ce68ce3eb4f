"""Labels as small numbers: one code per label and column, one cell per combination of codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from privkit.compare.labels import ALL, as_labels
from privkit.compare.spec import ComparisonSpec
from privkit.words import Language

Codes = NDArray[np.int64]


@dataclass(frozen=True)
class Axis:
    """The labels of one column. The first ``ordered`` ones stand from low to high; ``*`` is the last."""

    column: str
    labels: tuple[str, ...]
    ordered: int  # 0: the column has no order

    @property
    def unknown(self) -> int:
        """The code of ``*``."""
        return len(self.labels) - 1

    def encode(self, values: pd.Series, language: Language) -> Codes:
        """Codes of labels; one that is not on the axis is as good as not known."""
        place = {label: code for code, label in enumerate(self.labels)}
        codes = as_labels(values, language).map(place)
        return np.asarray(codes.fillna(self.unknown), dtype=np.int64)


def axis_of(
    column: str, values: pd.Series, order: Sequence[str], language: Language, kept: Collection[str] = ()
) -> Axis:
    """The axis of a column: its order first, then labels outside it, met or ``kept`` from before, then ``*``.

    An order none of whose labels is met is no order.
    """
    met = set(as_labels(values, language)) - {ALL}
    known = tuple(label for label in dict.fromkeys(order) if label != ALL)
    if met and not met & set(known):
        known = ()
    others = (met | set(kept)) - {*known, ALL}
    return Axis(column, (*known, *sorted(others), ALL), len(known))


def axes_of(
    table: pd.DataFrame, columns: Sequence[str], orders: Mapping[str, Sequence[str]], language: Language
) -> tuple[Axis, ...]:
    """The axes of several columns."""
    return tuple(axis_of(c, table[c], orders.get(c, ()), language) for c in columns)


def axes_for(
    table: pd.DataFrame, spec: ComparisonSpec, orders: Mapping[str, Sequence[str]]
) -> tuple[Axis, ...]:
    """The axes of the columns that make groups."""
    return tuple(
        axis_of(c, table[c], orders.get(c, ()), spec.language, spec.frozen_labels(c)) for c in spec.groups_by
    )


def encode(table: pd.DataFrame, axes: Sequence[Axis], language: Language) -> Codes:
    """One row of codes per row of the table."""
    return np.column_stack([axis.encode(table[axis.column], language) for axis in axes])


@dataclass(frozen=True)
class Cells:
    """The distinct combinations of codes, in order, and which one each row is."""

    codes: Codes  # cells × columns
    of_row: Codes

    def counts(self, rows: Codes | None = None) -> Codes:
        """Rows per cell, or per cell of the rows given."""
        of_row = self.of_row if rows is None else self.of_row[rows]
        return np.bincount(of_row, minlength=len(self.codes)).astype(np.int64)


def cells_of(codes: Codes, axes: Sequence[Axis]) -> Cells:
    """The cells of a grid that hold a row."""
    sizes = tuple(len(axis.labels) for axis in axes)
    flat = np.ravel_multi_index(tuple(codes.T), sizes).astype(np.int64)
    found, of_row = np.unique(flat, return_inverse=True)
    return Cells(np.column_stack(np.unravel_index(found, sizes)).astype(np.int64), of_row.reshape(-1))
