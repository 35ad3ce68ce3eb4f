"""Sharing out the members of many pools again, all at once.

In each pool a class is opened at a point, takes the one whose joint label is cheapest until it has k units,
and the next is opened, until fewer than k units are left; those join the class they make least dearer.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from privkit.anonymity.hierarchy import Floats, Ints
from privkit.anonymity.local.filling import Filling
from privkit.anonymity.local.guard import Flags, Guard
from privkit.anonymity.local.packed import Group
from privkit.anonymity.local.pieces import Pieces
from privkit.anonymity.local.pools import Pools
from privkit.anonymity.local.space import Space

#: Points of a pool that the others are compared with, to open classes at the easiest first.
REFERENCES = 4
#: What is shared out again may lose so much more, as moves of single pieces still follow.
WORSE = 0.15
SAME = 1e-9


@dataclass(frozen=True)
class Shared:
    """The pools worth a look, and the new class of each of their pieces within its pool."""

    pool: Ints = field(repr=False)
    of_class: Ints = field(repr=False)


def reshare(
    space: Space,
    groups: tuple[Group, ...],
    guard: Guard,
    pieces: Pieces,
    pools: Pools,
    easiest: bool,
    rng: np.random.Generator,
) -> Shared:
    """Classes are opened at the points nearest to all, or anywhere. Of the pools, those that come near
    what they lose now, and are not the same again."""
    pool, most = pools.piece, pools.lost * (1 + WORSE)
    score = -_hardness(groups, pieces, pool, rng) if easiest else rng.random(pool.shape)
    of_class, number, near = Filling(groups, guard, pieces, pool, score, most).run()
    live = np.flatnonzero(near)
    if not len(live):
        return Shared(live, of_class[live])
    closing = _Closing(space, guard, pieces, pool[live], of_class[live], number[live])
    of_class, lost = closing.run()
    kept = (lost <= most[live]) & (np.abs(lost - pools.lost[live]) > SAME)
    kept[kept] = closing.holding()[kept]
    return Shared(live[kept], of_class[kept])


def _hardness(groups: tuple[Group, ...], pieces: Pieces, pool: Ints, rng: np.random.Generator) -> Floats:
    """Mean cost of sharing a label with a few points of the pool."""
    count = (pool >= 0).sum(axis=1)
    out = 0.01 * rng.random(pool.shape)
    others = [(rng.random(len(pool)) * count).astype(np.int64) for _ in range(REFERENCES)]
    point = pieces.point[np.maximum(pool, 0)]
    for group in groups:
        codes = group.code[point]
        for other in others:
            out += group.price.take(group.labels(codes[np.arange(len(pool)), other], codes))
    return out


class _Closing:
    """Points left over join the class of their pool that they make least dearer."""

    def __init__(
        self, space: Space, guard: Guard, pieces: Pieces, pool: Ints, of_class: Ints, number: Ints
    ) -> None:
        self.space, self.guard, self.pieces, self.pool = space, guard, pieces, pool
        self.of_class, self.number = of_class, number
        inside = np.maximum(pool, 0)
        self.free = (pool >= 0) & (of_class < 0)
        self.at = space.at[:, pieces.point[inside]]
        self.units = np.where(pool >= 0, pieces.units[inside], 0)
        self._boxes()

    def run(self) -> tuple[Ints, Floats]:
        """The class of each piece, and what the pools lose, once every point is in a class."""
        while True:
            a = np.flatnonzero(self.free.any(axis=1))
            if not len(a):
                return self.of_class, (self.box_size * self.box_cost).sum(axis=1)
            here = np.arange(len(a))
            point = self.free[a].argmax(axis=1)
            at, units = self.at[:, a, point][:, :, None], self.units[a, point]
            low, high = np.minimum(self.box_low[:, a], at), np.maximum(self.box_high[:, a], at)
            cost = self.space.cost(low, high)
            added = (self.box_size[a] + units[:, None]) * cost - self.box_size[a] * self.box_cost[a]
            added[self.box_size[a] == 0] = np.inf
            best = added.argmin(axis=1)
            self.box_low[:, a, best], self.box_high[:, a, best] = low[:, here, best], high[:, here, best]
            self.box_cost[a, best] = cost[here, best]
            self.box_size[a, best] += units
            self.of_class[a, point] = best
            self.free[a, point] = False

    def _boxes(self) -> None:
        width = max(1, int(self.number.max())) if len(self.number) else 1
        row, column = np.nonzero(self.of_class >= 0)
        key = row * width + self.of_class[row, column]
        order = np.argsort(key, kind="stable")
        present, start = np.unique(key[order], return_index=True)
        at = self.at[:, row[order], column[order]]
        shape = (self.space.columns, len(self.pool) * width)
        low, high = np.zeros(shape, np.int32), np.zeros(shape, np.int32)
        size = np.zeros(len(self.pool) * width, np.int64)
        if len(start):
            low[:, present] = np.minimum.reduceat(at, start, axis=1)
            high[:, present] = np.maximum.reduceat(at, start, axis=1)
            size[present] = np.add.reduceat(self.units[row[order], column[order]], start)
        box = (len(self.pool), width)
        self.box_low, self.box_high = low.reshape(-1, *box), high.reshape(-1, *box)
        self.box_size = size.reshape(box)
        self.box_cost = np.where(self.box_size > 0, self.space.cost(self.box_low, self.box_high), 0.0)

    def holding(self) -> Flags:
        """Whether all classes of a pool hold."""
        if self.guard.plain:
            return np.ones(len(self.pool), bool)
        width = self.box_size.shape[1]
        row, column = np.nonzero(self.of_class >= 0)
        piece = self.pool[row, column]
        holds = self.guard.holds(
            self.box_size.size,
            row * width + self.of_class[row, column],
            self.pieces.point[piece],
            self.pieces.units[piece],
        ).reshape(self.box_size.shape)
        return np.asarray((holds | (self.box_size == 0)).all(axis=1))
