"""Hide the cheapest cells along which one secret figure can move as far as it must.

One linear program per figure and side: find the cheapest deviation that moves it, cells already hidden being free
of charge; hide every cell it moves (Kelly, Golden and Assad 1992; Fischetti and Salazar 2001, section 5).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from privkit.secrecy.cells import Bools, Cells, Ints
from privkit.secrecy.doubt import Doubt, Floats
from privkit.secrecy.rules import Rules
from privkit.secrecy.unknown import unknown

_TOUCHED = 1e-7
_LARGE = 2500  # cells above which a program looks at the neighbours of a cell first


@dataclass(frozen=True)
class Paths:
    """Ways for figures of one quantity to move, over every cell that may be hidden."""

    cells: Cells
    doubt: Doubt
    kept: Ints
    place: Ints

    def cheapest(self, cell: int, side: int, want: float, price: Floats, known: Bools) -> Ints | None:
        """Cells moved by the cheapest deviation of ``cell`` by ``want`` up (1) or down (-1); None: there is none.

        ``price[c]``: of hiding each cell, 0 when hidden already. ``known``: cells that may not move.
        """
        near = self._near(cell) if len(self.kept) > _LARGE else None
        for among in (
            (near, np.ones(len(self.kept), bool)) if near is not None else (np.ones(len(self.kept), bool),)
        ):
            chosen = np.flatnonzero(among & ~known[self.kept])
            found = self._solve(chosen, int(self.place[cell]), side, want, price)
            if found is not None:
                return self.kept[found]
        return None

    def _near(self, cell: int) -> Bools:
        """Cells whose code is, in each dimension, the cell's, a sibling's, its parent, its child, or a sibling of the parent."""
        out = np.ones(len(self.kept), bool)
        for d, nodes in enumerate(self.cells.nodes):
            node = int(self.cells.keys[cell, d])
            family = (nodes.parent == nodes.parent[node]) | (nodes.parent == node)
            family[node] = True
            if nodes.parent[node] >= 0:
                family[nodes.parent[node]] = True
                family |= nodes.parent == nodes.parent[nodes.parent[node]]
            out &= family[self.cells.keys[self.kept, d]]
        return out

    def _solve(self, chosen: Ints, place: int, side: int, want: float, price: Floats) -> Ints | None:
        part = self.doubt.only(chosen)
        at, n = int(np.searchsorted(chosen, place)), len(chosen)
        if at >= n or chosen[at] != place:
            return None
        up, down = np.minimum(part.high / want, 1e4), np.minimum(-part.low / want, 1e4)
        bounds = np.zeros((2 * n, 2))
        bounds[:, 1] = np.concatenate([up, down])
        mine, other = (at, n + at) if side == 1 else (n + at, at)
        if bounds[mine, 1] < 1 - 1e-9:
            return None
        bounds[mine], bounds[other] = 1.0, 0.0
        cost = np.tile(price[self.kept[chosen]] + 1e-6, 2)
        cost[[mine, other]] = 0.0
        result = linprog(
            cost,
            A_eq=sparse.hstack([part.equal, -part.equal]).tocsr() if part.equal.shape[0] else None,
            b_eq=np.zeros(part.equal.shape[0]) if part.equal.shape[0] else None,
            A_ub=sparse.hstack([part.below, -part.below]).tocsr() if part.below.shape[0] else None,
            b_ub=part.slack / want if part.below.shape[0] else None,
            bounds=bounds,
            method="highs",
        )
        if result.status != 0:
            return None
        moved = np.abs(result.x[:n] - result.x[n:]) > _TOUCHED
        return np.asarray(chosen[np.flatnonzero(moved)], np.int64)


def paths_of(cells: Cells, quantity: int, may: Bools, rules: Rules) -> Paths:
    """The ways of one quantity over the cells that may be hidden."""
    doubt, kept = unknown(cells, may, quantity, rules)
    place = np.full(len(cells), -1, np.int64)
    place[kept] = np.arange(len(kept))
    return Paths(cells, doubt, kept, place)
