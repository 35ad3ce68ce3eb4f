"""``linkability``: an attacker who holds two files finds through the release which lines are about one person."""

from __future__ import annotations

from functools import partial

from privkit.gates.attack_columns import both, groups_of, named
from privkit.gates.attacked import RISK, Asked, Prepared, judged
from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.gates.stage import Stage, Untold
from privkit.policy.model.attack_conditions import Linkability
from privkit.risk.attacks import linkability
from privkit.values import Verdict
from privkit.words import Words

_STRONGER = Words(
    "more columns in both lists under attacker_knows, or more people set aside; between columns that have nothing to do "
    "with each other nobody can link: leave the condition out then",
    "plus de colonnes dans les deux listes sous l_attaquant_connaît, ou plus de personnes mises de côté ; entre des "
    "colonnes sans aucun rapport personne ne peut relier : retirez alors la condition",
)
_TWO_LISTS = Words(
    "an attacker who links holds two files: two lists of columns",
    "un attaquant qui relie a deux fichiers : deux listes de colonnes",
)


def judge(rule: Linkability, trial: Trial) -> list[Verdict]:
    """Held when lines about people in the data are linked little more often than lines about people who were not."""
    asked = Asked("linkability", rule, rule.risk_at_most, RISK, _sentence, _STRONGER)
    return judged(asked, trial, partial(_prepared, rule, trial))


def _sentence(gain: Words, any_: bool) -> Words:
    if not any_:
        return Words(
            "an attacker who holds two files links the lines of people in the data no better than those of people who were "
            "not in it",
            "un attaquant qui a deux fichiers ne relie pas mieux les lignes des personnes des données que celles des "
            "personnes qui n'y étaient pas",
        )
    return Words(
        f"an attacker who holds two files links the lines of {gain.en} more of the people in the data than of people who "
        "were not in it",
        f"un attaquant qui a deux fichiers relie les lignes de {gain.fr} de plus des personnes des données que de celles "
        "qui n'y étaient pas",
    )


def _prepared(rule: Linkability, trial: Trial, exhibit: Exhibit, stage: Stage) -> Prepared | Untold:
    if len(rule.attacker_knows) != 2 or not all(rule.attacker_knows):
        return Untold(
            _TWO_LISTS, Words("attacker_knows: [[...], [...]]", "l_attaquant_connaît: [[...], [...]]")
        )
    lists = [named(stage, names, trial) for names in rule.attacker_knows]
    for found in lists:
        if isinstance(found, Untold):
            return found
    first, second = (tuple(found) for found in lists if not isinstance(found, Untold))
    attack = partial(linkability.attack, first=first, second=second, groups=groups_of(stage))
    known = [list(names) for names in rule.attacker_knows]
    return Prepared(attack, both(stage, [*first, *second]), (first, second), {"known": known})
