"""How likely an illegitimate access is, proposed from what was measured. Severity is never proposed.

The rule, the same for every run: take the worst chance of an intruder on any output, as an upper bound:

- attacks made: the upper bound of what the attack gains on the people of the release, in the worst group of at least
  :data:`FEWEST` attempts, whether or not a gain is proved there;
- rows left as they are: one over the size of the smallest group (El Emam's prosecutor);

then read it on :data:`BANDS`; never 1 unless each of the three criteria of opinion 05/2014 was attacked, for a group
of thousands may still share one secret. An output of rows on which nothing was measured leaves it unproposed. Tables
under statistical secrecy give no such chance: 2 when the attacker found no figure closer than allowed, 4 when it did.
Differential privacy is a bound on every attack and not a measured rate: it is told as evidence,
(e^ε − 1 + 2δ) / (e^ε + 1) (Kairouz, Oh and Viswanath 2015), and gives no degree. Where an attack was inconclusive, or
nothing was measured, nothing is proposed (0). The four words are those of the scale of the PIA method: negligible,
limited, significant, maximum.

What is proposed is about the outputs. The tool does not see how the source data are kept: people raise it if needed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from privkit.evidence.report.blocks import Line, line
from privkit.evidence.report.labels_attacks import ATTACKERS, CRITERIA, group_label
from privkit.evidence.report.sections.attacks import attacked, made_by_a_model, name_of
from privkit.evidence.report.view import View
from privkit.evidence.report.voice import to_float
from privkit.words import Words

#: Upper bound of a chance → degree. Our own convention, written in every file it is used in.
BANDS = ((0.01, 1), (0.10, 2), (0.33, 3))
#: Attempts below which a group says too little to set a degree by itself.
FEWEST = 30
DEGREES: Mapping[int, Words] = {
    0: Words("not proposed", "non proposée"),
    1: Words("negligible", "négligeable"),
    2: Words("limited", "limitée"),
    3: Words("significant", "importante"),
    4: Words("maximum", "maximale"),
}


@dataclass(frozen=True)
class Likelihood:
    """The degree proposed (0: none), the evidence, one line each, and whether an attack showed nothing."""

    degree: int
    evidence: tuple[Line, ...]
    unsure: bool = False


def degree_of(chance: float) -> int:
    """The degree of a chance, between 1 and 4.

    >>> [degree_of(p) for p in (0.0, 0.01, 0.05, 0.2, 0.9)]
    [1, 1, 2, 3, 4]
    """
    return next((degree for limit, degree in BANDS if chance <= limit), 4)


def guessed_better(epsilon: float, delta: float = 0.0) -> float:
    """The most an intruder gains over a coin on whether a unit is in the data, under (ε, δ)-differential privacy.

    >>> round(guessed_better(1.0), 3)
    0.462
    """
    return min(1.0, math.tanh(epsilon / 2) + 2 * delta / (math.exp(min(epsilon, 700.0)) + 1))


def likelihood(view: View) -> Likelihood:
    """The likelihood of an illegitimate access through the outputs, with its evidence."""
    found = [*_attacks(view), *_groups(view), *_tables(view)]
    unsure = [
        one
        for one in view.evidence["verdicts"]
        if one["condition"] in ATTACKERS and one["outcome"] == "inconclusive"
    ]
    lines = [told for _, told in found] + [_showed_nothing(view, name_of(view, one)) for one in unsure]
    blind = _not_measured(view)
    lines += [_nothing_on(view, name) for name in blind]
    if unsure or blind or not any(degree for degree, _ in found):
        return Likelihood(0, tuple(lines), bool(unsure))
    return Likelihood(max(_least(view), *(degree for degree, _ in found)), tuple(lines))


def _least(view: View) -> int:
    """The lowest degree that may be proposed: 2 as long as one of the three criteria was not attacked."""
    made = {one["condition"] for one in view.evidence["verdicts"]}
    return 1 if all(made & set(attacks) for attacks in CRITERIA.values()) else 2


def _not_measured(view: View) -> list[str]:
    """Outputs of rows that no attack and no measure of groups is about."""
    told = {one["output"] for one in attacked(view)}
    if not made_by_a_model(view):
        told |= {
            one["output"] for one in view.evidence["measures"] if (one.get("after") or {}).get("smallest")
        }
    rows = (one["name"] for one in view.evidence["outputs"] if one["nature"] != "aggregated")
    return [str(name) for name in rows if name not in told]


def _nothing_on(view: View, name: str) -> Line:
    return line(
        view(
            f"Output {name}: nothing was measured on it; no degree is proposed.",
            f"Sortie {name} : rien n'y a été mesuré ; aucun degré n'est proposé.",
        )
    )


def _attacks(view: View) -> list[tuple[int, Line]]:
    out = []
    for one in attacked(view):
        high = to_float(one["figures"].get("share"))
        if one["outcome"] == "inconclusive" or high is None:
            continue
        bar = one["figures"]["bars"][0]
        before = view.share((bar.get("unprotected") or {}).get("rate"))
        through, strangers = view.share(bar["release"]["rate"]), view.share(bar["control"]["rate"])
        told = view(
            f"{name_of(view, one)}, {one['output']}: succeeds {before} of the time on unprotected data, {through} through "
            f"the release, {strangers} on people who are not in it; gains at most {view.share(high)}, where "
            f"{view.share(one['figures'].get('required'))} is allowed.",
            f"{name_of(view, one)}, {one['output']} : réussit dans {before} des cas sur les données non protégées, {through} à "
            f"travers la sortie, {strangers} sur des personnes qui n'y sont pas ; gagne au plus {view.share(high)}, pour "
            f"{view.share(one['figures'].get('required'))} admis.",
        )
        worst, group = max(_groups_attacked(one), default=(high, ""))
        if worst > high:
            told += view(
                f" Worst group, {group_label(view, group)}: at most {view.share(worst)}, no gain proved.",
                f" Pire groupe, {group_label(view, group)} : au plus {view.share(worst)}, aucun gain prouvé.",
            )
        out.append((degree_of(max(high, worst)), line(told)))
    return out


def _groups_attacked(one: Mapping[str, Any]) -> list[tuple[float, str]]:
    """The upper bound of what is gained on each group attacked often enough, and its name."""
    bars = (bar for bar in one["figures"]["bars"] if (bar["release"].get("attacks") or 0) >= FEWEST)
    return [(to_float(bar.get("high")) or 0.0, str(bar["group"])) for bar in bars]


def _groups(view: View) -> list[tuple[int, Line]]:
    if made_by_a_model(view):
        return []
    out = []
    for one in view.evidence["measures"]:
        highest = to_float((one.get("after") or {}).get("prosecutor_highest"))
        if highest is None or not one["after"].get("smallest"):
            continue
        before = to_float((one.get("before") or {}).get("prosecutor_highest"))
        told = view(
            f"Output {one['output']}: whoever knows all the quasi-identifiers of a {view.unit} finds its row with a chance of at "
            f"most {view.share(highest)} (before protection: {view.share(before)}).",
            f"Sortie {one['output']} : qui connaît tous les quasi-identifiants d'une unité ({view.unit}) retrouve sa ligne avec "
            f"une chance d'au plus {view.share(highest)} (avant protection : {view.share(before)}).",
        )
        out.append((degree_of(highest), line(told)))
    return out


def _tables(view: View) -> list[tuple[int, Line]]:
    out: list[tuple[int, Line]] = []
    releases = {}
    for one in view.evidence.get("tables") or ():
        if one["protection"] == "differential_privacy":
            releases[one.get("epsilon"), one.get("delta")] = one
        else:
            found = (one.get("private") or {}).get("figures_found")
            if found is not None:
                out.append((4 if found else 2, line(_secrecy(view, str(one["table"]), int(found)))))
    for epsilon, delta in releases:
        spent = to_float(epsilon)
        if spent is not None:
            out.append(_noise(view, spent, to_float(delta) or 0.0))
    return out


def _noise(view: View, epsilon: float, delta: float) -> tuple[int, Line]:
    chance = guessed_better(epsilon, delta)
    told = view(
        f"Tables with differential privacy (ε = {epsilon:g}): whatever an intruder knows, the presence of one {view.unit} is "
        f"guessed better than by a coin by at most {view.share(chance)}. A bound on every attack, not a measured rate: no "
        "degree is proposed from it.",
        f"Tableaux à confidentialité différentielle (ε = {str(f'{epsilon:g}').replace('.', ',')}) : quoi que sache un intrus, "
        f"il devine mieux qu'à pile ou face la présence d'une unité ({view.unit}) d'au plus {view.share(chance)}. C'est une "
        "borne sur toute attaque, non un taux mesuré : aucun degré n'en est proposé.",
    )
    return 0, line(told)


def _secrecy(view: View, table: str, found: int) -> str:
    return view(
        f"Table {table}, statistical secrecy: figures an attacker works out closer than allowed: {found}.",
        f"Tableau {table}, secret statistique : chiffres qu'un attaquant retrouve de plus près que permis : {found}.",
    )


def _showed_nothing(view: View, name: str) -> Line:
    return line(
        view(
            f"{name}: inconclusive, it shows nothing; no degree is proposed.",
            f"{name} : non concluante, elle ne montre rien ; aucun degré n'est proposé.",
        )
    )
