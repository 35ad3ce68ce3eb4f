"""``inference``: an attacker who knows some columns of a person guesses a secret one through the release."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from privkit.gates.attack_columns import groups_of, named, with_total
from privkit.gates.attacked import RISK, Asked, Prepared, judged
from privkit.gates.base import Trial
from privkit.gates.exhibit import Exhibit
from privkit.gates.stage import Stage, Untold
from privkit.policy.model.attack_conditions import Inference
from privkit.risk.attacks import inference
from privkit.risk.attacks.cohorts import Groups
from privkit.risk.attacks.scene import Scene
from privkit.values import Verdict
from privkit.words import Words

#: People to attack by themselves, told from the release and the fields known.
Cohorts = Callable[[Scene, Sequence[str]], Groups]
_STRONGER = Words(
    "more columns under attacker_knows, or more people set aside",
    "plus de colonnes sous l_attaquant_connaît, ou plus de personnes mises de côté",
)
_NOTHING_KNOWN = Words("the attacker knows no other column", "l'attaquant ne connaît aucune autre colonne")
_SEVERAL = Words(
    "the secret has several values per unit, and they are no numbers that could be added up",
    "le secret a plusieurs valeurs par unité, et ce ne sont pas des nombres que l'on puisse additionner",
)


def judge(rule: Inference, trial: Trial) -> list[Verdict]:
    """Held when the secret of people in the data is guessed little more often than that of people who were not.

    A repeated secret, or one with several rows per unit, is guessed by its total.
    """
    secret = str(rule.secret)

    def sentence(gain: Words, any_: bool) -> Words:
        if not any_:
            return Words(
                f"an attacker guesses {secret} of people in the data no better than of people who were not in it",
                f"un attaquant ne devine pas mieux {secret} des personnes des données que de celles qui n'y étaient pas",
            )
        return Words(
            f"an attacker guesses {secret} for {gain.en} more of the people in the data than of people who were not in it",
            f"un attaquant devine {secret} pour {gain.fr} de plus des personnes des données que de celles qui n'y étaient "
            "pas",
        )

    asked = Asked("inference", rule, rule.risk_at_most, RISK, sentence, _STRONGER)
    return judged(asked, trial, partial(prepared, rule, trial))


def prepared(
    rule: Inference, trial: Trial, exhibit: Exhibit, stage: Stage, cohorts: Cohorts | None = None
) -> Prepared | Untold:
    """The attack on one output. ``cohorts`` tells which people to attack by themselves, from the scene of the release
    and the fields known; those with rare or extreme values by default."""
    secret = named(stage, [rule.secret], trial)
    if isinstance(secret, Untold):
        return secret
    names = list(rule.attacker_knows) or [n for n in stage.columns if not set(stage.columns[n]) & set(secret)]
    known = named(stage, names, trial)
    if isinstance(known, Untold):
        return known
    known = tuple(f for f in known if f not in secret)
    if not known:
        return Untold(_NOTHING_KNOWN, Words("attacker_knows: [...]", "l_attaquant_connaît: [...]"))
    scenes, guessed = (stage.scene, stage.raw), secret[0]
    if len(secret) > 1:
        kinds = {f.name: f.kind for f in (*stage.scene.fields, *stage.raw.fields)}
        if any(kinds[f] != "number" for f in secret):
            return Untold(_SEVERAL)
        scenes, guessed = with_total(stage, secret, rule.secret)
    groups = cohorts(scenes[0], known) if cohorts else groups_of(stage)

    attack = partial(inference.attack, secret=guessed, known=known, within=float(rule.within), groups=groups)
    return Prepared(
        attack,
        scenes,
        (guessed, known, rule.within),
        {"secret": rule.secret, "known": names, "within": float(rule.within)},
    )
