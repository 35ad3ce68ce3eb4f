"""Equal rows put together: one whole number per row, equal for equal rows."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.risk.codes import misuse
from privkit.words import Words

Ints: TypeAlias = npt.NDArray[np.int64]
#: A matrix of codes (one column per attribute), or a frame of labels.
Labels: TypeAlias = npt.NDArray[Any] | pd.DataFrame

_LARGEST = 1 << 62


def encode(labels: Labels) -> Ints:
    """Labels as a matrix of codes from 0. A missing label is a label of its own, equal to any other missing."""
    if isinstance(labels, pd.DataFrame):
        columns = [pd.factorize(labels.iloc[:, j], use_na_sentinel=False)[0] for j in range(labels.shape[1])]
        shape = (len(labels), len(columns))
        return np.column_stack(columns).astype(np.int64) if columns else np.zeros(shape, np.int64)
    if labels.ndim != 2 or labels.dtype.kind not in "iu":
        raise misuse(
            Words(
                "codes must be a matrix of whole numbers, one column per attribute",
                "les codes doivent former une matrice d'entiers, une colonne par attribut",
            )
        )
    codes = labels.astype(np.int64)
    return codes - codes.min(axis=0) if len(codes) else codes


def pack(codes: Ints) -> Ints:
    """One number per row, from 0, equal for equal rows, no greater than a few times the number of rows.

    Mixed radix, one column after another; the numbers are made dense again before they could pass 62
    bits, and at the end when they are sparse.
    """
    keys, space = np.zeros(len(codes), np.int64), 1
    for column in codes.T if len(codes) else ():
        size = int(column.max()) + 1
        if space * size >= _LARGEST:
            keys, space = _dense(keys)
        if space * size >= _LARGEST:  # a column whose codes are not dense themselves
            column, size = _dense(column)
        keys, space = keys * size + column, space * size
    return keys if space <= 4 * len(keys) + 1024 else _dense(keys)[0]


def _dense(keys: Ints) -> tuple[Ints, int]:
    found, numbers = pd.factorize(keys)  # a hash table: faster than a sort on a million rows
    return found.astype(np.int64), len(numbers)


def units_of(weights: npt.ArrayLike | None, rows: int) -> Ints:
    """How many privacy units each row stands for; one each without weights."""
    if weights is None:
        return np.ones(rows, np.int64)
    units = np.asarray(weights)
    if units.shape != (rows,) or units.dtype.kind not in "iub" or (rows and units.min() < 0):
        raise misuse(
            Words(
                "weights must be one whole number of units per row, none negative",
                "les poids doivent être un nombre entier d'unités par ligne, jamais négatif",
            )
        )
    return units.astype(np.int64)


def total(keys: Ints, units: Ints) -> Ints:
    """Units per class; the numbers that no row carries have 0."""
    out = np.zeros(int(keys.max()) + 1 if len(keys) else 0, np.int64)
    np.add.at(out, keys, units)
    return out
