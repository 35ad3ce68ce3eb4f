"""The lattice of generalisation levels, and what is known of each node without counting it.

A node is one level per column; node v is below w when no level of v is higher. Going up, the loss without
suppression (``base``) grows: it bounds the score from below. What a count at w shows that every finer node
must add (``least``, infinite when none is admissible) spreads to all below. For class sizes the base is
not known beforehand; what a count shows of it spreads to all above.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf, isnan, prod

import numpy as np
import numpy.typing as npt

from privkit.anonymity.hierarchy import Floats
from privkit.anonymity.scores import Levels, Score
from privkit.anonymity.tables import Counted

_CHUNK = 1 << 12
Flags = npt.NDArray[np.bool_]


class Lattice:
    """Bounds on every node of a lattice small enough to be held in memory.

    ``likely`` is the least addition shown by a count at or below a node: what a count there would show of
    finer nodes is hardly more, so it tells which counts are not worth their time (and nothing else).
    """

    def __init__(self, score: Score) -> None:
        self._steps = score.steps
        self._additive, self.rising = score.additive, score.rising
        self.top: Levels = tuple(len(steps) - 1 for steps in self._steps)
        self._shape = tuple(len(steps) for steps in self._steps)
        self.orders: Floats = np.zeros(self._shape)
        for column, steps in enumerate(self._steps):
            self.orders += np.reshape(steps, [-1 if j == column else 1 for j in range(len(self._shape))])
        nothing = 0.0 if self._additive else -inf
        self.base: Floats = np.full(self._shape, nothing) if self.rising else self.orders
        self._least: Floats = np.full(self._shape, nothing)
        self._likely: Floats = np.full(self._shape, inf)
        self._guess = 1.0  # of what suppression adds, the share that finer nodes were seen to add too
        self._above: dict[Levels, Levels] = {}
        self._ranks = [
            [(high - low, j) for low, high in pairwise(steps)] + [(inf, j)]
            for j, steps in enumerate(self._steps)
        ]
        self.open: Flags = np.ones(self._shape, bool)  # nodes not counted
        self.size = self.open.size

    def joined(self, base: float, addition: float) -> float:
        """The bound on the score that a base and an addition make together."""
        return base + addition if self._additive else max(base, addition)

    def order(self, node: Levels) -> float:
        """Where the node comes in :meth:`visit`."""
        return float(self.orders[node])

    def bound(self, node: Levels) -> float:
        """No admissible choice at this node has a lower score."""
        return self.joined(float(self.base[node]), float(self._least[node]))

    def excludes(self, base: float, node: Levels, cutoff: float) -> bool:
        """Whether what is known below ``node`` excludes every node there with this base."""
        return self.joined(base, float(self._least[node])) > cutoff

    def likely(self, node: Levels) -> float:
        return float(self._likely[node])

    def counted(self, node: Levels, counted: Counted) -> None:
        """Spread what counting a node has shown to all below and all above."""
        self.open[node] = False
        upward = tuple([slice(level, None) for level in node])
        likely = counted.below
        if isnan(likely):
            likely = self._guess * (counted.score - float(self.base[node])) if self._additive else inf
        else:
            below = self._least[tuple([slice(level + 1) for level in node])]
            np.maximum(below, likely, out=below)
            added = counted.score - float(self.base[node])
            if self._additive and 0 <= likely < added < inf:
                self._guess += (likely / added - self._guess) / 8
        if likely < inf:
            above = self._likely[upward]
            np.minimum(above, likely, out=above)
        if self.rising:
            base = self.base[upward]
            np.maximum(base, counted.above, out=base)

    def node(self, flat: int) -> Levels:
        """The node of a number in the order of the arrays."""
        return tuple([int(level) for level in np.unravel_index(flat, self._shape)])

    def unsettled(self, cutoff: float) -> Flags:
        """Which nodes are not counted and may still have a score of at most ``cutoff``."""
        return np.asarray((self._join(self.base, self._least) <= cutoff) & self.open)

    def open_bound(self) -> float:
        """The least bound of the nodes not counted; infinite when there is none."""
        bounds = self._join(self.base, self._least)[self.open]
        return float(bounds.min(initial=inf))

    def _join(self, base: Floats, least: Floats) -> Floats:
        return base + least if self._additive else np.maximum(base, least)

    def visit(self, cutoff: Sequence[float]) -> Iterator[Levels]:
        """The nodes not counted, in order, but those whose bound passes ``cutoff[0]``, which may fall meanwhile."""
        flats = np.argsort(self.orders, axis=None, kind="stable")
        order, base, least = (a.reshape(-1) for a in (self.orders, self.base, self._least))
        uncounted = self.open.reshape(-1)
        for start in range(0, len(flats), _CHUNK):
            chunk = flats[start : start + _CHUNK]
            if not self.rising and order[chunk[0]] > cutoff[0]:
                return
            hopeful = chunk[(self._join(base[chunk], least[chunk]) <= cutoff[0]) & uncounted[chunk]]
            for flat in hopeful.tolist():
                if uncounted[flat] and self.joined(base[flat], least[flat]) <= cutoff[0]:
                    yield self.node(flat)

    def path_up(self, node: Levels) -> list[Levels]:
        """From a node to the top, each time raising the column that costs least."""
        path = [node]
        while node != self.top:
            above = self._above.get(node)
            if above is None:
                above = self._above[node] = self._raised(node)
            node = above
            path.append(node)
        return path

    def _raised(self, node: Levels) -> Levels:
        column = min([ranks[level] for ranks, level in zip(self._ranks, node, strict=True)])[1]
        return (*node[:column], node[column] + 1, *node[column + 1 :])


def lattice_size(heights: Sequence[int]) -> int:
    """How many nodes a lattice has."""
    return prod(height + 1 for height in heights)
