"""The mean shape of a profile, its main directions and what is left, from noisy second moments."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from privkit.synth.marginals.profile_parts import STEP, public_directions, radius_squared

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Directions:
    """``mean`` (periods), ``along`` (directions × periods, orthonormal), ``root`` (periods × periods).

    A deviation is mean + scores @ along + root @ chance, where chance is standard normal. All are of mean 0 over the
    periods.
    """

    mean: Floats
    along: Floats
    root: Floats

    @property
    def freedom(self) -> int:
        """How many dimensions are left to chance."""
        return max(0, len(self.mean) - 1 - len(self.along))


def whole_rows(deviations: Floats) -> NDArray[np.int64]:
    """Each row of deviations in whole steps, no longer than the radius: cut towards 0 after clipping."""
    steps = deviations * STEP
    radius = math.sqrt(radius_squared(deviations.shape[1]))
    norms = np.sqrt((steps**2).sum(axis=1, keepdims=True))
    clipped = steps * np.minimum(1.0, radius * (1 - 1e-9) / np.maximum(norms, 1e-9))
    constant = np.full((len(steps), 1), math.isqrt(radius_squared(deviations.shape[1])))
    return np.hstack([constant, np.trunc(clipped).astype(np.int64)])


def exact_moments(rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The upper triangle of Σ x xᵀ, as exact integers: sums stay below 2^53, where doubles hold every integer."""
    wide = rows.astype(np.float64)
    return np.rint((wide.T @ wide)[np.triu_indices(rows.shape[1])]).astype(np.int64)


def directions_of(noisy: NDArray[np.int64], variance: float, periods: int, wanted: int) -> Directions:
    """Likely directions behind noisy moments: public ones take the place of those that noise drowns."""
    matrix = np.zeros((periods + 1, periods + 1))
    matrix[np.triu_indices(periods + 1)] = noisy
    matrix = np.triu(matrix) + np.triu(matrix, 1).T
    constant = math.isqrt(radius_squared(periods))
    sigma = math.sqrt(variance)
    if wanted == 0 or matrix[0, 0] < 4 * sigma:
        return _directions(np.zeros(periods), np.zeros((periods, periods)), 1.0, wanted)
    count = matrix[0, 0] / constant**2
    mean = _centred(matrix[0, 1:] / (constant * STEP * count))
    spread = sigma / (constant * STEP * count)
    mean = mean * max(0.0, 1.0 - max(0, periods - 3) * spread**2 / max(float(mean @ mean), 1e-12))
    second = matrix[1:, 1:] / (STEP**2 * count) - np.outer(mean, mean)
    centre = np.eye(periods) - 1 / periods
    return _directions(mean, centre @ second @ centre, sigma / (STEP**2 * count), wanted)


def _directions(mean: Floats, second: Floats, error: float, wanted: int) -> Directions:
    """``error``: the standard deviation of each element of ``second``."""
    periods = len(mean)
    if wanted == 0:
        return Directions(mean, np.zeros((0, periods)), np.zeros((periods, periods)))
    reach = 2 * error * math.sqrt(periods)  # about the norm of the noise as a matrix
    known = public_directions(periods)
    prior = (known.T * (reach * (1 - 0.1 * np.arange(len(known))))) @ known
    _, vectors = np.linalg.eigh(second + prior)
    along = vectors[:, ::-1][:, :wanted].T
    along = along - along.mean(axis=1, keepdims=True)
    along = np.linalg.qr(along.T)[0].T
    left = np.eye(periods) - 1 / periods - along.T @ along
    return Directions(mean, along, _root(left @ second @ left, left, error))


def _root(second: Floats, left: Floats, error: float) -> Floats:
    """A root of the likely covariance left over, up to its size.

    It is drawn towards one that depends on the distance between periods only, as far as noise requires: that has far
    fewer numbers, each the mean of a diagonal.
    """
    periods = len(second)
    freedom = round(float(np.trace(left)))
    if freedom < 1:
        return np.zeros((periods, periods))
    even = left @ _by_distance(second, error) @ left
    gap = second - even
    share = max(0.0, 1.0 - error**2 * freedom**2 / max(float((gap**2).sum()), 1e-12))
    values, vectors = np.linalg.eigh(even + share * gap)
    values = np.maximum(values, 0.0)
    return np.asarray(vectors * np.sqrt(values * freedom / max(float(values.sum()), 1e-12)))


def _by_distance(second: Floats, error: float) -> Floats:
    """A covariance that depends on the distance between periods: means of diagonals, less what may be noise."""
    periods = len(second)
    means = np.array([float(np.diag(second, k).mean()) for k in range(periods)])
    noise = error**2 / (periods - np.arange(periods))
    kept = means * np.maximum(0.0, 1.0 - noise / np.maximum(means**2, 1e-18))
    kept[0] = max(means[0], error, 1e-9)
    distance = np.abs(np.subtract.outer(np.arange(periods), np.arange(periods)))
    return np.asarray(kept[distance])


def _centred(values: Floats) -> Floats:
    return np.asarray(values - values.mean())
