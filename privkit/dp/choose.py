"""Which noise suits each table: the choice that makes the margins least, made before anything is spent.

Geometric noise grows with the number of cells one unit touches, Gaussian noise with its square root but at a
cost in delta. So many cells per unit call for a Gaussian, and one cell of many rows for geometric noise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from privkit.dp.fit import Budget, fit
from privkit.dp.plan import Mechanism
from privkit.dp.queries import Query

_BETTER = 0.01  # in the logarithm of the margins: a change of less is no reason


def choose(
    queries: Sequence[Query], told: Mapping[str, Mechanism | None], budget: Budget
) -> dict[str, Mechanism]:
    """A mechanism for every query: as told, else one for all the other queries of its table.

    The whole release is fitted to the budget with each choice, since noise of one kind leaves more to its own
    kind than to the other. It starts from all Gaussian and from all geometric, and then changes one table at a
    time while the margins shrink on (geometric) average.
    """
    tables = list(dict.fromkeys(query.table for query in queries if told[query.name] is None))

    def filled(by_table: Mapping[str, Mechanism]) -> dict[str, Mechanism]:
        return {query.name: told[query.name] or by_table[query.table] for query in queries}

    if not tables:
        return filled({})
    starts: list[dict[str, Mechanism]] = [
        dict.fromkeys(tables, "discrete_gaussian"),
        dict.fromkeys(tables, "geometric"),
    ]
    width, best = min(
        ((_width(queries, filled(start), budget), start) for start in starts), key=lambda x: x[0]
    )
    changed = True
    while changed:
        changed = False
        for table in tables:
            other: Mechanism = "geometric" if best[table] == "discrete_gaussian" else "discrete_gaussian"
            trial = {**best, table: other}
            if (found := _width(queries, filled(trial), budget)) < width - _BETTER:
                width, best, changed = found, trial, True
    return filled(best)


def _width(queries: Sequence[Query], mechanisms: Mapping[str, Mechanism], budget: Budget) -> float:
    """The mean logarithm of the 95 % margins; one unit more, as a margin can be 0."""
    spent = fit(queries, mechanisms, budget, tolerance=0.003)
    return sum(math.log(planned.margin95 + 1) for planned in spent) / len(spent)
