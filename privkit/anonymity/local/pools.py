"""Neighbouring classes put in common, so that their members can be shared out again.

Pools of a pass share no class: all are worked on at once, and each keeps its best on its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from privkit.anonymity.hierarchy import Floats, Ints
from privkit.anonymity.local.guard import Flags
from privkit.anonymity.local.neighbours import Near
from privkit.anonymity.local.pieces import Boxes, Pieces, members_of

#: Partners are drawn among this many near points, the nearest more often; among more for each unit of k, as
#: the nearest points are often of the class itself.
REACH, REACH_PER_K = 10, 1.6
#: Times more classes than can have a pool of their own try to.
CENTRES = 1.5
DRAWS = 3
BASE = 0.5


@dataclass(frozen=True)
class Pools:
    """``piece[g, i]``: the pieces of pool g, -1 after its last; ``lost[g]``: what they cost now."""

    piece: Ints = field(repr=False)
    lost: Floats = field(repr=False)


@dataclass(frozen=True)
class Homes:
    """The pieces of each point."""

    order: Ints = field(repr=False)
    start: Ints = field(repr=False)
    count: Ints = field(repr=False)

    @classmethod
    def of(cls, pieces: Pieces, points: int) -> Homes:
        count = np.bincount(pieces.point, minlength=points)
        return cls(np.argsort(pieces.point, kind="stable"), np.cumsum(count) - count, count)

    def drawn(self, points: Ints, rng: np.random.Generator) -> Ints:
        """One piece of each point; of a point suppressed, which has none, one of the next."""
        place = self.start[points] + (rng.random(points.shape) * self.count[points]).astype(np.int64)
        return np.asarray(self.order[np.minimum(place, len(self.order) - 1)])


def draw_pools(
    pieces: Pieces,
    boxes: Boxes,
    near: Near,
    homes: Homes,
    partners: int,
    most: int,
    k: int,
    rng: np.random.Generator,
) -> Pools:
    """Pools of at most ``partners`` + 1 classes and ``most`` pieces, one around each class that wins its own."""
    classes = len(boxes)
    # a race between classes, which those that lose more win more often
    weight = boxes.size * boxes.cost
    weight = weight + BASE * weight.mean() + 1e-12
    rank = np.empty(classes, np.int64)
    rank[np.argsort(rng.exponential(size=classes) / weight, kind="stable")] = np.arange(classes)
    centres = np.flatnonzero(rank < classes * CENTRES / (partners + 1))
    chosen, reach = [centres], min(max(REACH, int(REACH_PER_K * k)), near.shape[1])
    for _ in range(DRAWS * partners):
        member = boxes.order[
            boxes.start[centres] + (rng.random(len(centres)) * boxes.members[centres]).astype(np.int64)
        ]
        place = (rng.random(len(centres)) ** 1.5 * reach).astype(np.int64)
        points = near[pieces.point[member], place].astype(np.int64)
        chosen.append(pieces.of_class[homes.drawn(points, rng)])
    drawn = np.stack(chosen, axis=1)
    kept = _disjoint(drawn, rank[centres], classes)
    kept &= np.cumsum(kept, axis=1) <= partners + 1
    kept &= np.cumsum(np.where(kept, boxes.members[drawn], 0), axis=1) <= most
    live = kept.sum(axis=1) >= 2
    return _filled(boxes, drawn[live], kept[live])


def _disjoint(drawn: Ints, rank: Ints, classes: int) -> Flags:
    """Which of the classes drawn a pool keeps, in order; one drawn by several goes to the first ranked."""
    first = np.full(classes, classes)
    ranks = np.broadcast_to(rank[:, None], drawn.shape)
    np.minimum.at(first, drawn.ravel(), ranks.ravel())
    kept = first[drawn] == ranks
    kept &= kept[:, :1]
    for j in range(1, drawn.shape[1]):
        for i in range(j):
            kept[:, j] &= drawn[:, i] != drawn[:, j]
    return np.asarray(kept)


def _filled(boxes: Boxes, drawn: Ints, kept: Flags) -> Pools:
    pool, column = np.nonzero(kept)
    classes = drawn[pool, column]
    pieces, place = members_of(boxes, classes)
    of_pool = pool[place]
    count = np.bincount(of_pool, minlength=len(drawn))
    within = np.arange(len(pieces)) - np.repeat(np.cumsum(count) - count, count)
    out = np.full((len(drawn), int(count.max()) if len(count) else 0), -1)
    out[of_pool, within] = pieces
    order = np.argsort(count, kind="stable")
    lost: Floats = np.bincount(pool, (boxes.size * boxes.cost)[classes], minlength=len(drawn)).astype(
        np.float64
    )
    return Pools(out[order], lost[order])
