"""From a partition to a less lossy one: pools shared out again, and moves of single pieces."""

from __future__ import annotations

import numpy as np

from privkit.anonymity.hierarchy import Ints
from privkit.anonymity.local.exchange import exchange
from privkit.anonymity.local.guard import Guard
from privkit.anonymity.local.neighbours import Near
from privkit.anonymity.local.packed import Group, packed
from privkit.anonymity.local.pieces import Boxes, Pieces, boxes_of
from privkit.anonymity.local.polish import polish, tried
from privkit.anonymity.local.pools import Homes, Pools, draw_pools
from privkit.anonymity.local.progress import Watch
from privkit.anonymity.local.reshare import reshare
from privkit.anonymity.local.settings import Settings
from privkit.anonymity.local.space import Space

TINY = 1e-12
#: Partners of the class a pool is made around, in turn.
PARTNERS = (2, 3, 4)
#: Pieces of the pools worked on at once.
CELLS = 1 << 15
#: Pools of more pieces than this are made only for a k that needs them.
LARGEST = 400


def improve(
    space: Space,
    guard: Guard,
    near: Near,
    pieces: Pieces,
    settings: Settings,
    watch: Watch,
    rng: np.random.Generator,
) -> Pieces:
    """The best partition found from ``pieces``, every class of which holds; never a worse one."""
    homes, groups = Homes.of(pieces, space.points), packed(space)
    boxes = boxes_of(space, pieces)
    history = [boxes.lost]
    passes = settings.passes_for(guard.k)
    for number in range(passes):
        if watch.over() or history[-1] <= TINY:
            break
        try:
            found = _reshared(space, groups, guard, near, homes, pieces, boxes, number, rng)
            if number % 4 == 0:
                found = exchange(space, guard, near, homes, found, rng)
        except KeyboardInterrupt:  # what the last pass left is complete
            watch.stopped = "interrupted"
            break
        pieces = found
        boxes = boxes_of(space, pieces)
        history.append(boxes.lost)
        watch.tell("improve", (number + 1) / passes)
        if len(history) > settings.stall and (
            history[-settings.stall - 1] - history[-1] < settings.least_gain * history[-1]
        ):
            break
    return pieces


def _reshared(
    space: Space,
    groups: tuple[Group, ...],
    guard: Guard,
    near: Near,
    homes: Homes,
    pieces: Pieces,
    boxes: Boxes,
    number: int,
    rng: np.random.Generator,
) -> Pieces:
    if len(boxes) < 2:
        return pieces
    partners = PARTNERS[number % len(PARTNERS)]
    most = max(24, 8 * guard.k, min(LARGEST, 4 * int(np.median(boxes.members))))
    pools = draw_pools(pieces, boxes, near, homes, partners, most, guard.k, rng)
    shared = [
        (part, reshare(space, groups, guard, pieces, part, number % 2 == 1, rng)) for part in _parts(pools)
    ]
    return polish(space, guard, pieces, tried(shared)) if shared else pieces


def _parts(pools: Pools) -> list[Pools]:
    """Pools of about the same size together: they come sorted by size."""
    out, start = [], 0
    sizes: Ints = (pools.piece >= 0).sum(axis=1)
    while start < len(sizes):
        stop = start + max(1, CELLS // max(1, int(sizes[start])))
        part = slice(start, min(stop, len(sizes)))
        widest = int(sizes[part].max())
        out.append(Pools(pools.piece[part, :widest], pools.lost[part]))
        start = part.stop
    return out
