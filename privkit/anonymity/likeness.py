"""Bounds on each confidential value of a class: delta-disclosure, beta-likeness and (alpha, k)-anonymity."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from privkit.anonymity.bounds import (
    SLACK,
    Counts,
    Flags,
    Floats,
    Ints,
    capped,
    least_under,
    positive,
    table_of,
    whole,
)


@dataclass(frozen=True)
class DeltaDisclosure:
    """The share of every value present in a class within a factor 2**``delta`` of the table's, strictly
    (Brickell & Shmatikov 2008, doi:10.1145/1401890.1401904; logarithm to base 2).

    A value absent from a class does not violate it. ``codes`` and ``table`` as TCloseness.
    """

    delta: float
    codes: npt.NDArray[Any] = field(repr=False, compare=False)
    name: str = ""
    table: npt.NDArray[Any] = field(default_factory=lambda: np.empty(0), repr=False, compare=False)
    monotone: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not 0 < self.delta < np.inf:
            raise ValueError("delta is more than 0")
        positive(self.table)

    @classmethod
    def of(
        cls,
        delta: float,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        name: str = "",
        unit_codes: npt.NDArray[Any] | None = None,
    ) -> DeltaDisclosure:
        """The model for these combinations, the table being all of them."""
        return cls(delta, codes, name, table_of(codes, weights, unit_codes))

    @cached_property
    def least(self) -> int:
        """Whole units under the caps of the present values."""
        return least_under(positive(self.table) * 2.0 ** min(self.delta, 60.0))

    def holds(self, counts: Counts) -> Flags:
        """For each class (a row of units per value), whether no present value is too rare or too frequent."""
        return np.asarray(self.reached(counts) < self.delta)

    def most_kept(self, counts: Counts, holds: Flags | None = None) -> Ints:
        """From the upper side only: parts without a value may unite with one that has it, and be too rare."""
        shares = positive(self.table)
        most = capped(counts, shares * 2.0**self.delta, 1 - SLACK)
        return whole(most, counts, self.holds(counts) if holds is None else holds, convex=False)

    def reached(self, counts: Counts) -> Floats:
        """The largest absolute logarithm of each class, not included in what passes."""
        ratio = _ratios(counts, self.table)
        logs = np.log2(ratio, out=np.zeros_like(ratio), where=ratio > 0)
        return np.asarray(np.abs(logs).max(axis=1, initial=0.0))


@dataclass(frozen=True)
class BetaLikeness:
    """The share of a value in a class exceeds the table's by at most ``beta`` times it (Cao & Karras 2012,
    doi:10.14778/2350229.2350255); ``enhanced``: by at most min(beta, -ln of it) times it.

    ``codes`` and ``table`` as TCloseness.
    """

    beta: float
    codes: npt.NDArray[Any] = field(repr=False, compare=False)
    name: str = ""
    table: npt.NDArray[Any] = field(default_factory=lambda: np.empty(0), repr=False, compare=False)
    enhanced: bool = False
    monotone: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not 0 < self.beta < np.inf:
            raise ValueError("beta is more than 0")
        positive(self.table)

    @classmethod
    def of(
        cls,
        beta: float,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        name: str = "",
        enhanced: bool = False,
        unit_codes: npt.NDArray[Any] | None = None,
    ) -> BetaLikeness:
        """The model for these combinations, the table being all of them."""
        return cls(beta, codes, name, table_of(codes, weights, unit_codes), enhanced)

    @cached_property
    def _gains(self) -> Floats:
        """The largest relative gain allowed per value."""
        shares = positive(self.table)
        logs = -np.log(shares, out=np.zeros_like(shares), where=shares > 0)
        return np.minimum(self.beta, logs) if self.enhanced else np.full(len(shares), self.beta)

    @cached_property
    def least(self) -> int:
        """Whole units under the caps."""
        return least_under(positive(self.table) * (1 + self._gains))

    def holds(self, counts: Counts) -> Flags:
        """For each class (a row of units per value), whether no value gains too much."""
        allowed = (1 + self._gains) * (1 + SLACK)
        return np.asarray((_ratios(counts, self.table) <= allowed).all(axis=1))

    def most_kept(self, counts: Counts, holds: Flags | None = None) -> Ints:
        """The largest part of each class within the caps on values."""
        caps = positive(self.table) * (1 + self._gains)
        return whole(
            capped(counts, caps, 1 - 10 * SLACK), counts, self.holds(counts) if holds is None else holds
        )

    def reached(self, counts: Counts) -> Floats:
        """The largest relative gain of each class (among values whose own limit is ``beta``)."""
        open_ = self._gains >= self.beta
        gains = np.where(open_, _ratios(counts, self.table) - 1, 0.0)
        return np.asarray(gains.max(axis=1, initial=0.0))


@dataclass(frozen=True)
class AlphaK:
    """No value makes up more than ``alpha`` of a class; with k it is (alpha, k)-anonymity (Wong, Li, Fu &
    Wang 2006, doi:10.1145/1150402.1150499), asked of every value. ``codes`` as DistinctL."""

    alpha: float
    codes: npt.NDArray[Any] = field(repr=False, compare=False)
    name: str = ""
    monotone: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not 0 < self.alpha <= 1:
            raise ValueError("alpha is more than 0 and at most 1")

    @property
    def least(self) -> int:
        """One unit is a share of at most alpha."""
        return ceil(1 / self.alpha - 1e-9)

    def holds(self, counts: Counts) -> Flags:
        """For each class (a row of units per value), whether no value makes up too much of it."""
        return np.asarray(self.reached(counts) <= self.alpha + SLACK)

    def most_kept(self, counts: Counts, holds: Flags | None = None) -> Ints:
        """The largest part of each class within the cap."""
        caps = np.full(counts.shape[1], self.alpha)
        return whole(
            capped(counts, caps, 1 - 10 * SLACK), counts, self.holds(counts) if holds is None else holds
        )

    def reached(self, counts: Counts) -> Floats:
        """The share of the most frequent value of each class."""
        size = counts.sum(axis=1)
        return np.asarray(counts.max(axis=1, initial=0) / np.where(size > 0, size, 1))


def _ratios(counts: Counts, table: npt.NDArray[Any]) -> Floats:
    """Share in the class over share in the table; 1 where neither has the value."""
    size = counts.sum(axis=1, keepdims=True).astype(np.float64)
    expected = size * np.asarray(table, np.float64)
    found = counts * float(np.sum(table))  # products of whole numbers: a ratio of 2 is exactly 2
    ratio = np.divide(found, expected, out=np.full(found.shape, np.inf), where=expected > 0)
    return np.where(found == 0, np.where(expected > 0, 0.0, 1.0), ratio)
