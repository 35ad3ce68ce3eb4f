"""What local recoding gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.hierarchy import Hierarchy, Ints
from privkit.anonymity.local.progress import Stopped


@dataclass(frozen=True)
class LocalRecoding:
    """A partition of the privacy units into classes, each shown by one label per column.

    Units come in pieces, since those of one combination row may be in several classes: ``units[p]`` units
    of row ``rows[p]`` are in class ``class_of[p]``, -1 when they are suppressed. The pieces of a row add up
    to its weight. ``levels[c, j]`` and ``codes[c, j]`` are the label of class c in column j: the lowest
    common label of its members. No two classes have the same labels. ``loss`` and ``loss_per_column`` lie in
    [0, 1] and count suppressed units as lost entirely. ``stopped`` tells that a limit of time or an
    interruption ended the search before its end: the result is complete, and could be less lossy.
    """

    hierarchies: tuple[Hierarchy, ...] = field(repr=False)
    rows: Ints = field(repr=False)
    units: Ints = field(repr=False)
    class_of: Ints = field(repr=False)
    levels: npt.NDArray[np.int8] = field(repr=False)
    codes: npt.NDArray[np.int32] = field(repr=False)
    suppressed_units: int
    loss: float
    loss_per_column: tuple[float, ...]
    classes: int
    smallest_class: int
    largest_class: int
    stopped: Stopped = ""

    def labels(self, column: int) -> npt.NDArray[Any]:
        """The label text of each class in a column (its place among the columns); None is NULL."""
        out = np.empty(self.classes, object)
        hierarchy = self.hierarchies[column]
        for level in range(hierarchy.height + 1):
            here = self.levels[:, column] == level
            out[here] = np.array(hierarchy.labels_at(level), object)[self.codes[here, column]]
        return out
