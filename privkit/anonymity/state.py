"""The state of one search: what has been counted, the best score so far, and the time left."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from time import monotonic

from privkit.anonymity.result import Progress
from privkit.anonymity.scores import Levels
from privkit.anonymity.tables import Counted, RollUp

#: Scores nearer than this, relatively, are the same score, added in another order.
TIE = 1e-12
_TELL_EVERY = 0.25  # seconds


class OutOfTime(Exception):
    """The time limit has passed. Never leaves the search."""


class State:
    """Counts nodes within the time allowed and keeps the admissible ones of least score."""

    def __init__(
        self,
        tables: RollUp,
        limit: int,
        time_limit: float | None,
        progress: Callable[[Progress], None] | None,
    ) -> None:
        self.tables, self.limit = tables, limit
        self.best = inf
        self.cutoff = [inf]  # the best score and what ties with it; a list, so that others see it fall
        self.settled = 0
        self._found: dict[Levels, tuple[float, int]] = {}
        self._deadline = inf if time_limit is None else monotonic() + time_limit
        self._progress, self._told = progress, monotonic()

    def count(self, node: Levels, in_time: bool = True, bounds: bool = True) -> Counted:
        """Count a node and keep it when no better one is known. OutOfTime unless ``in_time`` is waived."""
        if in_time and monotonic() > self._deadline:
            raise OutOfTime
        counted = self.tables.count(node, self.limit, self.cutoff[0], bounds)
        if counted.score <= self.cutoff[0] and counted.score < inf:
            if counted.score < self.best:
                self.best = counted.score
                self.cutoff[0] = self.best + TIE * abs(self.best) + 1e-15
            ties = {n: f for n, f in self._found.items() if f[0] <= self.cutoff[0]}
            self._found = {
                **ties,
                node: (counted.score, counted.suppressed),
            }  # at once: it may be interrupted
        return counted

    def tell(self, bound: Callable[[], float]) -> None:
        """Report progress, now and then; ``bound`` is asked only when it is wanted."""
        self.settled += 1
        if self._progress is not None and monotonic() - self._told >= _TELL_EVERY:
            shown = self.tables.score.shown
            least = min(bound(), self.best)
            best = shown(self.best) if self.best < inf else inf
            self._progress(
                Progress(self.settled, best, shown(least) if abs(least) < inf else least, self.tables.counted)
            )
            self._told = monotonic()

    def winner(self) -> tuple[Levels, float, int] | None:
        """The lexicographically smallest of the best nodes, its score and the units suppressed."""
        if not self._found:
            return None
        node = min(self._found)
        return node, *self._found[node]
