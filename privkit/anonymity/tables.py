"""Counting classes at one node of the lattice, each time from the smallest finer table already counted.

A table holds one column per class: its label numbers (and confidential values, for models of them) and its
units. A coarser node is a roll-up of any finer one (the roll-up property of LeFevre et al. 2005,
doi:10.1145/1066157.1066164), so the few large tables are grouped once and most nodes cost microseconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.cache import Cache, Table
from privkit.anonymity.classes import Judged
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.hierarchy import Floats, Hierarchy, Ints
from privkit.anonymity.keys import Layout, grouped, ordered
from privkit.anonymity.scores import Labels, Levels, Score


@dataclass(frozen=True)
class Counted:
    """A node once counted: privacy units to suppress and its score (infinite: not admissible), a bound on
    what every finer node adds to its base (infinite: none is admissible), the least base above, and the privacy
    units to suppress at every finer node."""

    suppressed: int
    score: float
    below: float
    above: float
    lost: int


def _below(levels: Levels, others: Levels) -> bool:
    return all(a <= b for a, b in zip(levels, others, strict=True))


#: Rows from which a table is counted by stages, so that others find what is in between.
LARGE = 2000


class RollUp:
    """Counts nodes and remembers their tables. One per search."""

    def __init__(
        self,
        hierarchies: Sequence[Hierarchy],
        codes: npt.NDArray[np.int32],
        weights: npt.NDArray[np.int64],
        criteria: Criteria,
        score: Score,
    ) -> None:
        self.hierarchies, self.codes, self.weights = hierarchies, codes, weights
        self.columns = len(hierarchies)
        self.criteria, self.score = criteria, score
        self.counted = 0
        units = () if criteria.unit_codes is None else (np.asarray(criteria.unit_codes),)
        further = [*criteria.columns, *units]
        self._further = len(further)
        cards = [len(h.values) for h in hierarchies] + [int(c.max(initial=0)) + 1 for c in further]
        self._layout = Layout(cards, len(further))
        self._moves: dict[tuple[int, int, int], Ints] = {}
        people = [np.asarray(model.population, np.float64) for model in criteria.population]
        self._cache = Cache([h.height for h in hierarchies])
        words = self._layout.pack([h.codes(0)[codes[:, j]] for j, h in enumerate(hierarchies)] + further)
        root = Table((0,) * self.columns, words, weights, np.array(people).reshape(-1, len(codes)))
        self._root = self._grouped(root.levels, words, root)

    @property
    def units(self) -> int:
        """Privacy units of the table."""
        if self.criteria.unit_codes is None:
            return int(self.weights.sum())
        return len(np.unique(np.asarray(self.criteria.unit_codes)[self.weights > 0]))

    def asked(self, criteria: Criteria, score: Score) -> RollUp:
        """The same tables judged by other thresholds of the same models, or scored by another metric."""
        other = copy(self)
        other.criteria, other.score, other.counted = criteria, score, 0
        return other

    def count(self, levels: Levels, limit: int, cutoff: float = np.inf, bounds: bool = True) -> Counted:
        """Judge and score a node; its score is wanted only when at most ``limit`` units are suppressed, and when
        it may be at most ``cutoff``. Without ``bounds`` nothing is said of finer nodes (``below`` is not a number)."""
        labels, judged, gone, gone_below = self.classes(levels, bounds)
        self.counted += 1
        if not bounds:
            fits = gone <= limit and not judged.hopeless
            own = self.score.own(levels, labels, judged) if fits else np.inf
            return Counted(gone, own, np.nan, self.score.above(judged), gone_below)
        below = own = np.inf
        if gone_below <= limit and not judged.condemned:
            below = self.score.below(levels, labels, judged)
        if gone <= limit and not judged.hopeless:
            own = self._own(levels, labels, judged, below, cutoff)
        return Counted(gone, own, below, self.score.above(judged), gone_below)

    def _own(self, levels: Levels, labels: Labels, judged: Judged, below: float, cutoff: float) -> float:
        if self.score.additive:
            least = self.score.base(levels, judged) + below
            if least > cutoff:
                return np.inf
            if not judged.most[judged.bad].any():
                return least
        return self.score.own(levels, labels, judged)

    def classes(self, levels: Levels, bounds: bool = True) -> tuple[Labels, Judged, int, int]:
        """Labels of classes, the judgement, the units suppressed, and those suppressed at every finer node."""
        table = self._table(levels)
        if not self._further and not len(table.people):
            judged = self.criteria.of_sizes(table.units.astype(np.float64))
            gone = judged.tally[2]
            return self._labels(table, None), judged, gone, gone
        starts = self._layout.starts(table.words)
        first, of_row = np.flatnonzero(starts), starts.cumsum() - 1
        carried = [self._layout.field(table.words, self.columns + j) for j in range(self._further)]
        units = None if self.criteria.unit_codes is None else carried.pop()
        weights = table.units.astype(np.float64)
        judged = self.criteria.judge(of_row, len(first), weights, carried, list(table.people), units, bounds)
        labels = self._labels(table, first)
        if units is not None:
            return labels, judged, *_distinct_gone(judged, of_row, weights, units)
        gone = judged.tally[2]
        return labels, judged, gone, int((judged.weight - judged.most).sum())

    def _table(self, levels: Levels) -> Table:
        source = self._cache.smallest_below(levels) or self._root
        if source.levels == levels:
            return source
        stop = self._stop(levels)
        if (
            source.rows > max(LARGE, self._root.rows // 2)
            and stop != levels
            and not _below(stop, source.levels)
        ):
            source = self._table(stop)
        table = self._grouped(levels, self._raised(source, levels), source)
        self._cache.add(table)
        return table

    def _stop(self, levels: Levels) -> Levels:
        """A node on the way to ``levels`` that serves many others."""
        return tuple(
            [level if level == h.height else 0 for level, h in zip(levels, self.hierarchies, strict=True)]
        )

    def _labels(self, table: Table, first: Ints | None) -> Labels:
        """The labels of some classes, unpacked only when they are wanted."""

        def of(chosen: Ints) -> Callable[[int], Ints]:
            words = table.words.take(chosen if first is None else first[chosen], axis=1)
            return lambda column: self._layout.field(words, column)

        return of

    def _raised(self, source: Table, levels: Levels) -> npt.NDArray[np.int64]:
        words = source.words.copy()
        tops = []
        for column, (low, high) in enumerate(zip(source.levels, levels, strict=True)):
            if low != high and high == self.hierarchies[column].height:
                tops.append(column)
            elif low != high:
                self._layout.replace(words, column, self._moves_of(column, low, high))
        if tops:
            self._layout.clear(words, tops)
        return words

    def _moves_of(self, column: int, low: int, high: int) -> Ints:
        moves = self._moves.get((column, low, high))
        if moves is None:
            hierarchy = self.hierarchies[column]
            numbers = np.zeros(len(hierarchy.labels_at(low)), np.int64)
            numbers[hierarchy.codes(low)] = hierarchy.codes(high)
            moves = self._moves[column, low, high] = self._layout.moves(numbers, column)
        return moves

    def _grouped(self, levels: Levels, words: npt.NDArray[np.int64], source: Table) -> Table:
        if not len(source.people):
            return Table(levels, *grouped(words, self._layout.bits, source.units), source.people[:, :0])
        order, first = ordered(words)
        units = np.add.reduceat(source.units[order], first)
        people = np.add.reduceat(source.people[:, order], first, axis=1)
        return Table(levels, words[:, order[first]], units, people)


def _distinct_gone(judged: Judged, of_row: Ints, weights: Floats, units: npt.NDArray[Any]) -> tuple[int, int]:
    """Distinct units that lose a row, here and at every finer node."""
    present = weights > 0
    here = np.unique(units[judged.bad[of_row] & present])
    below = np.unique(units[(judged.most < judged.weight)[of_row] & present])
    return len(here), len(below)
