"""Publish again what was hidden for nothing.

Each figure that must stay in doubt is given a proof: the cells that move with it. A hidden cell that is in no proof
is published; one that is in some is published if these proofs can do without it.
"""

from __future__ import annotations

import numpy as np

from privkit.secrecy.cells import Bools, Cells, Ints
from privkit.secrecy.cost import costs
from privkit.secrecy.cubes import Boxes
from privkit.secrecy.doubt import Floats
from privkit.secrecy.paths import Paths, paths_of
from privkit.secrecy.primary import Need
from privkit.secrecy.rules import Rules
from privkit.secrecy.unknown import COUNTS


class Proofs:
    """Proofs that cells stay in doubt when only some others are hidden."""

    def __init__(
        self, cells: Cells, rules: Rules, secret: Bools, wanted: tuple[Need | None, ...], effort: int
    ) -> None:
        self.cells, self.rules, self.wanted, self.effort = cells, rules, wanted, effort
        self.boxes = Boxes(cells, rules, wanted)
        self.paths: dict[int, Paths] = {
            q: paths_of(cells, q, secret, rules)
            for q, need in enumerate(wanted, start=COUNTS)
            if need is not None
        }

    def worth_it(self, hidden: Bools) -> bool:
        """Whether most cells are proven by a box, and the effort is enough for the others."""
        price = np.where(hidden, 0.0, np.inf)
        lone = sum(self.boxes.around(cell, price) is None for cell in self.boxes.targets.tolist())
        return 2 * lone * len(self.paths) <= self.effort

    def of(self, cell: int, hidden: Bools, price: Floats) -> Ints | None:
        """The cells that prove doubt about one, among hidden ones; None when none is found with the effort left."""
        box = self.boxes.around(cell, np.where(hidden, price, np.inf))
        if box is not None:
            return box
        found = []
        for quantity, paths in self.paths.items():
            need = self.wanted[quantity - COUNTS]
            careful = self.rules.insiders and quantity != COUNTS
            known = ~hidden | ((self.cells.units == 1) & careful)
            known[cell] = False
            for side, want in sides(need, cell):
                self.effort -= 1
                way = paths.cheapest(cell, side, want, price, known) if self.effort >= 0 else None
                if way is None:
                    return None
                found.append(way)
        return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)


def sides(need: Need | None, cell: int) -> list[tuple[int, float]]:
    """How far a figure must be able to go up (1) and down (-1)."""
    if need is None:
        return []
    up, down = float(need.up[cell]), float(need.down[cell])
    down = max(down, float(need.width[cell]) - up)
    return [(side, want) for side, want in ((1, up), (-1, down)) if want > 0]


def lightened(
    cells: Cells,
    rules: Rules,
    secret: Bools,
    first: Bools,
    wanted: tuple[Need | None, ...],
    effort: int = 150,
) -> Bools:
    """``secret`` without cells that protect nothing, dearest first. ``effort``: programs to solve at most.

    Cells about which no proof is found keep all that is hidden. The attacker has the last word: ask it again.
    """
    proofs = Proofs(cells, rules, secret, wanted, effort)
    if not proofs.worth_it(secret):
        return secret
    weight = np.where(first, 0.0, costs(cells, rules))
    out = secret.copy()
    uses: dict[int, set[int]] = {}  # for each cell, those whose proof it is in
    proof: dict[int, Ints] = {}
    for cell in proofs.boxes.targets.tolist():
        found = proofs.of(cell, out, weight)
        proof[cell] = np.flatnonzero(out & ~first) if found is None else found
        for other in proof[cell].tolist():
            uses.setdefault(other, set()).add(cell)
    extra = np.flatnonzero(secret & ~first)
    for cell in extra[np.argsort(-weight[extra], kind="stable")].tolist():
        out[cell] = False
        new = {}
        for user in sorted(uses.get(cell, ())):
            found = proofs.of(user, out, weight)
            if found is None:
                out[cell] = True
                break
            new[user] = found
        else:
            for user, found in new.items():
                for other in proof[user].tolist():
                    uses[other].discard(user)
                for other in found.tolist():
                    uses.setdefault(other, set()).add(user)
                proof[user] = found
    return out
