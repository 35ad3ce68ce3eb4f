"""How much of a class any finer choice of levels can keep: the arithmetic shared by the models.

Every model here but one side of delta-disclosure is *convex*: sets that satisfy it unite into a set that
does. Whatever is kept of a class at finer levels is such a union, so it cannot be larger than the largest
subset that satisfies a relaxation of the model. Each relaxation below is a concave function of the number
M of units kept, zero at 0 and negative at the size of a violating class.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Counts = npt.NDArray[Any]

#: Thresholds are met within this, so that the order of additions decides nothing.
SLACK = 1e-12
_ROUNDS = 3
#: Least sizes of classes are not looked for above as many units.
LARGEST_LEAST = 1000
#: At ``M`` units kept, the constant and the slope of the relaxation's tangent.
Tangent = Callable[[Floats], tuple[Floats, Floats]]


def largest(size: Floats, tangent: Tangent) -> Floats:
    """The largest M at most ``size`` where a concave relaxation is not negative: Newton from above.

    Tangents of a concave function lie above it, so each round is an upper bound already.
    """
    most = np.array(size, np.float64)
    for _ in range(_ROUNDS):
        constant, slope = tangent(most)
        with np.errstate(divide="ignore", invalid="ignore"):
            following = np.where(slope < 0, constant / -slope, most)
        following = np.minimum(np.maximum(following, 0), most)
        if (most - following < 0.5).all():
            return following
        most = following
    return most


def capped(counts: Counts, caps: Floats, share: float, known: Floats | None = None) -> Floats:
    """The largest M with the sum over values of min(count, M * cap) at least ``share`` * M, and at most
    ``known`` (a bound known already)."""

    all_caps = float(caps.sum())

    def tangent(most: Floats) -> tuple[Floats, Floats]:
        limit = most[:, None] * caps
        under = counts <= limit
        constant = np.einsum("cs,cs->c", counts, under, dtype=np.float64)
        return constant, all_caps - share - np.einsum("cs,s->c", under, caps, dtype=np.float64)

    return largest(counts.sum(axis=1) if known is None else known, tangent)


def least_size(possible: Callable[[int], bool]) -> int:
    """The least number of units of which a class may hold, as far as ``possible`` tells (or LARGEST_LEAST)."""
    return next((units for units in range(1, LARGEST_LEAST) if possible(units)), LARGEST_LEAST)


def least_under(caps: Floats) -> int:
    """No class of fewer units has a share of at most its cap for every value: units are whole."""
    return least_size(lambda units: bool(np.floor(units * caps + 1e-9).sum() >= units))


def whole(most: Floats, counts: Counts, holds: Flags, convex: bool = True) -> Ints:
    """Whole units: all of a class that holds, and of one that does not at most ``most`` and not all."""
    size = counts.sum(axis=1)
    limit = size - 1 if convex else size
    return np.asarray(np.where(holds, size, np.minimum(np.floor(most + 1e-6), limit)), np.int64)


def positive(values: npt.ArrayLike) -> Floats:
    """Counts of a whole table as shares of it. ValueError when they are negative or all zero."""
    table = np.asarray(values, np.float64)
    if table.ndim != 1 or not len(table) or (table < 0).any() or not table.sum() > 0:
        raise ValueError("the table counts of a column are not negative and not all zero")
    return np.asarray(table / table.sum(), np.float64)


def table_of(codes: npt.NDArray[Any], weights: npt.NDArray[Any], units: npt.NDArray[Any] | None) -> Floats:
    """Privacy units of the whole table per value: of ``weights``, or distinct ``units`` when given."""
    codes = np.asarray(codes, np.int64)
    if units is None:
        return np.asarray(np.bincount(codes, np.asarray(weights, np.float64)), np.float64)
    span = int(codes.max(initial=0)) + 1
    pairs = np.unique(np.asarray(units, np.int64) * span + codes)
    return np.bincount(pairs % span, minlength=span).astype(np.float64)
