"""``record_risk``: how likely each unit is to be re-identified, and what that adds up to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.gates.matched import TOO_MANY, Matched, matched
from privkit.gates.risk_bounds import bound, required
from privkit.gates.unit_risks import Risks, UnitSizes, smallest_classes, weighted_classes, worst_of_each
from privkit.policy.model.risk_conditions import RecordRisk, RiskMeasure
from privkit.risk.household import household_risk
from privkit.risk.record import individual, journalist, prosecutor, summed
from privkit.values import Outcome, Verdict
from privkit.words import Words

_UPPER = Words(
    ", an upper bound for want of a table of the population",
    ", majorant faute d'une table de la population",
)
_WEIGHTED = Words(
    "estimated from the sampling weights (Franconi, Polettini 2004)",
    "estimé d'après les poids de sondage (Franconi, Polettini 2004)",
)
_TOGETHER = Words(
    "a unit bears the risk that one at least of its household is found",
    "une unité court le risque qu'une au moins de son foyer soit retrouvée",
)


def judge(rule: RecordRisk, trial: Trial) -> list[Verdict]:
    """Held when the risk of the output is within the bound set; see :mod:`privkit.risk.record` for the measures.

    Risks are counted in units, over every quasi-identifier left. An output without rows discloses nothing and
    holds. Inconclusive when a column it needs cannot be matched with the output. Raises DataError (PK681,
    PK682) for weights that cannot be used, or (PK495) for such a file of the population.
    """
    verdicts = []
    for exhibit in trial.concerned(rule.output):
        found = _risks(rule, exhibit, trial)
        if isinstance(found, Words):
            verdicts.append(
                Verdict(
                    "record_risk",
                    exhibit.output,
                    Outcome.INCONCLUSIVE,
                    found,
                    required(rule),
                    {},
                    rule.because,
                )
            )
        else:
            verdicts.append(_verdict(rule, exhibit, found, trial.unit_name))
    return verdicts


def _risks(rule: RecordRisk, exhibit: Exhibit, trial: Trial) -> Risks | Words:
    """The risks of the output's units by the measure asked, or why they cannot be told."""
    on = exhibit.quasi_identifiers
    if rule.population and exhibit.after.units:
        found = matched(exhibit, rule.population, trial)
        return found if isinstance(found, Words) else _in_population(found)
    names = [name for name in (rule.weight, rule.household) if name]
    if not names:
        sizes = smallest_classes(exhibit.after, on)
        without_population = rule.measure in (RiskMeasure.JOURNALIST, RiskMeasure.MARKETER)
        return Risks(prosecutor(sizes.size), sizes.units, without_population)
    table, columns = exhibit.holding(names)
    for name in names:
        if name not in columns:
            return Words(
                f"the column {name} cannot be matched with the rows of the output",
                f"la colonne {name} ne peut être rapprochée des lignes de la sortie",
            )
    if rule.weight and not columns[rule.weight].type.is_numeric:
        return Words(
            f"the column {rule.weight} is not a number", f"la colonne {rule.weight} n'est pas un nombre"
        )
    weighted = weighted_classes(exhibit.after, table, on, rule.weight, rule.household)
    return TOO_MANY if weighted is None else modelled(weighted, by_weight=rule.weight is not None)


def _in_population(found: Matched) -> Risks:
    sizes = found.sizes()
    risk, units, _ = worst_of_each(sizes, journalist(sizes.size, sizes.total))
    return Risks(risk, units)


def modelled(sizes: UnitSizes, *, by_weight: bool) -> Risks:
    """Individual risks when there are weights, carried to households when they are known."""
    base = individual(sizes.size, sizes.total) if by_weight else prosecutor(sizes.size)
    risk, units, home = worst_of_each(sizes, base)
    if home is None:
        return Risks(risk, units)
    # a line may stand for several members alike: each of them counts
    shared = household_risk(np.repeat(risk, units), np.repeat(home, units))
    return Risks(shared, np.ones(len(shared), np.int64))


def _verdict(rule: RecordRisk, exhibit: Exhibit, risks: Risks, unit: str) -> Verdict:
    found, empty = bound(rule, risks, unit), exhibit.after.units == 0
    holds = empty or found.holds
    note = _TOGETHER if rule.household else _WEIGHTED if rule.weight else None
    return Verdict(
        "record_risk",
        exhibit.output,
        Outcome.HELD if holds else Outcome.FAILED,
        Words("no row is left", "aucune ligne ne reste") if empty else found.measured + _bounded(risks),
        required(rule),
        {
            "measure": rule.measure.value,
            "on": list(exhibit.quasi_identifiers),
            **found.figures,
            **_before(rule, exhibit),
        },
        rule.because,
        None if holds else found.nearest,
        note,
    )


def _bounded(risks: Risks) -> Words:
    return _UPPER if risks.upper_bound else Words("", "")


def _before(rule: RecordRisk, exhibit: Exhibit) -> Mapping[str, Any]:
    """The highest and the average risk in the baseline, by class sizes."""
    raw = exhibit.quasi_identifiers_before
    if exhibit.before is None or raw is None or rule.weight or rule.household:
        return {}
    sizes = smallest_classes(exhibit.before, raw)
    whole = summed(prosecutor(sizes.size), sizes.units)
    return {"highest_before": whole.highest, "average_before": whole.average}
