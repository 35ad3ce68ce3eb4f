"""Exact aggregates per cell: what is asked of a table, and the whole numbers that come back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

SumPart = Literal["filled", "sum", "centred", "squares"]


@dataclass(frozen=True)
class SumOf:
    """Sums of a column in fixed point: multiples of ``precision``, rounded half away from zero, then
    brought within ``low`` and ``high`` (both in multiples of ``precision``). NULL adds nothing.

    Parts: ``filled`` rows with a value; ``sum`` of x; ``centred`` sum of 2x - (low + high);
    ``squares`` sum of (2x - (low + high))². With ``unit_total``, ``sum`` adds up the totals of the
    units of a cell instead, each brought within these two bounds first.
    """

    column: str
    precision: Decimal
    low: int
    high: int
    parts: tuple[SumPart, ...] = ("filled", "sum")
    unit_total: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        if self.low > self.high or self.precision <= 0:
            raise ValueError("SumOf: bounds that rise and a positive precision")
        if self.unit_total is not None and self.unit_total[0] > self.unit_total[1]:
            raise ValueError("SumOf: bounds that rise")


@dataclass(frozen=True)
class HistogramOf:
    """Rows by bin of a column: [e0, e1), [e1, e2), …, [en-1, en]. The edges are public and rise."""

    column: str
    edges: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        if len(self.edges) < 2 or any(a >= b for a, b in pairwise(self.edges)):
            raise ValueError("HistogramOf: at least two edges, and edges that rise")


@dataclass(frozen=True)
class ContributionsOf:
    """How a cell's total is made up, for statistical secrecy: a unit contributes the absolute value of
    its total in the cell, in multiples of ``precision``. NULL adds nothing; a unit with only NULL is
    no contributor."""

    column: str
    precision: Decimal


@dataclass(frozen=True)
class CellRequest:
    """What to count and add up in each combination of ``by`` (one cell in all when it is empty)."""

    unit: str
    by: tuple[str, ...]
    sums: Mapping[str, SumOf] = field(default_factory=dict)
    histograms: Mapping[str, HistogramOf] = field(default_factory=dict)
    contributions: Mapping[str, ContributionsOf] = field(default_factory=dict)
    count_units: bool = True
    one_row_per_unit_and_cell: bool = False  # checked before: units of a cell are its rows
    at_most: int = 1_000_000  # cells that may come back


@dataclass(frozen=True, eq=False)
class Contributions:
    """By cell: contributors, their total, the largest contribution and the two largest together; int64."""

    contributors: np.ndarray
    total: np.ndarray  # of absolute contributions
    largest: np.ndarray
    two_largest: np.ndarray
    signed_total: np.ndarray  # the cell's total as it would be published


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells that hold at least one row, in the order of their keys (NULL last); all counts are int64.

    ``keys`` is a frame as :meth:`Engine.collect` makes it. ``sums[name][part]`` and the rest have
    one value per row of it; ``histograms[name]`` is cells x bins and ``outside[name]`` cells x 2,
    values below the first edge and above the last.
    """

    keys: pd.DataFrame
    rows: np.ndarray
    units: np.ndarray | None
    sums: Mapping[str, Mapping[SumPart, np.ndarray]]
    histograms: Mapping[str, np.ndarray]
    outside: Mapping[str, np.ndarray]
    contributions: Mapping[str, Contributions]
