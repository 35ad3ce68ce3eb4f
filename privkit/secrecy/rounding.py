"""Controlled rounding: instead of hiding cells, round all of them so that they still add up.

Every figure becomes a multiple of a base, less than one base away from the true one (a multiple stays as it is:
"zero-restricted"), and margins stay the sums of their cells (Cox 1987; Salazar 2005). Which way each goes is drawn,
with the chance that makes it right on average where additivity leaves the choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from privkit.secrecy.attack import Audit, Exposed, known_too_well
from privkit.secrecy.cells import Cells, Ints
from privkit.secrecy.codes import misuse
from privkit.secrecy.doubt import Doubt
from privkit.secrecy.primary import Need, needs, primary
from privkit.secrecy.rules import Rules
from privkit.secrecy.unknown import COUNTS, values_of
from privkit.words import Words

Kind = Literal["controlled", "wider", "not_additive"]
_NODES = 5000
_PENALTY = 10.0


@dataclass(frozen=True)
class Rounded:
    """Rounded figures of one quantity (-1: counts), in the order of the cells.

    ``kind``: "controlled"; "wider" when some had to move up to two bases for the table to add up; "not_additive" when
    even so it could not, and each figure is rounded by itself.
    """

    quantity: int
    base: int
    values: Ints
    kind: Kind

    @property
    def reach(self) -> int:
        """The true figure is within this of the rounded one, and everybody knows."""
        return 2 * self.base - 1 if self.kind == "wider" else self.base - 1


def rounded(cells: Cells, quantity: int, base: int, draw: np.random.Generator) -> Rounded:
    """Round one quantity of every cell to a multiple of ``base`` (at least 2). Counts that need not add up need not."""
    if base < 2:
        raise misuse(Words("figures are rounded to a multiple of 2 or more",
                           "les chiffres s'arrondissent à un multiple de 2 ou plus"))  # fmt: skip
    values = values_of(cells, quantity)
    matrix = cells.relations.matrix
    matrix = matrix[np.flatnonzero(cells.relations.exact)] if quantity == COUNTS else matrix
    below, part = values // base, (values % base) / base
    lean = draw.random(len(values)) - part  # negative with the chance that rounding up is right on average
    for kind, far in (("controlled", 0), ("wider", 1)):
        up = _solved(matrix, below, part, lean, far, _lowest(cells, quantity, base))
        if up is not None:
            return Rounded(quantity, base, (below + up) * base, "wider" if kind == "wider" else "controlled")
    return Rounded(quantity, base, (below + (lean < 0)) * base, "not_additive")


def _lowest(cells: Cells, quantity: int, base: int) -> int | None:
    low = 0 if quantity == COUNTS else cells.figures[quantity].measure.low
    return None if low is None else -(-low // base)


def _solved(
    matrix: sparse.csr_matrix, below: Ints, part: np.ndarray, lean: np.ndarray, far: int, lowest: int | None
) -> Ints | None:
    """How many bases each figure goes up from the multiple below it; None when no choice adds up."""
    n = len(below)
    once = (part > 0).astype(float)
    down = np.full(n, float(far)) if lowest is None else far * (below > lowest).astype(float)
    more = np.full(n, float(far))
    result = milp(
        np.concatenate([lean, np.full(2 * n, _PENALTY)]),
        constraints=LinearConstraint(
            sparse.hstack([matrix, -matrix, matrix]).tocsr().astype(float),
            *(2 * [-(matrix @ below).astype(float)]),
        ),
        integrality=np.ones(3 * n),
        bounds=Bounds(np.zeros(3 * n), np.concatenate([once, down, more])),
        options={"node_limit": _NODES},
    )
    if result.x is None:
        return None
    up = np.rint(result.x).astype(np.int64)
    moved = up[:n] - up[n : 2 * n] + up[2 * n :]
    return moved if not (matrix @ (below + moved)).any() else None


def audit_rounded(cells: Cells, held: Rounded, rules: Rules) -> Audit:
    """Attack rounded figures: from all of them, and how far the true ones can be, is any secret one pinned down?

    A small count must stay in doubt by as much as rounding alone leaves (base − 1); a secret sum as its rule asks.
    """
    reasons = primary(cells, rules)
    asked = needs(cells, rules, reasons)[held.quantity - COUNTS]
    values = values_of(cells, held.quantity)
    if asked is None:
        return Audit(0, ())
    width = np.where(asked.any, held.base - 1 if held.quantity == COUNTS else asked.width, 0)
    need = Need(np.zeros_like(width), np.zeros_like(width), width)
    gap = held.values - values
    low, high = (gap - held.reach).astype(float), (gap + held.reach).astype(float)
    bottom = 0 if held.quantity == COUNTS else cells.figures[held.quantity].measure.low
    if bottom is not None:
        low = np.maximum(low, bottom - values)
    matrix = cells.relations.matrix.astype(np.float64)
    if held.quantity == COUNTS:
        matrix = matrix[np.flatnonzero(cells.relations.exact)]
    doubt = Doubt(matrix, sparse.csr_matrix((0, len(cells))), np.zeros(0), low, high)
    found = known_too_well(doubt, need, np.arange(len(cells)))
    out = [Exposed(at, held.quantity, values[at] - under, values[at] + above) for at, under, above in found]
    return Audit(int(need.any.sum()), tuple(out))
