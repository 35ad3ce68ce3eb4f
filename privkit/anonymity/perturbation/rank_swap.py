"""Rank swapping: values exchanged between records whose ranks are near. The column keeps its values exactly.

Moore 1996, Controlled data-swapping techniques for masking public use microdata sets (US Census Bureau, RR 96/04).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
_MOST_ROUNDS = 60


def rank_swap(
    ranks_by: npt.NDArray[np.generic],
    within: float,
    rng: np.random.Generator,
    *,
    strata: npt.NDArray[np.integer] | None = None,
) -> Ints:
    """For each record, the record whose value it takes: a permutation of 0..n-1 made of exchanges by pairs.

    ``ranks_by`` is the column, without missing values; ``within`` the largest distance of ranks between two
    that exchange, as a share of the records of the stratum (one rank at least). Equal values are ranked at
    random. Nearly every record has a partner; one that finds none keeps its value.
    """
    n = len(ranks_by)
    taken = np.arange(n)
    if n < 2:
        return taken
    cut = np.zeros(n, np.int64) if strata is None else np.unique(strata, return_inverse=True)[1]
    order = np.lexsort((rng.random(n), ranks_by, cut))  # position → record, stratum after stratum
    sizes = np.bincount(cut)
    reach = np.maximum(1, np.floor(within * sizes)).astype(np.int64)
    part = np.repeat(np.arange(len(sizes)), sizes)
    partner = _pairs(part, reach[part], rng)
    taken[order] = order[partner]
    return taken


def _pairs(part: Ints, reach: Ints, rng: np.random.Generator) -> Ints:
    """For each position, its partner (itself when it has none), of the same part and within reach.

    Each round, every free position names a position ahead within reach; of the pairs of free positions, those
    that come first in a random order among all that touch them are made. A final pass pairs neighbours.
    """
    n = len(part)
    partner = np.arange(n)
    free = np.arange(n)
    for _ in range(_MOST_ROUNDS):
        ahead = free + 1 + np.floor(rng.random(len(free)) * reach[free]).astype(np.int64)
        inside = ahead < n
        one, other = free[inside], ahead[inside]
        good = (part[one] == part[other]) & (partner[other] == other)
        one, other = one[good], other[good]
        _marry(one, other, rng.random(len(one)), partner)
        free = np.flatnonzero(partner == np.arange(n))
        if len(free) < 2 or len(one) * 20 < len(free):
            break
    return _neighbours(partner, free, part, reach)


def _marry(one: Ints, other: Ints, order: npt.NDArray[np.float64], partner: Ints) -> None:
    first = np.full(len(partner), np.inf)
    np.minimum.at(first, one, order)
    np.minimum.at(first, other, order)
    made = (first[one] == order) & (first[other] == order)
    partner[one[made]], partner[other[made]] = other[made], one[made]


def _neighbours(partner: Ints, free: Ints, part: Ints, reach: Ints) -> Ints:
    """Pair free positions that follow each other, first with second, in each run of near ones."""
    if len(free) < 2:
        return partner
    near = (np.diff(free) <= reach[free[:-1]]) & (part[free[1:]] == part[free[:-1]])
    starts = np.concatenate([[True], ~near])
    position = np.arange(len(free)) - np.flatnonzero(starts)[np.cumsum(starts) - 1]
    firsts = np.flatnonzero((position % 2 == 0) & np.concatenate([near, [False]]))
    one, other = free[firsts], free[firsts + 1]
    partner[one], partner[other] = other, one
    return partner
