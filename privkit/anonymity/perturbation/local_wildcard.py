"""Local suppression when a blank counts as equal to every value."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from privkit.anonymity.groupby import group_rows, pack
from privkit.anonymity.perturbation.local_suppression import anonymity_sets, lent, subsets

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

_STEP = 0.8  # each pass accepts groups this much less rewarding than the one before


def wildcard_cells(shown: Ints, k: int, costs: Floats) -> Bools:
    """Cells to blank so that every record is equal to k - 1 others or more, blanks matching all.

    A blank frees the record itself, when those who share its other values are k, and adds one to the count of
    each of them: so a record that stands out by little is freed by a blank in a neighbour.
    """
    blank = _cells(shown, k, costs, anonymity_sets(shown, "wildcard"))
    if (shown == 0).any():
        # a record with blanks of its own may already have matched one it now matches: counted twice
        left = np.where(blank, 0, shown)
        sure = np.where(anonymity_sets(left, "wildcard") < k, anonymity_sets(left, "strict"), k)
        blank |= _cells(left, k, costs, sure)
    return blank


def _cells(shown: Ints, k: int, costs: Floats, matched: Ints) -> Bools:
    """One search; ``matched`` is how many records each is known to match, itself included."""
    state = _State.of(shown, k, matched)
    for size in range(1, shown.shape[1] + 1):
        chosen = subsets(shown, size, costs)
        least = np.inf
        while state.exposed.any():
            best = 0.0
            for columns in chosen:
                best = max(best, state.blank_best(columns, least, float(costs[list(columns)].sum())))
            if best == 0.0:
                break
            least = min(best, least) * _STEP
    return state.blank


@dataclass
class _State:
    """Distinct records with the number of rows not yet blanked, how many match them, and the cells so far."""

    codes: Ints
    rows: Ints = field(repr=False)  # rows of each distinct record, one record after another
    start: Ints
    size: Ints
    free: Ints
    matched: Ints
    k: int
    blank: Bools = field(repr=False)

    @classmethod
    def of(cls, shown: Ints, k: int, matched: Ints) -> _State:
        groups = group_rows(shown)
        order = np.argsort(groups.of_row, kind="stable")
        size = np.bincount(groups.of_row).astype(np.int64)
        start = np.cumsum(size) - size
        blank = np.zeros(shown.shape, bool)
        return cls(shown[groups.first], order, start, size, size.copy(), matched[groups.first], k, blank)

    @property
    def exposed(self) -> Bools:
        """Distinct records that stand out and still show everything."""
        return (self.matched < self.k) & (self.free > 0)

    def blank_best(self, columns: tuple[int, ...], least: float, cost: float) -> float:
        """Blank ``columns`` in the groups worth ``least`` or more; the worth of the best group left."""
        plan = self._plan(columns)
        worth = plan.freed / (np.maximum(plan.cells, 1) * cost)
        worth[plan.cells < 0] = 0.0
        accepted = worth >= least
        if least < np.inf and accepted.any():
            self._apply(plan, accepted, columns)
        left = worth[~accepted] if least < np.inf else worth
        return float(left.max(initial=0.0))

    def _plan(self, columns: tuple[int, ...]) -> _Plan:
        others = [j for j in range(self.codes.shape[1]) if j not in columns]
        keys = pack(self.codes[:, others])[0] if others else np.zeros(len(self.codes), np.int64)
        exposed = np.flatnonzero(self.exposed)
        names = np.unique(keys[exposed])
        place = np.searchsorted(names, keys)
        place[place == len(names)] = 0
        inside = np.flatnonzero(names[place] == keys) if len(names) else np.zeros(0, np.int64)
        of_inside = place[inside]
        total = np.bincount(of_inside, self.size[inside], len(names)).astype(np.int64)
        safe = self.matched[inside] >= self.k
        spare = np.bincount(of_inside, self.free[inside] * safe, len(names)).astype(np.int64)
        order = exposed[np.lexsort((self.matched[exposed], place[exposed]))]
        return _cheapest(order, place, self.free, self.k - self.matched, total >= self.k, spare, inside[safe])

    def _apply(self, plan: _Plan, accepted: Bools, columns: tuple[int, ...]) -> None:
        """Blank the first records of each accepted plan, then rows of records that do not stand out."""
        group = plan.place[plan.order]
        whole = plan.order[accepted[group] & (plan.rank < plan.first[group])]
        rest = plan.order[accepted[group] & (plan.rank >= plan.first[group])]
        short = np.where(accepted, plan.cells - plan.inside, 0)
        count = lent(self.free, plan.place, plan.donors, short)
        count[whole] = self.free[whole]
        self._take(count, columns)
        self.matched[rest] += plan.cells[plan.place[rest]]

    def _take(self, count: Ints, columns: tuple[int, ...]) -> None:
        """Blank ``columns`` in the next rows of each distinct record."""
        records = np.flatnonzero(count)
        wanted = count[records]
        following = self.start[records] + self.size[records] - self.free[records]
        within = np.arange(wanted.sum()) - np.repeat(np.cumsum(wanted) - wanted, wanted)
        self.blank[np.ix_(self.rows[np.repeat(following, wanted) + within], columns)] = True
        self.free -= count


@dataclass(frozen=True)
class _Plan:
    """For each group: the number of its exposed records blanked whole, of rows blanked in all (-1: impossible)."""

    order: Ints  # exposed records, group after group, those least matched first
    rank: Ints  # of each of them in its group
    place: Ints  # group of each distinct record
    first: Ints
    inside: Ints  # rows of those blanked whole
    cells: Ints
    freed: Ints
    donors: Ints


def _cheapest(
    order: Ints, place: Ints, free: Ints, lacking: Ints, enough: Bools, spare: Ints, donors: Ints
) -> _Plan:
    """Blank the p least matched records of each group, and m - their rows among those that do not stand out.

    What is left lacks at most what the next one lacks: m is the larger of the two numbers. p is the best one.
    """
    groups, count = len(enough), len(order)
    group = place[order]
    starts = np.searchsorted(group, np.arange(groups))
    rank = np.arange(count) - starts[group]
    rows = free[order]
    before = np.cumsum(rows) - rows
    before -= before[starts[group]] if count else 0
    last = np.zeros(count, bool)
    last[np.searchsorted(group, np.arange(groups), side="right") - 1] = True
    # choice r: blank whole the records before r, r lacking most of the rest; and choice "all of them"
    need = lacking[order]
    extra = np.maximum(need - before, 0)
    possible = (extra <= spare[group]) & (enough[group] | (rank == 0))
    cost = np.where(possible, before + extra, np.iinfo(np.int64).max)
    whole = np.where(enough, np.bincount(group, rows, groups).astype(np.int64), np.iinfo(np.int64).max)
    best = np.full(groups, np.iinfo(np.int64).max)
    np.minimum.at(best, group, cost)
    by_all = whole <= best
    sizes = np.bincount(group, minlength=groups)
    first = np.full(groups, -1, np.int64)
    np.maximum.at(first, group, np.where(cost == best[group], rank, -1))
    first = np.where(by_all, sizes, first)
    cells = np.minimum(best, whole)
    inside = np.bincount(group, rows * (rank < first[group]), groups).astype(np.int64)
    cells = np.where(cells == np.iinfo(np.int64).max, -1, cells)
    freed = np.bincount(group, rows, groups).astype(np.int64)
    return _Plan(order, rank, place, first, inside, cells, freed, donors)
