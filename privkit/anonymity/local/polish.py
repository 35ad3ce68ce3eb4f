"""Pools shared out again, improved by moves within each, and kept where they then lose less than before."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from privkit.anonymity.hierarchy import Floats, Ints
from privkit.anonymity.local.exchange import exchange_within
from privkit.anonymity.local.guard import Guard
from privkit.anonymity.local.pieces import Pieces, boxes_of
from privkit.anonymity.local.pools import Pools
from privkit.anonymity.local.reshare import Shared
from privkit.anonymity.local.space import Space

#: Rounds of moves, of one piece per class each.
ROUNDS = 8
TINY = 1e-12


@dataclass(frozen=True)
class Tried:
    """For each piece of the pools tried: itself, its pool and its new class; and what the pools lose now."""

    piece: Ints = field(repr=False)
    pool: Ints = field(repr=False)
    of_class: Ints = field(repr=False)
    lost: Floats = field(repr=False)


def tried(shared: list[tuple[Pools, Shared]]) -> Tried:
    """All pools together, and their classes numbered from 0."""
    piece, pool, of_class, lost, first = [], [], [], [], 0
    width = max((int(new.of_class.max(initial=0)) + 1 for _, new in shared), default=1)
    for pools, new in shared:
        members = pools.piece[new.pool]
        row, column = np.nonzero(members >= 0)
        piece.append(members[row, column])
        pool.append(first + row)
        of_class.append((first + row) * width + new.of_class[row, column])
        lost.append(pools.lost[new.pool])
        first += len(new.pool)
    number = np.unique(np.concatenate(of_class), return_inverse=True)[1].astype(np.int64)
    return Tried(np.concatenate(piece), np.concatenate(pool), number, np.concatenate(lost))


def polish(space: Space, guard: Guard, pieces: Pieces, trial: Tried) -> Pieces:
    """``pieces`` with the pools of ``trial`` that lose less, the others as they were."""
    if not len(trial.piece):
        return pieces
    current = Pieces(pieces.point[trial.piece], pieces.units[trial.piece], trial.of_class)
    pool_of = np.empty(current.classes, np.int64)
    pool_of[trial.of_class] = trial.pool
    current = _settled(space, guard, current, pool_of)
    boxes = boxes_of(space, current)
    lost = np.bincount(pool_of, boxes.size * boxes.cost, minlength=len(trial.lost))
    better = (lost < trial.lost - TINY)[trial.pool]
    of_class = pieces.of_class.copy()
    of_class[trial.piece[better]] = pieces.classes + current.of_class[better]
    return pieces.renumbered(of_class)


def _settled(space: Space, guard: Guard, pieces: Pieces, pool_of: Ints) -> Pieces:
    """Moves within pools, in those where the round before made one. ``pool_of`` is the pool of each class."""
    of_class = pieces.of_class.copy()
    live, classes = np.arange(len(of_class)), np.arange(len(pool_of))
    for _ in range(ROUNDS):
        number = np.empty(len(pool_of), np.int64)
        number[classes] = np.arange(len(classes))
        current = Pieces(pieces.point[live], pieces.units[live], number[of_class[live]])
        moved = exchange_within(space, guard, current, _mates(pool_of[classes])).of_class
        of_class[live] = classes[moved]
        busy = np.zeros(int(pool_of[-1]) + 1, bool)
        busy[pool_of[classes[moved[moved != current.of_class]]]] = True
        live, classes = live[busy[pool_of[of_class[live]]]], classes[busy[pool_of[classes]]]
        if not len(live):
            break
    return Pieces(pieces.point, pieces.units, of_class)


def _mates(pool_of: Ints) -> Ints:
    """For each class those of its pool, itself included; -1 after the last. Classes come pool by pool."""
    _, start, count = np.unique(pool_of, return_index=True, return_counts=True)
    place = np.arange(int(count.max()))
    mates = np.where(place < count[:, None], start[:, None] + place, -1)
    return np.repeat(mates, count, axis=0)
