"""What Mondrian gives back: regions that tile the space of values, and their labels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.hierarchy import Floats, Hierarchy, Ints
from privkit.anonymity.local.guard import Flags
from privkit.anonymity.local.intervals import interval_labels


@dataclass(frozen=True)
class Regions:
    """``class_of[i]`` is the region of row i. Regions are disjoint, and boxes of numbers tile their bounds.

    Column j of numbers: region c holds ``low[c, j] <= x < high[c, j]`` (also ``x == high`` at the upper
    bound of the column), and NULL when ``null[c, j]``; no number at all when not ``number[c, j]``. Column j
    with a hierarchy: the label of value number ``low[c, j]`` at level ``high[c, j]``. ``loss`` is the mean
    over units of the share of each column's width (or labels) that its region covers.
    """

    hierarchies: tuple[Hierarchy | None, ...] = field(repr=False)
    bounds: tuple[tuple[float, float], ...] = field(repr=False)
    class_of: Ints = field(repr=False)
    low: Floats = field(repr=False)
    high: Floats = field(repr=False)
    null: Flags = field(repr=False)
    number: Flags = field(repr=False)
    sizes: Ints = field(repr=False)  # units
    loss: float
    loss_per_column: tuple[float, ...]

    @property
    def classes(self) -> int:
        return len(self.sizes)

    def labels(self, column: int) -> npt.NDArray[Any]:
        """The label of each region in a column: an interval or a label of the hierarchy; None is NULL."""
        out = np.empty(self.classes, object)
        hierarchy = self.hierarchies[column]
        low, high = self.low[:, column], self.high[:, column]
        if hierarchy is None:
            start, stop = self.bounds[column]
            whole = (low == start) & (high == stop)
            null, number = self.null[:, column], self.number[:, column]
            out[:] = interval_labels(low, high, stop, null, number, whole)
            return out
        for region, (value, level) in enumerate(zip(low.astype(int), high.astype(int), strict=True)):
            out[region] = hierarchy.labels_at(level)[hierarchy.codes(level)[value]]
        return out
