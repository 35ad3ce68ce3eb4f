"""A published column: values with their bounds, in whole steps of a public grid, and a status for each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from privkit.dp.codes_measures import misuse
from privkit.words import Words

Whole = NDArray[np.int64]
Texts = NDArray[Any]

PUBLISHED = "published"
SECRET = "secret"
NOT_SIGNIFICANT = "not_significant"
NOT_APPLICABLE = "not_applicable"
STATUSES = (PUBLISHED, SECRET, NOT_SIGNIFICANT, NOT_APPLICABLE)

#: Numbers are kept within it, far from the end of 64-bit integers. Noise never comes near.
FARTHEST = 2**62


@dataclass(frozen=True, eq=False)
class Figures:
    """One published column, or one per bin or per quantile (arrays of shape cells × parts).

    ``value``, ``low`` and ``high`` (the 95 % interval) count steps of ``grid``; where ``status`` is not
    ``published`` they mean nothing and are never shown: neither blank cells without a reason, nor zeros.
    """

    value: Whole
    low: Whole
    high: Whole
    grid: Decimal
    status: Texts

    def __post_init__(self) -> None:
        if not self.value.shape == self.low.shape == self.high.shape == self.status.shape:
            raise misuse(Words("columns of different lengths", "des colonnes de longueurs différentes"))

    @property
    def shown(self) -> NDArray[np.bool_]:
        """Where a value is published."""
        return np.asarray(self.status == PUBLISHED)

    @property
    def half(self) -> NDArray[np.float64]:
        """Half-width of the interval, in steps: the farther of its two ends."""
        return np.asarray(np.maximum(self.high - self.value, self.value - self.low), dtype=float)

    def part(self, number: int) -> Figures:
        """One bin or one quantile of several, for every cell."""
        return replace(
            self,
            value=self.value[:, number],
            low=self.low[:, number],
            high=self.high[:, number],
            status=self.status[:, number],
        )

    def take(self, cells: NDArray[np.intp]) -> Figures:
        """The cells at these positions, in that order: a coarser table repeated along a finer one."""
        return replace(
            self,
            value=self.value[cells],
            low=self.low[cells],
            high=self.high[cells],
            status=self.status[cells],
        )

    def hiding(self, where: NDArray[np.bool_], status: str = NOT_SIGNIFICANT) -> Figures:
        """The column with more cells hidden. A cell hidden before keeps its reason."""
        return replace(self, status=np.where(where & self.shown, status, self.status))

    def columns(self) -> tuple[Texts, Texts, Texts]:
        """Value, low and high as arrays of ints (grid of whole numbers) or Decimals, None where hidden."""
        shown = self.shown
        return (
            _written(self.value, self.grid, shown),
            _written(self.low, self.grid, shown),
            _written(self.high, self.grid, shown),
        )


def figures(value: Any, half: Any, grid: Decimal) -> Figures:
    """A column of integers with the half-width of their intervals, all published."""
    values, wide = whole(value), np.ceil(np.asarray(half, dtype=float)).astype(np.int64)
    return Figures(values, values - wide, values + wide, grid, np.full(values.shape, PUBLISHED, dtype="<U16"))


def from_floats(value: Any, low: Any, high: Any, grid: Decimal, known: NDArray[np.bool_]) -> Figures:
    """A column of numbers counted in steps of ``grid``: the nearest step, bounds rounded outwards.

    Where not ``known`` the cell is not significant.
    """
    parts = (
        np.where(known, np.nan_to_num(part), 0.0) for part in (np.rint(value), np.floor(low), np.ceil(high))
    )
    status = np.where(known, PUBLISHED, NOT_SIGNIFICANT).astype("<U16")
    values, lows, highs = (np.clip(part, -FARTHEST, FARTHEST).astype(np.int64) for part in parts)
    return Figures(values, np.minimum(lows, values), np.maximum(highs, values), grid, status)


def whole(values: Any) -> Whole:
    """Integers of any size as 64-bit ones (kept within ±2^62)."""
    array = np.asarray(values)
    if array.dtype == object and array.size:
        array = np.minimum(np.maximum(array, -FARTHEST), FARTHEST)
    return array.astype(np.int64)


def _written(steps: Whole, grid: Decimal, shown: NDArray[np.bool_]) -> Texts:
    unit: Any = int(grid) if grid == grid.to_integral_value() else grid
    out = np.full(steps.shape, None, dtype=object)
    out[shown] = steps[shown].astype(object) * unit
    return out
