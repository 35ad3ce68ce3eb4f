"""Post-randomisation (PRAM): each category is kept or redrawn with known probabilities.

Gouweleeuw, Kooiman, Willenborg, de Wolf 1998, Post randomisation for statistical disclosure control: theory and
implementation (J. Official Statistics 14); Kooiman, Willenborg, Gouweleeuw 1997 (invariant PRAM).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def invariant_matrix(shares: Floats, keep: float) -> Floats:
    """The transition matrix [from, to] that keeps a category with probability ``keep``, else redraws it.

    It is redrawn from ``shares``, the distribution p of the categories (each > 0, sum 1): R = keep·I +
    (1-keep)·1pᵀ. So p R = p: the expected distribution does not change. A redrawn category may be the same.
    """
    share = shares / shares.sum()
    matrix = np.broadcast_to((1 - keep) * share, (len(share), len(share))).copy()
    matrix[np.diag_indices(len(share))] += keep
    return matrix


def entropy(shares: Floats, matrix: Floats) -> float:
    """Conditional entropy in bits: what stays unknown of a true category once the drawn one is seen."""
    joint = (shares / shares.sum())[:, None] * matrix
    seen = joint.sum(axis=0)
    held = joint > 0
    posterior = np.divide(joint, seen, out=np.ones_like(joint), where=held)
    return float(-(joint[held] * np.log2(posterior[held])).sum())


@dataclass(frozen=True)
class Randomised:
    """The drawn codes, and what they hide.

    ``changed`` is the share that really changed; ``entropy`` the mean over strata, in bits; ``least_kept`` and
    ``most_kept`` the ends of the matrix's diagonal: the probabilities that a value stays as it is.
    """

    codes: Ints = field(repr=False)
    changed: float
    entropy: float
    least_kept: float = 1.0
    most_kept: float = 1.0


def post_randomise(
    codes: npt.NDArray[np.integer],
    keep: float,
    rng: np.random.Generator,
    *,
    strata: npt.NDArray[np.integer] | None = None,
) -> Randomised:
    """Draw each category again with :func:`invariant_matrix`, inside each stratum.

    ``codes`` are categories numbered from 0, a missing value being one of them. The same draw, in one pass: a
    record that is not kept takes the category of a record drawn at random in its stratum.
    """
    n = len(codes)
    true = codes.astype(np.int64)
    if not n:
        return Randomised(true, 0.0, 0.0)
    cut = (
        np.zeros(n, np.int64)
        if strata is None
        else np.unique(strata, return_inverse=True)[1].astype(np.int64)
    )
    order = np.argsort(cut, kind="stable")
    sizes = np.bincount(cut)
    starts = np.cumsum(sizes) - sizes
    other = order[starts[cut] + np.floor(rng.random(n) * sizes[cut]).astype(np.int64)]
    drawn = np.where(rng.random(n) < keep, true, true[other])
    pairs, counts = np.unique(cut * (int(true.max()) + 1) + true, return_counts=True)
    of = sizes[pairs // (int(true.max()) + 1)]
    shares = counts / of
    diagonal = keep + (1 - keep) * shares
    bits = float((of / n * _entropy_of(shares, keep)).sum())
    changed = float((drawn != true).mean())
    return Randomised(drawn, changed, bits, float(diagonal.min()), float(diagonal.max()))


def _entropy_of(shares: Floats, keep: float) -> Floats:
    """The part of each category in :func:`entropy` of the invariant matrix, without making it.

    Once k is seen, the true category is k with probability keep + (1-keep)·p_k, and m with (1-keep)·p_m.
    """
    kept, moved = keep + (1 - keep) * shares, (1 - keep) * shares
    bits = -shares * kept * np.log2(np.where(kept > 0, kept, 1))
    bits -= shares * (1 - keep) * (1 - shares) * np.log2(np.where(moved > 0, moved, 1))
    return np.asarray(bits, np.float64)
