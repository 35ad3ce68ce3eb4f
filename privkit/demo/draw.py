"""Small vectorised draws the simulated city is made of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def exact_share(rng: np.random.Generator, size: int, share: float) -> Bools:
    """A mask that holds for exactly ``round(share * size)`` places drawn at random.

    A fixed number instead of a coin per place keeps a small city as well calibrated as a large one.
    """
    mask = np.zeros(size, dtype=np.bool_)
    mask[rng.permutation(size)[: round(share * size)]] = True
    return mask


def weighted_share(rng: np.random.Generator, weights: Floats, share: float) -> Bools:
    """As :func:`exact_share`, a place being drawn in proportion to its weight (Gumbel top-k trick).

    Places of weight 0 are never drawn, even when that leaves the mask short.
    """
    wanted = min(round(share * weights.size), int((weights > 0).sum()))
    with np.errstate(divide="ignore"):
        keys = np.log(weights) + rng.gumbel(size=weights.size)
    mask = np.zeros(weights.size, dtype=np.bool_)
    mask[np.argsort(-keys, kind="stable")[:wanted]] = True
    return mask


def unique_numbers(rng: np.random.Generator, size: int, low: int, high: int) -> Ints:
    """``size`` different whole numbers of ``[low, high)`` in random order.

    The range is cut into ``size`` slots and one number is drawn in each: no pool to shuffle.
    """
    slot = (high - low) // size
    numbers = low + np.arange(size, dtype=np.int64) * slot + rng.integers(0, slot, size)
    rng.shuffle(numbers)
    return numbers


def lognormal(rng: np.random.Generator, size: int, median: float | Floats, spread: float) -> Floats:
    """Positive numbers around a median; ``spread`` is the standard deviation of their logarithm."""
    return np.asarray(median * np.exp(spread * rng.standard_normal(size)), dtype=np.float64)


def from_table(rng: np.random.Generator, table: Floats, row: Ints) -> Ints:
    """For each place, a column number drawn with the probabilities of its row of ``table``."""
    below = np.cumsum(table / table.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    return np.asarray((rng.random(row.size)[:, None] >= below[row]).sum(axis=1), dtype=np.int64)


def apportion(total: int, weights: Floats) -> Ints:
    """``total`` shared in whole numbers in proportion to ``weights`` (largest remainders)."""
    exact = total * weights / weights.sum()
    shares: Ints = np.floor(exact).astype(np.int64)
    left = total - int(shares.sum())
    shares[np.argsort(shares - exact, kind="stable")[:left]] += 1
    return shares
