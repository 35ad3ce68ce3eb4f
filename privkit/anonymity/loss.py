"""How much information a generalisation loses.

``Loss`` is the metric of Iyengar (2002, doi:10.1145/775047.775089) as ARX computes it: a label costs the
share of the column's whole domain that it covers, a suppressed unit costs 1 in every column, and the
mean per column is rescaled so that 0 is untouched data and 1 is all lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from privkit.anonymity.hierarchy import Hierarchy, Ints


class Metric(Protocol):
    """A loss the search can bound: a weighted sum over columns of a cost per unit that grows going up.

    Column j adds ``scale[j] * (sum of cost[j][level][value] over units - floor[j])`` to the score; a
    suppressed unit costs what it would at the top. Costs are whole numbers, so that sums are exact in any
    order. A score of this form satisfies both bounds of the search: without suppression it grows going up,
    and what suppression adds shrinks going up. Other metrics (discernibility, average class size) need
    bounds of their own.
    """

    @property
    def cost(self) -> Sequence[Sequence[Ints]]: ...

    @property
    def floor(self) -> Sequence[int]: ...

    @property
    def scale(self) -> Sequence[float]: ...

    def exact(
        self,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        levels: Sequence[int],
        suppressed: npt.NDArray[Any],
    ) -> tuple[float, tuple[float, ...]]:
        """The score and each column's loss, from the rows; ``suppressed`` has a flag per row."""


@dataclass(frozen=True)
class LossAM:
    """Loss, weighted arithmetic mean over columns (equal weights by default)."""

    hierarchies: tuple[Hierarchy, ...]
    units: int
    column_weights: tuple[float, ...]

    @classmethod
    def of(
        cls, hierarchies: Sequence[Hierarchy], units: int, column_weights: Sequence[float] | None = None
    ) -> LossAM:
        """Equal weights when none are given. ValueError when they are negative or all zero."""
        weights = (
            tuple(map(float, column_weights)) if column_weights is not None else (1.0,) * len(hierarchies)
        )
        if len(weights) != len(hierarchies) or not all(w >= 0 for w in weights) or not sum(weights):
            raise ValueError("one column weight per column, none negative, not all zero")
        return cls(tuple(hierarchies), units, weights)

    @property
    def cost(self) -> Sequence[Sequence[Ints]]:
        """Rows of the hierarchy under each value's label, per column and level."""
        return [[h.weight_under(level) for level in range(h.height + 1)] for h in self.hierarchies]

    @property
    def floor(self) -> Sequence[int]:
        return [self.units] * len(self.hierarchies)

    @property
    def scale(self) -> Sequence[float]:
        # loss = (S - n/D) / (n - n/D) = (rows under labels - n) / (n (D - 1)), S a sum of shares
        total = sum(self.column_weights)
        return [
            w / total / (self.units * (h.domain - 1)) if h.domain > 1 else 0.0
            for w, h in zip(self.column_weights, self.hierarchies, strict=True)
        ]

    def exact(
        self,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        levels: Sequence[int],
        suppressed: npt.NDArray[Any],
    ) -> tuple[float, tuple[float, ...]]:
        """The score and the loss of each column, summed in whole numbers. ``suppressed``: a flag per row."""
        losses = []
        for column, (h, level) in enumerate(zip(self.hierarchies, levels, strict=True)):
            under = np.where(suppressed, h.domain, h.weight_under(level)[codes[:, column]])
            spread = self.units * (h.domain - 1)
            losses.append((int(np.dot(under, weights)) - self.units) / spread if spread else 0.0)
        total = sum(self.column_weights)
        mean = sum(w * loss for w, loss in zip(self.column_weights, losses, strict=True)) / total
        return mean, tuple(losses)
