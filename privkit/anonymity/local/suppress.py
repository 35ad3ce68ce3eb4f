"""Suppressing the few units that cost their class more than they are worth: one each."""

from __future__ import annotations

import numpy as np

from privkit.anonymity.hierarchy import Ints
from privkit.anonymity.local.exchange import without
from privkit.anonymity.local.guard import Flags, Guard
from privkit.anonymity.local.pieces import Pieces, boxes_of
from privkit.anonymity.local.space import Space


def suppress(space: Space, guard: Guard, pieces: Pieces, limit: int) -> tuple[Pieces, Pieces]:
    """What is left, every class still holding, and what is suppressed: at most ``limit`` units.

    A piece goes when its class, shown more finely without it, gains more than the piece loses. One piece per
    class and round, the most useful per unit first.
    """
    keep = np.ones(len(pieces.point), bool)
    current = pieces
    index = np.arange(len(pieces.point))
    while limit > 0 and len(current.point):
        wins = _round(space, guard, current, limit)
        if not len(wins):
            break
        limit -= int(current.units[wins].sum())
        keep[index[wins]] = False
        index = np.delete(index, wins)
        current = Pieces(current.point, current.units, current.of_class)
        rest = np.delete(np.arange(len(current.point)), wins)
        current = Pieces(current.point[rest], current.units[rest], current.of_class[rest])
    return _picked(pieces, keep).renumbered(pieces.of_class[keep]), _picked(pieces, ~keep)


def _picked(pieces: Pieces, flags: Flags) -> Pieces:
    return Pieces(pieces.point[flags], pieces.units[flags], pieces.of_class[flags])


def _round(space: Space, guard: Guard, pieces: Pieces, limit: int) -> Ints:
    boxes = boxes_of(space, pieces)
    rest = without(space, pieces, boxes)
    own = pieces.of_class
    left = boxes.size[own] - pieces.units
    gain = boxes.size[own] * boxes.cost[own] - left * rest.cost - pieces.units
    useful = np.flatnonzero((gain > 1e-10) & (left >= guard.k) & (boxes.members[own] > 1))
    useful = useful[np.lexsort((useful, -gain[useful] / pieces.units[useful]))]
    useful = useful[np.sort(np.unique(own[useful], return_index=True)[1])]
    if not guard.plain and len(useful):
        stays = np.ones(len(own), bool)
        stays[useful] = False
        holds = guard.holds(len(boxes), own[stays], pieces.point[stays], pieces.units[stays])
        useful = useful[holds[own[useful]]]
    return useful[np.cumsum(pieces.units[useful]) <= limit]
