"""How strongly two columns go together: four measures, one for each pair of kinds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from privkit.usefulness.coding import Floats

Codes = npt.NDArray[np.integer]


def pearson(values: Floats) -> Floats:
    """Correlations of the columns of ``values[unit, column]``, over the units that have both numbers.

    NaN where a column is constant, or has no unit in common with the other.
    """
    present = ~np.isnan(values)
    held = present.astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        count = present.sum(axis=0)
        filled = np.where(present, values, 0.0)
        centred = np.where(present, values - filled.sum(axis=0) / count, 0.0)
        spread = np.sqrt((centred**2).sum(axis=0) / count)
        # A spread this small beside the values is rounding: the column is constant.
        constant = ~(spread > 1e-12 * np.abs(filled).max(axis=0, initial=0.0))
        scaled = np.where(present, centred / np.where(constant, np.nan, spread), 0.0)
        scaled[:, constant] = 0.0
        n = _products(held, held)
        sums = _products(scaled, held)  # of each column, over the units that have the other
        squares = _products(scaled**2, held)
        both = _products(scaled, scaled) - sums * sums.T / n
        across = np.sqrt((squares - sums**2 / n) * (squares.T - sums.T**2 / n))
        found = np.where(across > 1e-9 * n, both / across, np.nan)
    return np.clip(found, -1.0, 1.0)


def _products(first: Floats, second: Floats) -> Floats:
    """``first.T @ second`` without a BLAS, whose sums depend on how many threads it takes."""
    return np.asarray(np.einsum("ij,ik->jk", first, second), np.float64)


def ranks(values: Floats) -> Floats:
    """Ranks within each column, ties at their mean, missing left missing: Pearson of them is Spearman's rho."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(values, axis=0, nan_policy="omit"), np.float64)


def cramers_v(first: Codes, second: Codes) -> float:
    """Cramér's V, its bias taken away (Bergsma 2013, doi:10.1016/j.jkss.2012.10.002), in [0, 1]; NaN if constant."""
    first, second = _met(first), _met(second)
    rows, columns, n = int(first.max()) + 1, int(second.max()) + 1, len(first)
    if min(rows, columns) < 2:
        return float("nan")
    table = np.bincount(first * columns + second, minlength=rows * columns).reshape(rows, columns)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    phi = float(((table - expected) ** 2 / expected).sum()) / n
    phi = max(0.0, phi - (rows - 1) * (columns - 1) / (n - 1))
    smaller = min(rows - (rows - 1) ** 2 / (n - 1), columns - (columns - 1) ** 2 / (n - 1)) - 1
    return min(1.0, float(np.sqrt(phi / smaller))) if smaller > 0 else float("nan")


def correlation_ratio(groups: Codes, values: Floats) -> float:
    """The share of the differences of a number that lies between categories, as a root: eta, in [0, 1].

    Its bias is taken away (Kelley 1935, doi:10.1073/pnas.21.9.554), so that many small categories do not look
    telling by chance. Units without the number are left out. NaN when either is constant.
    """
    present = ~np.isnan(values)
    groups, values = groups[present], values[present]
    if not len(values):
        return float("nan")
    groups = _met(groups)
    n, number = len(values), int(groups.max()) + 1
    centred = values - values.mean()
    total = float((centred**2).sum())
    if number < 2 or n <= number or total <= 1e-24 * n * float(np.abs(values).max()) ** 2:
        return float("nan")
    sums = np.bincount(groups, weights=centred, minlength=number)
    within = total - float((sums**2 / np.bincount(groups, minlength=number)).sum())
    return float(np.sqrt(max(0.0, 1 - (max(within, 0.0) / (n - number)) / (total / (n - 1)))))


def _met(codes: Codes) -> Codes:
    """Codes numbered without gaps."""
    present = np.flatnonzero(np.bincount(codes))
    place = np.zeros(int(present[-1]) + 1, np.int64)
    place[present] = np.arange(len(present))
    return place[codes]
