"""Classes grown from their nearest points, for many seeds at once.

A seed takes one near point at a time, always the one whose joint label is cheapest, with every other point
that label covers, until the class satisfies what it must. Relative to its seed a point is a vector of
levels, so a joint label is a maximum of bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from privkit.anonymity.hierarchy import Floats, Ints
from privkit.anonymity.local.guard import Flags, Guard
from privkit.anonymity.local.neighbours import Near
from privkit.anonymity.local.space import Levels, Space

NEVER = 1e9


@dataclass(frozen=True)
class Supply:
    """What points may still give. ``short`` points need a class; others give units they can spare."""

    near: Near = field(repr=False)
    left: Ints = field(repr=False)  # units, changes as classes are made
    short: Flags = field(repr=False)


@dataclass(frozen=True)
class Grown:
    """For each seed, the units taken from each near point and the cost per unit that needed a class."""

    taken: npt.NDArray[np.int32] = field(repr=False)
    ratio: Floats = field(repr=False)  # infinite: no class within reach


def grow(space: Space, guard: Guard, supply: Supply, seeds: Ints) -> Grown:
    """Grow one class around each seed, as if it were alone."""
    front = _Front(space, guard, supply, seeds)
    while len(front.active):
        front.advance()
    return front.result()


class _Front:
    """The classes in the making: their levels relative to the seed, cost, units and near points covered."""

    def __init__(self, space: Space, guard: Guard, supply: Supply, seeds: Ints) -> None:
        self.space, self.guard, self.supply, self.seeds = space, guard, supply, seeds
        self.near = supply.near[seeds]
        self.units = supply.left[self.near]
        self.levels = _levels(space, seeds, self.near)
        self.usable = self.units > 0
        self.label: Levels = np.zeros((space.columns, len(seeds)), np.uint8)
        self.cost = np.zeros(len(seeds))
        self.failed = np.zeros(len(seeds), bool)
        self.covered = self.usable & ~self.levels.any(axis=0)
        self.size = supply.left[seeds] + (self.units * self.covered).sum(axis=1)
        self.active = self._unfinished(np.arange(len(seeds)))

    def advance(self) -> None:
        """Take the near point whose joint label is cheapest, and all that the label covers."""
        a, levels = self.active, self.levels[:, self.active]
        joint = np.maximum(self.label[:, a][:, :, None], levels)
        cost = self._cost(a, joint)
        cost[~self.usable[a] | self.covered[a]] = NEVER
        best = cost.argmin(axis=1)
        here = np.arange(len(a))
        possible = cost[here, best] < NEVER
        self.failed[a[~possible]] = True
        grown, here, best = a[possible], here[possible], best[possible]
        label = joint[:, here, best]
        self.label[:, grown] = label
        self.cost[grown] = cost[here, best]
        covered = self.usable[grown]
        for column in range(len(label)):
            covered &= levels[column, here] <= label[column][:, None]
        self.covered[grown] = covered
        self.size[grown] = self.supply.left[self.seeds[grown]] + (self.units[grown] * covered).sum(axis=1)
        self.active = self._unfinished(grown)

    def _cost(self, rows: Ints, joint: Levels) -> Floats:
        out = np.zeros(joint.shape[1:])
        for column, axis in enumerate(self.space.axes):
            width = axis.height + 1
            base = self.space.at[column, self.seeds[rows]].astype(np.intp) * width
            out += axis.price.ravel().take(base[:, None] + joint[column])
        return out

    def _unfinished(self, rows: Ints) -> Ints:
        small = self.size[rows] < self.guard.k
        if self.guard.plain:
            return np.asarray(rows[small])
        full = rows[~small]
        place, column = np.nonzero(self.covered[full])
        holds = self.guard.holds(
            len(full),
            np.concatenate([np.arange(len(full)), place]),
            np.concatenate([self.seeds[full], self.near[full[place], column].astype(np.int64)]),
            np.concatenate([self.supply.left[self.seeds[full]], self.units[full[place], column]]),
        )
        unfinished = small
        unfinished[~small] = ~holds
        return np.asarray(rows[unfinished])

    def result(self) -> Grown:
        """Points short of a class join free; others give no more than is missing to reach k."""
        taken = np.where(self.covered, self.units, 0)
        short = self.supply.short[self.near]
        rescued = self.supply.left[self.seeds] + (taken * short).sum(axis=1)
        missing = np.maximum(self.guard.k - rescued, 0)
        given = np.where(short, 0, taken)
        before = np.cumsum(given, axis=1) - given
        given = np.clip(missing[:, None] - before, 0, given)
        ratio = self.cost * (rescued + given.sum(axis=1)) / np.maximum(rescued, 1)
        return Grown(np.where(short, taken, given).astype(np.int32), np.where(self.failed, np.inf, ratio))


def _levels(space: Space, seeds: Ints, near: Near) -> Levels:
    out = np.empty((space.columns, *near.shape), np.uint8)
    for column, axis in enumerate(space.axes):
        position = space.at[column]
        a, b = position[seeds][:, None], position[near]
        out[column] = axis.level(a, b)
    return out
