"""What every measure answers: which exact integers it needs, and how it is written from their noisy values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from privkit.dp.contribution import Need, Table
from privkit.dp.figures import Figures, Whole
from privkit.dp.fixed_point import FixedPoint
from privkit.dp.intervals import Spread
from privkit.dp.plan import Mechanism
from privkit.dp.strategy import Strategy

#: A mean or a variance is written this much finer than its column.
FINER = 100


@dataclass(frozen=True)
class Part:
    """One exact answer a measure needs, and which share of the measure's own weight pays for it.

    A share of 0 says that others of the table pay. ``cumulated`` bins are only read as a cumulated histogram.
    """

    need: Need
    share: Fraction
    cumulated: bool = False


@dataclass(frozen=True)
class Given:
    """What the other measures of the table pay for, so that nothing is paid twice.

    ``counts``: weights of the counts of rows (None) and of non-null values by column; ``means``: bounds of
    the columns whose mean is asked, with the weight of that mean; ``mechanism``: None while it is not chosen.
    """

    counts: Mapping[str | None, Fraction]
    means: Mapping[FixedPoint, Fraction]
    mechanism: Mechanism | None = None


@dataclass(frozen=True, eq=False)
class Noisy:
    """A noisy answer: one integer per cell, or one row of integers per cell for bins, with its noise."""

    values: Whole
    spread: Spread
    strategy: Strategy | None = None


class Measure(Protocol):
    """One measure of a table: a small frozen value."""

    @property
    def name(self) -> str:
        """The published column."""
        ...

    def parts(self, table: Table, given: Given, weight: Fraction) -> tuple[Part, ...]:
        """The exact answers needed when the measure itself brings ``weight``."""
        ...

    def publish(self, needs: Sequence[Need], noisy: Mapping[Need, Noisy]) -> Figures:
        """The published column, from noisy answers alone: ``needs`` are those of :meth:`parts`, in order."""
        ...


def counted_as(bounds: FixedPoint, complete: bool) -> str | None:
    """Whose count is the number of values of a column: the rows' where it is never null."""
    return None if complete else bounds.column


def clipped(bounds: FixedPoint) -> tuple[int, int]:
    """Between which steps a mean must lie: with a cap on totals it may also come nearer to zero."""
    if bounds.total is None:
        return bounds.lower, bounds.upper
    return min(bounds.lower, 0), max(bounds.upper, 0)


def enough(count: Noisy) -> NDArray[np.bool_]:
    """Where at least one value is surely counted: an average of nothing is not a figure."""
    return np.asarray(count.values - count.spread.half >= 1)


def finer(precision: Decimal) -> Decimal:
    """The grid of averages."""
    return precision / FINER
