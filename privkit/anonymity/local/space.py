"""The quasi-identifiers as positions along their hierarchies, and what any set of positions costs.

The values of a column are numbered so that the values under any label are neighbours (depth first). The
lowest common ancestor of a set is then the one of its first and last position, so a class is a *box*: two
positions per column, whatever its size. Joining two boxes is one minimum and one maximum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from privkit.anonymity.hierarchy import Floats, Hierarchy, Ints

Positions = npt.NDArray[np.int32]
Levels = npt.NDArray[np.uint8]
#: Columns with more distinct values than this are compared level by level, without a table of all pairs.
TABLE = 1500


@dataclass(frozen=True)
class Axis:
    """One column: the values present, depth first, and the price of each of their labels.

    ``price[p, level]`` is what one unit adds to the mean loss when it is shown at ``level``.
    """

    values: Ints = field(repr=False)  # position → value number
    ancestors: Positions = field(repr=False)  # [level, position] → label number
    price: Floats = field(repr=False)
    table: Levels | None = field(repr=False)  # [position, position] → level of the common label
    costs: Floats | None = field(repr=False)  # the same, priced

    @property
    def height(self) -> int:
        return len(self.ancestors) - 1

    def level(self, low: Positions, high: Positions) -> Levels:
        """The lowest level at which two positions share a label."""
        if self.table is not None:
            return np.asarray(self.table.ravel().take(low * np.int32(len(self.values)) + high), np.uint8)
        out = np.zeros(np.broadcast_shapes(low.shape, high.shape), np.uint8)
        for level in range(self.height):
            out += self.ancestors[level].take(low) != self.ancestors[level].take(high)
        return out

    def cost(self, low: Positions, high: Positions) -> Floats:
        """The price of the label that two positions share."""
        if self.costs is not None:
            return np.asarray(self.costs.ravel().take(low * np.int32(len(self.values)) + high, mode="clip"))
        width = np.int64(self.height + 1)
        return np.asarray(self.price.ravel().take(low * width + self.level(low, high)))


@dataclass(frozen=True)
class Space:
    """All columns: ``at[j, i]`` is the position of point i in column j."""

    axes: tuple[Axis, ...]
    at: Positions = field(repr=False)

    @property
    def columns(self) -> int:
        return len(self.axes)

    @property
    def points(self) -> int:
        return int(self.at.shape[1])

    def cost(self, low: Positions, high: Positions) -> Floats:
        """Mean loss of one unit in each box, columns first: ``low[j, ...]`` ≤ ``high[j, ...]``."""
        out = np.zeros(np.broadcast_shapes(low.shape[1:], high.shape[1:]))
        for j, axis in enumerate(self.axes):
            out += axis.cost(low[j], high[j])
        return out


def space_of(
    hierarchies: Sequence[Hierarchy], codes: npt.NDArray[np.int32], weights: Sequence[float], total: float
) -> Space:
    """``codes[i, j]`` is the value number of point i in column j, which counts for ``weights[j] / total``."""
    axes, at = [], np.empty((len(hierarchies), len(codes)), np.int32)
    for j, (hierarchy, weight) in enumerate(zip(hierarchies, weights, strict=True)):
        axis = _axis(hierarchy, codes[:, j], weight / total)
        position = np.full(len(hierarchy.values), -1, np.int32)
        position[axis.values] = np.arange(len(axis.values), dtype=np.int32)
        at[j] = position[codes[:, j]]
        axes.append(axis)
    return Space(tuple(axes), at)


def _axis(hierarchy: Hierarchy, codes: npt.NDArray[np.int32], weight: float) -> Axis:
    levels = [hierarchy.codes(level) for level in range(hierarchy.height + 1)]
    order = np.lexsort(levels)  # the last key, the highest level, comes first
    present = np.zeros(len(hierarchy.values), bool)
    present[codes] = True
    values = order[present[order]]
    ancestors = np.stack([level[values] for level in levels]).astype(np.int32)
    under = np.stack([hierarchy.weight_under(level)[values] for level in range(hierarchy.height + 1)], axis=1)
    one = weight / (hierarchy.domain - 1) if hierarchy.domain > 1 else 0.0
    price: Floats = np.asarray((under - 1) * one, np.float64)
    if len(values) > TABLE:
        return Axis(values, ancestors, price, None, None)
    table = np.zeros((len(values), len(values)), np.uint8)
    for level in range(hierarchy.height):
        table += ancestors[level][:, None] != ancestors[level][None, :]
    costs: Floats = np.asarray(np.take_along_axis(price, table.astype(np.int64), axis=1), np.float64)
    return Axis(values, ancestors, price, table, costs)
