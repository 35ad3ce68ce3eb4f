"""Somebody alone in a hidden cell: it knows the sums of the cell, and uses them against the others.

Cells with one unit that may be the same unit are taken as known together: those of the same codes along the
dimensions that split units, and a margin of one unit with its cell of one unit.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from privkit.secrecy.cells import Bools, Cells, Ints
from privkit.secrecy.doubt import NEAR, Doubt, Floats, farthest, parts, show

_SINGLY = 8


def insider_groups(cells: Cells, secret: Bools) -> Ints:
    """For each secret cell, in their order, the number of the insider who knows it; -1 when nobody is alone in it."""
    alone = secret & (cells.units == 1)
    out = np.full(len(cells), -1, np.int64)
    single = np.flatnonzero(alone)
    if len(single):
        splitting = [d for d, dimension in enumerate(cells.dimensions) if dimension.splits_units]
        keys = cells.keys[single][:, splitting]
        _, owner = np.unique(keys, axis=0, return_inverse=True)
        place = np.arange(len(single))
        same = sparse.csr_matrix((np.ones(len(single)), (owner.reshape(-1), place)))
        relations = abs(cells.relations.matrix[:, single]).sign()
        has_margin = np.flatnonzero((cells.relations.matrix[:, single] < 0).sum(axis=1))
        links = sparse.vstack([same, relations[has_margin]]).tocsr().astype(np.float64)
        _, label = csgraph.connected_components(links.T @ links, directed=False)
        out[single] = label
    return out[np.flatnonzero(secret)]


def open_pairs(
    doubt: Doubt, group: Ints, up: Floats, down: Floats, most: int | None = None
) -> list[tuple[int, int, int, float]]:
    """Variables that some insider pins down, about ``most`` of them: (variable, group, side, how far it can still go).

    ``up``, ``down``: how far each must stay able to go; zero where nothing is needed.
    """
    number = int(group.max(initial=-1)) + 1
    if number == 0:
        return []
    label = parts(doubt)
    meets = np.zeros((int(label.max(initial=-1)) + 2, number), bool)  # the insiders of each independent part
    meets[label[group >= 0], group[group >= 0]] = True
    meets[-1] = False
    out = []
    for side, want in ((1, up), (-1, down)):
        targets = np.flatnonzero((want > 0) & (label >= 0))
        proven = ~meets[label[targets]]
        mine = group[targets]
        proven[mine >= 0, mine[mine >= 0]] = True
        if not proven.all():
            out += _left_open(doubt, group, want, side, targets, proven, most)
    return out


def _left_open(
    doubt: Doubt, group: Ints, want: Floats, side: int, targets: Ints, proven: Bools, most: int | None
) -> list[tuple[int, int, int, float]]:
    """The pairs of one side, all insiders knowing their cells at first, then fewer and fewer of them."""
    number = proven.shape[1]
    _together(doubt, group, want, side, targets, proven, np.ones(number, bool))
    bits = max(1, int(number - 1).bit_length())
    if (~proven.all(axis=1)).sum() > _SINGLY * bits:
        for bit, value in product(range(bits), (0, 1)):  # each pair is parted in some half
            _together(doubt, group, want, side, targets, proven, (np.arange(number) >> bit) % 2 == value)
    out: list[tuple[int, int, int, float]] = []
    for at in np.flatnonzero(~proven.all(axis=1)).tolist():
        if most is not None and len(out) >= most:
            break
        out += _one_by_one(doubt, group, side, int(targets[at]), float(want[targets[at]]), proven[at])
    return out


def _together(
    doubt: Doubt, group: Ints, want: Floats, side: int, targets: Ints, proven: Bools, some: Bools
) -> None:
    """Let ``some`` of the insiders know their cells at once, and prove what stays in doubt all the same."""
    knows = (group >= 0) & some[np.maximum(group, 0)]
    asked = ~knows[targets] & ~proven[:, some].all(axis=1)
    if not asked.any():
        return
    zero = np.zeros(len(doubt))
    among = np.zeros(len(doubt), bool)
    among[targets[asked]] = True
    aim = np.where(among, want, 0.0)
    up, down = (aim, zero) if side == 1 else (zero, aim)
    shown = show(doubt.held(knows), up, down, among)
    reached = shown.up if side == 1 else shown.down
    fine = asked & (reached[targets] >= want[targets] * (1 - NEAR))
    proven[np.ix_(fine, some)] = True


def _one_by_one(
    doubt: Doubt, group: Ints, side: int, cell: int, want: float, proven: Bools
) -> list[tuple[int, int, int, float]]:
    """What is left of one variable: all its doubtful insiders at once, then each."""
    left = np.flatnonzero(~proven)
    knows = np.isin(group, left)
    if farthest(doubt.held(knows), cell, side, want) >= want * (1 - NEAR):
        return []
    out = []
    for one in left.tolist():
        reach = farthest(doubt.held(group == one), cell, side, want)
        if reach < want * (1 - NEAR):
            out.append((cell, one, side, reach))
    return out
