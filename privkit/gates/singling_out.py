"""``singling_out``: an attacker isolates one person of the data by a description made from the release."""

from __future__ import annotations

from functools import partial

from privkit.gates.attack_columns import both, named
from privkit.gates.attacked import RISK, Asked, Prepared, judged
from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.gates.stage import Stage, Untold
from privkit.policy.model.attack_conditions import SinglingOut
from privkit.risk.attacks import singling_out
from privkit.values import Verdict
from privkit.words import Words

_STRONGER = Words(
    "more columns under attacker_knows or columns_together, or more people set aside",
    "plus de colonnes sous l_attaquant_connaît ou colonnes_ensemble, ou plus de personnes mises de côté",
)

_NOTHING = Words(
    "no description made from the release fits one row alone: there was nothing to attack with",
    "aucune description tirée de la sortie ne convient à une seule ligne : il n'y avait pas de quoi attaquer",
)


def judge(rule: SinglingOut, trial: Trial) -> list[Verdict]:
    """Held when descriptions made from the release isolate people in the data little more often than others."""
    asked = Asked(
        "singling_out", rule, rule.risk_at_most, RISK, _sentence, _STRONGER, nothing_to_try=_NOTHING
    )
    return judged(asked, trial, partial(_prepared, rule, trial))


def _sentence(gain: Words, any_: bool) -> Words:
    if not any_:
        return Words(
            "an attacker isolates people in the data no better than people who were not in it",
            "un attaquant n'isole pas mieux les personnes des données que celles qui n'y étaient pas",
        )
    return Words(
        f"an attacker isolates {gain.en} more of the people in the data than of people who were not in it",
        f"un attaquant isole {gain.fr} de plus des personnes des données que de celles qui n'y étaient pas",
    )


def _prepared(rule: SinglingOut, trial: Trial, exhibit: Exhibit, stage: Stage) -> Prepared | Untold:
    names = list(rule.attacker_knows) or list(stage.columns)
    fields = named(stage, names, trial)
    if isinstance(fields, Untold):
        return fields
    attack = partial(singling_out.attack, columns_together=rule.columns_together)
    return Prepared(
        attack,
        both(stage, fields),
        (fields, rule.columns_together),
        {"known": names, "together": rule.columns_together},
    )
