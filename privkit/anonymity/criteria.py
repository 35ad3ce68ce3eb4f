"""What every class of equal combinations must satisfy to be left as it is.

Both criteria here are monotone: merging two classes that satisfy them gives a class that does, and
replacing labels by higher ones only merges classes. The search relies on it (a node that suppresses too
much condemns every node below), so a criterion that is not monotone must not be added to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.groupby import Groups, distinct_per_group, group_rows

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DistinctL:
    """At least ``l`` distinct values of a confidential column in every class (Machanavajjhala et al. 2007,
    doi:10.1145/1217299.1217302).

    ``codes[i]`` is the confidential value of combination i, as a non-negative number. NULL is a value like
    any other if the caller numbers it.
    """

    l: int  # noqa: E741  (the name of the literature)
    codes: npt.NDArray[Any] = field(repr=False, compare=False)
    name: str = ""

    def __post_init__(self) -> None:
        if self.l < 1:
            raise ValueError("l is at least 1")


@dataclass(frozen=True)
class Criteria:
    """k-anonymity (Samarati 2001), counted in privacy units, and distinct l-diversity of some columns.

    ``k=1`` asks for diversity alone.
    """

    k: int = 1
    distinct_l: tuple[DistinctL, ...] = ()

    def __post_init__(self) -> None:
        if self.k < 1:
            raise ValueError("k is at least 1")

    def violated(self, groups: Groups, weights: npt.NDArray[Any]) -> Flags:
        """For each class, whether it violates any criterion. One row per combination."""
        bad = groups.total(weights) < self.k
        for diversity in self.distinct_l:
            bad |= distinct_per_group(groups.of_row, len(groups), diversity.codes) < diversity.l
        return bad


def violating_rows(codes: npt.NDArray[Any], weights: npt.NDArray[Any], criteria: Criteria) -> Flags:
    """For each row of labels, whether its class violates a criterion."""
    groups = group_rows(codes)
    return criteria.violated(groups, weights)[groups.of_row]
