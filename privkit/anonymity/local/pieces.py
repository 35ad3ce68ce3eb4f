"""A partition in the making: pieces of points, each in a class, and the boxes of the classes."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from privkit.anonymity.hierarchy import Floats, Ints
from privkit.anonymity.local.space import Positions, Space


@dataclass(frozen=True)
class Pieces:
    """``units`` of point ``point`` belong to class ``of_class``; classes are numbered from 0, none empty."""

    point: Ints = field(repr=False)
    units: Ints = field(repr=False)
    of_class: Ints = field(repr=False)

    @property
    def classes(self) -> int:
        return int(self.of_class.max()) + 1 if len(self.of_class) else 0

    def renumbered(self, of_class: Ints) -> Pieces:
        """The same pieces in other classes, numbered densely."""
        return Pieces(self.point, self.units, np.unique(of_class, return_inverse=True)[1].astype(np.int64))

    def joined(self, other: Pieces) -> Pieces:
        """These pieces and others; ``other`` names classes of the same numbering."""
        return Pieces(
            np.concatenate([self.point, other.point]),
            np.concatenate([self.units, other.units]),
            np.concatenate([self.of_class, other.of_class]),
        )


@dataclass(frozen=True)
class Boxes:
    """The classes of some pieces: members, corners, units, and what one unit costs in each."""

    order: Ints = field(repr=False)  # pieces, class by class
    start: Ints = field(repr=False)
    members: Ints = field(repr=False)  # pieces per class
    low: Positions = field(repr=False)
    high: Positions = field(repr=False)
    size: Ints = field(repr=False)  # units
    cost: Floats = field(repr=False)

    def __len__(self) -> int:
        return len(self.start)

    @property
    def lost(self) -> float:
        """The loss summed over units."""
        return float((self.size * self.cost).sum())


def boxes_of(space: Space, pieces: Pieces) -> Boxes:
    """Count the classes of a partition from its pieces."""
    order = np.argsort(pieces.of_class, kind="stable")
    members = np.bincount(pieces.of_class, minlength=pieces.classes)
    start = np.cumsum(members) - members
    at = space.at[:, pieces.point[order]]
    low = np.minimum.reduceat(at, start, axis=1) if len(start) else at
    high = np.maximum.reduceat(at, start, axis=1) if len(start) else at
    size = np.bincount(pieces.of_class, pieces.units, minlength=len(members)).astype(np.int64)
    return Boxes(order, start, members, low, high, size, space.cost(low, high))


def members_of(boxes: Boxes, classes: Ints) -> tuple[Ints, Ints]:
    """The pieces of several classes one after the other, and for each its place in ``classes``."""
    counts = boxes.members[classes]
    place = np.repeat(np.arange(len(classes)), counts)
    within = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
    return boxes.order[np.repeat(boxes.start[classes], counts) + within], place
