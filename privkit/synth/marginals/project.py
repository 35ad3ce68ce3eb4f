"""From noisy counts to likely ones: projection, shrinking towards a model, smoothing along an order. Post-processing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Blocks of a tier in one of the tier above it: a power of 2.
BRANCHES = 8
_FEW = 32  # blocks: no wider ones are wanted
_FEW_CELLS = 100


def tiers(cells: int) -> tuple[int, ...]:
    """Widths of the blocks counted along an order, the widest first: only the cells themselves where there are few.

    >>> tiers(74), tiers(256), tiers(512)
    ((1,), (8, 1), (64, 8, 1))
    """
    widths = [1]
    while cells > _FEW_CELLS and -(-cells // widths[-1]) > _FEW:
        widths.append(widths[-1] * BRANCHES)
    return tuple(reversed(widths))


def to_simplex(values: Floats, total: float) -> Floats:
    """The nearest point of the simplex of sum ``total`` > 0 (Held, Wolfe and Crowder 1974)."""
    ordered = np.sort(values)[::-1]
    excess = np.cumsum(ordered) - total
    last = np.flatnonzero(ordered - excess / np.arange(1, len(ordered) + 1) > 0)
    shift = excess[last[-1]] / (last[-1] + 1) if len(last) else ordered[0] - total / len(values)
    return np.asarray(np.maximum(values - shift, 0.0))


def shrink(noisy: NDArray[np.int64], variance: float, model: Floats, total: float) -> Floats:
    """The likely counts behind noisy ones, given what a model expects: empirical Bayes.

    The gap between truth and model is taken to vary by ``theta`` × model in each cell, as sampling does; ``theta`` is
    estimated from the noisy gaps themselves (Efron and Morris 1973). So cells where the model expects
    little, and marginals the model already knows, take little noise in.
    """
    gap = noisy - model
    theta = max(0.0, float(gap @ gap) - variance * len(gap)) / max(float(model.sum()), 1e-9)
    prior = theta * model
    return to_simplex(model + prior / (prior + variance + 1e-12) * gap, total)


def smooth(noisy: Floats, variance: float, above: Floats, depth: int, wide: int = BRANCHES) -> Floats:
    """Likely counts along an order, none negative, that add up to ``above``: one count for each 2^``depth`` of them.

    Down a binary tree, each node's count is shared between its halves. The difference from an even split is drawn
    towards 0: it is taken to vary by ``theta`` × count², with theta estimated for each level from the noisy
    differences (empirical Bayes on Haar wavelets; non-negative shares as in Li et al. 2020). And where a half
    of ``wide`` cells or more may be noise alone (under two standard deviations), the other half has all: else the ends
    of a distribution, long and all but empty, would fill up.
    """
    sums, widths = [noisy.astype(np.float64)], [np.ones(len(noisy))]
    for _ in range(depth):
        for levels in (sums, widths):
            padded = np.append(levels[-1], 0.0) if len(levels[-1]) % 2 else levels[-1]
            levels.append(padded.reshape(-1, 2).sum(axis=1))
    out = above
    for below, width in zip(sums[-2::-1], widths[-2::-1], strict=True):
        out = _halves(out, below, width, variance, wide)
    return out


def _halves(above: Floats, below: Floats, width: Floats, variance: float, wide: int) -> Floats:
    """The estimates of a level from those of the level above it."""
    odd = len(below) % 2
    sums, widths = (np.append(x, 0.0)[: len(x) + odd].reshape(-1, 2) for x in (below, width))
    whole = widths.sum(axis=1)
    share = widths[:, 0] / whole
    detail = sums[:, 0] - share * sums.sum(axis=1)
    spread = variance * widths[:, 0] * widths[:, 1] / whole
    told = spread > 0
    theta = max(0.0, float((detail**2 - spread)[told].sum())) / max(float((above[told] ** 2).sum()), 1e-9)
    prior = theta * above**2
    first = np.clip(share * above + prior / (prior + spread + 1e-12) * detail, 0.0, above)
    if widths[0, 0] >= wide:
        drowned = (sums < 2.0 * np.sqrt(variance * widths)) | (widths == 0)
        first = np.where(drowned[:, 0] & ~drowned[:, 1], 0.0, first)
        first = np.where(drowned[:, 1] & ~drowned[:, 0], above, first)
    return np.stack([first, above - first], axis=1).ravel()[: len(below)]


def down_the_tiers(noisy: Sequence[Floats], variances: Sequence[float], total: float) -> Floats:
    """Likely counts of sum ``total`` along an order, from counts of wide blocks, of narrower ones in them, of cells.

    The counts of wide blocks tell what stretches are all but empty: summed over many cells, noise would hide it.
    """
    depth = max(0, len(noisy[0]) - 1).bit_length()
    out = smooth(noisy[0], variances[0], np.array([total]), depth, BRANCHES if len(noisy) == 1 else 1)
    for counts, variance in zip(noisy[1:], variances[1:], strict=True):
        out = smooth(counts, variance, out, BRANCHES.bit_length() - 1)
    return out


def total_of(counts: Sequence[NDArray[np.int64]], variances: Sequence[float]) -> float:
    """The number of rows, from several noisy vectors of counts of all of them; at least 1."""
    weights = np.array([1 / (len(y) * v + 1e-9) for y, v in zip(counts, variances, strict=True)])
    sums = np.array([float(y.sum()) for y in counts])
    return max(1.0, float((sums * weights).sum() / weights.sum()))
