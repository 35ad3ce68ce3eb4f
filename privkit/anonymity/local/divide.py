"""From one class of everything downwards: every class is divided by one column at a time while its parts hold.

A class is divided along the children of its label in one column. Children that fail are put together; if they
still fail, with the smallest child that holds. Any model can be kept this way, since a class that holds is
never left: the top-down specialisation of Fung, Wang & Yu (2005, doi:10.1109/ICDE.2005.143), made local.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from privkit.anonymity.hierarchy import Floats, Ints
from privkit.anonymity.local.guard import Flags, Guard
from privkit.anonymity.local.pieces import Boxes, Pieces, boxes_of
from privkit.anonymity.local.progress import Watch
from privkit.anonymity.local.space import Space


@dataclass(frozen=True)
class _Division:
    """A division of every class by one column: the part of each piece, and what each class gains."""

    part: Ints = field(repr=False)
    gain: Floats = field(repr=False)


def divide(space: Space, guard: Guard, units: Ints, watch: Watch) -> Pieces:
    """Classes of whole points, all of which hold if one class of everything does."""
    points = np.arange(space.points)
    done: list[Pieces] = []
    current = Pieces(points, units, np.zeros(len(points), np.int64))
    while len(current.point) and not watch.over():
        boxes = boxes_of(space, current)
        best = _best(space, guard, current, boxes)
        divided = best.gain > 0
        final = ~divided[current.of_class]
        done.append(_picked(current, final, current.of_class))
        current = _picked(current, ~final, best.part)
    done.append(current)
    return _together(done)


def _picked(pieces: Pieces, flags: Flags, of_class: Ints) -> Pieces:
    return Pieces(pieces.point[flags], pieces.units[flags], pieces.of_class[flags]).renumbered(
        of_class[flags]
    )


def _together(parts: list[Pieces]) -> Pieces:
    first = np.cumsum([0, *(part.classes for part in parts)])
    return Pieces(
        np.concatenate([part.point for part in parts]),
        np.concatenate([part.units for part in parts]),
        np.concatenate([part.of_class + start for part, start in zip(parts, first, strict=False)]),
    )


def _best(space: Space, guard: Guard, pieces: Pieces, boxes: Boxes) -> _Division:
    gain, part = np.zeros(len(boxes)), pieces.of_class.copy()
    next_part = len(boxes)
    for j, axis in enumerate(space.axes):
        level = axis.level(boxes.low[j], boxes.high[j])
        chosen = (level > 0)[pieces.of_class]
        if not chosen.any():
            continue
        below = level[pieces.of_class[chosen]].astype(np.int64) - 1
        label = axis.ancestors[below, space.at[j, pieces.point[chosen]]]
        one = Pieces(pieces.point[chosen], pieces.units[chosen], pieces.of_class[chosen])
        division = _division(space, guard, one, boxes, label)
        better = division.gain > gain + 1e-12
        gain[better] = division.gain[better]
        used = chosen.nonzero()[0][better[one.of_class]]
        part[used] = next_part + division.part[better[one.of_class]]
        next_part += int(division.part.max()) + 1
    return _Division(part, gain)


def _division(space: Space, guard: Guard, pieces: Pieces, boxes: Boxes, label: Ints) -> _Division:
    """Divide every class by a label of its members."""
    part = np.unique(pieces.of_class * (int(label.max()) + 1) + label, return_inverse=True)[1].astype(
        np.int64
    )
    count = int(part.max()) + 1
    parent = np.empty(count, np.int64)
    parent[part] = pieces.of_class
    holds = guard.holds(count, part, pieces.point, pieces.units)
    # children that fail are one part: that of the first of them
    failing = np.flatnonzero(~holds)
    first = np.full(len(boxes), count)
    np.minimum.at(first, parent[failing], failing)
    merged = np.arange(count)
    merged[failing] = first[parent[failing]]
    merged, whole = _completed(guard, pieces, part, parent, merged, holds)
    part = np.unique(merged[part], return_inverse=True)[1].astype(np.int64)
    divided = boxes_of(space, Pieces(pieces.point, pieces.units, part))
    owner = np.empty(len(divided), np.int64)
    owner[part] = pieces.of_class
    lost = np.bincount(owner, divided.size * divided.cost, minlength=len(boxes))
    present = np.bincount(owner, minlength=len(boxes)) > 1
    present[whole] = False
    return _Division(part, np.where(present, boxes.size * boxes.cost - lost, -np.inf))


def _completed(
    guard: Guard, pieces: Pieces, part: Ints, parent: Ints, merged: Ints, holds: Flags
) -> tuple[Ints, Ints]:
    """Add children that hold, the smallest first, to the rests that fail. Also the classes that stay whole."""
    size = np.bincount(part, pieces.units, minlength=len(parent))
    merged, holds = merged.copy(), holds.copy()
    rest = np.unique(merged[merged != np.arange(len(merged))])
    rest = np.union1d(rest, np.flatnonzero(~holds & (merged == np.arange(len(merged)))))
    while len(rest):
        of_part = merged[part]
        rest = rest[~guard.holds(len(parent), of_part, pieces.point, pieces.units)[rest]]
        good = np.flatnonzero(holds & np.isin(parent, parent[rest]))
        good = good[np.lexsort((good, size[good], parent[good]))]
        owner, first = np.unique(parent[good], return_index=True)
        stuck = rest[~np.isin(parent[rest], owner)]
        if len(stuck) == len(rest):
            return merged, parent[stuck]
        smallest = dict(zip(owner.tolist(), good[first].tolist(), strict=True))
        for one in np.setdiff1d(rest, stuck).tolist():
            added = smallest[int(parent[one])]
            merged[added], holds[added] = one, False
    return merged, rest
