"""Filling classes from the pieces of many pools, one class of each pool at a time."""

from __future__ import annotations

import numpy as np

from privkit.anonymity.hierarchy import Floats, Ints
from privkit.anonymity.local.guard import Flags, Guard
from privkit.anonymity.local.packed import Group, Prices
from privkit.anonymity.local.pieces import Pieces

#: Pools are packed tighter when this share of their places or less is still of use.
USED = 0.6
NEVER = np.float32(np.inf)


class Filling:
    """The pools at work: free pieces, and the label of the class being filled joined with each of them.

    Rows are pools and columns are pieces, both packed tighter as few are left. A pool that loses more than it
    may (``most``) is given up.
    """

    def __init__(
        self, groups: tuple[Group, ...], guard: Guard, pieces: Pieces, pool: Ints, score: Floats, most: Floats
    ) -> None:
        self.groups, self.guard, self.pieces, self.pool, self.score = groups, guard, pieces, pool, score
        inside = np.maximum(pool, 0)
        point = pieces.point[inside]
        self.free = pool >= 0
        self.units = np.where(self.free, pieces.units[inside], 0)
        self.codes = [group.code[point] for group in groups]
        self.labels: list[Ints] = [np.zeros(pool.shape, np.int64) for _ in groups]
        self.row = np.arange(len(pool))  # the pool of each row
        self.column: Ints = np.tile(np.arange(pool.shape[1]), (len(pool), 1))  # the place of each piece in it
        self.size = np.zeros(len(pool), np.int64)
        self.cost: Prices = np.zeros(len(pool), np.float32)  # of a unit of the class being filled
        self.left = self.units.sum(axis=1)
        self.active = self.left >= guard.k
        self.lost = np.zeros(len(pool))  # by the classes closed
        self.most = most
        self.of_class = np.full(pool.shape, -1)
        self.number = np.zeros(len(pool), np.int64)  # of the class being filled, for every pool

    def run(self) -> tuple[Ints, Ints, Flags]:
        """The class of each piece of each pool, -1 for none, how many classes each pool has closed, and
        whether they lose at most what the pool may."""
        while self.active.any():
            self._pack()
            self._open()
            self._advance()
        self.of_class[self.of_class == self.number[:, None]] = -1
        return self.of_class, self.number, self.lost <= self.most

    def _pack(self) -> None:
        rows = np.flatnonzero(self.active)
        most = int(self.free[rows].sum(axis=1).max())
        if len(rows) * most > USED * self.free.size:
            return
        self.row, self.size, self.left = self.row[rows], self.size[rows], self.left[rows]
        self.cost, self.active = self.cost[rows], self.active[rows]
        place = (rows[:, None], np.argsort(~self.free[rows], axis=1, kind="stable")[:, :most])
        self.free, self.units, self.score = self.free[place], self.units[place], self.score[place]
        self.column = self.column[place]
        self.codes = [code[place] for code in self.codes]
        self.labels = [labels[place] for labels in self.labels]

    def _open(self) -> None:
        """Begin a class in the pools that fill none, at their free piece of highest score."""
        rows = np.flatnonzero(self.active & (self.size == 0))
        if not len(rows):
            return
        here, cost = np.arange(len(rows)), np.zeros(len(rows), np.float32)
        seeds = np.where(self.free[rows], self.score[rows], -np.inf).argmax(axis=1)
        for group, codes, labels in zip(self.groups, self.codes, self.labels, strict=True):
            some = codes[rows]
            joint = group.labels(some[here, seeds], some)
            labels[rows] = joint
            cost += group.price.take(joint[here, seeds])
        self.cost[rows] = cost

    def _advance(self) -> None:
        """Take the pieces that the label covers; where they do not suffice, the cheapest one more."""
        cost: Prices = np.zeros(self.free.shape, np.float32)
        for group, labels in zip(self.groups, self.labels, strict=True):
            cost += group.price.take(labels, mode="clip")
        cost[~self.free] = NEVER
        covered = cost <= self.cost[:, None]
        covered &= self.active[:, None]
        some: Flags = np.asarray(covered.any(axis=1))
        full = np.zeros(len(some), bool)
        if some.any():
            rows = np.flatnonzero(some)
            full[rows] = self._cover(rows, covered[rows])
        # a class large enough that fails takes what its label covers before it grows dearer
        more = self.active & ~full & ((self.size < self.guard.k) | ~some)
        cost[covered] = NEVER
        best = np.where(more, cost.argmin(axis=1), covered.argmax(axis=1))
        every = np.arange(len(best))
        more &= cost[every, best] < NEVER
        best[~more] = covered[~more].argmax(axis=1)
        for group, labels in zip(self.groups, self.labels, strict=True):
            group.join(labels, labels[every, best])
        rows = np.flatnonzero(more)
        self.cost[rows] = cost[rows, best[rows]]
        full[rows] = self._give(rows, rows, best[rows])
        closed = self.row[full]
        self.lost[closed] += self.size[full] * self.cost[full]
        self.number[closed] += 1
        self.size[full] = 0
        # a class still open goes on while points are free, another is opened while k units are
        self.active &= np.where(full, self.left >= self.guard.k, self.left > 0)
        self.active &= self.lost[self.row] <= self.most[self.row]

    def _cover(self, rows: Ints, covered: Flags) -> Flags:
        """Take covered pieces until there are k units, one at least; whether their classes may be closed."""
        units = np.where(covered, self.units[rows], 0)
        missing = np.maximum(self.guard.k - self.size[rows], 1)
        taken = covered & (units.cumsum(axis=1) - units < missing[:, None])
        row, column = np.nonzero(taken)
        return self._give(rows, rows[row], column)

    def _give(self, rows: Ints, row: Ints, column: Ints) -> Flags:
        """The pieces at ``row``, ``column`` go to the open classes; whether those of ``rows`` may be closed."""
        units = np.bincount(row, self.units[row, column], minlength=len(self.row)).astype(np.int64)
        self.size += units
        self.left -= units
        self.free[row, column] = False
        pool = self.row[row]
        self.of_class[pool, self.column[row, column]] = self.number[pool]
        return self._full(rows)

    def _full(self, rows: Ints) -> Flags:
        full: Flags = self.size[rows] >= self.guard.k
        if self.guard.plain or not full.any():
            return full
        tried = self.row[rows[full]]
        place, column = np.nonzero(self.of_class[tried] == self.number[tried][:, None])
        piece = self.pool[tried[place], column]
        full[full] = self.guard.holds(len(tried), place, self.pieces.point[piece], self.pieces.units[piece])
        return full
