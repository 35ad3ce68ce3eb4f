"""Local recoding: every class of units gets labels of its own, as low in the hierarchies as its members allow."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.criteria import Criteria
from privkit.anonymity.groupby import Groups
from privkit.anonymity.hierarchy import Hierarchy, Ints
from privkit.anonymity.limits import no_choice
from privkit.anonymity.local.attach import distinct
from privkit.anonymity.local.first import begin, first_partition, loosened
from privkit.anonymity.local.guard import Guard
from privkit.anonymity.local.improve import improve
from privkit.anonymity.local.neighbours import Near, good_order, nearest_points, pair_costs
from privkit.anonymity.local.pieces import Pieces
from privkit.anonymity.local.problem import Problem
from privkit.anonymity.local.progress import Progress, Watch
from privkit.anonymity.local.refuse import check_labels
from privkit.anonymity.local.result import LocalRecoding
from privkit.anonymity.local.settings import SETTINGS, Effort, Settings
from privkit.anonymity.local.space import Space
from privkit.anonymity.local.suppress import suppress
from privkit.anonymity.local.told import empty, told


def recode_locally(
    hierarchies: Sequence[Hierarchy],
    combos: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    criteria: Criteria,
    *,
    suppression_limit: Fraction = Fraction(0),
    effort: Effort = "balanced",
    column_weights: Sequence[float] | None = None,
    time_limit: float | None = None,
    progress: Progress | None = None,
) -> LocalRecoding:
    """Partition the units into classes that satisfy ``criteria``, at little Loss.

    ``combos[i, j]`` is the value number of column j and ``weights[i]`` the privacy units of row i; equal rows
    are allowed. The loss is that of :class:`~privkit.anonymity.loss.LossAM`, each class shown by the lowest
    common labels of its members; a suppressed unit costs 1. Nothing is suppressed unless
    ``suppression_limit`` allows it, and then only units that cost their class more than themselves.
    Heuristic: the partition is not proved to be the least lossy. The same input gives the same result on any
    machine unless ``time_limit`` (seconds), a KeyboardInterrupt, or one raised by ``progress`` (told a
    stage and the share of it done) ends the search: then the best complete partition so far is given. From
    the keyboard, before there is a first partition, the interruption goes on to the caller.

    DataError PK456 (a label with two meanings); PK440, PK444, PK447, PK448 or PK450 when even one class of
    everything violates a criterion. Models of the population and several rows per unit are a ValueError.
    After the clustering view of k-anonymity (Byun et al. 2007, doi:10.1007/978-3-540-71703-4_18) and local
    recoding (Xu et al. 2006, doi:10.1145/1150402.1150504).
    """
    codes, units = np.asarray(combos, np.int32), np.asarray(weights, np.int64)
    if not hierarchies or not 0 <= suppression_limit <= 1:
        raise ValueError("local recoding needs a column, and a suppression limit between 0 and 1")
    if (units < 1).any():
        raise ValueError("every row stands for one privacy unit at least")
    check_labels(hierarchies)
    prices = [1.0] * len(hierarchies) if column_weights is None else [float(w) for w in column_weights]
    total = int(units.sum())
    if total == 0:
        return empty(hierarchies)
    limit = suppression_limit.numerator * total // suppression_limit.denominator
    everything = Groups(np.zeros(len(units), np.int64), np.zeros(1, np.int64))
    if criteria.violated(everything, units).any():
        raise no_choice(criteria, units)
    problem = Problem.of(hierarchies, codes, units, criteria, prices, limit)
    watch = Watch(time_limit, progress)
    kept, gone = _solve(problem, SETTINGS[effort], watch)
    return told(hierarchies, codes, units, criteria, prices, problem.of_row, kept, gone, watch.stopped)


def _solve(problem: Problem, settings: Settings, watch: Watch) -> tuple[Pieces, Pieces]:
    """Pieces kept, in classes that hold and differ in their labels, and pieces suppressed."""
    space, guard = problem.space, problem.guard
    rng = np.random.default_rng(0)  # draws decide where to look, never what holds
    pieces, short, spare = begin(problem)
    gone = Pieces(*(np.empty(0, np.int64) for _ in range(3)))
    if short.any() and space.columns:
        order, near = _near(space, guard, settings, watch, rng)
        pieces = first_partition(problem, pieces, short, spare, order, near, watch)
        pieces, gone = suppress(space, guard, pieces, problem.limit)
        pieces = improve(space, guard, near, pieces, settings, watch, rng)
        pieces, more = suppress(space, guard, pieces, problem.limit - int(gone.units.sum()))
        gone = gone.joined(more)
    else:
        alone = Pieces(np.flatnonzero(short), problem.units[short], np.zeros(int(short.sum()), np.int64))
        pieces = loosened(pieces, spare, short, guard.k).joined(alone)
    pieces = distinct(space, guard, pieces)
    return pieces, gone


def _near(
    space: Space, guard: Guard, settings: Settings, watch: Watch, rng: np.random.Generator
) -> tuple[Ints, Near]:
    costs = pair_costs(space)
    order = good_order(space, costs, rng)

    def tick(share: float) -> bool:
        watch.tell("neighbours", share)
        return watch.over()

    near = nearest_points(costs, order, settings.near(guard.k), settings.window, tick)
    return order, near
