"""Several tables under one budget: from what each publishes to the noise of every answer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from privkit.dp.accounting import Accounting
from privkit.dp.answer import spread_of
from privkit.dp.calibrate import Plan, plan_release
from privkit.dp.combine import Asked, combine
from privkit.dp.contribution import Table
from privkit.dp.measures.base import Measure
from privkit.dp.plan import Mechanism
from privkit.dp.queries import Query
from privkit.dp.strategy import cumulated_error

Wish = Literal["auto", "geometric", "discrete_gaussian"]

#: In the logarithm of errors: a mechanism is only changed for a gain of over one percent.
BETTER = 0.01


@dataclass(frozen=True)
class Wanted:
    """One table to publish: its measures, each with its share of the budget, and that of its private keys."""

    table: Table
    asks: tuple[tuple[Measure, Fraction], ...]
    keys: Fraction | None = None


@dataclass(frozen=True)
class Budget:
    """What the release may cost, how it is counted, and the noise that the policy imposes."""

    epsilon: Fraction
    delta: Fraction
    accounting: Accounting
    told: Mapping[str, Wish]


Planned = tuple[tuple[Asked, ...], Plan]


def plan_tables(
    wanted: Sequence[Wanted],
    epsilon: Fraction,
    delta: Fraction,
    accounting: Accounting,
    mechanisms: Mapping[str, Wish],
) -> Planned:
    """The answers of every table and their noise, from public parameters alone: nothing is spent.

    What is best to ask depends on the noise, and the noise on what is asked. So a mechanism is first chosen for
    each table with every question asked plainly; sums are then centred and bins combined for that mechanism and
    the noise fitted again. A table with bins, which Gaussian noise can combine much better, is also tried with
    the other mechanism. ``mechanisms`` says which noise to use, by name of query or of table; ``auto`` where
    it says nothing. Raises what :func:`combine` and :func:`plan_release` raise.
    """
    told = tuple((name, wish) for name, wish in mechanisms.items() if wish != "auto")
    return _planned(tuple(wanted), epsilon, delta, accounting, told)


@lru_cache(maxsize=8)  # a run plans before it spends and again before it draws: the same plan, made once
def _planned(
    wanted: tuple[Wanted, ...],
    epsilon: Fraction,
    delta: Fraction,
    accounting: Accounting,
    told: tuple[tuple[str, Wish], ...],
) -> Planned:
    budget = Budget(epsilon, delta, accounting, dict(told))
    plain = [combine(one.table, one.asks, None, one.keys) for one in wanted]
    first = plan_release(_queries(plain), epsilon, delta, accounting, budget.told)
    chosen = {asked.table.name: _mechanism(asked, first) for asked in plain}
    best = _settled(wanted, chosen, budget)
    for name in _open(plain, budget):
        other: Mechanism = "geometric" if chosen[name] == "discrete_gaussian" else "discrete_gaussian"
        trial = _settled(wanted, {**chosen, name: other}, budget)
        if _error(trial) < _error(best) - BETTER:
            chosen[name], best = other, trial
    return best


def _settled(wanted: Sequence[Wanted], chosen: Mapping[str, Mechanism], budget: Budget) -> Planned:
    """Everything asked for the mechanisms chosen, and its plan."""
    asked = tuple(combine(one.table, one.asks, chosen[one.table.name], one.keys) for one in wanted)
    mechanisms: dict[str, Wish] = {**chosen, **budget.told}
    return asked, plan_release(_queries(asked), budget.epsilon, budget.delta, budget.accounting, mechanisms)


def _open(plain: Sequence[Asked], budget: Budget) -> list[str]:
    """Tables with bins whose noise nothing imposes."""
    imposed = {name.split(".", 1)[0] for name in budget.told}
    return [
        asked.table.name
        for asked in plain
        if budget.delta > 0
        and asked.table.name not in imposed
        and any(one.need.kind == "bins" for one in asked.answers)
    ]


def _error(planned: Planned) -> float:
    """The mean logarithm of the errors of all answers; that of bins is of their cumulated counts."""
    asked, plan = planned
    errors = []
    for one in (answer for each in asked for answer in each.answers):
        error = spread_of(plan.of(one.query.name)).half + 1e-9
        if one.strategy is not None:
            error *= cumulated_error(one.strategy, one.need.lower >= 0)
        errors.append(math.log(error))
    return sum(errors) / len(errors)


def _queries(asked: Sequence[Asked]) -> list[Query]:
    return [query for one in asked for query in one.queries]


def _mechanism(asked: Asked, plan: Plan) -> Mechanism:
    """The noise of a table's bins where it has some, else of its first answer but for keys."""
    answers = sorted(asked.answers, key=lambda one: (one.need.kind != "bins", one.query.selects))
    return plan.of(answers[0].query.name).mechanism
