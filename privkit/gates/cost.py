"""``protection_cost``: what protection changes to the messages, or to the reference they are read against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from privkit.compare.cost import Cost
from privkit.gates.base import Trial, at_most, beside, percent, round_up_percent
from privkit.policy.model.conditions import CostMeasure, ProtectionCost
from privkit.values import Interval, Outcome, Verdict
from privkit.words import Words

_NO_COMPARISON = Words(
    "there is no comparison section to measure it with",
    "il n'y a pas de section comparaison pour le mesurer",
)
_NOBODY_LEFT = Words(
    "nobody is compared any more: there is no reference left to be wrong",
    "plus personne n'est comparé : il ne reste aucune référence qui puisse être fausse",
)


@dataclass(frozen=True)
class _Measured:
    """One measure: its value, None when nobody has one, what chance alone gives, its interval, its sentence."""

    value: float | None
    floor: float
    interval: Interval | None
    say: Callable[[Words, Words], Words]


def judge(rule: ProtectionCost, trial: Trial) -> list[Verdict]:
    """Held when what is measured is within the bound; read it beside the resampling floor.

    Inconclusive when the policy has no ``comparison`` section, and for the error of a reference nobody has any more.
    """
    if trial.cost is None:
        return [_untold(rule, _NO_COMPARISON)]
    found = _MEASURES[rule.measure](trial.cost)
    if found.value is None:
        return [_untold(rule, _NOBODY_LEFT)]
    value, held = found.value, found.value <= float(rule.at_most)
    nearest = round_up_percent(value)
    return [
        Verdict(
            "protection_cost",
            "",
            Outcome.HELD if held else Outcome.FAILED,
            found.say(beside(value, rule.at_most), percent(found.floor)),
            at_most(rule.at_most),
            {
                "share": value,
                "floor": found.floor,
                "required": float(rule.at_most),
                "measure": rule.measure.value,
            },
            rule.because,
            None if held else Words(f"at_most: {nearest.en}", f"au_plus: {nearest.fr}"),
            interval=found.interval,
        )
    ]


def _untold(rule: ProtectionCost, reason: Words) -> Verdict:
    return Verdict(
        "protection_cost", "", Outcome.INCONCLUSIVE, reason, at_most(rule.at_most), {}, rule.because
    )


def _changed(cost: Cost) -> _Measured:
    def say(shown: Words, floor: Words) -> Words:
        return Words(
            f"{shown.en} of messages change (redrawing the raw data alone changes {floor.en})",
            f"{shown.fr} des messages changent (un nouveau tirage des données brutes en change {floor.fr})",
        )

    return _Measured(cost.changed.value, cost.floor_share, cost.changed, say)


def _opposite(cost: Cost) -> _Measured:
    def say(shown: Words, floor: Words) -> Words:
        return Words(
            f"{shown.en} of messages say the opposite, low told high or high told low (redrawing the raw data alone: "
            f"{floor.en})",
            f"{shown.fr} des messages disent l'inverse, bas dit haut ou haut dit bas (un nouveau tirage des données "
            f"brutes : {floor.fr})",
        )

    return _Measured(cost.opposite.value, cost.opposite_floor, cost.opposite, say)


def _error(cost: Cost) -> _Measured:
    def say(shown: Words, floor: Words) -> Words:
        return Words(
            f"for half of the households the middle mark moves by up to {shown.en} (redrawing the raw data alone: "
            f"{floor.en})",
            f"pour la moitié des foyers le repère du milieu bouge d'au plus {shown.fr} (un nouveau tirage des données "
            f"brutes : {floor.fr})",
        )

    return _Measured(cost.reference_error, cost.reference_error_floor or 0.0, None, say)


_MEASURES: Mapping[CostMeasure, Callable[[Cost], _Measured]] = {
    CostMeasure.MESSAGES_CHANGED: _changed,
    CostMeasure.OPPOSITE_MESSAGES: _opposite,
    CostMeasure.REFERENCE_ERROR: _error,
}
