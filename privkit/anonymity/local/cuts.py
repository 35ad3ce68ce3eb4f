"""One cut of every region along one column."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from privkit.anonymity.hierarchy import Floats, Hierarchy, Ints
from privkit.anonymity.local.guard import Flags, Guard
from privkit.anonymity.local.intervals import round_cuts, stepped_cuts

#: Cuts tried in a region and column when a model of a confidential column refuses the first.
ATTEMPTS = 6


@dataclass(frozen=True)
class State:
    """The regions so far (see :class:`~privkit.anonymity.local.regions.Regions`) and the region of each row."""

    values: Floats = field(repr=False)
    units: Ints = field(repr=False)
    region: Ints = field(repr=False)
    low: Floats = field(repr=False)
    high: Floats = field(repr=False)
    null: Flags = field(repr=False)
    number: Flags = field(repr=False)

    @property
    def count(self) -> int:
        return len(self.low)

    @classmethod
    def empty(cls, values: Floats) -> State:
        """No region."""
        none = np.empty((0, values.shape[1]))
        return cls(values, np.empty(0, np.int64), np.empty(0, np.int64), none, none, none > 0, none > 0)

    @classmethod
    def whole(
        cls,
        values: Floats,
        units: Ints,
        kinds: tuple[Hierarchy | None, ...],
        bounds: tuple[tuple[float, float], ...],
    ) -> State:
        """One region of everything."""
        missing = np.isnan(values)
        state = cls(
            values,
            units,
            np.zeros(len(values), np.int64),
            np.array([[low for low, _ in bounds]], np.float64),
            np.array([[high for _, high in bounds]], np.float64),
            np.array([missing.any(axis=0)]),
            np.array([(~missing).any(axis=0)]),
        )
        for j, hierarchy in enumerate(kinds):
            if hierarchy is not None:
                state.low[0, j] = values[0, j]
                state.high[0, j] = _common_levels(hierarchy, values[:, j], state.region, 1)[0]
        return state

    def narrowed(self) -> State:
        """NULL, or numbers, admitted only by the regions that hold some."""
        missing = np.isnan(self.values)
        null, number = np.zeros_like(self.null), np.zeros_like(self.number)
        for j in range(missing.shape[1]):
            null[self.region[missing[:, j]], j] = True
            number[self.region[~missing[:, j]], j] = True
        return replace(self, null=null, number=number)


@dataclass(frozen=True)
class Cut:
    """A cut of every region: the part of each active row (0 stays in its region), and what it is worth."""

    column: int
    hierarchy: Hierarchy | None = field(repr=False)
    rows: Ints = field(repr=False)
    part: Ints = field(repr=False)
    at: Floats = field(repr=False)  # per region; NaN: NULL against numbers
    possible: Flags = field(repr=False)
    range: Floats = field(repr=False)
    gain: Floats = field(repr=False)

    def applied(self, state: State, rows: Ints, regions: Flags) -> State:
        """Cut these ``regions``, whose rows are ``rows``."""
        part = np.zeros(len(state.region), np.int64)
        part[self.rows] = self.part
        old = state.region[rows]
        key = np.where(part[rows] > 0, old * (int(self.part.max()) + 1) + part[rows], -1)
        moved = key >= 0
        keys, number = np.unique(key[moved], return_inverse=True)
        parents = keys // (int(self.part.max()) + 1)
        region = state.region.copy()
        region[rows[moved]] = state.count + number
        grown = replace(
            state,
            region=region,
            **{
                name: np.concatenate([getattr(state, name), getattr(state, name)[parents]])
                for name in ("low", "high", "null", "number")
            },
        )
        self._mark(grown, rows, regions, parents, state.count)
        return grown

    def _mark(self, state: State, rows: Ints, regions: Flags, parents: Ints, first: int) -> None:
        j, cut = self.column, np.flatnonzero(regions)
        if self.hierarchy is not None:
            here = np.unique(state.region[rows])
            levels = _common_levels(self.hierarchy, state.values[rows, j], state.region[rows], state.count)
            state.low[state.region[rows], j] = state.values[rows, j]
            state.high[here, j] = levels[here]
            return
        apart = np.isnan(self.at)
        state.number[cut[apart[cut]], j] = False  # the lower part is NULL
        state.high[cut[~apart[cut]], j] = self.at[cut[~apart[cut]]]
        upper = first + np.arange(len(parents))
        state.null[upper, j] = False
        numbers = ~apart[parents]
        state.low[upper[numbers], j] = self.at[parents[numbers]]


@dataclass(frozen=True)
class Cutter:
    """How regions may be cut."""

    guard: Guard
    kinds: tuple[Hierarchy | None, ...]
    bounds: tuple[tuple[float, float], ...]
    steps: tuple[float | None, ...]
    best: bool

    def cut(self, state: State, active: Ints, j: int) -> Cut:
        """The cut of every region along column ``j``, where one is possible."""
        hierarchy = self.kinds[j]
        now = shares(self.kinds, self.bounds, state)[:, j] / len(self.kinds)
        if hierarchy is not None:
            part, possible, at = self._children(hierarchy, state, active, j)
        else:
            part, possible, at = self._halves(state, active, j)
        trial = Cut(j, hierarchy, active, part, at, possible, now, np.zeros(state.count))
        if not possible.any():
            return trial
        after = trial.applied(state, active[possible[state.region[active]]], possible)
        lost = shares(self.kinds, self.bounds, after)[:, j] / len(self.kinds)
        rows = active[possible[state.region[active]]]
        units = state.units[rows]
        before = np.bincount(state.region[rows], units * now[state.region[rows]], minlength=state.count)
        then = np.bincount(state.region[rows], units * lost[after.region[rows]], minlength=state.count)
        return replace(trial, gain=np.asarray(before - then, np.float64))

    def _children(
        self, hierarchy: Hierarchy, state: State, active: Ints, j: int
    ) -> tuple[Ints, Flags, Floats]:
        region, value = state.region[active], state.values[active, j].astype(np.int64)
        level = state.high[region, j].astype(np.int64)
        codes = np.stack([hierarchy.codes(number) for number in range(hierarchy.height + 1)])
        label = codes[np.maximum(level - 1, 0), value]
        part = np.where(level > 0, label, 0)
        possible = self._holding(state, active, part) & (state.high[:, j] > 0)
        # the children of the least label stay where they are
        least = np.full(state.count, int(part.max(initial=0)))
        np.minimum.at(least, region, part)
        return np.where(part == least[region], 0, part + 1), possible, np.zeros(state.count)

    def _holding(self, state: State, active: Ints, part: Ints) -> Flags:
        """Regions all of whose parts hold."""
        width = int(part.max()) + 1 if len(part) else 1
        keys, number = np.unique(state.region[active] * width + part, return_inverse=True)
        holds = self.guard.holds(len(keys), number, active, state.units[active])
        out = np.zeros(state.count, bool)
        out[state.region[active]] = True
        out[keys[~holds] // width] = False
        return out

    def _halves(self, state: State, active: Ints, j: int) -> tuple[Ints, Flags, Floats]:
        region, value = state.region[active], state.values[active, j]
        both = state.null[:, j] & state.number[:, j]
        part = (~np.isnan(value)).astype(np.int64)
        apart = both & self._holding(state, active, np.where(both[region], part, 0))
        at, possible = np.full(state.count, np.nan), apart.copy()
        tries = 1 if self.guard.plain else ATTEMPTS
        found, cuts, rank = self._candidates(state, active, j)
        for attempt in range(tries):
            chosen = (rank == attempt) & ~possible[found]
            if not chosen.any():
                break
            tried = np.full(state.count, np.nan)
            tried[found[chosen]] = cuts[chosen]
            upper = (value >= tried[region]).astype(np.int64)
            good = self._holding(state, active, np.where(np.isnan(tried[region]), 0, upper)) & ~np.isnan(
                tried
            )
            at[good], possible[good] = tried[good], True
            part = np.where(good[region], upper, part)
        return part, possible, at

    def _candidates(self, state: State, active: Ints, j: int) -> tuple[Ints, Floats, Ints]:
        """Cuts that leave k units on both sides: their region, the number, and their rank in the region."""
        value, region, units = state.values[active, j], state.region[active], state.units[active]
        value = np.where(np.isnan(value), -np.inf, value)
        order = np.lexsort((value, region))
        value, region, units = value[order], region[order], units[order]
        total = np.bincount(region, units, minlength=state.count)
        below: Floats = (np.cumsum(units) - units).astype(np.float64)
        start = np.zeros(state.count)
        start[region[::-1]] = below[::-1]
        below = below - start[region]
        edge = np.zeros(len(value), bool)
        edge[1:] = (region[1:] == region[:-1]) & (value[1:] > value[:-1]) & np.isfinite(value[:-1])
        edge &= (below >= self.guard.k) & (total[region] - below >= self.guard.k)
        at = np.flatnonzero(edge)
        step = self.steps[j]
        gap = value[at - 1], value[at]
        cuts = round_cuts(*gap) if step is None else stepped_cuts(*gap, step)
        kept = ~np.isnan(cuts)
        at, cuts = at[kept], cuts[kept]
        here, left = region[at], below[at]
        score: Floats = np.asarray(np.abs(left - total[here] / 2), np.float64)
        if self.best:
            score = left * (cuts - state.low[here, j]) + (total[here] - left) * (state.high[here, j] - cuts)
        by = np.lexsort((cuts, score, here))
        here, cuts = here[by], cuts[by]
        first = np.searchsorted(here, here)
        return here, cuts, np.arange(len(here)) - first


def shares(
    kinds: tuple[Hierarchy | None, ...], bounds: tuple[tuple[float, float], ...], state: State
) -> Floats:
    """The share of each column that each region covers: width, or labels besides one's own."""
    out = np.zeros((state.count, len(kinds)))
    for j, hierarchy in enumerate(kinds):
        if hierarchy is None:
            width = bounds[j][1] - bounds[j][0]
            if width > 0:
                out[:, j] = np.where(state.number[:, j], (state.high[:, j] - state.low[:, j]) / width, 0.0)
        elif hierarchy.domain > 1:
            under = np.stack([hierarchy.weight_under(level) for level in range(hierarchy.height + 1)])
            covered = under[state.high[:, j].astype(np.int64), state.low[:, j].astype(np.int64)]
            out[:, j] = (covered - 1) / (hierarchy.domain - 1)
    return out


def _common_levels(hierarchy: Hierarchy, values: Floats, region: Ints, count: int) -> Ints:
    """The lowest level at which the values of each region share a label."""
    codes = values.astype(np.int64)
    level = np.zeros(count, np.int64)
    first = np.zeros(count, np.int64)
    first[region[::-1]] = codes[::-1]
    for number in range(hierarchy.height):
        label = hierarchy.codes(number)
        differs = np.zeros(count, bool)
        differs[region[label[codes] != label[first[region]]]] = True
        level += differs
    return level
