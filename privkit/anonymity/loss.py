"""How much information a generalisation loses.

``Loss`` is the metric of Iyengar (2002, doi:10.1145/775047.775089) as ARX computes it: a label costs the
share of the column's whole domain that it covers, a suppressed unit costs 1 in every column, and the
mean per column is rescaled so that 0 is untouched data and 1 is all lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.hierarchy import Hierarchy, Ints


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
