"""Additive noise: each value plus a Gaussian error, alone or with the covariance of the data.

Kim 1986, A method for limiting disclosure in microdata based on random noise and transformation (ASA, Survey
Research Methods): ε ~ N(0, α·Σ) keeps correlations; dividing by √(1+α) around the mean brings variances back.
This is not differential privacy: there is no bound on what one record can reveal.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def add_noise(
    values: Floats,
    strength: float,
    rng: np.random.Generator,
    *,
    correlated: bool = True,
    restore: bool = False,
) -> Floats:
    """``values`` [records, columns] plus noise whose standard deviation is ``strength`` times the column's.

    ``correlated``: the noise has the correlations of the data (α = strength²), so the correlations stay the same
    in expectation; otherwise each column is drawn alone and correlations fade. With ``restore``, the mean and the
    variance of each column are brought back: their expectation in Kim's form, divided by √(1+α). A missing value
    (NaN) stays missing; the covariance is that of the records without one, and when they are too few the columns
    are drawn alone.
    """
    n, columns = values.shape
    if not n or not columns:
        return values.astype(np.float64)
    spread, mean = _moments(values)
    drawn = rng.standard_normal((n, columns))
    if correlated and columns > 1:
        drawn = drawn @ _root_of_correlation(values).T
    noisy = values + strength * spread * drawn
    if restore:
        noisy = mean + (noisy - mean) / np.sqrt(1 + strength**2)
    return np.asarray(noisy, np.float64)


def _moments(values: Floats) -> tuple[Floats, Floats]:
    """Standard deviation and mean of each column, over the values that are there (0 when there is none)."""
    there = ~np.isnan(values)
    count = there.sum(axis=0)
    mean = np.where(there, values, 0).sum(axis=0) / np.maximum(count, 1)
    gaps = np.where(there, values - mean, 0)
    return np.sqrt((gaps**2).sum(axis=0) / np.maximum(count - 1, 1)), mean


def _root_of_correlation(values: Floats) -> Floats:
    """A square root of the correlation matrix: eigenvalues that rounding made negative count as 0."""
    whole = values[~np.isnan(values).any(axis=1)]
    columns = values.shape[1]
    if len(whole) <= columns:
        return np.eye(columns)
    spread = whole.std(axis=0)
    varies = np.ptp(whole, axis=0) > 0
    scaled = np.where(varies, (whole - whole.mean(axis=0)) / np.where(varies, spread, 1), 0.0)
    correlation = scaled.T @ scaled / len(whole)
    np.fill_diagonal(correlation, 1.0)  # a constant column has no noise anyway
    found, vectors = np.linalg.eigh(correlation)
    root: Floats = vectors * np.sqrt(np.clip(found, 0, None)) @ vectors.T
    return root


def within_bounds(values: Floats, low: Floats, high: Floats) -> Floats:
    """Values beyond a bound are reflected inside it, as clamping would pile them up on it; then clamped.

    ``low`` and ``high`` have one bound per column, infinite where there is none.
    """
    below = np.where(values < low, 2 * low - values, values)
    above = np.where(below > high, 2 * high - below, below)
    return np.clip(above, low, high)
