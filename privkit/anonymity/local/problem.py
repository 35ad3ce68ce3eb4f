"""The table as points, and what every class of them must satisfy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from privkit.anonymity.criteria import Criteria
from privkit.anonymity.groupby import group_rows
from privkit.anonymity.hierarchy import Hierarchy, Ints
from privkit.anonymity.local.guard import Guard
from privkit.anonymity.local.space import Space, space_of


@dataclass(frozen=True)
class Problem:
    """Points and what a class of them must satisfy. ``of_row[i]`` is the point of row i."""

    space: Space
    guard: Guard
    units: Ints = field(repr=False)
    of_row: Ints = field(repr=False)
    limit: int

    @classmethod
    def of(
        cls,
        hierarchies: Sequence[Hierarchy],
        codes: npt.NDArray[np.int32],
        units: Ints,
        criteria: Criteria,
        prices: Sequence[float],
        limit: int,
    ) -> Problem:
        guard = Guard.of(criteria)
        of_row, points, weights = np.arange(len(codes)), codes, units
        if guard.plain:  # rows that differ in no quasi-identifier are one point
            groups = group_rows(codes)
            of_row, points, weights = groups.of_row, codes[groups.first], groups.total(units)
        live = [j for j in range(len(hierarchies)) if len(points) and np.ptp(points[:, j])]
        space = space_of(
            [hierarchies[j] for j in live], points[:, live], [prices[j] for j in live], sum(prices)
        )
        return cls(space, guard, weights, of_row, limit)
