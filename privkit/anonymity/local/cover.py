"""A first partition: classes around every point short of one, the cheapest per rescued unit first.

Taking a class makes others dearer, never cheaper, so those that are the cheapest among all that share a
point with them can be taken together: the greedy order, in rounds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from privkit.anonymity.hierarchy import Floats, Ints
from privkit.anonymity.local.grow import Grown, Supply, grow
from privkit.anonymity.local.guard import Flags, Guard
from privkit.anonymity.local.neighbours import Near
from privkit.anonymity.local.pieces import Pieces
from privkit.anonymity.local.progress import Watch
from privkit.anonymity.local.space import Space

#: Near points handled at once.
CELLS = 1 << 17


@dataclass(frozen=True)
class Cover:
    """The classes made, and the points that found none."""

    pieces: Pieces
    left: Ints


def cover(space: Space, guard: Guard, supply: Supply, made: Pieces, watch: Watch) -> Cover:
    """Give a class to every short point that can reach one; ``made`` are the classes to begin with.

    Stops early, leaving more points over, when ``watch`` says so.
    """
    run = _Run(space, guard, supply, made)
    while not watch.over() and run.round():
        watch.tell("cover", 1 - run.waiting.sum() / max(1, supply.short.sum()))
    return Cover(run.pieces(), np.flatnonzero(run.waiting))


class _Run:
    def __init__(self, space: Space, guard: Guard, supply: Supply, made: Pieces) -> None:
        self.space, self.guard, self.supply = space, guard, supply
        self.near: Near = supply.near
        self.waiting: Flags = supply.short.copy()
        self.taken = np.zeros(self.near.shape, np.int32)
        self.ratio: Floats = np.full(len(supply.left), np.inf)
        self.stale = np.flatnonzero(self.waiting)
        self.parts = [made]
        self.classes = made.classes

    def round(self) -> bool:
        """Grow what has changed, take what is cheapest around; False when nothing is left to take."""
        step = max(1, CELLS // max(1, self.near.shape[1]))
        for start in range(0, len(self.stale), step):
            seeds = self.stale[start : start + step]
            grown: Grown = grow(self.space, self.guard, self.supply, seeds)
            self.taken[seeds], self.ratio[seeds] = grown.taken, grown.ratio
        seeds = np.flatnonzero(self.waiting & np.isfinite(self.ratio))
        if not len(seeds):
            return False
        self._take(seeds[np.lexsort((seeds, self.ratio[seeds]))])
        return True

    def _take(self, seeds: Ints) -> None:
        """``seeds`` from the cheapest. A class is taken when no cheaper one shares a point with it."""
        taken = self.taken[seeds]
        row, column = np.nonzero(taken)
        given_by = self.near[seeds[row], column].astype(np.int64)
        members = np.concatenate([seeds, given_by])
        rank = np.concatenate([np.arange(len(seeds)), row])
        first = np.full(len(self.waiting), len(seeds))
        np.minimum.at(first, members, rank)
        beaten = np.zeros(len(seeds), bool)
        beaten[rank[first[members] < rank]] = True
        winners = np.flatnonzero(~beaten)
        number = np.full(len(seeds), -1)
        number[winners] = self.classes + np.arange(len(winners))
        self.classes += len(winners)
        used = ~beaten[row]
        point = np.concatenate([seeds[winners], given_by[used]])
        units = np.concatenate([self.supply.left[seeds[winners]], taken[row, column][used].astype(np.int64)])
        self.parts.append(Pieces(point, units, np.concatenate([number[winners], number[row[used]]])))
        np.subtract.at(self.supply.left, point, units)
        self.waiting[point] = False
        touched = np.zeros(len(self.waiting), bool)
        touched[point] = True
        rest = np.flatnonzero(beaten & self.waiting[seeds])
        changed = (touched[self.near[seeds[rest]]] & (taken[rest] > 0)).any(axis=1)
        self.stale = seeds[rest[changed]]

    def pieces(self) -> Pieces:
        whole = self.parts[0]
        return (
            Pieces(
                np.concatenate([p.point for p in self.parts]),
                np.concatenate([p.units for p in self.parts]),
                np.concatenate([p.of_class for p in self.parts]),
            )
            if len(self.parts) > 1
            else whole
        )
