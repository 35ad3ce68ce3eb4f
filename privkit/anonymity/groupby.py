"""Grouping rows of small integers: one packed integer per row, then one sort or one count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
_LIMIT = 1 << 62


@dataclass(frozen=True)
class Groups:
    """Equal rows put together: the group of each row, and one row of each group."""

    of_row: Ints = field(repr=False)
    first: Ints = field(repr=False)

    def __len__(self) -> int:
        return len(self.first)

    def total(self, weights: npt.NDArray[Any]) -> Ints:
        """The sum of whole-number weights per group."""
        out = np.zeros(len(self.first), np.int64)
        np.add.at(out, self.of_row, weights.astype(np.int64))
        return out


def pack(codes: npt.NDArray[Any], cardinalities: Sequence[int] | None = None) -> tuple[Ints, int]:
    """One integer per row, equal for equal rows, and the size of the space they live in.

    Mixed radix. When the product of cardinalities would pass 62 bits, the part packed so far is
    renumbered densely first: rows are fewer than 2**31, so it always fits.
    """
    keys, space = np.zeros(len(codes), np.int64), 1
    for j in range(codes.shape[1]):
        column = codes[:, j]
        size = (
            cardinalities[j] if cardinalities is not None else (int(column.max()) + 1 if len(column) else 1)
        )
        if space * size >= _LIMIT:
            distinct, keys = np.unique(keys, return_inverse=True)
            space = len(distinct)
        keys = keys * size + column
        space *= size
    return keys, space


def group_rows(codes: npt.NDArray[Any]) -> Groups:
    """Group the equal rows of a matrix of non-negative integers."""
    _, first, of_row = np.unique(pack(codes)[0], return_index=True, return_inverse=True)
    return Groups(of_row.astype(np.int64), first.astype(np.int64))


def group_sizes(codes: npt.NDArray[Any], weights: npt.NDArray[Any]) -> Ints:
    """Privacy units per class of equal rows; one entry per class."""
    return group_rows(codes).total(weights)


def distinct_per_group(of_row: Ints, groups: int, values: npt.NDArray[Any]) -> Ints:
    """How many distinct values each group holds."""
    size = int(values.max()) + 1 if len(values) else 1
    keys = of_row * size + values
    if groups * size <= max(8 * len(keys), 4096):
        seen = np.zeros(groups * size, bool)
        seen[keys] = True
        return np.asarray(seen.reshape(groups, size).sum(axis=1), np.int64)
    return np.asarray(np.bincount(np.unique(keys) // size, minlength=groups), np.int64)
