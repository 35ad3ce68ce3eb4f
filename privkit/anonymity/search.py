"""The least lossy admissible levels: an exact search of the generalisation lattice.

Nodes are visited from the least loss without suppression, a lower bound, until it passes the best loss
found. A node that may still win is settled by a binary search along a path to the top for the highest
node whose counts condemn it; every node below that one is condemned by the same count. After Flash
(Kohlmayer, Prasser et al. 2012, doi:10.1109/SocialCom-PASSAT.2012.52) and OLA (El Emam et al. 2009,
doi:10.1197/jamia.M3144), with a bound on the loss added by suppression.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.apply import label_codes
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.groupby import group_rows
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.lattice import Lattice, Node, lattice_size
from privkit.anonymity.limits import MOST_COMBINATIONS, check_feasible, check_size
from privkit.anonymity.loss import LossAM
from privkit.anonymity.result import Optimum
from privkit.anonymity.tables import RollUp
from privkit.errors import InternalError, Problem
from privkit.words import Words

#: Losses nearer than this are the same loss, added in another order.
TIE = 1e-12
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
    metric: str = "loss_am",
    column_weights: Sequence[float] | None = None,
    max_combinations: int = MOST_COMBINATIONS,
) -> Optimum:
    """The levels of least loss at which suppressing the violating classes stays within the limit.

    ``combos[i, j]`` is the value number of column j (see :func:`privkit.anonymity.encode.combine`) and
    ``weights[i]`` the privacy units of row i; equal rows are allowed, as distinct l needs them. At most
    ``floor(suppression_limit * units)`` units may be suppressed, a class entirely or not at all.
    Of equal losses, the lexicographically smallest levels win, in the order of the columns. An empty table
    is left as it is.

    DataError PK440 (fewer units than k), PK441 (lattice too large), PK442 (too many combinations), PK444
    (fewer confidential values than l).
    """
    if metric != "loss_am":
        raise ValueError("the metric is loss_am")
    if not hierarchies or not 0 <= suppression_limit <= 1:
        raise ValueError("a search needs a column, and a suppression limit between 0 and 1")
    check_size(hierarchies, len(combos), max_combinations)
    codes, units = np.asarray(combos, np.int32), np.asarray(weights, np.int64)
    if (units < 1).any():
        raise ValueError("every row stands for one privacy unit at least")
    total = int(units.sum())
    if total == 0:
        return _empty(hierarchies)
    limit = suppression_limit.numerator * total // suppression_limit.denominator
    check_feasible(criteria, total, limit)
    loss = LossAM.of(hierarchies, total, column_weights)
    run = _Run(Lattice(loss, codes, units), RollUp(hierarchies, codes, units, criteria, loss), limit)
    run.walk()
    return _told(run, hierarchies, codes, units, criteria, loss)


class _Run:
    """The state of one search: what has been counted, and the best loss so far."""

    def __init__(self, lattice: Lattice, tables: RollUp, limit: int) -> None:
        self.lattice, self.tables, self.limit = lattice, tables, limit
        self.best = np.inf
        self.found: dict[Node, tuple[float, int]] = {}  # admissible nodes: loss, units suppressed
        self.seen: set[Node] = set()

    def walk(self) -> None:
        self.count(self.lattice.top)  # admissible, since the criteria are feasible: there is an incumbent
        base, least = self.lattice.base.ravel(), self.lattice.least.reshape(-1)
        for flat in self.lattice.by_base():
            if base[flat] > self.best + TIE:
                return
            if base[flat] + least[flat] <= self.best + TIE:
                self.settle(self.lattice.node(flat))

    def settle(self, node: Node) -> None:
        """Find the highest node of a path up from ``node`` that condemns it; count ``node`` if none does."""
        base = float(self.lattice.base[node])
        path = self.lattice.path_up(node)
        low, high = 1, len(path)
        while low < high:  # condemning nodes come first on the way up
            middle = (low + high) // 2
            if self.condemns(path[middle], base):
                low = middle + 1
            else:
                high = middle
        if node not in self.seen and base + self.lattice.least[node] <= self.best + TIE:
            self.count(node)

    def condemns(self, node: Node, base: float) -> bool:
        """Whether the counts of ``node`` exclude the node below it with this loss without suppression."""
        if base + self.lattice.most[node] <= self.best + TIE:
            return False
        if node not in self.seen:
            self.count(node)
        return bool(base + self.lattice.least[node] > self.best + TIE)

    def count(self, node: Node) -> None:
        counted = self.tables.count(node, self.limit)
        self.seen.add(node)
        self.lattice.counted(node, counted.excess)
        if counted.suppressed <= self.limit:
            loss = float(self.lattice.base[node]) + counted.excess
            self.found[node] = loss, counted.suppressed
            self.best = min(self.best, loss)

    def winner(self) -> tuple[Node, float, int]:
        node = min(node for node, (loss, _) in self.found.items() if loss <= self.best + TIE)
        return node, *self.found[node]


def _told(
    run: _Run,
    hierarchies: Sequence[Hierarchy],
    codes: npt.NDArray[np.int32],
    weights: npt.NDArray[np.int64],
    criteria: Criteria,
    metric: LossAM,
) -> Optimum:
    """The winner counted again from the original rows, in whole numbers: it must say the same."""
    levels, loss, suppressed = run.winner()
    labels = label_codes(hierarchies, codes, levels)
    groups = group_rows(labels)
    bad = criteria.violated(groups, weights)
    sizes = groups.total(weights)
    exact, per_column = metric.exact(codes, weights, levels, bad[groups.of_row])
    if int(sizes[bad].sum()) != suppressed or abs(exact - loss) > 1e-9:
        raise InternalError(Problem("PK449", _TWO_COUNTS))
    kept = sizes[~bad]
    return Optimum(
        levels,
        suppressed,
        exact,
        per_column,
        len(kept),
        int(kept.min()) if len(kept) else 0,
        int(kept.max()) if len(kept) else 0,
        len(run.seen),
        run.lattice.size,
    )


def _empty(hierarchies: Sequence[Hierarchy]) -> Optimum:
    nothing = (0,) * len(hierarchies)
    return Optimum(
        nothing, 0, 0.0, (0.0,) * len(nothing), 0, 0, 0, 0, lattice_size([h.height for h in hierarchies])
    )
