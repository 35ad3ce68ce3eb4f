"""``successive_references``: bands as frozen, and what the difference of two tables tells of one household."""

from __future__ import annotations

from dataclasses import dataclass

from privkit.compare.reference import ReferenceTable
from privkit.compare.segments.leaving import Gain, Leaving
from privkit.compare.segments.successive import refused_after
from privkit.gates.base import Trial, at_most, percent, round_up_percent
from privkit.policy.model.outputs import Service
from privkit.policy.model.successive_condition import SuccessiveReferences
from privkit.steps.base import counted
from privkit.values import Outcome, Verdict
from privkit.words import Words

NAME = "successive_references"


@dataclass(frozen=True)
class Successive:
    """The table of this run, the last one released under the same policy, and the attack on a household leaving."""

    today: ReferenceTable
    previous: ReferenceTable | None
    leaving: Leaving


def judge(rule: SuccessiveReferences, trial: Trial) -> list[Verdict]:
    """Failed when the bands are not those of the table released before, or when the gain is shown to be too large.

    Held when the upper bound of the gain is within the bound, for everybody; in groups under 200 units its lower bound
    must be. Inconclusive in between, and without a comparison.
    """
    found, required = trial.successive, _required(rule)
    if found is None:
        reason = Words(
            "no comparison was made to measure it with", "aucune comparaison n'a été faite pour la mesurer"
        )
        return [Verdict(NAME, "", Outcome.INCONCLUSIVE, reason, required, {}, rule.because)]
    refused = refused_after(found.previous, found.today) if found.previous else None
    if refused is not None:
        figures = {"code": refused.code}
        return [
            Verdict(
                NAME, "", Outcome.FAILED, refused.message, required, figures, rule.because, refused.instead
            )
        ]
    return [_attacked(rule, found, required, trial.unit_name)]


def _required(rule: SuccessiveReferences) -> Words:
    return Words("gain ", "gain ") + at_most(rule.gain_at_most)


def _attacked(rule: SuccessiveReferences, found: Successive, required: Words, unit: str) -> Verdict:
    whole, small, bound = found.leaving.everybody, found.leaving.small, float(rule.gain_at_most)
    outcome = Outcome.HELD if whole.gain.high <= bound else Outcome.INCONCLUSIVE
    if whole.gain.low > bound or (small is not None and small.gain.low > bound):
        outcome = Outcome.FAILED
    attack, blind, nearest = (
        percent(whole.attack),
        percent(whole.blind),
        round_up_percent(max(0.0, whole.gain.high)),
    )
    most = percent(max(0.0, whole.gain.high))
    many = counted(whole.units, unit)
    used = found.today.spec.service is not Service.OTHER
    of = Words("use", "consommation") if used else Words("figure", "valeur")
    return Verdict(
        NAME,
        "",
        outcome,
        Words(
            f"gain over chance up to {most.en}: two tables give away the {of.en} of {attack.en} of households that leave, "
            f"within 5%; a blind guess, {blind.en} ({many.en} tried)",
            f"gain sur le hasard jusqu'à {most.fr} : deux tables livrent, à 5 % près, la {of.fr} de {attack.fr} des "
            f"foyers qui partent ; une réponse au hasard, {blind.fr} ({many.fr} à l'essai)",
        ),
        required,
        {
            "share": max(0.0, whole.gain.value),
            "required": bound,
            "units": whole.units,
            "attack": whole.attack,
            "blind": whole.blind,
            "small_groups": None if small is None else _figures(small),
            "not_rounded": _figures(found.leaving.exact),
            "previous": found.previous is not None,
        },
        rule.because,
        None
        if outcome is Outcome.HELD
        else Words(f"gain_at_most: {nearest.en}", f"gain_au_plus: {nearest.fr}"),
        _note(found),
        whole.gain,
    )


def _figures(gain: Gain) -> dict[str, float]:
    return {"units": gain.units, "gain": gain.gain.value, "low": gain.gain.low, "high": gain.gain.high}


def _note(found: Successive) -> Words:
    exact = percent(max(0.0, found.leaving.exact.gain.value))
    note = Words(
        f"without rounding, the gain would be {exact.en}", f"sans arrondi, le gain serait de {exact.fr}"
    )
    if found.previous is None:
        note += Words("; ", " ; ") + Words(
            "no table was released before", "aucune table n'a été diffusée avant"
        )
    return note
