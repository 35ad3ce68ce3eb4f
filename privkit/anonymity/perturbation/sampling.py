"""Sampling of units: a part of them, drawn at random, of an exact size.

A sample leaves an attacker unsure that the person looked for is in it (Skinner, Elliot 2002). Cochran 1977,
Sampling Techniques, for proportional allocation to strata.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def sample_units(
    units: int,
    size: int,
    rng: np.random.Generator,
    *,
    strata: npt.NDArray[np.integer] | None = None,
) -> Bools:
    """Which of ``units`` are drawn: exactly ``size`` of them, without replacement.

    With strata, each gives its proportional part, rounded by largest remainder so that the total is exact.
    """
    chosen = np.zeros(units, bool)
    cut = np.zeros(units, np.int64) if strata is None else np.unique(strata, return_inverse=True)[1]
    sizes = np.bincount(cut, minlength=1) if units else np.zeros(1, np.int64)
    wanted = allocate(sizes.astype(np.int64), min(size, units))
    order = np.lexsort((rng.random(units), cut))
    starts = np.cumsum(sizes) - sizes
    rank = np.arange(units) - starts[cut[order]]
    chosen[order] = rank < wanted[cut[order]]
    return chosen


def allocate(sizes: Ints, total: int) -> Ints:
    """``total`` shared between strata in proportion to ``sizes``, by largest remainder (ties: first stratum)."""
    units = int(sizes.sum())
    if not units:
        return np.zeros(len(sizes), np.int64)
    exact = sizes * total
    floor, remainder = exact // units, exact % units
    order = np.argsort(-remainder, kind="stable")
    floor[order[: total - int(floor.sum())]] += 1
    return np.asarray(floor, np.int64)


def sample_size(units: int, share: Fraction) -> int:
    """The size of a sample of a share of the units: the nearest whole number, half up."""
    return int(share * units + Fraction(1, 2))
