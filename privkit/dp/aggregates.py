"""Exact answers from the bounded rows of a small table: what an engine computes in its own language.

Rows are those the engine kept: at most ``groups`` cells per unit, ``rows_per_group`` rows in each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from privkit.dp.codes_measures import misuse, wrong_data
from privkit.dp.contribution import Need
from privkit.dp.fixed_point import LARGEST
from privkit.words import Words

Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Column:
    """A column in steps of its precision, and where it is not null."""

    steps: Whole
    present: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Rows:
    """Bounded rows: the number of their cell (0 to cells − 1), the number of their unit, their columns."""

    cell: Whole
    unit: Whole
    columns: Mapping[str, Column] = field(default_factory=dict)


def exact(need: Need, table_rows: Rows, cells: int) -> Whole:
    """One answer, in integers only: one per cell, or cells × bins."""
    if need.kind == "units":
        pairs = np.unique(np.stack([table_rows.cell, table_rows.unit]), axis=1)
        return np.bincount(pairs[0], minlength=cells).astype(np.int64)
    if need.column is None:
        return np.bincount(table_rows.cell, minlength=cells).astype(np.int64)
    column = table_rows.columns[need.column]
    cell, steps = table_rows.cell[column.present], column.steps[column.present]
    if need.kind == "rows":
        return np.bincount(cell, minlength=cells).astype(np.int64)
    steps = np.clip(steps, need.lower, need.upper)
    if need.kind == "bins":
        band = np.searchsorted(need.edges[1:-1], steps, side="right")
        counts = np.bincount(cell * need.bins + band, minlength=cells * need.bins)
        return counts.reshape(cells, need.bins).astype(np.int64)
    if need.kind == "squares":
        return _add(cell, (steps - need.centre) ** 2 - need.offset, cells)
    if need.totals is None:
        return _add(cell, steps - need.centre, cells)
    unit = table_rows.unit[column.present]
    pairs, place = np.unique(np.stack([cell, unit]), axis=1, return_inverse=True)
    place = place.reshape(-1)
    totals = np.clip(_add(place, steps, pairs.shape[1]), *need.totals)
    counts = np.bincount(place, minlength=pairs.shape[1])
    return _add(pairs[0], totals - need.centre * counts, cells)


def _add(cell: Whole, numbers: Whole, cells: int) -> Whole:
    out = np.zeros(cells, dtype=np.int64)
    np.add.at(out, cell, numbers)
    return out


def hold(name: str, need: Need, answer: NDArray[np.generic], cells: int) -> Whole:
    """An exact answer as 64-bit integers of the right shape.

    Raises DataError (PK547): not integers, or a count below zero, or a number past 2^52; InternalError
    (PK540) for a wrong shape. No message tells a value.
    """
    shape = (cells, need.bins) if need.kind == "bins" else (cells,)
    if answer.shape != shape:
        raise misuse(
            Words(f"{name}: an answer of the wrong shape", f"{name} : une réponse de mauvaise forme")
        )
    kinds = {type(number) for number in answer.flat} if answer.dtype == object else {answer.dtype.type}
    if not all(issubclass(kind, int | np.integer) and not issubclass(kind, bool) for kind in kinds):
        raise _wrong(name, Words("not whole numbers", "pas des nombres entiers"))
    least, most = (int(answer.min()), int(answer.max())) if answer.size else (0, 0)
    if least < 0 and need.kind in ("units", "rows", "bins"):
        raise _wrong(name, Words("a count below zero", "un compte négatif"))
    if max(-least, most) >= LARGEST:
        raise _wrong(name, Words("a number past 2^52", "un nombre au-delà de 2^52"))
    return answer.astype(np.int64)


def _wrong(name: str, what: Words) -> Exception:
    return wrong_data(
        "PK547",
        Words(f"{name}: the exact answer is wrong: ", f"{name} : la réponse exacte est fausse : ") + what,
        Words(
            "check the types and the missing values of the column in the source",
            "vérifiez les types et les valeurs manquantes de la colonne dans la source",
        ),
    )
