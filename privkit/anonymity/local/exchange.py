"""Moves of one piece: to another class, or against a piece of another class.

Every piece that makes its class dearer is tried in the classes of its near points. Moves that touch no
common class are made together, the best first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from privkit.anonymity.hierarchy import Floats, Ints
from privkit.anonymity.local.guard import Guard
from privkit.anonymity.local.neighbours import Near
from privkit.anonymity.local.pieces import Boxes, Pieces, boxes_of, members_of
from privkit.anonymity.local.pools import Homes
from privkit.anonymity.local.space import Positions, Space

TINY = 1e-10
REACH = 12  # near points whose classes are tried
SWAPS = 4  # of which so many, the cheapest, are tried piece against piece
LARGE = 128  # classes with more pieces are not tried piece against piece
FAR = np.int32(1 << 29)


@dataclass(frozen=True)
class Without:
    """For each piece, the box of its class without it, and its cost."""

    low: Positions = field(repr=False)
    high: Positions = field(repr=False)
    cost: Floats = field(repr=False)


@dataclass(frozen=True)
class Moves:
    """``piece`` goes from ``source`` to ``target``; ``against`` goes back, -1 for none. ``delta``: loss added."""

    piece: Ints = field(repr=False)
    against: Ints = field(repr=False)
    source: Ints = field(repr=False)
    target: Ints = field(repr=False)
    delta: Floats = field(repr=False)


def without(space: Space, pieces: Pieces, boxes: Boxes) -> Without:
    """A piece alone at an edge of its class is replaced there by the next one; alone in it, by itself."""
    order, of_class = boxes.order, pieces.of_class[boxes.order]
    at = space.at[:, pieces.point[order]]
    low, high = np.empty_like(at), np.empty_like(at)
    for edge, out, best, nothing in (
        (boxes.low, low, np.minimum, FAR),
        (boxes.high, high, np.maximum, -FAR),
    ):
        on = at == edge[:, of_class]
        count = np.add.reduceat(on, boxes.start, axis=1, dtype=np.int64)
        following = best.reduceat(np.where(on, nothing, at), boxes.start, axis=1)
        out[:, order] = np.where(on & (count[:, of_class] == 1), following[:, of_class], edge[:, of_class])
    alone = order[boxes.members[of_class] == 1]
    low[:, alone] = high[:, alone] = space.at[:, pieces.point[alone]]
    return Without(low, high, space.cost(low, high))


def exchange(
    space: Space, guard: Guard, near: Near, homes: Homes, pieces: Pieces, rng: np.random.Generator
) -> Pieces:
    """One round of moves; the same pieces when none helps."""

    def around(chosen: Ints) -> Ints:
        points = near[pieces.point[chosen], : min(REACH, near.shape[1])].astype(np.int64)
        return pieces.of_class[homes.drawn(points, rng)]

    return _round(space, guard, pieces, boxes_of(space, pieces), around)


def exchange_within(space: Space, guard: Guard, pieces: Pieces, mates: Ints) -> Pieces:
    """One round of moves, class c exchanging with the classes ``mates[c]`` only; -1 stands for none."""
    boxes = boxes_of(space, pieces)
    others = np.where(mates < 0, np.arange(len(mates))[:, None], mates)
    return _round(space, guard, pieces, boxes, lambda chosen: others[pieces.of_class[chosen]])


def _round(
    space: Space, guard: Guard, pieces: Pieces, boxes: Boxes, around: Callable[[Ints], Ints]
) -> Pieces:
    rest = without(space, pieces, boxes)
    own = pieces.of_class
    movable = (boxes.cost[own] - rest.cost > TINY) & (boxes.members[own] > 1)
    chosen = np.flatnonzero(movable)
    if not len(chosen) or len(boxes) < 2:
        return pieces
    targets, added = _targets(space, boxes, pieces, chosen, around(chosen))
    saved = boxes.size[own] * boxes.cost[own] - (boxes.size[own] - pieces.units) * rest.cost
    moves = _concatenated(
        _relocations(guard, boxes, pieces, chosen, targets, added - saved[chosen][:, None]),
        _swaps(space, guard, boxes, rest, pieces, chosen, targets, added),
    )
    return _made(guard, pieces, boxes, moves)


def _targets(
    space: Space,
    boxes: Boxes,
    pieces: Pieces,
    chosen: Ints,
    targets: Ints,
) -> tuple[Ints, Floats]:
    targets = np.sort(targets, axis=1)
    useless = targets == pieces.of_class[chosen][:, None]
    useless[:, 1:] |= targets[:, 1:] == targets[:, :-1]
    at = space.at[:, pieces.point[chosen]][:, :, None]
    low, high = np.minimum(boxes.low[:, targets], at), np.maximum(boxes.high[:, targets], at)
    size = boxes.size[targets] + pieces.units[chosen][:, None]
    added = size * space.cost(low, high) - (boxes.size * boxes.cost)[targets]
    added[useless] = np.inf
    return targets, added


def _relocations(
    guard: Guard, boxes: Boxes, pieces: Pieces, chosen: Ints, targets: Ints, delta: Floats
) -> Moves:
    here, best = np.arange(len(chosen)), delta.argmin(axis=1)
    source = pieces.of_class[chosen]
    useful = (boxes.size[source] - pieces.units[chosen] >= guard.k) & (delta[here, best] < -TINY)
    return Moves(
        chosen[useful],
        np.full(int(useful.sum()), -1),
        source[useful],
        targets[here, best][useful],
        delta[here, best][useful],
    )


def _swaps(
    space: Space,
    guard: Guard,
    boxes: Boxes,
    rest: Without,
    pieces: Pieces,
    chosen: Ints,
    targets: Ints,
    added: Floats,
) -> Moves:
    few = min(SWAPS, targets.shape[1])
    cheapest = np.argsort(added, axis=1, kind="stable")[:, :few]
    target, cost = np.take_along_axis(targets, cheapest, 1), np.take_along_axis(added, cheapest, 1)
    row, column = np.nonzero(
        np.isfinite(cost) & (boxes.members[target] > 1) & (boxes.members[target] <= LARGE)
    )
    against, place = members_of(boxes, target[row, column])
    piece = chosen[row[place]]
    source, target = pieces.of_class[piece], pieces.of_class[against]
    growth = pieces.units[piece] - pieces.units[against]
    fits = (boxes.size[target] + growth >= guard.k) & (boxes.size[source] - growth >= guard.k)
    # what both classes lose without the pieces that leave bounds what they lose after the swap
    after = (boxes.size[target] + growth, boxes.size[source] - growth)
    lost = boxes.size * boxes.cost
    now = lost[target] + lost[source]
    fits &= after[0] * rest.cost[against] + after[1] * rest.cost[piece] < now - TINY
    piece, against, source, target, now = piece[fits], against[fits], source[fits], target[fits], now[fits]
    there, here = after[0][fits], after[1][fits]
    delta = there * _with(space, rest, pieces, against, piece) - now
    open_ = delta + here * rest.cost[piece] < -TINY
    piece, against, source, target = piece[open_], against[open_], source[open_], target[open_]
    delta = delta[open_] + here[open_] * _with(space, rest, pieces, piece, against)
    order = np.lexsort((against, delta))
    order = order[delta[order] < -TINY]
    order = order[np.unique(piece[order], return_index=True)[1]]  # the best of each piece
    return Moves(piece[order], against[order], source[order], target[order], delta[order])


def _with(space: Space, rest: Without, pieces: Pieces, leaving: Ints, coming: Ints) -> Floats:
    """What a unit costs in the class of a piece that leaves, once another has come."""
    at = space.at[:, pieces.point[coming]]
    return space.cost(np.minimum(rest.low[:, leaving], at), np.maximum(rest.high[:, leaving], at))


def _concatenated(one: Moves, other: Moves) -> Moves:
    return Moves(
        np.concatenate([one.piece, other.piece]),
        np.concatenate([one.against, other.against]),
        np.concatenate([one.source, other.source]),
        np.concatenate([one.target, other.target]),
        np.concatenate([one.delta, other.delta]),
    )


def _made(guard: Guard, pieces: Pieces, boxes: Boxes, moves: Moves) -> Pieces:
    """Make the best move of every class, and unmake those that leave a class which fails."""
    ranked = np.lexsort((moves.piece, moves.delta))
    rank = np.empty(len(ranked), np.int64)
    rank[ranked] = np.arange(len(ranked))
    first = np.full(len(boxes), len(ranked))
    np.minimum.at(first, moves.source, rank)
    np.minimum.at(first, moves.target, rank)
    wins = np.flatnonzero((first[moves.source] == rank) & (first[moves.target] == rank))
    if not guard.plain and len(wins):
        tried = _moved(pieces.of_class, moves, wins)
        holds = guard.holds(len(boxes), tried, pieces.point, pieces.units)
        wins = wins[holds[moves.source[wins]] & holds[moves.target[wins]]]
    return Pieces(pieces.point, pieces.units, _moved(pieces.of_class, moves, wins))


def _moved(of_class: Ints, moves: Moves, wins: Ints) -> Ints:
    out = of_class.copy()
    out[moves.piece[wins]] = moves.target[wins]
    back = wins[moves.against[wins] >= 0]
    out[moves.against[back]] = moves.source[back]
    return out
