"""The same people grouped in two ways: groups nobody published, and everybody can compute.

Written on *atoms*: the cells of both groupings crossed. A published figure adds up some atoms; two that overlap give
the rest of each. Found: differences of nested figures, what is left of a figure once those inside it are taken out,
and atoms that the linear system of all figures bounds too closely.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from privkit.secrecy.cells import Ints
from privkit.secrecy.doubt import NEAR, Doubt, farthest, parts, show


@dataclass(frozen=True)
class Isolated:
    """A group of few units that figures of two releases isolate.

    ``figure``: the number of the figure it is a part of, those of the first release first; -1 for an atom found by
    the linear system. ``atoms``: what the group is made of.
    """

    units: int
    figure: int
    atoms: tuple[int, ...]


def isolated(
    before: sparse.csr_matrix, now: sparse.csr_matrix, units: Ints, min_count: int
) -> tuple[Isolated, ...]:
    """Groups of 1 to min_count − 1 units that two releases about the same people isolate together.

    ``before``, ``now``: published figures × atoms, 1 where the figure counts the atom. ``units``: of each atom.
    Groups that one release publishes by itself are not its difference with another, and are not told.
    """
    found: dict[tuple[int, ...], Isolated] = {}
    figures = sparse.vstack([before, now]).tocsr().astype(np.int64)
    split = before.shape[0]
    for inside, outside, start in ((figures[:split], now, split), (figures[split:], before, 0)):
        for at in range(outside.shape[0]):
            rest = _rest(outside.tocsr()[at], inside)
            for atoms in rest:
                number = int(units[list(atoms)].sum())
                if 0 < number < min_count:
                    found.setdefault(atoms, Isolated(number, start + at, atoms))
    for atom in _bounded(figures, units, min_count):
        found.setdefault((atom,), Isolated(int(units[atom]), -1, (atom,)))
    return tuple(found.values())


def _rest(whole: sparse.csr_matrix, parts_: sparse.csr_matrix) -> list[tuple[int, ...]]:
    """Atoms of a figure left by each figure inside it, and by as many of them as do not overlap, largest first."""
    mine = np.zeros(whole.shape[1], bool)
    mine[whole.indices] = True
    size = np.diff(parts_.indptr)
    within = np.flatnonzero((parts_ @ mine.astype(np.int64) == size) & (size > 0) & (size < mine.sum()))
    out, left = [], mine.copy()
    for one in within[np.argsort(-size[within], kind="stable")].tolist():
        atoms = parts_.indices[parts_.indptr[one] : parts_.indptr[one + 1]]
        alone = mine.copy()
        alone[atoms] = False
        out.append(tuple(np.flatnonzero(alone).tolist()))
        if left[atoms].all():
            left[atoms] = False
            out.append(tuple(np.flatnonzero(left).tolist()))
    return out


def _bounded(figures: sparse.csr_matrix, units: Ints, min_count: int) -> list[int]:
    """Atoms of few units that all figures together bound too closely: shown to be small, or within the minimum count."""
    values = units.astype(np.float64)
    doubt = Doubt(
        figures.astype(np.float64),
        sparse.csr_matrix((0, len(units))),
        np.zeros(0),
        -values,
        np.full(len(units), np.inf),
    )
    small = (units > 0) & (units < min_count)
    up, down = np.where(small, min_count - values, 0.0), np.where(small, values, 0.0)
    shown = show(doubt, up, down, small)
    label = parts(doubt)
    out = []
    for atom in np.flatnonzero(small).tolist():
        above = max(shown.up[atom], farthest(doubt, atom, 1, float(min_count), label))
        if above >= up[atom] * (1 - NEAR):
            under = max(shown.down[atom], farthest(doubt, atom, -1, float(min_count), label))
            if above + under >= min_count * (1 - NEAR):
                continue
        out.append(atom)
    return out
