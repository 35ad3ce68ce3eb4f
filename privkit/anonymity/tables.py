"""Counting classes at one node of the lattice, each time from the smallest finer table already counted.

A table holds one column per class: its label numbers (and confidential values, for l-diversity) and its
units. A coarser node is a roll-up of any finer one (the roll-up property of LeFevre et al. 2005,
doi:10.1145/1066157.1066164), so the few large tables are grouped once and most nodes cost microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.criteria import Criteria
from privkit.anonymity.groupby import distinct_per_group, pack
from privkit.anonymity.hierarchy import Floats, Hierarchy, Ints
from privkit.anonymity.loss import Metric

#: Cached tables together hold at most this many numbers (32 bits each).
CACHE_CELLS = 24_000_000
#: Classes whose loss is added at once, to stay in the processor's cache.
BLOCK = 1 << 14


@dataclass(frozen=True)
class Table:
    """The classes of a node. ``codes[j]`` are the labels of column j, then the confidential values."""

    levels: tuple[int, ...]
    codes: npt.NDArray[np.int32]
    units: Floats  # whole numbers, exact below 2**53

    @property
    def rows(self) -> int:
        return len(self.units)


@dataclass(frozen=True)
class Counted:
    """A node once counted: units to suppress, and what suppressing them adds to the loss."""

    suppressed: int
    excess: float


class RollUp:
    """Counts nodes and remembers their tables. One per search."""

    def __init__(
        self,
        hierarchies: Sequence[Hierarchy],
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        criteria: Criteria,
        metric: Metric,
    ) -> None:
        self.columns = len(hierarchies)
        self.criteria = criteria
        self._cards = [[len(h.labels_at(level)) for level in range(h.height + 1)] for h in hierarchies]
        self._maps = [_upward_maps(h) for h in hierarchies]
        self._confidential = [_cardinality(d.codes) for d in criteria.distinct_l]
        self._gap, self._gap_start = _gaps(hierarchies, metric)
        self._scale = np.asarray(metric.scale)
        values = np.concatenate([codes.T, *(d.codes[None, :] for d in criteria.distinct_l)]).astype(np.int32)
        bottom = (0,) * self.columns
        self._cache = _Cache([h.height for h in hierarchies])
        self._root = self._grouped(bottom, values, weights.astype(np.float64))

    def count(self, levels: tuple[int, ...], limit: int) -> Counted:
        """Units suppressed at a node; their excess loss too unless they are more than ``limit``."""
        source = self._cache.smallest_below(levels) or self._root
        codes = self._relabelled(source, levels)
        table = self._grouped(levels, codes, source.units)
        self._cache.add(table)
        labels, units, bad = self._classes(table)
        suppressed = int(units[bad].sum())
        return Counted(
            suppressed, self._excess(labels, units, bad, levels) if suppressed <= limit else np.inf
        )

    def _relabelled(self, source: Table, levels: tuple[int, ...]) -> npt.NDArray[np.int32]:
        codes = source.codes
        if source.levels != levels:
            codes = codes.copy()
            for column, (low, high) in enumerate(zip(source.levels, levels, strict=True)):
                if low != high:
                    np.take(self._maps[column][low, high], codes[column], out=codes[column], mode="clip")
        return codes

    def _grouped(self, levels: tuple[int, ...], codes: npt.NDArray[np.int32], units: Floats) -> Table:
        cards = [c[level] for c, level in zip(self._cards, levels, strict=True)] + self._confidential
        first, totals = _group(codes, cards, units)
        return Table(levels, codes.take(first, axis=1), totals)

    def _classes(self, table: Table) -> tuple[npt.NDArray[np.int32], Floats, npt.NDArray[np.bool_]]:
        """Labels and units of each class, and whether it violates a criterion."""
        if not self._confidential:
            return table.codes, table.units, table.units < self.criteria.k
        # Grouped rows come sorted with the confidential values last: a class is a run of equal labels.
        labels = table.codes[: self.columns]
        new = np.ones(table.rows, bool)
        new[1:] = (labels[:, 1:] != labels[:, :-1]).any(axis=0)
        first = np.flatnonzero(new)
        units = np.add.reduceat(table.units, first) if len(first) else table.units
        bad = units < self.criteria.k
        of_row = np.cumsum(new) - 1
        for j, diversity in enumerate(self.criteria.distinct_l):
            bad |= distinct_per_group(of_row, len(first), table.codes[self.columns + j]) < diversity.l
        return labels[:, first], units, bad

    def _excess(
        self,
        labels: npt.NDArray[np.int32],
        units: Floats,
        bad: npt.NDArray[np.bool_],
        levels: tuple[int, ...],
    ) -> float:
        chosen = np.flatnonzero(bad)
        starts = np.array([s[level] for s, level in zip(self._gap_start, levels, strict=True)])
        per_column = np.zeros(self.columns)  # whole numbers
        for start in range(0, len(chosen), BLOCK):
            block = chosen[start : start + BLOCK]
            gaps = self._gap[labels.take(block, axis=1) + starts[:, None]]
            # Not a matrix product: threads of the linear algebra library cost more than they bring here.
            per_column += np.einsum("js,s->j", gaps, units[block])
        return float(sum(self._scale * per_column))


def _group(codes: npt.NDArray[np.int32], cards: Sequence[int], units: Floats) -> tuple[Ints, Floats]:
    """A row of each group of equal columns, in order of the columns, and the units of each group."""
    keys, space = pack(codes.T, cards)
    rows = len(keys)
    if space <= 4 * rows:
        totals = _sums(keys, units, space)
        present = totals.nonzero()[0]
        row_of = np.empty(space, np.int64)
        row_of[keys] = np.arange(rows)
        return row_of[present], totals[present]
    shift = rows.bit_length()
    if space < 1 << (62 - shift):  # a plain sort is several times faster than argsort
        packed = np.sort((keys << shift) | np.arange(rows))
        order = packed & ((1 << shift) - 1)
        ordered = packed >> shift
    else:
        order = np.argsort(keys)
        ordered = keys[order]
    new = np.ones(rows, bool)
    np.not_equal(ordered[1:], ordered[:-1], out=new[1:])
    first = new.nonzero()[0]
    return order[first], _sums(new.cumsum() - 1, units[order], len(first))


def _sums(groups: Ints, units: Floats, count: int) -> Floats:
    return np.asarray(np.bincount(groups, units, minlength=count), np.float64)


def _cardinality(codes: npt.NDArray[Any]) -> int:
    return int(codes.max()) + 1 if len(codes) else 1


def _upward_maps(hierarchy: Hierarchy) -> dict[tuple[int, int], npt.NDArray[np.int32]]:
    """(low level, high level) → label number at the low level → at the high one."""
    maps = {}
    for high in range(hierarchy.height + 1):
        for low in range(high):
            found = np.empty(len(hierarchy.labels_at(low)), np.int32)
            found[hierarchy.codes(low)] = hierarchy.codes(high)
            maps[low, high] = found
    return maps


def _gaps(hierarchies: Sequence[Hierarchy], metric: Metric) -> tuple[Floats, list[list[int]]]:
    """What suppressing one unit adds to its column, per label, and where each level starts."""
    parts: list[Floats] = []
    starts: list[list[int]] = []
    at = 0
    for hierarchy, costs in zip(hierarchies, metric.cost, strict=True):
        starts.append([])
        for level in range(hierarchy.height + 1):
            gap = np.empty(len(hierarchy.labels_at(level)))
            gap[hierarchy.codes(level)] = costs[-1] - costs[level]
            parts.append(gap)
            starts[-1].append(at)
            at += len(gap)
    return np.concatenate(parts), starts


class _Cache:
    """Tables already counted, found by levels: the smallest one finer than a node.

    A node is one integer with a guard bit per column, so that "finer in every column" is one subtraction.
    """

    def __init__(self, heights: Sequence[int]) -> None:
        self._shifts: list[int] = []
        guards = bits = 0
        for height in heights:
            self._shifts.append(bits)
            bits += height.bit_length() + 1
            guards |= 1 << (bits - 1)
        self._guards = guards
        self._tables: list[Table] = []
        self._packed = np.empty(64, np.int64)
        self._rows = np.empty(64, np.int64)
        self._cells = 0

    def _pack(self, levels: tuple[int, ...]) -> int:
        return sum(level << shift for level, shift in zip(levels, self._shifts, strict=True))

    def smallest_below(self, levels: tuple[int, ...]) -> Table | None:
        count = len(self._tables)
        if not count:
            return None
        spare = (self._pack(levels) | self._guards) - self._packed[:count]
        rows = np.where(spare & self._guards == self._guards, self._rows[:count], np.iinfo(np.int64).max)
        best = int(rows.argmin())
        return self._tables[best] if rows[best] < np.iinfo(np.int64).max else None

    def add(self, table: Table) -> None:
        if self._cells + table.codes.size > CACHE_CELLS:
            self._drop_largest()
        if len(self._tables) == len(self._packed):
            self._packed = np.resize(self._packed, 2 * len(self._packed))
            self._rows = np.resize(self._rows, 2 * len(self._rows))
        self._put(table)

    def _put(self, table: Table) -> None:
        at = len(self._tables)
        self._packed[at], self._rows[at] = self._pack(table.levels), table.rows
        self._tables.append(table)
        self._cells += table.codes.size

    def _drop_largest(self) -> None:
        """Keep the small tables, which serve most nodes, up to half the room."""
        kept, self._tables, self._cells = sorted(self._tables, key=lambda t: t.rows), [], 0
        for table in kept:
            if self._cells + table.codes.size <= CACHE_CELLS // 2:
                self._put(table)
