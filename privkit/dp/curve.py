"""What more budget would buy: the margins of a release at several epsilons. Costs nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from privkit.dp.accounting import Accounting
from privkit.dp.calibrate import plan_release
from privkit.dp.queries import Query

#: Times the epsilon asked.
STEPS = (Fraction(1, 4), Fraction(1, 2), Fraction(1), Fraction(2), Fraction(4))


@dataclass(frozen=True)
class Step:
    """The 95 % margin of one cell of each query, by its name and in integer units, at one ``epsilon``."""

    epsilon: Fraction
    margins: Mapping[str, int]


def curve(
    queries: Sequence[Query],
    epsilon: Fraction,
    delta: Fraction,
    accounting: Accounting,
    mechanisms: Mapping[str, Literal["auto", "geometric", "discrete_gaussian"]],
    steps: Sequence[Fraction] = STEPS,
) -> tuple[Step, ...]:
    """The margins at each of ``steps`` times ``epsilon``; mechanisms are chosen anew at each.

    The rest is as for :func:`privkit.dp.calibrate.plan_release`, with the same errors.
    """
    out = []
    for step in steps:
        plan = plan_release(queries, epsilon * step, delta, accounting, mechanisms)
        out.append(Step(epsilon * step, {planned.query.name: planned.margin95 for planned in plan.spent}))
    return tuple(out)
