"""What adds up to what: each grain of a table is the sum of the next finer ones that are published."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from privkit.secrecy.cells import Bools, Figures, Ints, Nodes, Relations
from privkit.secrecy.codes import wrong_data
from privkit.words import Words

Grain = tuple[int, ...]


def grains_of(nodes: Sequence[Nodes], keys: Ints) -> list[Grain]:
    """The distinct grains of cells (a level per dimension), finest first."""
    levels = np.stack([n.level[keys[:, d]] for d, n in enumerate(nodes)], axis=1)
    return sorted({tuple(row) for row in np.unique(levels, axis=0).tolist()}, key=lambda g: (sum(g), g))


def missing_grains(grains: Sequence[Grain]) -> list[Grain]:
    """Grains nobody publishes but anybody can add up from two published ones, which so tell about each other."""
    closed = set(grains)
    while True:
        new = {tuple(map(max, a, b)) for a in closed for b in closed} - closed
        if not new:
            return sorted(closed - set(grains), key=lambda g: (sum(g), g))
        closed |= new


def finer(one: Grain, other: Grain) -> bool:
    """Whether a grain is finer than another in some dimensions, and coarser in none."""
    return one != other and all(a <= b for a, b in zip(one, other, strict=True))


def steps(grains: Sequence[Grain]) -> list[tuple[Grain, Grain]]:
    """Pairs of a grain and the next coarser ones, without any in between."""
    return [
        (low, high)
        for low in grains
        for high in grains
        if finer(low, high) and not any(finer(low, mid) and finer(mid, high) for mid in grains)
    ]


def lifted(nodes: Sequence[Nodes], keys: Ints, grain: Grain) -> Ints:
    """The keys of the cells of a coarser grain above some cells."""
    out = keys.copy()
    for d, known in enumerate(nodes):
        while (below := known.level[out[:, d]] < grain[d]).any():
            out[below, d] = known.parent[out[below, d]]
    return out


def relations_of(
    nodes: Sequence[Nodes],
    splits: Sequence[bool],
    keys: Ints,
    units: Ints,
    counted: Bools,
    figures: Sequence[Figures],
) -> Relations:
    """Every cell with those of the next finer grain under it.

    ``splits[d]``: counts of units add up along dimension d; along another they may. ``counted``: cells whose units
    are known. Raises DataError (PK574).
    """
    matrices, splitting = [], []
    of_grain = np.stack([n.level[keys[:, d]] for d, n in enumerate(nodes)], axis=1)
    for low, high in steps(grains_of(nodes, keys)):
        below = np.flatnonzero((of_grain == low).all(axis=1))
        above = np.flatnonzero((of_grain == high).all(axis=1))
        found, lost = _between(keys, lifted(nodes, keys[below], high), below, above)
        for name, values in [("units", units), *((one.measure.name, one.total) for one in figures)]:
            refuse(int((values[lost] != 0).sum()), name)
        matrices.append(found)
        alike = all(splits[d] for d in range(len(nodes)) if low[d] != high[d])
        splitting.append(np.full(found.shape[0], alike))
    matrix = sparse.vstack(matrices).tocsr() if matrices else sparse.csr_matrix((0, len(keys)))
    must = np.concatenate(splitting) if splitting else np.zeros(0, bool)
    known = (abs(matrix) @ (~counted).astype(np.int64)) == 0
    gap = np.asarray(matrix @ units, np.int64)
    for one in figures:
        refuse(int(((matrix @ one.total) != 0).sum()), one.measure.name)
    refuse(int((known & ((must & (gap != 0)) | (gap < 0) | _larger(matrix, units))).sum()), "units")
    return Relations(matrix, known & (gap == 0), known)


def _between(keys: Ints, up: Ints, below: Ints, above: Ints) -> tuple[sparse.csr_matrix, Ints]:
    """A row per cell of ``above``; and the cells of ``below`` that are under none of them."""
    both = np.concatenate([keys[above], up])
    _, number = np.unique(both, axis=0, return_inverse=True)
    number = number.reshape(-1)
    row_of = np.full(int(number.max(initial=-1)) + 1, -1, np.int64)
    row_of[number[: len(above)]] = np.arange(len(above))
    row = row_of[number[len(above) :]]
    held = row >= 0
    rows = np.concatenate([row[held], np.arange(len(above))])
    columns = np.concatenate([below[held], above])
    values = np.concatenate([np.ones(int(held.sum()), np.int64), np.full(len(above), -1, np.int64)])
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(above), len(keys))), below[~held]


def _larger(matrix: sparse.csr_matrix, units: Ints) -> Bools:
    """Relations in which a cell has more units than its margin."""
    entries = matrix.tocoo()
    children = entries.data > 0
    margin = np.zeros(matrix.shape[0], np.int64)
    margin[entries.row[~children]] = units[entries.col[~children]]
    out = np.zeros(matrix.shape[0], bool)
    over = units[entries.col[children]] > margin[entries.row[children]]
    out[entries.row[children][over]] = True
    return out


def refuse(wrong: int, name: str) -> None:
    """Raise DataError (PK574) when some margins are wrong."""
    if wrong:
        raise wrong_data(
            "PK574",
            Words(f"{wrong} margins of {name} are not what their cells make",
                  f"{wrong} marges de {name} ne sont pas ce que font leurs cases"),
            Words("count margins on the same rows as cells, and say which dimensions split units",
                  "comptez les marges sur les mêmes lignes que les cases, et dites quelles dimensions séparent les unités"),
        )  # fmt: skip
