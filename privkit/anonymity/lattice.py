"""The lattice of generalisation levels, and what is known of each node without counting it.

A node is one level per column; node v is below w when no level of v is higher. Going up,

* the loss without suppression (``base``) grows: it bounds the loss from below;
* the units to suppress, and the loss they add (``excess``), shrink, for monotone criteria.

So a node counted at w bounds all below: Loss(v) >= base(v) + excess(w), and nothing below is admissible
when w is not. And it bounds all above from the other side: excess(u) <= excess(w).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
import numpy.typing as npt

from privkit.anonymity.hierarchy import Floats
from privkit.anonymity.loss import Metric

Node = tuple[int, ...]


class Lattice:
    """Bounds on every node; ``least`` and ``most`` bound its excess loss (infinite: not admissible)."""

    def __init__(self, metric: Metric, codes: npt.NDArray[np.int32], weights: npt.NDArray[np.int64]) -> None:
        self._steps = [
            [scale * (int(np.dot(cost[codes[:, column]], weights)) - floor) for cost in costs]
            for column, (costs, floor, scale) in enumerate(
                zip(metric.cost, metric.floor, metric.scale, strict=True)
            )
        ]
        self.top: Node = tuple(len(steps) - 1 for steps in self._steps)
        shape = tuple(len(steps) for steps in self._steps)
        self.base: Floats = np.zeros(shape)
        for column, steps in enumerate(self._steps):
            self.base += np.reshape(steps, [-1 if j == column else 1 for j in range(len(shape))])
        self.least: Floats = np.zeros(shape)
        self.most: Floats = np.full(shape, np.inf)
        self.size = prod(shape)

    def by_base(self) -> npt.NDArray[np.int64]:
        """Flat node numbers, least loss without suppression first; of equal ones, least levels first."""
        return np.argsort(self.base, axis=None, kind="stable")

    def node(self, flat: int) -> Node:
        return tuple(int(level) for level in np.unravel_index(flat, self.base.shape))

    def counted(self, node: Node, excess: float) -> None:
        """Spread what counting a node has shown to all below and all above."""
        below = self.least[tuple(slice(level + 1) for level in node)]
        np.maximum(below, excess, out=below)
        above = self.most[tuple(slice(level, None) for level in node)]
        np.minimum(above, excess, out=above)

    def path_up(self, node: Node) -> list[Node]:
        """From a node to the top, each time raising the column that costs least."""
        path = [node]
        steps, top = self._steps, self.top
        while node != top:
            raise_ = min(
                (steps[j][level + 1] - steps[j][level], j) for j, level in enumerate(node) if level < top[j]
            )[1]
            node = (*node[:raise_], node[raise_] + 1, *node[raise_ + 1 :])
            path.append(node)
        return path


def lattice_size(heights: Sequence[int]) -> int:
    """How many nodes a lattice has."""
    return prod(height + 1 for height in heights)
