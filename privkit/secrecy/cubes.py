"""A first choice of what to hide: for each secret cell, the cheapest box of cells around it.

A box takes the cell, one other code in each dimension, and all combinations of both: moving them up and down in
turn changes no margin, so the cell may lie anywhere the others leave room for (hypercube method, Repsilber 1994;
Giessing and Repsilber 2002). A margin moves with one cell under it at each finer
level. Fast, and often more than needed: :mod:`privkit.secrecy.lighten` takes back.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from privkit.secrecy.cells import Bools, Cells, Ints
from privkit.secrecy.cost import costs
from privkit.secrecy.doubt import Floats
from privkit.secrecy.primary import Need
from privkit.secrecy.relations import grains_of
from privkit.secrecy.rules import Rules
from privkit.secrecy.unknown import COUNTS, values_of


class Index:
    """Cells by their keys."""

    def __init__(self, keys: Ints, sizes: Ints) -> None:
        self.steps = np.concatenate([np.cumprod(sizes[::-1])[-2::-1], [1]]).astype(np.int64)
        packed = keys @ self.steps
        self.order = np.argsort(packed)
        self.packed = packed[self.order]

    def find(self, keys: Ints) -> Ints:
        """The number of the cell of each key, -1 when there is none; ``keys[..., dimension]``."""
        asked = keys @ self.steps
        at = np.minimum(np.searchsorted(self.packed, asked), len(self.packed) - 1)
        return np.where(self.packed[at] == asked, self.order[at], -1)


def index_of(cells: Cells) -> Index:
    """The index of all cells."""
    return Index(cells.keys, np.array([len(nodes.level) for nodes in cells.nodes]))


class Boxes:
    """Boxes around cells, for what must stay in doubt about them."""

    def __init__(self, cells: Cells, rules: Rules, wanted: tuple[Need | None, ...]) -> None:
        self.cells = cells
        self.asked = [(q, n) for q, n in enumerate(wanted, start=COUNTS) if n is not None]
        self.room = {q: _room(cells, q) for q, _ in self.asked}
        self.index = index_of(cells)
        self.grains = set(grains_of(cells.nodes, cells.keys))
        self.largest = tuple(_largest_child(cells, d) for d in range(len(cells.nodes)))
        some = np.zeros(len(cells), bool)
        for _, need in self.asked:
            some |= need.any
        self.targets = np.flatnonzero(some)
        # the only unit of a cell would see through a box that rests on it
        self.shy = cells.units == 1 if rules.insiders and cells.figures else np.zeros(len(cells), bool)

    def around(self, cell: int, price: Floats, only: int | None = None) -> Ints | None:
        """The cells of the cheapest box around one, itself apart; None when there is none that will do.

        ``only``: for one quantity (None: for all).
        """
        moves = [self._moves(d, int(node)) for d, node in enumerate(self.cells.keys[cell])]
        if any(move is None for move in moves):
            return None
        held = _corners(self, cell, [move for move in moves if move is not None])
        if held is None:
            return None
        box, signs = held
        cost = np.where(self.shy, np.inf, price)
        total = np.where(box >= 0, cost[box], np.inf).sum(axis=1)
        for quantity, need in self.asked if only is None else [a for a in self.asked if a[0] == only]:
            up, down = float(need.up[cell]), float(need.down[cell])
            least = np.where(signs < 0, up, max(down, float(need.width[cell]) - up))
            total = np.where((self.room[quantity][box] >= least).all(axis=1), total, np.inf)
        best = int(np.argmin(total))
        return box[best] if np.isfinite(total[best]) else None

    def _moves(self, d: int, node: int) -> tuple[Ints, Ints] | None:
        """Ways to move a code of a dimension: nodes (ways × places) and the sign of each place; None: no way.

        A code goes up with one code under it at each finer level; a sibling and one code under each go down.
        """
        parent, down = self.cells.nodes[d].parent, self.largest[d]
        if node == 0:
            children = np.flatnonzero((parent == 0) & (down[0] >= 0))
            if len(children) == 0:
                return np.array([[0]]), np.ones(1, np.int64)
            ways = np.array([[0, *_chain(down, child)] for child in children.tolist()], np.int64)
            return ways, np.ones(ways.shape[1], np.int64)
        mine = _chain(down, node)
        if parent[node] < 0:
            return np.array([mine], np.int64), np.ones(len(mine), np.int64)
        siblings = np.flatnonzero((parent == parent[node]) & (np.arange(len(parent)) != node))
        chains = [_chain(down, other) for other in siblings.tolist()]
        whole = [mine + chain for chain in chains if len(chain) == len(mine)]
        if not whole:
            return None
        return np.array(whole, np.int64), np.repeat([1, -1], len(mine))

    def hardest_first(self) -> Ints:
        """Cells that need protection, the one that needs most first."""
        most = max((n.up + n.down for _, n in self.asked), key=lambda x: int(x.sum()))
        return self.targets[np.argsort(-most[self.targets], kind="stable")]


def _chain(down: Ints, node: int) -> list[int]:
    out = [node]
    while down[out[-1]] >= 0:
        out.append(int(down[out[-1]]))
    return out


def _largest_child(cells: Cells, d: int) -> Ints:
    """For each code of a dimension, the code under it with most units; -1 for the finest."""
    nodes = cells.nodes[d]
    held = np.bincount(cells.keys[:, d], cells.units, len(nodes.level))
    used = np.bincount(cells.keys[:, d], minlength=len(nodes.level)) > 0
    out = np.full(len(nodes.level), -1, np.int64)
    for child in np.argsort(held, kind="stable").tolist():
        if nodes.parent[child] >= 0 and used[child]:
            out[nodes.parent[child]] = child
    return out


def _corners(boxes: Boxes, cell: int, moves: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints] | None:
    """Cells of each box (boxes × corners, the cell itself apart) and the sign of each corner."""
    levels = [nodes.level for nodes in boxes.cells.nodes]
    ways = np.meshgrid(*[np.arange(len(nodes)) for nodes, _ in moves], indexing="ij")
    chosen = [way.reshape(-1) for way in ways]
    corners, signs = [], []
    for places in product(*[range(len(sign)) for _, sign in moves]):
        if not any(places):
            continue
        keys = np.stack([nodes[c, p] for (nodes, _), c, p in zip(moves, chosen, places, strict=True)], axis=1)
        if tuple(int(level[key]) for level, key in zip(levels, keys[0], strict=True)) in boxes.grains:
            corners.append(boxes.index.find(keys))
            signs.append(int(np.prod([sign[p] for (_, sign), p in zip(moves, places, strict=True)])))
    return (np.stack(corners, axis=1), np.array(signs)) if corners else None


def box_in(cells: Cells, rules: Rules, secret: Bools, wanted: tuple[Need | None, ...], may: Bools) -> Bools:
    """``secret`` and the boxes around its cells that need protection, where there are some."""
    boxes, out = Boxes(cells, rules, wanted), secret.copy()
    weight = np.where(may, costs(cells, rules), np.inf)
    for cell in boxes.hardest_first().tolist() if boxes.asked else []:
        box = boxes.around(cell, np.where(out, 0.0, weight))
        for quantity in [None] if box is not None else range(len(cells.figures)):
            box = boxes.around(cell, np.where(out, 0.0, weight), quantity) if box is None else box
            if box is not None:
                out[box] = True
            box = None
    return out


def _room(cells: Cells, quantity: int) -> Floats:
    """How far each figure may go down."""
    low = 0 if quantity == COUNTS else cells.figures[quantity].measure.low
    values = values_of(cells, quantity).astype(np.float64)
    return np.full(len(values), np.inf) if low is None else values - low
