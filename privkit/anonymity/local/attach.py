"""Points without a class join the one they make least dearer; classes that fail join another."""

from __future__ import annotations

import numpy as np

from privkit.anonymity.groupby import group_rows
from privkit.anonymity.hierarchy import Floats, Ints
from privkit.anonymity.local.guard import Guard
from privkit.anonymity.local.neighbours import Near
from privkit.anonymity.local.pieces import Boxes, Pieces, boxes_of
from privkit.anonymity.local.space import Positions, Space

#: Pairs of boxes compared at once, and classes compared with a failing one.
PAIRS = 1 << 19
AROUND = 1 << 10


def attach(space: Space, near: Near, pieces: Pieces, left: Ints, weights: Ints) -> Pieces:
    """Put every point of ``left`` whole into the class of one of its near points, the cheapest first.

    A point none of whose near points has a class starts one of its own.
    """
    while len(left):
        boxes = boxes_of(space, pieces)
        home = np.full(space.points, -1)
        home[pieces.point] = pieces.of_class
        choice: Ints = home[near[left]].astype(np.int64)
        added = _added(space, boxes, choice, space.at[:, left], weights[left])
        best = added.argmin(axis=1) if choice.shape[1] else np.zeros(len(left), np.int64)
        here = np.arange(len(left))
        delta = added[here, best] if choice.shape[1] else np.full(len(left), np.inf)
        reached = np.isfinite(delta)
        if not reached.any():
            alone = Pieces(left, weights[left], pieces.classes + np.arange(len(left)))
            return pieces.joined(alone)
        rows = np.flatnonzero(reached)
        rows = rows[np.lexsort((rows, delta[rows]))]
        target = choice[rows, best[rows]]
        rows = rows[np.unique(target, return_index=True)[1]]  # one point per class and round
        pieces = pieces.joined(Pieces(left[rows], weights[left[rows]], choice[rows, best[rows]]))
        left = np.delete(left, rows)
    return pieces


def swept(pieces: Pieces, points: Ints, weights: Ints, k: int) -> Pieces:
    """Put points into classes of their own, cutting their order about every k units: a quick way to end."""
    before = np.cumsum(weights[points]) - weights[points]
    number = np.unique(before // k, return_inverse=True)[1]
    return pieces.joined(Pieces(points, weights[points], pieces.classes + number))


def _added(space: Space, boxes: Boxes, choice: Ints, at: Positions, weights: Ints) -> Floats:
    low = np.minimum(boxes.low[:, choice], at[:, :, None])
    high = np.maximum(boxes.high[:, choice], at[:, :, None])
    cost = space.cost(low, high)
    added = (boxes.size[choice] + weights[:, None]) * cost - (boxes.size * boxes.cost)[choice]
    return np.where(choice < 0, np.inf, added)


def mend(space: Space, guard: Guard, pieces: Pieces) -> Pieces:
    """Join classes that fail to the ones they make least dearer, until every class holds or one is left."""
    while pieces.classes > 1:
        boxes = boxes_of(space, pieces)
        bad = np.flatnonzero(~guard.holds(len(boxes), pieces.of_class, pieces.point, pieces.units))
        if not len(bad):
            return pieces
        partner, delta = _partners(space, boxes, bad)
        ranked = np.lexsort((bad, delta))
        rank = np.empty(len(bad), np.int64)
        rank[ranked] = np.arange(len(bad))
        first = np.full(len(boxes), len(bad))
        np.minimum.at(first, bad, rank)
        np.minimum.at(first, partner, rank)
        wins = (first[bad] == rank) & (first[partner] == rank)
        joined = np.arange(len(boxes))
        joined[bad[wins]] = partner[wins]
        pieces = pieces.renumbered(joined[pieces.of_class])
    return pieces


def _partners(space: Space, boxes: Boxes, bad: Ints) -> tuple[Ints, Floats]:
    """For each failing class, the class to join: among all, or among those around it when they are many."""
    order = np.lexsort(boxes.low[::-1])
    place = np.empty(len(boxes), np.int64)
    place[order] = np.arange(len(boxes))
    width = min(len(boxes), AROUND)
    partner, delta = np.empty(len(bad), np.int64), np.empty(len(bad))
    step = max(1, PAIRS // width)
    for start in range(0, len(bad), step):
        rows = bad[start : start + step]
        first = np.clip(place[rows] - width // 2, 0, len(boxes) - width)
        others = order[first[:, None] + np.arange(width)[None, :]]
        low = np.minimum(boxes.low[:, others], boxes.low[:, rows][:, :, None])
        high = np.maximum(boxes.high[:, others], boxes.high[:, rows][:, :, None])
        lost = boxes.size * boxes.cost
        size = boxes.size[others] + boxes.size[rows][:, None]
        added = size * space.cost(low, high) - lost[others] - lost[rows][:, None]
        added[others == rows[:, None]] = np.inf
        best = added.argmin(axis=1)
        here = np.arange(len(rows))
        partner[start : start + step], delta[start : start + step] = others[here, best], added[here, best]
    return partner, delta


def distinct(space: Space, guard: Guard, pieces: Pieces) -> Pieces:
    """Classes of equal labels are one class: joined, and mended should a joined one fail."""
    while True:
        pieces = mend(space, guard, pieces)
        boxes = boxes_of(space, pieces)
        labels = label_codes(space, boxes)
        groups = group_rows(labels)
        if len(groups) == len(boxes):
            return pieces
        pieces = pieces.renumbered(groups.of_row[pieces.of_class])


def label_codes(space: Space, boxes: Boxes) -> Ints:
    """One row per class: for each column its level, then its label's number at that level."""
    out = np.zeros((len(boxes), 2 * space.columns), np.int64)
    for j, axis in enumerate(space.axes):
        level = axis.level(boxes.low[j], boxes.high[j])
        out[:, 2 * j], out[:, 2 * j + 1] = level, axis.ancestors[level, boxes.low[j]]
    return out
