"""Whole numbers near consistent estimates that still add up exactly."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Places = NDArray[np.intp]


def add_up(estimate: Floats, members: Sequence[Places], sizes: Sequence[int]) -> tuple[Whole, list[Whole]]:
    """Whole cells of the finest table and of each coarser one, sums exact.

    Where the coarser tables nest into one another (area in commune in city), rounding goes from the top:
    totals to the nearest integer, then each cell up or down by the largest remainders, so that no figure
    moves by one or more. Where they cross (by area, by month), the finest cells are rounded and added up.
    """
    order = sorted(range(len(members)), key=lambda i: sizes[i])
    chain = [members[i] for i in order]
    if not all(_nested(fine, coarse) for coarse, fine in pairwise(chain)):
        finest = np.rint(estimate).astype(np.int64)
        return finest, [_total(member, finest, size) for member, size in zip(members, sizes, strict=True)]
    totals: list[Floats] = [
        np.asarray(np.bincount(members[i], weights=estimate, minlength=sizes[i]), dtype=float) for i in order
    ]
    out: list[Whole] = [np.rint(totals[0]).astype(np.int64)]
    for level in range(1, len(chain)):
        parent = np.zeros(len(totals[level]), dtype=np.intp)
        parent[chain[level]] = chain[level - 1]
        used = np.zeros(len(parent), dtype=bool)
        used[chain[level]] = True
        whole = np.zeros(len(parent), dtype=np.int64)
        whole[used] = _shared(totals[level][used], parent[used], out[-1])
        out.append(whole)
    finest = _shared(estimate, chain[-1], out[-1])
    back = dict(zip(order, out, strict=True))
    return finest, [back[i] for i in range(len(members))]


def _shared(parts: Floats, parent: Places, totals: Whole) -> Whole:
    """Each part rounded down or up, so that those of a parent add up to its whole total."""
    near = np.rint(parts)
    parts = np.where(np.abs(parts - near) < 1e-7, near, parts)
    down = np.floor(parts)
    many = np.bincount(parent, minlength=len(totals))
    missing = totals - _total(parent, down.astype(np.int64), len(totals))
    # Nothing to share out but the last units; of very large figures, also what floats rounded away.
    each, left = np.divmod(missing, np.maximum(many, 1))
    order = np.lexsort((down - parts, parent))
    starts = np.searchsorted(parent[order], np.arange(len(totals)))
    rank = np.empty(len(parts), dtype=np.int64)
    rank[order] = np.arange(len(parts)) - starts[parent[order]]
    return down.astype(np.int64) + each[parent] + (rank < left[parent])


def _nested(fine: Places, coarse: Places) -> bool:
    """Whether all the finest cells of a finer cell lie in one coarser cell."""
    pairs = np.unique(np.stack([fine, coarse]), axis=1)
    return bool(pairs.shape[1] == len(np.unique(fine)))


def _total(member: Places, finest: Whole, size: int) -> Whole:
    out = np.zeros(size, dtype=np.int64)
    np.add.at(out, member, finest)
    return out
