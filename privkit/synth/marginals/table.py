"""Counts of rows by several grouped columns: exact, and known to the fit only through noisy answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Key = tuple[int, ...]
_CHUNK = 1 << 16  # rows at a time: their codes stay in the processor's cache
_KEPT = 1 << 24  # counts remembered, in all


def flat(
    columns: Mapping[int, NDArray[np.signedinteger]] | Sequence[NDArray[np.signedinteger]],
    key: Key,
    sizes: Sequence[int],
) -> Codes:
    """The cell of each row in the marginal of the variables ``key``, the last one running fastest."""
    cells = columns[key[0]].astype(np.int64)
    for variable in key[1:]:
        cells = cells * sizes[variable] + columns[variable]
    return cells


@dataclass
class Table:
    """Rows as groups of values: one array of codes and one number of groups for each variable."""

    columns: Sequence[NDArray[np.signedinteger]]
    sizes: Sequence[int]
    _known: dict[Key, Codes] = field(default_factory=dict)
    _held: int = 0

    def cells(self, key: Key) -> int:
        """The number of cells of a marginal."""
        return prod(self.sizes[variable] for variable in key)

    def counts(self, key: Key) -> Codes:
        """The rows in each cell."""
        if key in self._known:
            return self._known[key]
        size, rows = self.cells(key), len(self.columns[0])
        out = np.zeros(size, np.int64)
        for start in range(0, rows, max(_CHUNK, size)):
            part = [c[start : start + max(_CHUNK, size)] for c in self.columns]
            out += np.bincount(flat(part, key, self.sizes), minlength=size)
        if self._held + size <= _KEPT:
            self._known[key] = out
            self._held += size
        return out
