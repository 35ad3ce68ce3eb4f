"""The noise of every figure and what it costs, from the policy and its public lists alone: no data is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from privkit.errors import PolicyError, Problem
from privkit.policy.model.aggregation import Aggregate as Rule
from privkit.policy.model.budget import Accounting as Accounts
from privkit.policy.model.policy import Policy
from privkit.steps.aggregate.keys import KeyDomain
from privkit.steps.aggregate.settled import Settled, private_keys
from privkit.steps.aggregate.wanted import MeasureSpec, TableSpec, budget_shares
from privkit.steps.base import Spot
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.dp.calibrate import Plan
    from privkit.dp.combine import Asked
    from privkit.dp.fixed_point import FixedPoint
    from privkit.dp.measures.base import Measure
    from privkit.dp.plan import Mechanism
    from privkit.dp.release import Wanted


@dataclass(frozen=True)
class NoisePlan:
    """What each table asks, in the order of the policy, and the noise of each answer.

    ``domains`` are the keys of each table, public lists read.
    """

    asked: tuple[Asked, ...]
    plan: Plan
    epsilon: Fraction
    delta: Fraction
    domains: Mapping[str, tuple[KeyDomain, ...]] = field(default_factory=dict, repr=False)

    @property
    def mechanisms(self) -> dict[str, Mechanism]:
        """The noise of each table."""
        return {a.table.name: self.plan.of(a.queries[0].name).mechanism for a in self.asked}


def noise_plan(
    policy: Policy,
    rule: Rule,
    settled: Settled,
    domains: Mapping[str, tuple[KeyDomain, ...]],
    spot: Spot,
) -> NoisePlan:
    """Plan the noise of a release. PolicyError when the budget cannot pay for it, or delta is missing (PK792)."""
    from privkit.dp.release import plan_tables

    budget = policy.privacy_budget
    if budget is None:
        raise PolicyError(
            spot.problem(
                "PK779",
                Words(
                    "no budget says how much noise there is", "aucun budget ne dit combien il y a de bruit"
                ),
                Words("add the section privacy_budget:", "ajoutez la section budget_de_confidentialité :"),
            )
        )
    amount = budget.this_release
    epsilon, delta = Fraction(amount.epsilon), Fraction(amount.delta or 0)
    problems = [_no_delta(spot, s.name) for s in settled.specs if not delta and private_keys(domains[s.name])]
    if problems:
        raise PolicyError(*problems)
    shares = budget_shares(settled.specs, epsilon)
    chosen = {s.name: s.mechanism.value for s in settled.specs}
    accounting = budget.accounting.value if delta else Accounts.BASIC.value
    wanted = [_wanted(s, settled, domains[s.name], shares[s.name]) for s in settled.specs]
    asked, plan = plan_tables(wanted, epsilon, delta, accounting, chosen)
    return NoisePlan(asked, plan, epsilon, delta, domains)


def with_mechanisms(planned: NoisePlan, settled: Settled, known: Mapping[str, Mechanism]) -> NoisePlan:
    """The same release with the noise of each table as told: bins are asked in the way that suits it."""
    from privkit.dp.release import plan_tables

    shares = budget_shares(settled.specs, planned.epsilon)
    wanted = [_wanted(s, settled, planned.domains[s.name], shares[s.name]) for s in settled.specs]
    accounting = planned.plan.accounting
    asked, plan = plan_tables(wanted, planned.epsilon, planned.delta, accounting, known)
    return NoisePlan(asked, plan, planned.epsilon, planned.delta, planned.domains)


def _wanted(spec: TableSpec, settled: Settled, domains: tuple[KeyDomain, ...], share: Fraction) -> Wanted:
    from privkit.dp.contribution import Table
    from privkit.dp.release import Wanted

    private = bool(private_keys(domains))
    cells = None if private else prod(len(d.values or ()) for d in domains)
    groups, rows = settled.caps.groups_of(spec.by), settled.caps.rows_in_cell(spec.by)
    table = Table(spec.name, cells, groups or 1, rows or 1)
    keys = share / (len(spec.measures) + 1) if private else None
    left = share - (keys or 0)
    total = sum((m.weight for m in spec.measures), Fraction(0))
    asks = tuple((measure_of(m), left * m.weight / total) for m in spec.measures)
    return Wanted(table, asks, keys)


def fixed(spec: MeasureSpec) -> FixedPoint:
    """The bounds of a measure in whole steps."""
    from privkit.dp.fixed_point import fixed_point

    assert spec.column is not None
    return fixed_point(spec.column, spec.low, spec.high, spec.precision, total=spec.total)


def measure_of(spec: MeasureSpec) -> Measure:
    """The measure under differential privacy of a spec."""
    from privkit.dp.measures.count import Count
    from privkit.dp.measures.histogram import Histogram
    from privkit.dp.measures.mean import Mean
    from privkit.dp.measures.quantiles import Quantiles
    from privkit.dp.measures.sum import Sum
    from privkit.dp.measures.variance import Variance

    match spec.kind:
        case "count_units":
            return Count(spec.name, "units")
        case "count_rows":
            return Count(spec.name, "rows")
        case "sum":
            return Sum(spec.name, fixed(spec), spec.complete)
        case "mean":
            return Mean(spec.name, fixed(spec), spec.complete)
        case "variance":
            return Variance(spec.name, fixed(spec), spec.complete)
        case "histogram":
            return Histogram(spec.name, fixed(spec), _steps(spec))
        case "quantiles":
            return Quantiles(spec.name, fixed(spec), spec.at, _steps(spec), spec.complete)


def _steps(spec: MeasureSpec) -> tuple[int, ...]:
    """Edges in whole steps of the precision; two that fall on one step are one edge."""
    return tuple(
        dict.fromkeys(int((Decimal(edge) / spec.precision).to_integral_value()) for edge in spec.edges)
    )


def _no_delta(spot: Spot, table: str) -> Problem:
    return spot.problem(
        "PK792",
        Words(
            f"the keys of {table} are chosen privately, and the budget has no delta",
            f"les clés de {table} sont choisies en privé, et le budget n'a pas de delta",
        ),
        Words(
            "add delta: 1e-7 to total and this_release, or give a public list",
            "ajoutez delta : 1e-7 à total et cette_diffusion, ou donnez une liste publique",
        ),
        at=("tables", table, "by"),
    )
