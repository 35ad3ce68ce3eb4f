"""Plain sentences for the conditions on what an attacker learns, and on what rows are still worth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from privkit.policy.model.attack_conditions import (
    CopiedRecords,
    Fidelity,
    Inference,
    KnownReadings,
    Linkability,
    LinkingAttack,
    Membership,
    SinglingOut,
    Targets,
    Usefulness,
)
from privkit.policy.say import listing, share
from privkit.words import Words, same

_BEYOND = Words(
    ", beyond what works on people who are not in it",
    ", au-delà de ce qui réussit sur des personnes qui n'y sont pas",
)
_EVERYTHING = Words("all the other columns", "toutes les autres colonnes")
_TARGETS = {
    Targets.RANDOM: Words("people drawn at random", "des personnes tirées au hasard"),
    Targets.OUTLIERS: Words("people unlike others", "des personnes qui ne ressemblent pas aux autres"),
}


def _attempts(most: Fraction) -> Words:
    shown = share(most)
    return Words(f" in at most {shown.en} of attempts", f" dans au plus {shown.fr} des essais") + _BEYOND


def _ends(idea: Words, confidence: Fraction) -> Words:
    sure = share(confidence)
    return Words(f" ({idea.en}; confidence {sure.en}).", f" ({idea.fr} ; confiance de {sure.fr}).")


def _known(names: Sequence[str]) -> Words:
    return listing(names) if names else _EVERYTHING


def copied_records(rule: CopiedRecords) -> Words:
    """The condition, read aloud."""
    sure = share(rule.confidence)
    said = (
        Words("No row is a copy of someone's record", "Aucune ligne n'est la copie des données de quelqu'un")
        if rule.at_most == 0
        else Words(
            f"At most {rule.at_most} rows are copies of someone's record",
            f"Au plus {rule.at_most} lignes sont la copie des données de quelqu'un",
        )
    )
    return said + Words(
        f", beyond what chance gives (confidence {sure.en}).",
        f", au-delà de ce que donne le hasard (confiance de {sure.fr}).",
    )


def singling_out(rule: SinglingOut) -> Words:
    """The condition, read aloud."""
    by = same("")
    if rule.attacker_knows:
        names = listing(rule.attacker_knows)
        by = Words(f" by {names.en}", f" par {names.fr}")
    if rule.columns_together:
        many = rule.columns_together
        by += Words(
            f", {many} column{'s' if many > 1 else ''} at a time",
            f", {many} colonne{'s' if many > 1 else ''} à la fois",
        )
    return (
        Words(
            f"An attacker who describes people after the release isolates someone{by.en}",
            f"Un attaquant qui décrit des personnes d'après la sortie isole quelqu'un{by.fr}",
        )
        + _attempts(rule.risk_at_most)
        + _ends(Words("singling out", "individualisation"), rule.confidence)
    )


def linkability(rule: Linkability) -> Words:
    """The condition, read aloud."""
    first, second = (listing(names) for names in rule.attacker_knows)
    return (
        Words(
            f"An attacker who holds two files, one with {first.en}, the other with {second.en}, links two lines of one "
            "person through the release",
            f"Un attaquant qui détient deux fichiers, l'un avec {first.fr}, l'autre avec {second.fr}, relie par la "
            "sortie deux lignes d'une même personne",
        )
        + _attempts(rule.risk_at_most)
        + _ends(Words("linkability", "corrélation"), rule.confidence)
    )


def inference(rule: Inference) -> Words:
    """The condition, read aloud."""
    known, near = _known(rule.attacker_knows), share(rule.within)
    return (
        Words(
            f"An attacker who knows of a person {known.en} guesses {rule.secret} through the release (a number, within "
            f"{near.en})",
            f"Un attaquant qui connaît d'une personne {known.fr} devine {rule.secret} par la sortie (un nombre, à "
            f"{near.fr} près)",
        )
        + _attempts(rule.risk_at_most)
        + _ends(Words("inference", "inférence"), rule.confidence)
    )


def membership(rule: Membership) -> Words:
    """The condition, read aloud."""
    most, whom = share(rule.advantage_at_most), listing([_TARGETS[one] for one in rule.targets])
    return Words(
        "When an attacker who knows all of someone's record tells whether it was used, true positives exceed false ones "
        f"by at most {most.en}, for {whom.en}",
        "Quand un attaquant qui connaît toutes les données de quelqu'un dit si elles ont servi, les vrais positifs "
        f"dépassent les faux d'au plus {most.fr}, pour {whom.fr}",
    ) + _ends(Words("membership", "appartenance"), rule.confidence)


def known_readings(rule: KnownReadings) -> Words:
    """The condition, read aloud."""
    near, many = share(rule.within), rule.months
    of = Words(f" of {rule.readings}", f" ({rule.readings})") if rule.readings else same("")
    return (
        Words(
            f"Someone who knows {many} reading{'s' if many > 1 else ''}{of.en} of a household finds another one through "
            f"the release, within {near.en},",
            f"Qui connaît {many} relevé{'s' if many > 1 else ''}{of.fr} d'un foyer en trouve un autre par la sortie, à "
            f"{near.fr} près,",
        )
        + _attempts(rule.risk_at_most)
        + _ends(Words("known readings", "relevés connus"), rule.confidence)
    )


def linking_attack(rule: LinkingAttack) -> Words:
    """The condition, read aloud."""
    parts = []
    if rule.exact:
        names = listing(rule.exact)
        parts.append(Words(f"{names.en} as they are", f"{names.fr} à l'identique"))
    if rule.near:
        names = listing(rule.near)
        parts.append(Words(f"{names.en} with some tolerance", f"{names.fr} avec une tolérance"))
    compared = listing(parts)
    return (
        Words(
            f"An intruder who holds the register {rule.register_} and compares {compared.en} finds whose line it is",
            f"Un intrus qui détient l'annuaire {rule.register_} et compare {compared.fr} trouve à qui est une ligne",
        )
        + _attempts(rule.risk_at_most)
        + _ends(Words("linking attack", "attaque par croisement"), rule.confidence)
    )


def fidelity(rule: Fidelity) -> Words:
    """The condition, read aloud."""
    most, many = share(rule.distance_at_most), rule.columns_together
    how = Words("one by one", "une à une") if many == 1 else Words(f"{many} by {many}", f"{many} par {many}")
    return Words(
        f"The distributions of columns taken {how.en} are, on average, at most {most.en} away from those of the people "
        "the release was made from (total variation).",
        f"Les répartitions des colonnes prises {how.fr} s'écartent, en moyenne, d'au plus {most.fr} de celles des "
        "personnes dont vient la sortie (variation totale).",
    )


def usefulness(rule: Usefulness) -> Words:
    """The condition, read aloud."""
    most = share(rule.loss_at_most)
    what = same("")
    if rule.predict:
        names = listing(rule.predict)
        what = Words(f" to predict {names.en}", f" à prédire {names.fr}")
    return Words(
        f"Models trained on the release{what.en} lose at most {most.en} of what models trained on real people learn, "
        "judged on real people set aside (train on synthetic, test on real).",
        f"Des modèles entraînés sur la sortie{what.fr} perdent au plus {most.fr} de ce qu'apprennent des modèles "
        "entraînés sur de vraies personnes, jugés sur de vraies personnes mises de côté.",
    )


ATTACK_CONDITIONS: dict[str, Callable[[Any], Words]] = {
    "copied_records": copied_records,
    "singling_out": singling_out,
    "linkability": linkability,
    "inference": inference,
    "membership": membership,
    "known_readings": known_readings,
    "linking_attack": linking_attack,
    "fidelity": fidelity,
    "usefulness": usefulness,
}
