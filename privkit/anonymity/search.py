"""The admissible levels of least score: an exact search of the generalisation lattice, stopped when it must.

A lattice that fits in memory is walked (:mod:`privkit.anonymity.walk`); a larger one is searched by boxes
(:mod:`privkit.anonymity.boxes`). Both may be stopped: the best choice found comes with a bound on what no
choice can beat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.apply import label_codes
from privkit.anonymity.boxes import Boxes
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.groupby import group_rows
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.lattice import lattice_size
from privkit.anonymity.limits import no_choice, no_time
from privkit.anonymity.loss import LossAM
from privkit.anonymity.metrics import prepare
from privkit.anonymity.result import Optimum, Progress, Stopped
from privkit.anonymity.scores import METRICS, Metric
from privkit.anonymity.state import OutOfTime, State
from privkit.anonymity.tables import RollUp
from privkit.anonymity.walk import Walk
from privkit.errors import InternalError, Problem
from privkit.words import Words

#: Lattices of more nodes, or of more columns than arrays have dimensions, are searched by boxes.
MOST_NODES, MOST_COLUMNS = 5_000_000, 32
#: Above as many combinations a search stops after so many seconds, unless told otherwise.
MANY_COMBINATIONS, DEFAULT_SECONDS = 500_000, 50.0
_TWO_COUNTS = Words(
    "two counts of the same generalisation levels differ",
    "deux décomptes des mêmes niveaux de généralisation diffèrent",
)


def search(
    hierarchies: Sequence[Hierarchy],
    combos: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    criteria: Criteria,
    suppression_limit: Fraction,
    metric: Metric = "loss",
    column_weights: Sequence[float] | None = None,
    time_limit: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Optimum:
    """The levels of least score at which suppressing the violating classes stays within the limit.

    ``combos[i, j]`` is the value number of column j (see :func:`privkit.anonymity.encode.combine`) and
    ``weights[i]`` the privacy units of row i; equal rows are allowed, as confidential values need them, and
    rows without a unit when criteria look at a population. At most ``floor(suppression_limit * units)`` units
    may be suppressed, a class entirely or not at all. With ``criteria.unit_codes`` units are the distinct
    ones, and the limit is on those that lose a row; the metric still weighs rows by ``weights``.
    Of equal scores, the lexicographically smallest levels win, in the order of the columns. An empty table
    is left as it is.

    ``time_limit`` in seconds (50 above 500,000 combinations, else none); then, and on KeyboardInterrupt,
    the best choice so far is returned with its bound. ``progress`` is called a few times a second.

    DataError PK440, PK444, PK447, PK448, PK450, PK454, PK455 when a criterion cannot be met within the limit
    (one problem for each that everything generalised does not meet), PK446 when time ran out first.
    """
    tables = tabulated(hierarchies, combos, weights, criteria, suppression_limit, metric, column_weights)
    if tables is None:
        return _empty(hierarchies)
    return solved(tables, suppression_limit, column_weights, time_limit, progress)


def tabulated(
    hierarchies: Sequence[Hierarchy],
    combos: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    criteria: Criteria,
    suppression_limit: Fraction,
    metric: str,
    column_weights: Sequence[float] | None,
) -> RollUp | None:
    """What a search counts, its input checked; None for an empty table."""
    if not hierarchies or not 0 <= suppression_limit <= 1:
        raise ValueError("a search needs a column, and a suppression limit between 0 and 1")
    codes, units = np.asarray(combos, np.int32), np.asarray(weights, np.int64)
    if (units < (0 if criteria.population else 1)).any():
        raise ValueError("every row stands for one privacy unit at least")
    if metric not in METRICS:
        raise ValueError(f"the metric is one of {', '.join(METRICS)}")
    if not units.sum():
        return None
    may_suppress = suppression_limit > 0
    score = prepare(metric, hierarchies, codes, units, criteria, may_suppress, column_weights)
    return RollUp(hierarchies, codes, units, criteria, score)


def solved(
    tables: RollUp,
    suppression_limit: Fraction,
    column_weights: Sequence[float] | None = None,
    time_limit: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Optimum:
    """The optimum of what ``tables`` counts."""
    if time_limit is None and len(tables.codes) > MANY_COMBINATIONS:
        time_limit = DEFAULT_SECONDS
    total = tables.units
    limit = suppression_limit.numerator * total // suppression_limit.denominator
    state = State(tables, limit, time_limit, progress)
    bound, stopped = _run(state)
    return _told(state, column_weights, (bound, stopped))


def _run(state: State) -> tuple[float, Stopped]:
    """Search until the end or the time limit: the bound on what is left, and why it stopped."""
    tables = state.tables
    hierarchies, criteria, weights = tables.hierarchies, tables.criteria, tables.weights
    top = state.count(tuple(h.height for h in hierarchies), in_time=False)
    if top.below == inf and top.score == inf:
        raise no_choice(criteria, weights)
    small = lattice_size([h.height for h in hierarchies]) <= MOST_NODES and len(hierarchies) <= MOST_COLUMNS
    stopped: Stopped = ""
    strategy: Walk | Boxes = (Walk if small else Boxes)(state, tables.score, top)
    try:
        strategy.run()
    except OutOfTime:
        stopped = "time"
    except KeyboardInterrupt:
        if state.winner() is None:
            raise
        stopped = "interrupted"
    if state.winner() is None:
        raise no_choice(criteria, weights) if not stopped else no_time()
    if not stopped:
        return state.best, ""
    bound = strategy.bound()
    return (min(bound, state.best), stopped) if bound <= state.cutoff[0] else (state.best, "")


def _told(state: State, column_weights: Sequence[float] | None, end: tuple[float, Stopped]) -> Optimum:
    """The winner counted again from the original rows: it must say the same."""
    tables = state.tables
    hierarchies, codes, weights = tables.hierarchies, tables.codes, tables.weights
    criteria, score = tables.criteria, tables.score
    winner = state.winner()
    assert winner is not None
    levels, internal, suppressed = winner
    groups = group_rows(label_codes(hierarchies, codes, levels))
    judged = criteria.judged(groups, weights)
    kept = ~judged.bad & (judged.weight > 0)
    gone = judged.bad[groups.of_row] & (weights > 0)
    exact = score.exact(codes, weights, levels, gone, judged.weight[kept])
    lost = int(weights[gone].sum())
    if criteria.unit_codes is not None:
        lost = len(np.unique(np.asarray(criteria.unit_codes)[gone]))
    if lost != suppressed or abs(exact - score.shown(internal)) > 1e-9 * max(1.0, abs(exact)):
        raise InternalError(Problem("PK449", _TWO_COUNTS))
    loss, per_column = LossAM.of(hierarchies, int(weights.sum()), column_weights).exact(
        codes, weights, levels, gone
    )
    sizes = judged.units[kept]
    bound, stopped = end
    return Optimum(
        levels,
        suppressed,
        loss,
        per_column,
        len(sizes),
        int(sizes.min()) if len(sizes) else 0,
        int(sizes.max()) if len(sizes) else 0,
        state.tables.counted,
        lattice_size([h.height for h in hierarchies]),
        exact,
        min(score.shown(bound), exact) if stopped else exact,
        not stopped,
        stopped,
    )


def _empty(hierarchies: Sequence[Hierarchy]) -> Optimum:
    nothing = (0,) * len(hierarchies)
    return Optimum(
        nothing, 0, 0.0, (0.0,) * len(nothing), 0, 0, 0, 0, lattice_size([h.height for h in hierarchies])
    )
