"""The marks of each group, and how much of the differences the groups explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from privkit.compare.grid import Codes

Floats = NDArray[np.float64]
MOST_HELD = (
    0.85  # share of a group's total by one unit (French secrecy of business statistics), or with one value
)
LEAST_VALUES = 3  # distinct values in a group


@dataclass(frozen=True)
class Grouped:
    """Values sorted by group, then by size: the result never depends on the order of rows."""

    values: Floats
    starts: Codes
    sizes: Codes

    @property
    def count(self) -> int:
        return len(self.sizes)


def grouped(group: Codes, values: Floats, groups: int, by_value: Codes | None = None) -> Grouped:
    """Sort values by group; a value in no group (-1) is left out.

    ``by_value`` is the order of rows by value, when it is known already.
    """
    order = np.argsort(values, kind="stable") if by_value is None else by_value
    order = order[group[order] >= 0]
    order = order[np.argsort(group[order], kind="stable")]
    sizes = np.bincount(group[order], minlength=groups).astype(np.int64)
    return Grouped(values[order], np.cumsum(sizes) - sizes, sizes)


def quantiles(data: Grouped, share: Fraction) -> Floats:
    """The quantile of each group, interpolated between its two nearest values.

    Type 7 of Hyndman and Fan (1996), the default of numpy, R and spreadsheets: analysts can check a mark
    with what they have. Positions are computed in whole numbers, so no rounding moves them.
    """
    steps = (data.sizes - 1) * share.numerator
    below = steps // share.denominator
    part = (steps - below * share.denominator) / share.denominator
    low = data.values[data.starts + below]
    high = data.values[data.starts + np.minimum(below + 1, data.sizes - 1)]
    return np.asarray(low + (high - low) * part, dtype=np.float64)


def rounded(value: float, to: Decimal) -> Decimal:
    """The nearest multiple of ``to``, half away from zero.

    >>> rounded(82.5, Decimal(5))
    Decimal('85')
    """
    exact = Decimal(format(value, ".9f"))
    return (exact / to).quantize(Decimal(1), rounding=ROUND_HALF_UP) * to


def group_marks(data: Grouped, shares: Sequence[Fraction], to: Decimal) -> list[tuple[Decimal, ...]]:
    """The rounded marks of each group. Rounding keeps their order."""
    columns = [[rounded(float(value), to) for value in quantiles(data, share)] for share in shares]
    return list(zip(*columns, strict=True))


def may_be_told(data: Grouped) -> NDArray[np.bool_]:
    """Whether the marks of each group tell of nobody: no unit holds over 85 % of its total, and no value stands for
    over 85 % of its units, nor are there fewer than three values. No group may be empty."""
    size = np.abs(data.values)
    total = np.add.reduceat(size, data.starts)
    dominated = np.maximum.reduceat(size, data.starts) > MOST_HELD * total
    first = np.append(True, np.diff(data.values) != 0)
    first[data.starts] = True  # where a run of equal values of a group begins
    runs = np.flatnonzero(first)
    lengths = np.diff(np.append(runs, len(data.values)))
    own = np.searchsorted(runs, data.starts)
    longest = np.maximum.reduceat(lengths, own)
    distinct = np.diff(np.append(own, len(runs)))
    return np.asarray(~dominated & (longest <= MOST_HELD * data.sizes) & (distinct >= LEAST_VALUES))


def explained(data: Grouped) -> float:
    """Share of the differences between units that lies between groups, from 0 to 1.

    Adjusted R² of log(1 + target): the share that groups drawn at random would explain is taken away, so
    many small groups do not look useful by chance. Values below 0 count as 0 in the logarithm.
    """
    n, logs = len(data.values), np.log1p(np.maximum(data.values, 0.0))
    total = float(((logs - logs.mean()) ** 2).sum()) if n else 0.0
    if total == 0.0 or n <= data.count:
        return 0.0
    means = np.add.reduceat(logs, data.starts) / data.sizes
    within = float(((logs - np.repeat(means, data.sizes)) ** 2).sum())
    return max(0.0, 1.0 - (within / (n - data.count)) / (total / (n - 1)))


def as_floats(values: Any) -> Floats:
    """Numbers as floats; what is no finite number is missing."""
    import pandas as pd

    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)
