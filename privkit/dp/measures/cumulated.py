"""A cumulated histogram from noisy answers, by generalised least squares, with its covariance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from privkit.dp.intervals import Floats
from privkit.dp.measures.base import Noisy
from privkit.dp.strategy import flat

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Cumulated:
    """Values under the upper edge of each band (cells × bands), unbiased, and their common covariance.

    ``factor``: half-width of a 95 % interval, in standard deviations.
    """

    counts: Floats
    covariance: Floats
    factor: float

    @property
    def enough(self) -> NDArray[np.bool_]:
        """Where there is surely at least one value."""
        half = self.factor * np.sqrt(self.covariance[-1, -1])
        return np.asarray(self.counts[:, -1] - half >= 1)

    @cached_property
    def monotone(self) -> Floats:
        """The nearest cumulated histogram that never falls (isotonic regression), from zero to the total."""
        from scipy.optimize import isotonic_regression

        variance = np.diag(self.covariance)
        weights = 1 / variance if variance.min() > 0 else np.ones_like(variance)
        rows = [isotonic_regression(row, weights=weights).x for row in self.counts]
        rising = np.array(rows).reshape(self.counts.shape)  # privately chosen keys may leave no cell
        return np.asarray(np.clip(rising, 0, np.maximum(rising[:, -1:], 0)))

    def where(self, share: float) -> tuple[Places, Floats]:
        """The band of a quantile, and how far inside it (0 to 1): read from the monotone counts."""
        rising = np.concatenate([np.zeros((len(self.counts), 1)), self.monotone], axis=1)
        aim = share * rising[:, -1:]
        band = np.minimum((rising[:, 1:] < aim - 1e-9).sum(axis=1), self.counts.shape[1] - 1)
        cell = np.arange(len(band))
        before, after = rising[cell, band], rising[cell, band + 1]
        step = np.where(after > before, after - before, 1.0)
        return band, np.clip((aim[:, 0] - before) / step, 0, 1)

    def between(self, share: float) -> tuple[Places, Places]:
        """The first and the last band where the quantile may be, at 95 %.

        A band may hold it unless its lower edge is surely above, or its upper edge surely below: the exact
        band fails either test with probability at most 2.5 %.
        """
        weights = self.covariance
        variance = np.diag(weights) - 2 * share * weights[:, -1] + share**2 * weights[-1, -1]
        half = self.factor * np.sqrt(np.maximum(variance, 0)) + 1e-6
        over = self.counts - share * self.counts[:, -1:]
        can: NDArray[np.bool_] = np.ones(over.shape, dtype=np.bool_)
        can[:, 1:] &= (over <= half)[:, :-1]
        can[:, :-1] &= (over >= -half)[:, :-1]
        none = ~can.any(axis=1)
        first, last = can.argmax(axis=1), can.shape[1] - 1 - can[:, ::-1].argmax(axis=1)
        return np.where(none, 0, first), np.where(none, can.shape[1] - 1, last)


def cumulated(bins: Noisy, total: Noisy | None) -> Cumulated:
    """The best unbiased cumulated histogram from noisy sums of bins, and a noisy total where there is one."""
    strategy = bins.strategy or flat(bins.values.shape[1])
    deviation, reference = bins.spread.deviation, max(bins.spread.deviation, 1e-12)
    design: Floats = np.asarray(strategy.matrix, dtype=float)
    answers = bins.values.astype(float)
    size = design.shape[1]
    factor = bins.spread.factor
    if total is not None and deviation:
        # A total without noise is given a thousandth of that of the bins: the equations stay well posed.
        scale = max(total.spread.deviation / deviation, 1e-3)
        design = np.vstack([design, np.full((1, size), 1 / scale)])
        answers = np.column_stack([answers, total.values / scale])
        factor = max(factor, total.spread.factor)
    prefix = np.tril(np.ones((size, size)))
    inverse = np.linalg.inv(design.T @ design)
    counts = answers @ (design @ inverse @ prefix.T)
    covariance = prefix @ inverse @ prefix.T * reference**2
    return Cumulated(counts, covariance if deviation else np.zeros_like(covariance), factor)
