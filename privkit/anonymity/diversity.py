"""Diversity of a confidential column within classes: distinct, entropy and recursive l-diversity.

Machanavajjhala, Kifer, Gehrke & Venkitasubramaniam (2007), doi:10.1145/1217299.1217302.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import ceil
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from privkit.anonymity.bounds import SLACK, Counts, Flags, Floats, Ints, largest, whole

_HALVINGS = 5


@dataclass(frozen=True)
class DistinctL:
    """At least ``l`` distinct values of a confidential column in every class.

    ``codes[i]`` is the confidential value of combination i, as a non-negative number. NULL is a value like
    any other if the caller numbers it.
    """

    l: int  # noqa: E741  (the name of the literature)
    codes: npt.NDArray[Any] = field(repr=False, compare=False)
    name: str = ""
    monotone: ClassVar[bool] = True

    def __post_init__(self) -> None:
        if self.l < 1:
            raise ValueError("l is at least 1")

    @property
    def least(self) -> int:
        """A unit has one value."""
        return self.l

    def holds(self, counts: Counts) -> Flags:
        """For each class (a row of units per value), whether it holds enough values."""
        return self.reached(counts) >= self.l

    def most_kept(self, counts: Counts, holds: Flags | None = None) -> Ints:
        """All or nothing: part of a class has no more values than the class."""
        return np.asarray(
            np.where(self.holds(counts) if holds is None else holds, counts.sum(axis=1), 0), np.int64
        )

    def reached(self, counts: Counts) -> Floats:
        """Distinct values of each class."""
        return np.asarray((counts > 0).sum(axis=1), np.float64)


@dataclass(frozen=True)
class EntropyL:
    """Shannon entropy of a confidential column at least ln ``l`` in every class. ``codes`` as DistinctL."""

    l: float  # noqa: E741
    codes: npt.NDArray[Any] = field(repr=False, compare=False)
    name: str = ""
    monotone: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not 1 <= self.l < np.inf:
            raise ValueError("l is at least 1")

    @property
    def least(self) -> int:
        """The entropy of n units is at most ln n."""
        return ceil(self.l - 1e-9)

    def holds(self, counts: Counts) -> Flags:
        """For each class (a row of units per value), whether its entropy reaches ln l."""
        return np.asarray(_entropy(counts) >= np.log(self.l) - SLACK)

    def most_kept(self, counts: Counts, holds: Flags | None = None) -> Ints:
        """The most even part of a class of a given size cuts every value at one height: the highest that passes.

        Lowering the height makes the part more even (in the order of majorisation), so halving finds it.
        """
        holds = self.holds(counts) if holds is None else holds
        top = counts.max(axis=1, initial=0).astype(np.float64)
        possible = (counts > 0).sum(axis=1) >= self.l - SLACK
        low, high = np.zeros(len(counts)), np.where(possible, top, 0.0)
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            passes = self.holds(np.minimum(counts, middle[:, None]))
            low, high = np.where(passes, middle, low), np.where(passes, high, middle)
        return whole(np.minimum(counts, high[:, None]).sum(axis=1), counts, holds)

    def reached(self, counts: Counts) -> Floats:
        """The l that each class reaches: the exponential of its entropy."""
        return np.asarray(np.exp(_entropy(counts)))


@dataclass(frozen=True)
class RecursiveCL:
    """Recursive (c, l)-diversity: the most frequent value of a class counts less than ``c`` times the sum
    of all values from the l-th most frequent on. ``codes`` as DistinctL."""

    c: float
    l: int  # noqa: E741
    codes: npt.NDArray[Any] = field(repr=False, compare=False)
    name: str = ""
    monotone: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if self.l < 1 or not 0 < self.c < np.inf:
            raise ValueError("l is at least 1 and c more than 0")

    @property
    def least(self) -> int:
        """Fewer values than l leave nothing to sum."""
        return self.l

    def holds(self, counts: Counts) -> Flags:
        """For each class (a row of units per value), whether r1 < c (r_l + ... + r_m)."""
        first, tail = self._first_and_tail(counts)
        return np.asarray(first < self.c * tail)

    def _first_and_tail(self, counts: Counts) -> tuple[Floats, Floats]:
        head = min(self.l - 1, counts.shape[1])
        if not counts.shape[1]:
            return np.zeros(len(counts)), np.zeros(len(counts))
        first = counts.max(axis=1).astype(np.float64)
        if not head:
            return first, counts.sum(axis=1).astype(np.float64)
        tops = np.partition(counts, counts.shape[1] - head, axis=1)[:, counts.shape[1] - head :]
        return first, (counts.sum(axis=1) - tops.sum(axis=1)).astype(np.float64)

    def most_kept(self, counts: Counts, holds: Flags | None = None) -> Ints:
        """As for entropy, the most even part: cut at the largest height h with h <= c times its tail."""
        tail = np.sort(counts, axis=1)[:, : max(counts.shape[1] - self.l + 1, 0)].astype(np.float64)

        def tangent(height: Floats) -> tuple[Floats, Floats]:
            under = tail <= height[:, None]
            return self.c * np.where(under, tail, 0).sum(axis=1), self.c * (~under).sum(axis=1) - 1.0

        height = largest(counts.max(axis=1, initial=0).astype(np.float64), tangent)
        return whole(
            np.minimum(counts, height[:, None]).sum(axis=1),
            counts,
            self.holds(counts) if holds is None else holds,
        )

    def reached(self, counts: Counts) -> Floats:
        """The c that each class reaches, not included (infinite with fewer than l values)."""
        first, tail = self._first_and_tail(counts)
        return np.asarray(np.divide(first, tail, out=np.full(len(counts), np.inf), where=tail > 0))


def _entropy(counts: Counts) -> Floats:
    """Shannon entropy of each row, in nats; 0 for an empty one."""
    values = np.asarray(counts, np.float64)
    size = values.sum(axis=1)
    logs = np.log(values, out=np.zeros_like(values), where=values > 0)
    inside = np.einsum("cs,cs->c", values, logs)
    safe = np.where(size > 0, size, 1.0)
    return np.asarray(np.log(safe) - inside / safe)
