"""t-closeness: the confidential values of every class distributed as in the whole table, within t."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from privkit.anonymity.bounds import SLACK, Counts, Flags, Floats, Ints, positive, table_of, whole
from privkit.anonymity.distances import Distance, EqualDistance

_EQUAL = EqualDistance()


@dataclass(frozen=True)
class TCloseness:
    """Earth mover's distance from the whole table at most ``t`` in every class (Li, Li &
    Venkatasubramanian 2007, doi:10.1109/ICDE.2007.367856).

    ``codes[i]`` is the confidential value of combination i; ``table[value]`` counts the privacy units of
    the whole table. :meth:`of` counts them.
    """

    t: float
    codes: npt.NDArray[Any] = field(repr=False, compare=False)
    name: str = ""
    distance: Distance = _EQUAL
    table: npt.NDArray[Any] = field(default_factory=lambda: np.empty(0), repr=False, compare=False)
    monotone: ClassVar[bool] = False

    def __post_init__(self) -> None:
        if not 0 <= self.t <= 1:
            raise ValueError("t lies between 0 and 1")
        positive(self.table)

    @classmethod
    def of(
        cls,
        t: float,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        name: str = "",
        distance: Distance | None = None,
        unit_codes: npt.NDArray[Any] | None = None,
    ) -> TCloseness:
        """The model for these combinations, the table being all of them."""
        return cls(t, codes, name, distance or _EQUAL, table_of(codes, weights, unit_codes))

    @cached_property
    def _table(self) -> Floats:
        return positive(self.table)

    @cached_property
    def least(self) -> int:
        """Whole units cannot be nearer the table than their number allows."""
        return self.distance.least(self.t, self._table)

    def holds(self, counts: Counts) -> Flags:
        """For each class (a row of units per value), whether it is within t of the table."""
        return np.asarray(self.reached(counts) <= self.t + SLACK)

    def most_kept(self, counts: Counts, holds: Flags | None = None) -> Ints:
        """The largest part of each class that could be within t of the table."""
        return whole(
            self.distance.most_within(self.t, counts, self._table),
            counts,
            self.holds(counts) if holds is None else holds,
        )

    def reached(self, counts: Counts) -> Floats:
        """The distance of each class from the table."""
        return self.distance.from_table(counts, self._table)
