"""A first partition, every class of which holds."""

from __future__ import annotations

import numpy as np

from privkit.anonymity.groupby import group_rows
from privkit.anonymity.hierarchy import Ints
from privkit.anonymity.local.attach import attach, mend, swept
from privkit.anonymity.local.cover import cover
from privkit.anonymity.local.divide import divide
from privkit.anonymity.local.grow import Supply, grow
from privkit.anonymity.local.guard import Flags
from privkit.anonymity.local.neighbours import Near
from privkit.anonymity.local.pieces import Pieces, boxes_of
from privkit.anonymity.local.problem import Problem
from privkit.anonymity.local.progress import Watch

#: Spare units of a whole point that may move one by one.
LOOSE = 10
#: A partition is mended when classes with this share of the units fail, or less.
MENDED = 0.3
#: Points tried before many are grown.
PROBES = 400


def begin(problem: Problem) -> tuple[Pieces, Flags, Ints]:
    """Points that are a class as they are, those short of one, and the units each may give to others."""
    guard, units = problem.guard, problem.units
    if guard.plain:
        short = units < guard.k
        whole = np.flatnonzero(~short)
        first = Pieces(whole, np.full(len(whole), guard.k), np.arange(len(whole)))
        return first, short, np.where(short, units, units - guard.k)
    groups = group_rows(problem.space.at.T)
    every = np.arange(len(units))
    holds = guard.holds(len(groups), groups.of_row, every, units)
    short = ~holds[groups.of_row]
    kept = every[~short]
    number = np.cumsum(holds) - 1
    return Pieces(kept, units[kept], number[groups.of_row[kept]]), short, np.where(short, units, 0)


def first_partition(
    problem: Problem, whole: Pieces, short: Flags, spare: Ints, order: Ints, near: Near, watch: Watch
) -> Pieces:
    """A first partition: grown from below. Growing a class can break some models: then it is also divided
    from the top, and the better is kept (the latter, when what was grown fails for a large part)."""
    space, guard, units = problem.space, problem.guard, problem.units
    supply = Supply(near, spare, short)
    if not guard.monotone and _out_of_reach(problem, supply):
        return divide(space, guard, units, watch)
    found = cover(space, guard, supply, whole, watch)
    pieces, left = loosened(found.pieces, spare, short, guard.k), found.left
    if watch.over() or not pieces.classes:
        pieces, left = swept(pieces, order[np.isin(order, left)], units, guard.k), left[:0]
    pieces = attach(space, near, pieces, left, units)
    if guard.monotone:
        return mend(space, guard, pieces)
    divided = divide(space, guard, units, watch)
    holds = guard.holds(pieces.classes, pieces.of_class, pieces.point, pieces.units)
    if pieces.units[~holds[pieces.of_class]].sum() > MENDED * units.sum():
        return divided
    pieces = mend(space, guard, pieces)
    return min(pieces, divided, key=lambda partition: boxes_of(space, partition).lost)


def _out_of_reach(problem: Problem, supply: Supply) -> bool:
    """Whether many points, of a few tried, find no class that holds among their near points."""
    waiting = np.flatnonzero(supply.short)
    tried = waiting[:: max(1, len(waiting) // PROBES)]
    return bool(np.isinf(grow(problem.space, problem.guard, supply, tried).ratio).mean() > MENDED)


def loosened(pieces: Pieces, spare: Ints, short: Flags, k: int) -> Pieces:
    """Units that whole points have not given go back to them, a few as pieces of their own that may still move."""
    single = np.where(short, 0, np.minimum(spare, min(k, LOOSE)))
    home = np.full(len(spare), -1)
    home[pieces.point[::-1]] = pieces.of_class[::-1]  # a whole point's own class came first
    first = np.zeros(len(pieces.point), bool)
    first[np.unique(pieces.point, return_index=True)[1]] = True
    back = np.where(first & ~short[pieces.point], (spare - single)[pieces.point], 0)
    points = np.repeat(np.arange(len(spare)), single)
    loose = Pieces(points, np.ones(len(points), np.int64), home[points])
    return Pieces(pieces.point, pieces.units + back, pieces.of_class).joined(loose)
