"""Ground distances between values of a confidential column, for t-closeness.

Li, Li & Venkatasubramanian (2007), doi:10.1109/ICDE.2007.367856. Each gives the earth mover's distance of
classes from the whole table, and the largest part of a class that could come within t of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np

from privkit.anonymity.bounds import Counts, Floats, capped, largest, least_size
from privkit.anonymity.hierarchy import Hierarchy, Ints


class Distance(Protocol):
    """A ground distance: ``counts[class, value]`` are units, ``table[value]`` shares of the whole table."""

    def from_table(self, counts: Counts, table: Floats) -> Floats:
        """The earth mover's distance of each class from the table, in [0, 1]."""

    def most_within(self, t: float, counts: Counts, table: Floats) -> Floats:
        """For each class, a size that no part of it within ``t`` of the table exceeds."""

    def least(self, t: float, table: Floats) -> int:
        """No class of fewer units is within ``t`` of the table."""


@dataclass(frozen=True)
class EqualDistance:
    """Any two values are at distance 1: half the sum of absolute differences."""

    def from_table(self, counts: Counts, table: Floats) -> Floats:
        return np.asarray(np.abs(_shares(counts) - table).sum(axis=1) / 2)

    def most_within(self, t: float, counts: Counts, table: Floats) -> Floats:
        """What a part shares with the table, the sum of min(p, q), is at least 1 - t."""
        return capped(counts, table, 1 - t - 1e-12)

    def least(self, t: float, table: Floats) -> int:
        """Whole units share most with the table when each goes where most of its share is still free."""

        def possible(units: int) -> bool:
            wanted = table * units
            full = np.floor(wanted + 1e-9)
            placed = int(full.sum())
            rest = np.sort(wanted - full)[len(table) - min(max(units - placed, 0), len(table)) :]
            return bool(placed + rest.sum() >= (1 - t - 1e-9) * units)

        return least_size(possible)


@dataclass(frozen=True)
class OrderedDistance:
    """Values in an order, neighbours at distance 1 / (m - 1): the sum of absolute cumulated differences.

    ``order`` lists the value numbers from first to last (None: as they are numbered).
    """

    order: Sequence[int] | None = None

    def _cuts(self, counts: Counts) -> Floats:
        order = np.arange(counts.shape[-1]) if self.order is None else np.asarray(self.order, np.int64)
        if sorted(order.tolist()) != list(range(counts.shape[-1])):
            raise ValueError("the order lists every value number once")
        return np.asarray(np.cumsum(counts[..., order], axis=-1)[..., :-1], np.float64)

    def from_table(self, counts: Counts, table: Floats) -> Floats:
        steps = max(len(table) - 1, 1)
        return np.asarray(np.abs(self._cuts(_shares(counts)) - self._cuts(table)).sum(axis=1) / steps)

    def most_within(self, t: float, counts: Counts, table: Floats) -> Floats:
        """At each cut a part of M units has at most the class's units on either side of it.

        So M times its difference there is at least max(0, M q - low, M (1 - q) - high), q the table's share
        below the cut; these sum to at most t (m - 1) M.
        """
        size = counts.sum(axis=1).astype(np.float64)
        low, below = self._cuts(counts), self._cuts(table)
        high, above = size[:, None] - low, 1 - below
        allowed = (t + 1e-12) * max(len(table) - 1, 1)

        def tangent(most: Floats) -> tuple[Floats, Floats]:
            short, over = most[:, None] * below > low, most[:, None] * above > high
            constant = np.where(short, low, 0).sum(axis=1) + np.where(over, high, 0).sum(axis=1)
            return constant, allowed - (short * below).sum(axis=1) - (over * above).sum(axis=1)

        return largest(size, tangent)

    def least(self, t: float, table: Floats) -> int:
        """No class is empty; more is not worth its arithmetic."""
        return 1


@dataclass(frozen=True)
class HierarchicalDistance:
    """The lowest level at which two values share a label, over the height of the hierarchy.

    ``hierarchy.values[code]`` is the value numbered ``code``.
    """

    hierarchy: Hierarchy = field(repr=False)

    @cached_property
    def _levels(self) -> list[Ints]:
        return [self.hierarchy.codes(level) for level in range(self.hierarchy.height)]

    @cached_property
    def _merges(self) -> dict[tuple[int, int], tuple[Ints, Ints] | None]:
        return {}

    @cached_property
    def _tables(self) -> dict[bytes, list[Floats]]:
        return {}

    def _of_table(self, table: Floats) -> list[Floats]:
        """The shares of the table at each level."""
        known = self._tables.get(table.tobytes())
        if known is None:
            known = [self._under(level, table[None, :])[0] for level in range(len(self._levels))]
            self._tables[table.tobytes()] = known
        return known

    def _under(self, level: int, counts: Counts) -> Counts:
        """Units per label of a level; the hierarchy may know more values than were counted."""
        known = level, counts.shape[1]
        if known not in self._merges:
            labels = self._levels[level][: counts.shape[1]]
            order = np.argsort(labels, kind="stable")
            starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
            self._merges[known] = None if len(starts) == len(labels) else (order, starts)
        merge = self._merges[known]
        if merge is None:
            return counts
        return np.add.reduceat(np.asarray(counts, np.float64).T[merge[0]], merge[1], axis=0).T

    def from_table(self, counts: Counts, table: Floats) -> Floats:
        """A distance on a tree: the mean over levels of half the absolute differences between labels."""
        total = np.zeros(len(counts))
        shares = _shares(counts)
        for level, of_table in enumerate(self._of_table(table)):
            total += np.abs(self._under(level, shares) - of_table).sum(axis=1) / 2
        return np.asarray(total / max(len(self._levels), 1))

    def most_within(self, t: float, counts: Counts, table: Floats) -> Floats:
        """The difference at level i shrinks going up, so it is at most t height / (i + 1): the least of bounds."""
        most = counts.sum(axis=1).astype(np.float64)
        for level, shares in enumerate(self._of_table(table)):
            allowed = t * len(self._levels) / (level + 1) + 1e-12
            if allowed < 1:
                most = capped(self._under(level, counts), shares, 1 - allowed, most)
        return np.asarray(most)

    def least(self, t: float, table: Floats) -> int:
        """The difference at each level is bounded as for :meth:`most_within`."""
        allowed = [t * len(self._levels) / (level + 1) for level in range(len(self._levels))]
        return max(
            [
                _EQUAL.least(least, self._under(level, table[None, :])[0])
                for level, least in enumerate(allowed)
            ],
            default=1,
        )


_EQUAL = EqualDistance()


def _shares(counts: Counts) -> Floats:
    size = counts.sum(axis=1, keepdims=True).astype(np.float64)
    return np.asarray(counts / np.where(size > 0, size, 1.0))
