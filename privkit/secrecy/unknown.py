"""The doubt left by what is published about one quantity: the counts of units, or one measure."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from privkit.secrecy.cells import Bools, Cells, Ints
from privkit.secrecy.doubt import Doubt, Floats
from privkit.secrecy.rules import Rules

COUNTS = -1
"""The quantity of counts; measures are numbered from 0."""


def values_of(cells: Cells, quantity: int) -> Ints:
    """The figures of a quantity."""
    return cells.units if quantity == COUNTS else cells.figures[quantity].total


def unknown(cells: Cells, secret: Bools, quantity: int, rules: Rules) -> tuple[Doubt, Ints]:
    """What is left in doubt about the secret cells, and their numbers in the order of its variables."""
    kept = np.flatnonzero(secret)
    values = values_of(cells, quantity)[kept].astype(np.float64)
    matrix = cells.relations.matrix[:, kept].astype(np.float64)
    if quantity == COUNTS:
        low, high = -values, np.full(len(kept), np.inf)
        equal = _present(matrix[np.flatnonzero(cells.relations.exact)])
        below, slack = _looser(cells, secret, kept)
        return Doubt(equal, below, slack, low, high), kept
    measure = cells.figures[quantity].measure
    low = np.full(len(kept), -np.inf) if measure.low is None else measure.low - values
    high = np.full(len(kept), np.inf) if measure.high is None else measure.high - values
    if rules.known_within is not None:
        around = np.abs(values) * float(rules.known_within)
        low, high = np.maximum(low, -around), np.minimum(high, around)
    nothing = sparse.csr_matrix((0, len(kept)))
    return Doubt(_present(matrix), nothing, np.zeros(0), low, high), kept


def _present(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    return matrix[np.flatnonzero(np.diff(matrix.indptr))]


def _looser(cells: Cells, secret: Bools, kept: Ints) -> tuple[sparse.csr_matrix, Floats]:
    """Counts of units that are in several cells: a margin is at least each cell and at most their sum."""
    rows = cells.relations.matrix[np.flatnonzero(cells.relations.counted & ~cells.relations.exact)]
    gap = np.asarray(rows @ cells.units, np.float64)
    entries = rows.tocoo()
    margin = np.zeros(rows.shape[0], np.int64)
    is_margin = entries.data < 0
    margin[entries.row[is_margin]] = entries.col[is_margin]
    child, above = entries.col[~is_margin], margin[entries.row[~is_margin]]
    asked = secret[child] | secret[above]
    child, above = child[asked], above[asked]
    number = np.arange(len(child))
    pairs = sparse.csr_matrix(
        (np.repeat([1.0, -1.0], len(child)), (np.tile(number, 2), np.concatenate([child, above]))),
        shape=(len(child), len(cells)),
    )
    room = (cells.units[above] - cells.units[child]).astype(np.float64)
    both = sparse.vstack([-rows.astype(np.float64), pairs]).tocsr()[:, kept]
    some = np.flatnonzero(np.diff(both.indptr))
    return both[some], np.concatenate([gap, room])[some]
