"""What every class of equal combinations must satisfy to be left as it is.

k-anonymity, any number of models of confidential columns, and models of the population. Replacing labels
by higher ones only unites classes. When a class violates k or distinct l, every part of it does. The other
models are *convex*: a union of sets that satisfy one does too, but part of a violating class may satisfy
it. The search prunes with what is valid for each (see :mod:`privkit.anonymity.bounds`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.bounds import Flags, Floats
from privkit.anonymity.classes import AttributeModel, Judged, PopulationModel, Rows, judge
from privkit.anonymity.closeness import TCloseness
from privkit.anonymity.distances import Distance, EqualDistance, HierarchicalDistance, OrderedDistance
from privkit.anonymity.diversity import DistinctL, EntropyL, RecursiveCL
from privkit.anonymity.groupby import Groups, group_rows
from privkit.anonymity.likeness import AlphaK, BetaLikeness, DeltaDisclosure
from privkit.anonymity.population import KMap, Presence

__all__ = [
    "AlphaK",
    "AttributeModel",
    "BetaLikeness",
    "Criteria",
    "DeltaDisclosure",
    "Distance",
    "DistinctL",
    "EntropyL",
    "EqualDistance",
    "Flags",
    "HierarchicalDistance",
    "KMap",
    "OrderedDistance",
    "Presence",
    "RecursiveCL",
    "TCloseness",
    "violating_rows",
]


@dataclass(frozen=True)
class Criteria:
    """k-anonymity (Samarati 2001) in privacy units, models of confidential columns, and of the population.

    ``k=1`` asks for the models alone. ``unit_codes[i]`` numbers the privacy unit of row i when several
    rows may be of one unit: then a class has as many units as distinct numbers, and values are counted in
    distinct units each.
    """

    k: int = 1
    attributes: tuple[AttributeModel, ...] = ()
    population: tuple[PopulationModel, ...] = ()
    unit_codes: npt.NDArray[Any] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.k < 1:
            raise ValueError("k is at least 1")

    @property
    def monotone(self) -> bool:
        """Whether no part of a violating class can hold."""
        return all(model.monotone for model in self.attributes) and not any(
            isinstance(model, Presence) and not model.forbids_suppression for model in self.population
        )

    @cached_property
    def _columns(self) -> tuple[tuple[npt.NDArray[Any], ...], tuple[int, ...], tuple[int, ...]]:
        """The distinct confidential columns, the column of each model, and the numbers each column needs."""
        columns: list[npt.NDArray[Any]] = []
        widths: list[int] = []
        numbers = []
        for model in self.attributes:
            codes = np.asarray(model.codes)
            same = (j for j, known in enumerate(columns) if known is codes or np.array_equal(known, codes))
            number = next(same, len(columns))
            if number == len(columns):
                columns.append(codes)
                widths.append(int(codes.max(initial=0)) + 1)
            widths[number] = max(widths[number], len(getattr(model, "table", ())))
            numbers.append(number)
        return tuple(columns), tuple(numbers), tuple(widths)

    @property
    def columns(self) -> tuple[npt.NDArray[Any], ...]:
        """The distinct confidential columns that the models look at."""
        return self._columns[0]

    @property
    def widths(self) -> tuple[int, ...]:
        """For each of :attr:`columns`, how many values are numbered."""
        return self._columns[2]

    @property
    def models(self) -> tuple[tuple[AttributeModel, int], ...]:
        """Each model of a confidential column with the number of its column in :attr:`columns`."""
        return tuple(zip(self.attributes, self._columns[1], strict=True))

    def judge(
        self,
        of_row: npt.NDArray[np.int64],
        classes: int,
        weights: Floats,
        values: Sequence[npt.NDArray[Any]],
        people: Sequence[Floats],
        units: npt.NDArray[Any] | None,
        bounds: bool = True,
    ) -> Judged:
        """Judge classes of rows that carry these confidential values, population counts and unit numbers
        (not necessarily the rows that this was made with); ``bounds`` as :func:`privkit.anonymity.classes.judge`."""
        rows = Rows(of_row, classes, weights, values, people, units)
        return judge(rows, self.k, self.models, self.widths, self.population, bounds)

    def of_sizes(self, sizes: Floats) -> Judged:
        """Judge classes by k alone."""
        kept = sizes >= self.k
        return Judged(sizes, sizes, ~kept, sizes * kept, False, False)

    def judged(self, groups: Groups, weights: npt.NDArray[Any]) -> Judged:
        """Judge the classes ``groups`` of the rows that this was made with."""
        people = [np.asarray(model.population, np.float64) for model in self.population]
        return self.judge(
            groups.of_row,
            len(groups),
            np.asarray(weights, np.float64),
            self.columns,
            people,
            self.unit_codes,
        )

    def violated(self, groups: Groups, weights: npt.NDArray[Any]) -> Flags:
        """For each class, whether it violates any criterion. One row per combination."""
        return self.judged(groups, weights).bad


def violating_rows(codes: npt.NDArray[Any], weights: npt.NDArray[Any], criteria: Criteria) -> Flags:
    """For each row of labels, whether its class violates a criterion."""
    groups = group_rows(codes)
    return criteria.violated(groups, weights)[groups.of_row]
