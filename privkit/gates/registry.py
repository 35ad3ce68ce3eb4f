"""Every condition of the language, by its English keyword."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from privkit.gates import (
    beyond,
    copied_records,
    cost,
    disclosure,
    earlier,
    fairness,
    identifiers,
    inference,
    k_anonymity,
    known_readings,
    l_diversity,
    linkability,
    linking_attack,
    membership,
    population,
    record_risk,
    secrecy,
    shares,
    singling_out,
    successive,
    tables,
    worth,
)
from privkit.gates.base import Gate, Trial
from privkit.policy.model.conditions import Condition
from privkit.values import Outcome, Verdict
from privkit.words import Words

GATES: dict[str, Gate] = {
    "k_anonymity": k_anonymity.judge,
    "l_diversity": l_diversity.judge,
    "t_closeness": disclosure.t_closeness,
    "delta_disclosure": disclosure.delta_disclosure,
    "beta_likeness": disclosure.beta_likeness,
    "frequency_in_group": disclosure.frequency_in_group,
    "uniqueness": shares.uniqueness,
    "direct_identifiers_left": identifiers.judge,
    "households_removed": shares.households_removed,
    "information_loss": shares.information_loss,
    "record_risk": record_risk.judge,
    "k_map": population.k_map,
    "presence": population.presence,
    "population_uniqueness": beyond.population_uniqueness,
    "special_uniques": beyond.special_uniques,
    "protection_cost": cost.judge,
    "fairness": fairness.judge,
    "successive_references": successive.judge,
    "privacy_budget": tables.privacy_budget,
    "margin_of_error": tables.margin_of_error,
    "every_key_published": tables.every_key_published,
    "small_cells": secrecy.small_cells,
    "dominance": secrecy.dominance,
    "difference_with_previous_release": earlier.judge,
    "copied_records": copied_records.judge,
    "singling_out": singling_out.judge,
    "linkability": linkability.judge,
    "inference": inference.judge,
    "membership": membership.judge,
    "known_readings": known_readings.judge,
    "linking_attack": linking_attack.judge,
    "fidelity": worth.fidelity,
    "usefulness": worth.usefulness,
}


def judge(conditions: Sequence[Condition], trial: Trial) -> tuple[Verdict, ...]:
    """One verdict per condition and output, in the order of the policy."""
    out: list[Verdict] = []
    for condition in conditions:
        name = next(n for n in GATES if getattr(condition, n) is not None)
        rule = getattr(condition, name)
        out += GATES[name](rule, trial) or [_of_nothing(name, rule)]
    return tuple(out)


def _of_nothing(name: str, rule: Any) -> Verdict:
    """A condition on an output that is not there shows nothing: it must not be passed over."""
    return Verdict(
        name,
        rule.output or "",
        Outcome.INCONCLUSIVE,
        Words("there is no such output", "il n'y a pas de telle sortie"),
        Words("an output to measure", "une sortie à mesurer"),
        because=rule.because,
    )


def overall(verdicts: Sequence[Verdict]) -> Outcome:
    """Failed when one failed, else inconclusive when one is; without verdicts nothing was shown to hold."""
    outcomes = {v.outcome for v in verdicts}
    if Outcome.FAILED in outcomes:
        return Outcome.FAILED
    return Outcome.HELD if outcomes == {Outcome.HELD} else Outcome.INCONCLUSIVE
