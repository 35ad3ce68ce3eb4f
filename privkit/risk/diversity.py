"""How well the groups hide a confidential value: distinct values, entropy, distance to the whole table.

All counts are of privacy units. A group that holds one value tells it of everyone in it (homogeneity attack,
Machanavajjhala et al. 2007, doi:10.1145/1217299.1217302); one whose values are far from those of the whole
table tells more than the table does (skewness, Li et al. 2007, doi:10.1109/ICDE.2007.367856).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.risk.disclosure import (
    Cells,
    distinct_values,
    effective_values,
    equal_distance,
    ordered_distance,
)


@dataclass(frozen=True)
class Diversity:
    """The worst group of a table for one confidential column; 0 everywhere without any group.

    ``least_entropy`` is in nats: its exponential is the number of equally frequent values that hide as
    much. ``largest_distance`` is the variational distance (each value as far from any other) and
    ``largest_ordered_distance`` the earth mover's distance over the order of the values, both in [0, 1].
    """

    least_distinct: int
    least_entropy: float
    largest_distance: float
    largest_ordered_distance: float


def diversity(groups: npt.NDArray[Any], values: npt.NDArray[Any], units: npt.NDArray[Any]) -> Diversity:
    """The least diverse group. One entry per (group, value) met, each once: their numbers and the units.

    ``values`` are numbered from 0 in the order that the ordered distance means; the whole table is the sum
    of the entries.
    """
    if not len(groups):
        return Diversity(0, 0.0, 0.0, 0.0)
    names, numbers = np.unique(groups, return_inverse=True)
    value, number = np.asarray(values, np.int64), numbers.reshape(-1).astype(np.int64)
    order = np.lexsort((value, number))  # sums of floats must not depend on the order in which cells come
    cells = Cells(number[order], value[order], np.asarray(units)[order], len(names), int(value.max()) + 1)
    return Diversity(
        int(distinct_values(cells).min()),
        max(0.0, float(np.log(effective_values(cells)).min())),
        float(equal_distance(cells).max()),
        float(ordered_distance(cells).max()),
    )
