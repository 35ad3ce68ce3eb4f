"""Branch and bound on boxes of a lattice too large to be held in memory.

A box [low, high] holds the nodes between two. Its bound is the loss without suppression at ``low`` and what a
count at ``high`` shows that every finer node must add. The box of least bound is split along the column that
costs most; when many boxes wait, one is searched to its end before the next, so that memory stays bounded.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from math import inf

from privkit.anonymity.scores import Levels, Score
from privkit.anonymity.state import State
from privkit.anonymity.tables import Counted

#: Boxes that wait at once; further ones are searched depth first.
MOST_BOXES = 100_000
#: Nodes whose counts are remembered.
MOST_SEEN = 1_000_000
_Box = tuple[float, Levels, Levels]


class Boxes:
    """One search by boxes; ``top`` is what counting the top has shown."""

    def __init__(self, state: State, score: Score, top: Counted) -> None:
        self.state, self._score, self._steps = state, score, score.steps
        self._top: Levels = tuple(len(steps) - 1 for steps in self._steps)
        self._seen: dict[Levels, Counted] = {self._top: top}
        self._heap: list[_Box] = [(-inf, (0,) * len(self._top), self._top)]
        self._stack: list[_Box] = []
        self._current = self._heap[0]

    def run(self) -> None:
        """Settle every box; OutOfTime when there is not the time for it."""
        self._descend(self._top)
        while self._heap and self._heap[0][0] <= self.state.cutoff[0]:
            if len(self._heap) < MOST_BOXES:
                self._settle(self._heap[0], self._push, lambda: heappop(self._heap))
                continue
            self._stack.append(heappop(self._heap))
            while self._stack:
                self._settle(self._stack[-1], self._stack.append, self._stack.pop)
        self._current = (inf, self._top, self._top)

    def bound(self) -> float:
        """No node left has a lower score than this (or than the best found)."""
        return min(box[0] for box in (self._current, *self._heap[:1], *self._stack))

    def _push(self, box: _Box) -> None:
        heappush(self._heap, box)

    def _settle(self, box: _Box, push: Callable[[_Box], object], pop: Callable[[], object]) -> None:
        """Count a box and split it. Whenever this is interrupted, the box still bounds the result."""
        self._current = box
        known, low, high = box
        bound = max(known, self._bound(low, high))
        pop()
        self.state.tell(self.bound)
        if low == high or bound > self.state.cutoff[0]:
            return
        column = max(range(len(low)), key=lambda j: (self._width(j, low, high), -j))
        middle = (low[column] + high[column]) // 2
        coarse = (*low[:column], middle + 1, *low[column + 1 :])
        fine = (*high[:column], middle, *high[column + 1 :])
        for part in ((bound, coarse, high), (bound, low, fine)):
            push(part)

    def _width(self, column: int, low: Levels, high: Levels) -> float:
        steps = self._steps[column]
        if low[column] == high[column]:
            return -1.0
        return abs(steps[high[column]] - steps[low[column]])

    def _bound(self, low: Levels, high: Levels) -> float:
        if self._score.rising:
            base = self._count(low).above
        else:
            base = sum(steps[level] for steps, level in zip(self._steps, low, strict=True))
            if base > self.state.cutoff[0]:
                return base
        below = self._count(high).below
        return base + below if self._score.additive else max(base, below)

    def _count(self, node: Levels) -> Counted:
        counted = self._seen.get(node)
        if counted is None:
            counted = self.state.count(node)
            if len(self._seen) >= MOST_SEEN:
                self._seen.clear()
            self._seen[node] = counted
        return counted

    def _descend(self, node: Levels) -> None:
        """A good choice early: lower one column at a time, the one that costs most first, while it helps."""
        score = self._count(node).score
        lowered = True
        while lowered:
            lowered = False
            columns = [j for j, level in enumerate(node) if level]
            for j in sorted(columns, key=lambda j: self._steps[j][node[j] - 1] - self._steps[j][node[j]]):
                finer = (*node[:j], node[j] - 1, *node[j + 1 :])
                found = self._count(finer).score
                if found < score:
                    node, score, lowered = finer, found, True
                    break
