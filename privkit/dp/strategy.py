"""Which sums of bins to ask, so that the cumulated histogram is known best for the same budget.

A quantile needs the number of values under an edge: the sum of all the bins below it. Asked bin by bin
(``flat``), that sum gathers the noise of every one of them. Asked as a tree (Hay et al. 2010) it needs a few
nodes of each level, and every row counts once per level. Asked through the square root of the
matrix of prefix sums (Fichtenberger, Henzinger and Upadhyay 2022), the error grows with the logarithm of the
number of bins; its coefficients are rounded to integers, so it suits Gaussian noise, whose price is the
Euclidean length of a column. The best one follows from the number of bins and the kind of noise alone:
nothing is read from the data, and least squares turn any of them back into bins without bias.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from privkit.dp.plan import Mechanism

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

#: Coefficients of the square root are multiples of one over this: their rounding costs under 1 % of error.
FINENESS = 64
#: Past it the search through dense matrices would be slow: the usual winner is taken without it.
MOST_SEARCHED = 256
#: A question other than bin by bin must be better by a tenth: bins asked one by one are easier to explain.
WORTHWHILE = 0.9


@dataclass(frozen=True, eq=False)
class Strategy:
    """An integer matrix (questions × bins) of full column rank: the noisy vector is this matrix × the bins."""

    name: str
    matrix: Whole

    @property
    def l1(self) -> int:
        """What one row of the data changes, in the sum of absolute values."""
        return int(np.abs(self.matrix).sum(axis=0).max())

    @property
    def l2_squared(self) -> int:
        """What one row of the data changes, in the sum of squares."""
        return int((self.matrix**2).sum(axis=0).max())

    def ask(self, counts: Whole) -> Whole:
        """The exact answers, cells × questions, from exact bins (cells × bins)."""
        return counts @ self.matrix.T


def flat(bins: int) -> Strategy:
    """Every bin by itself."""
    return Strategy("flat", np.eye(bins, dtype=np.int64))


def tree(bins: int, branches: int) -> Strategy:
    """Every node of a tree with ``branches`` children per node, but for its root."""
    levels, width = [np.eye(bins, dtype=np.int64)], branches
    while width < bins:
        member = np.arange(bins) // width
        levels.append((member == np.arange(member[-1] + 1)[:, None]).astype(np.int64))
        width *= branches
    return Strategy(f"tree of {branches}", np.vstack(levels))


def root(bins: int) -> Strategy:
    """The square root of the matrix of prefix sums: coefficients C(2k, k) / 4^k on its k-th diagonal."""
    coefficients = np.cumprod(np.concatenate([[1.0], 1 - 0.5 / np.arange(1, bins)]))
    rounded = np.rint(FINENESS * coefficients).astype(np.int64)
    behind = np.arange(bins)[:, None] - np.arange(bins)
    return Strategy("root", np.where(behind >= 0, rounded[np.abs(behind)], 0))


@lru_cache(maxsize=64)
def best(bins: int, mechanism: Mechanism | None, skewed: bool = True) -> Strategy:
    """The strategy with the least expected error of the cumulated histogram, for one kind of noise.

    ``skewed``: quantiles are expected nearer to the lower edge, evenly on a logarithmic scale, as for
    quantities that start at zero; else evenly over the edges. Without a kind of noise (it is still to be
    chosen) the question is flat.
    """
    if mechanism is None or bins < 3:
        return flat(bins)
    if bins > MOST_SEARCHED:
        return root(bins) if mechanism == "discrete_gaussian" else tree(bins, 16)
    simple, *others = _candidates(bins)
    chosen = min(others, key=lambda one: expected(one, mechanism, skewed))
    worth = expected(chosen, mechanism, skewed) < WORTHWHILE * expected(simple, mechanism, skewed)
    return chosen if worth else simple


def expected(strategy: Strategy, mechanism: Mechanism, skewed: bool = True) -> float:
    """Average standard deviation of the cumulated counts over the edges, for noise of sensitivity one."""
    price = strategy.l2_squared**0.5 if mechanism == "discrete_gaussian" else strategy.l1
    return price * cumulated_error(strategy, skewed)


def cumulated_error(strategy: Strategy, skewed: bool = True) -> float:
    """Average standard deviation of the cumulated counts over the edges, for noise of one on each question."""
    deviation = np.sqrt(cumulated_variance(strategy))
    weights = 1 / np.arange(1, len(deviation) + 1) if skewed else None
    return float(np.average(deviation, weights=weights))


def cumulated_variance(strategy: Strategy) -> Floats:
    """Variance of the cumulated count at each edge, for noise of variance one on each question."""
    inverse = np.linalg.inv((strategy.matrix.T @ strategy.matrix).astype(float))
    prefix = np.tril(np.ones_like(inverse))
    return np.asarray(((prefix @ inverse) * prefix).sum(axis=1))


def _candidates(bins: int) -> Iterator[Strategy]:
    yield flat(bins)
    yield root(bins)
    for branches in (2, 3, 4, 8, 16, 24):
        if branches < bins:
            yield tree(bins, branches)


def edges_of(lower: int, upper: int, count: int) -> tuple[int, ...]:
    """Edges of ``count`` bands of equal width; or, where there are no more values, one band for each.

    The last edge is the upper bound; one step beyond where every value has its own band.
    """
    span = upper - lower
    if span < count:
        return tuple(range(lower, upper + 2))
    return tuple(lower + (span * i + count // 2) // count for i in range(count + 1))
