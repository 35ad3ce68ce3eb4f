"""The one factor on all shares that makes a release cost its budget."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from privkit.dp import gaussian
from privkit.dp.accounting import Accounting, epsilon_of
from privkit.dp.codes import misuse
from privkit.dp.plan import Mechanism, Planned, with_gaussian, with_geometric
from privkit.dp.queries import Query
from privkit.dp.rounding import short_down, short_up
from privkit.words import Words


@dataclass(frozen=True)
class Budget:
    """What a release may cost, and how the cost is counted."""

    epsilon: Fraction
    delta: Fraction
    accounting: Accounting

    @cached_property
    def reference(self) -> float:
        """The rho of one Gaussian that would spend the whole budget."""
        low, high = 0.0, math.sqrt(2 * float(self.epsilon)) + 1  # in standard deviations
        for _ in range(50):
            middle = (low + high) / 2
            fits = gaussian.epsilon_at(middle, float(self.delta)) <= float(self.epsilon)
            low, high = (middle, high) if fits else (low, middle)
        return low * low / 2


def fit(
    queries: Sequence[Query], mechanisms: Mapping[str, Mechanism], budget: Budget, tolerance: float = 1e-6
) -> tuple[Planned, ...]:
    """The queries with the least noise whose total is within the budget, to ``tolerance`` of epsilon.

    Where all noise is geometric and composition gains under one percent, the shares of epsilon are exact and
    the release is of pure epsilon.
    """
    pure = all(mechanisms[query.name] == "geometric" for query in queries)
    exact = _at(None, queries, mechanisms, budget) if pure else ()
    if pure and (budget.delta == 0 or budget.accounting == "basic"):
        return exact
    best, best_factor, factor = exact, 1.0 if pure else 0.0, 1.0
    for turn in range(60):
        spent = _at(factor, queries, mechanisms, budget)
        cost = float(epsilon_of([p.event for p in spent], budget.delta, budget.accounting) / budget.epsilon)
        if cost <= 1 and factor > best_factor:
            best, best_factor = spent, factor
        if best and (1 - tolerance <= cost <= 1 or turn > 12):
            break
        factor *= (
            (1 - tolerance / 2) / cost if turn < 12 else 0.9
        )  # the cost is nearly proportional to the factor
    if not best:
        raise misuse(Words("no noise fits the budget", "aucun bruit ne tient dans le budget"))
    return exact if pure and best_factor < 1.01 else best


def _at(
    factor: float | None, queries: Sequence[Query], mechanisms: Mapping[str, Mechanism], budget: Budget
) -> tuple[Planned, ...]:
    """The queries at ``factor`` times their shares, noise rounded up; without a factor, at their exact shares."""
    pure = all(mechanisms[query.name] == "geometric" for query in queries)
    selecting = sum(query.selects for query in queries)
    # Keys may have all of delta when nothing else needs it. Otherwise half: noise depends on its logarithm.
    alone = pure and budget.accounting == "basic"
    delta = budget.delta / (selecting * (1 if alone else 2)) if selecting else Fraction(0)
    out = []
    for query in queries:
        if mechanisms[query.name] == "discrete_gaussian":
            rho = query.weight * Fraction(budget.reference * (factor or 1) ** 2)
            out.append(with_gaussian(query, short_up(query.l2_squared / (2 * rho)), delta))
        else:
            epsilon = query.weight * budget.epsilon / _total(queries)
            share = epsilon if factor is None else short_down(epsilon * Fraction(factor))
            out.append(with_geometric(query, share, delta))
    return tuple(out)


def _total(queries: Sequence[Query]) -> Fraction:
    return sum((query.weight for query in queries), Fraction(0))
