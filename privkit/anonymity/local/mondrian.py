"""Mondrian: regions of numbers (and labels) cut in two until a part would fail.

Strict multidimensional partitioning (LeFevre, DeWitt & Ramakrishnan 2006, doi:10.1109/ICDE.2006.101). All
regions are cut at once, each along the column that helps it most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from privkit.anonymity.criteria import Criteria
from privkit.anonymity.groupby import Groups, group_rows
from privkit.anonymity.hierarchy import Floats, Hierarchy, Ints
from privkit.anonymity.limits import no_choice
from privkit.anonymity.local.cuts import Cut, Cutter, State, shares
from privkit.anonymity.local.guard import Guard
from privkit.anonymity.local.refuse import check_bounds, check_labels
from privkit.anonymity.local.regions import Regions
from privkit.errors import InternalError, Problem
from privkit.words import Words

Bounds = tuple[float, float]
_TWO_COUNTS = Words("two counts of the same regions differ", "deux décomptes des mêmes régions diffèrent")


def mondrian(
    values: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    criteria: Criteria,
    *,
    hierarchies: Sequence[Hierarchy | None] | None = None,
    bounds: Sequence[Bounds | None] | None = None,
    steps: Sequence[float | None] | None = None,
    choose: Literal["range", "loss"] = "loss",
    cut: Literal["median", "best"] = "median",
    names: Sequence[str] | None = None,
) -> Regions:
    """Cut the space of ``values[i, j]`` (NaN is NULL) into regions that satisfy ``criteria``.

    ``weights[i]`` privacy units stand behind row i. A column with a hierarchy holds value numbers and is
    cut along the children of its label; any other is cut at a number: the one with the fewest digits between
    the two values the cut parts, or a multiple of ``steps[j]``. The column cut is the widest in share of its
    bounds (``choose="range"``, as published) or the one that lowers the loss most; the cut is the one
    nearest to the median, or with ``cut="best"`` the one of least loss. NULL goes apart when both parts hold,
    else below.

    What the labels tell: without ``bounds[j]`` the first and last bound are the least and greatest value of
    the data. Without a step, a cut says that the data are about as many on both sides, and at least one value
    lies on each side near it. Give public bounds and a step when that is too much.

    DataError PK458 (values outside the bounds given, or infinite); PK440, PK444, PK447, PK448 or PK450 when
    one class of everything violates a criterion; PK456 (a label with two meanings).
    """
    table, units = np.asarray(values, np.float64), np.asarray(weights, np.int64)
    kinds = tuple(hierarchies) if hierarchies is not None else (None,) * table.shape[1]
    if table.ndim != 2 or len(kinds) != table.shape[1] or not len(kinds) or (units < 1).any():
        raise ValueError("mondrian needs a column, one kind per column, and units behind every row")
    if steps is not None and any(step is not None and not step > 0 for step in steps):
        raise ValueError("a step is a positive number")
    check_labels([h for h in kinds if h is not None])
    extent = check_bounds(table, kinds, bounds, names)
    if len(units) == 0:
        return _regions(table, units, criteria, kinds, extent, State.empty(table))
    everything = Groups(np.zeros(len(units), np.int64), np.zeros(1, np.int64))
    if criteria.violated(everything, units).any():
        raise no_choice(criteria, units)
    cutter = Cutter(
        Guard.of(criteria), kinds, extent, tuple(steps) if steps else (None,) * len(kinds), cut == "best"
    )
    state = _cut_all(cutter, State.whole(table, units, kinds, extent), choose == "range")
    return _regions(table, units, criteria, kinds, extent, state)


def _cut_all(cutter: Cutter, state: State, by_range: bool) -> State:
    active = np.arange(len(state.region))
    while len(active):
        best: list[Cut | None] = [None] * len(cutter.kinds)
        score = np.zeros(state.count)
        column = np.full(state.count, -1)
        for j in range(len(cutter.kinds)):
            tried = cutter.cut(state, active, j)
            gain = tried.range if by_range else tried.gain
            better = tried.possible & ((gain > score + 1e-12) | ((column < 0) & (gain >= 0)))
            score[better], column[better] = gain[better], j
            best[j] = tried
        if (column < 0).all():
            break
        state, active = _applied(state, active, best, column)
    return state


def _applied(state: State, active: Ints, cuts: list[Cut | None], column: Ints) -> tuple[State, Ints]:
    """Make the chosen cut of every region; regions without one are done."""
    chosen = column[state.region[active]]
    still = active[chosen >= 0]
    for j, made in enumerate(cuts):
        if made is not None:
            rows = active[chosen == j]
            if len(rows):
                state = made.applied(state, rows, column == j)
    return state.narrowed(), still


def _regions(
    table: Floats,
    units: Ints,
    criteria: Criteria,
    kinds: tuple[Hierarchy | None, ...],
    bounds: tuple[Bounds, ...],
    state: State,
) -> Regions:
    """The result, counted again from the labels."""
    sizes = np.bincount(state.region, units, minlength=state.count).astype(np.int64)
    share = shares(kinds, bounds, state)
    lost = tuple(float(np.dot(share[:, j], sizes)) / max(1, int(units.sum())) for j in range(len(kinds)))
    made = Regions(
        kinds,
        bounds,
        state.region,
        state.low,
        state.high,
        state.null,
        state.number,
        sizes,
        float(np.mean(lost)),
        lost,
    )
    if len(units):
        _recount(made, table, units, criteria)
    return made


def _recount(made: Regions, table: Floats, units: Ints, criteria: Criteria) -> None:
    columns = []
    true = True
    for j, hierarchy in enumerate(made.hierarchies):
        known: dict[str | None, int] = {}
        texts = [known.setdefault(text, len(known)) for text in made.labels(j)]
        columns.append(np.array(texts, np.int64)[made.class_of])
        low, high, x = made.low[made.class_of, j], made.high[made.class_of, j], table[:, j]
        if hierarchy is None:
            inside = (x >= low) & ((x < high) | ((x == high) & (high == made.bounds[j][1])))
            true &= bool(np.where(np.isnan(x), made.null[made.class_of, j], inside).all())
        else:
            for level in range(hierarchy.height + 1):
                here = high == level
                codes = hierarchy.codes(level)
                true &= bool((codes[x[here].astype(int)] == codes[low[here].astype(int)]).all())
    groups = group_rows(np.stack(columns, axis=1))
    if not true or len(groups) != made.classes or criteria.violated(groups, units).any():
        raise InternalError(Problem("PK460", _TWO_COUNTS))
