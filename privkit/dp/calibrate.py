"""How much noise each query gets, so that the whole release costs what was asked and no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Literal

from privkit.dp.accounting import Accounting, epsilon_of
from privkit.dp.choose import choose
from privkit.dp.codes import misuse, no_delta_for
from privkit.dp.events import Geometric
from privkit.dp.fit import Budget, fit
from privkit.dp.plan import Mechanism, Plan, Planned
from privkit.dp.queries import Query
from privkit.errors import PolicyError
from privkit.words import Words

__all__ = ["Mechanism", "Plan", "Planned", "plan_release"]


def plan_release(
    queries: Sequence[Query],
    epsilon: Fraction,
    delta: Fraction,
    accounting: Accounting,
    mechanisms: Mapping[str, Literal["auto", "geometric", "discrete_gaussian"]],
) -> Plan:
    """The plan of a release of (``epsilon``, ``delta``) as differential privacy.

    ``mechanisms`` says which noise to use, by name of query or of table; ``auto`` where it says nothing: the
    one that makes the margins of the table least. Weights share the budget: rho among Gaussians, epsilon among
    geometric ones, all times one factor so that the total under ``accounting`` is what was asked. With
    ``delta`` = 0 the noise is geometric and each query has exactly weight × epsilon.

    Raises PolicyError: PK522 for Gaussian noise and PK523 for keys chosen privately, both without a delta;
    InternalError (PK520) for weights whose sum is over 1, no query, or a budget out of range.
    """
    if not queries or epsilon <= 0 or not 0 <= delta < 1 or sum(query.weight for query in queries) > 1:
        raise misuse(
            Words(
                "a plan needs a query, weights of sum 1 at most, an epsilon over 0 and a delta in [0, 1[",
                "un plan demande une requête, des poids de somme 1 au plus, un epsilon positif et un delta dans [0, 1[",
            )
        )
    told = {query.name: _told(query, delta, mechanisms) for query in queries}
    budget = Budget(epsilon * sum(query.weight for query in queries), delta, accounting)
    spent = fit(queries, choose(queries, told, budget), budget)
    return _plan(spent, budget)


def _told(query: Query, delta: Fraction, mechanisms: Mapping[str, str]) -> Mechanism | None:
    """The mechanism a query must have, None where it is to be chosen."""
    word = mechanisms.get(query.name, mechanisms.get(query.table, "auto"))
    if delta == 0 and query.selects:
        raise PolicyError(no_delta_for("keys", query.table))
    if delta == 0 and word == "discrete_gaussian":
        raise PolicyError(no_delta_for("gaussian", query.table))
    if delta == 0 or word == "geometric":
        return "geometric"
    return "discrete_gaussian" if word == "discrete_gaussian" else None


def _plan(spent: tuple[Planned, ...], budget: Budget) -> Plan:
    """What the noise costs: in pure epsilon where that is within the budget, and then without delta."""
    events = [planned.event for planned in spent]
    if all(isinstance(event, Geometric) for event in events):
        pure = epsilon_of(events, Fraction(0), "basic")
        if pure <= budget.epsilon:
            return Plan(spent, pure, Fraction(0), budget.accounting)
    cost = epsilon_of(events, budget.delta, budget.accounting)
    return Plan(spent, cost, budget.delta, budget.accounting)
