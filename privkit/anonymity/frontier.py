"""What protection costs: the optimum for several k and suppression limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy.typing as npt

from privkit.anonymity.criteria import Criteria
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.metrics import prepare
from privkit.anonymity.result import Optimum
from privkit.anonymity.scores import Metric
from privkit.anonymity.search import solved, tabulated
from privkit.errors import DataError


@dataclass(frozen=True)
class Point:
    """The optimum for one k and limit; None when no choice of levels is admissible, or none was met in time.
    ``units``: of the table."""

    k: int
    suppression_limit: Fraction
    units: int
    optimum: Optimum | None

    @property
    def suppressed_units(self) -> int | None:
        return None if self.optimum is None else self.optimum.suppressed_units

    @property
    def suppressed_share(self) -> float | None:
        """Units suppressed over units of the table."""
        return None if self.optimum is None else self.optimum.suppressed_units / self.units

    @property
    def loss(self) -> float | None:
        return None if self.optimum is None else self.optimum.loss

    @property
    def levels(self) -> tuple[int, ...] | None:
        return None if self.optimum is None else self.optimum.levels


def frontier(
    hierarchies: Sequence[Hierarchy],
    combos: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    criteria: Criteria,
    ks: Sequence[int],
    suppression_limits: Sequence[Fraction],
    metric: Metric = "loss",
    column_weights: Sequence[float] | None = None,
    time_limit: float | None = None,
) -> tuple[Point, ...]:
    """A point per k and limit, in the order given; the other criteria stay. Classes counted for one serve all.

    Arguments as :func:`privkit.anonymity.search.search`; ``time_limit`` is for each point. ValueError for an
    empty table.
    """
    tables = tabulated(hierarchies, combos, weights, criteria, Fraction(1), metric, column_weights)
    if tables is None:
        raise ValueError("an empty table has no frontier")

    def points() -> Iterator[Point]:
        for k in ks:
            for limit in suppression_limits:
                asked = replace(criteria, k=k)
                score = prepare(
                    metric, hierarchies, tables.codes, tables.weights, asked, limit > 0, column_weights
                )
                try:
                    best = solved(tables.asked(asked, score), limit, column_weights, time_limit)
                except DataError:
                    best = None
                yield Point(k, limit, tables.units, best)

    return tuple(points())
