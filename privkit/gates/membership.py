"""``membership``: an attacker who knows a whole record tells whether it was in the data."""

from __future__ import annotations

from functools import partial
from typing import Literal

from privkit.gates.attacked import Asked, Prepared, judged
from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.gates.stage import Stage
from privkit.policy.model.attack_conditions import Membership
from privkit.risk.attacks.membership import membership
from privkit.values import Verdict
from privkit.words import Words

_STRONGER = Words(
    "more columns in the output, or more people set aside",
    "plus de colonnes dans la sortie, ou plus de personnes mises de côté",
)
_SETTING = Words("advantage_at_most", "avantage_au_plus")


def judge(rule: Membership, trial: Trial) -> list[Verdict]:
    """Held when the advantage over a guess (true positives less false ones) is small, of each of the targets."""
    targets = tuple(t.value for t in rule.targets)
    asked = Asked(
        "membership",
        rule,
        rule.advantage_at_most,
        _SETTING,
        _sentence,
        _STRONGER,
        difference=True,
        groups=targets,
    )
    return judged(asked, trial, partial(_prepared, rule))


def _sentence(gain: Words, any_: bool) -> Words:
    if not any_:
        return Words(
            "an attacker who knows a whole record tells no better than a guess whether the person was in the data",
            "un attaquant qui connaît toute une fiche ne dit pas mieux qu'au hasard si la personne était dans les données",
        )
    return Words(
        f"an attacker who knows a whole record tells whether the person was in the data with an advantage of {gain.en} "
        "over a guess",
        f"un attaquant qui connaît toute une fiche dit si la personne était dans les données avec {gain.fr} d'avantage "
        "sur le hasard",
    )


def _prepared(rule: Membership, exhibit: Exhibit, stage: Stage) -> Prepared:
    targets: tuple[Literal["random", "outliers"], ...] = tuple(t.value for t in rule.targets)
    attack = partial(membership, targets=targets)
    return Prepared(attack, (stage.scene, stage.raw), (targets,), {"targets": list(targets)})
