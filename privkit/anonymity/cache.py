"""Tables already counted, found by levels: the smallest one finer than a node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from privkit.anonymity.hierarchy import Floats

#: Cached tables together hold at most this many numbers (64 bits each).
CELLS = 16_000_000
_MANY = int(np.iinfo(np.int64).max)


@dataclass(frozen=True)
class Table:
    """The rows of a node: packed labels, then confidential values (and unit numbers); ``units`` of each; and
    people of the population, a row per model."""

    levels: tuple[int, ...]
    words: npt.NDArray[np.int64]
    units: npt.NDArray[np.int64]
    people: Floats

    @property
    def rows(self) -> int:
        return len(self.units)


class Cache:
    """The smallest table finer than a node, among the tables kept.

    A node is a few integers with a guard bit per column, so that "finer in every column" is one
    subtraction each.
    """

    def __init__(self, heights: Sequence[int]) -> None:
        self._shifts: list[tuple[int, int]] = []  # word, shift
        self._guards = [0]
        bits = 0
        for height in heights:
            need = height.bit_length() + 1
            if bits + need > 63:
                self._guards.append(0)
                bits = 0
            self._shifts.append((len(self._guards) - 1, bits))
            bits += need
            self._guards[-1] |= 1 << (bits - 1)
        self._tables: list[Table] = []
        self._packed = np.empty((len(self._guards), 64), np.int64)
        self._rows = np.empty(64, np.int64)
        self._cells = 0

    def _pack(self, levels: tuple[int, ...]) -> list[int]:
        words = [0] * len(self._guards)
        for level, (word, shift) in zip(levels, self._shifts, strict=True):
            words[word] |= level << shift
        return words

    def smallest_below(self, levels: tuple[int, ...]) -> Table | None:
        """The smallest kept table at or below these levels; None when there is none."""
        count = len(self._tables)
        if not count:
            return None
        rows = self._rows[:count]
        for word, guard, packed in zip(self._pack(levels), self._guards, self._packed, strict=True):
            spare = (word | guard) - packed[:count]
            rows = np.where(spare & guard == guard, rows, _MANY)
        best = int(rows.argmin())
        return self._tables[best] if rows[best] < _MANY else None

    def add(self, table: Table) -> None:
        """Keep a table, dropping the largest when there is no room."""
        cells = _cells(table)
        if cells > CELLS:
            return
        if self._cells + cells > CELLS:
            self._drop_largest()
        if len(self._tables) == len(self._rows):
            self._packed = np.concatenate([self._packed, np.empty_like(self._packed)], axis=1)
            self._rows = np.resize(self._rows, 2 * len(self._rows))
        self._put(table)

    def _put(self, table: Table) -> None:
        at = len(self._tables)
        self._packed[:, at], self._rows[at] = self._pack(table.levels), table.rows
        self._tables.append(table)
        self._cells += _cells(table)

    def _drop_largest(self) -> None:
        """Keep the small tables, which serve most nodes, up to half the room."""
        kept, self._tables, self._cells = sorted(self._tables, key=lambda t: t.rows), [], 0
        for table in kept:
            if self._cells + _cells(table) <= CELLS // 2:
                self._put(table)


def _cells(table: Table) -> int:
    return table.words.size + table.units.size + table.people.size + 64
