"""Checks of the conditions on attacks, and of conditions that say nothing of rows a model made (PK621 to PK634)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from privkit.errors import Problem
from privkit.policy.check_attack_columns import check_columns_of
from privkit.policy.check_synthesis import privately_made, set_aside_of, synthesis_of
from privkit.policy.model.conditions import ATTACKS, Condition, kind_of
from privkit.policy.model.outputs import Nature, Output, Sharing
from privkit.policy.reader import Document
from privkit.policy.say import share
from privkit.words import Words

LEAST_CONFIDENCE, MOST_CONFIDENCE = Fraction(80, 100), Fraction(999, 1000)
LARGE_RISK = Fraction(50, 100)
FEW_ATTACKS, MOST_ATTACKS = 100, 1_000_000

#: The largest risk a condition accepts, by condition.
_RISKS = ("risk_at_most", "advantage_at_most")
#: Conditions that need people the release was not made from.
NEEDS_ASIDE = (*ATTACKS, "usefulness")
#: The three risks of WP29 05/2014.
THREE_RISKS = ("singling_out", "linkability", "inference")
#: Conditions that compare each row with what it was before, or count people in the output: of made rows there is neither.
NOT_OF_MADE_ROWS = ("information_loss", "households_removed", "presence", "k_map")
#: Conditions on groups of rows, which are no people once a model made them.
ON_GROUPS = (
    "k_anonymity",
    "uniqueness",
    "l_diversity",
    "t_closeness",
    "delta_disclosure",
    "beta_likeness",
    "frequency_in_group",
    "record_risk",
    "population_uniqueness",
    "special_uniques",
)


def check_attacks(document: Document) -> Iterator[Problem]:
    """Problems of the conditions that judge by attacks, and of those that cannot judge rows a model made."""
    asked = False
    for number, condition in enumerate(document.policy.release_only_if):
        kind = kind_of(condition)
        asked = asked or kind in ATTACKS
        yield from _needs_aside(document, number, kind)
        yield from _numbers(document, number, condition)
        yield from check_columns_of(document, number, condition)
        yield from _of_made_rows(document, number, kind)
    if asked or document.has("technical", "attacks"):
        yield from _how_many(document)
    for number, output in enumerate(document.policy.outputs):
        yield from _public_rows(document, number, output)


def held_by(document: Document, output: Output) -> set[str]:
    """The kinds of the conditions that hold an output."""
    conditions = document.policy.release_only_if
    return {
        kind_of(c)
        for c in conditions
        if getattr(getattr(c, kind_of(c)), "output", None) in (None, output.name)
    }


def covers_risks(document: Document, output: Output) -> bool:
    """Whether a budget bounds all that was learnt of anybody: rows made under differential privacy, and held to it."""
    return privately_made(document.policy) and "privacy_budget" in held_by(document, output)


def _needs_aside(document: Document, number: int, kind: str) -> Iterator[Problem]:
    if kind not in NEEDS_ASIDE or set_aside_of(document.policy):
        return
    word = document.written(kind)
    yield document.problem(
        "PK621",
        ("release_only_if", number, kind),
        Words(
            f"`{word}` compares the release with people who are not in it, and nobody is set aside",
            f"`{word}` compare la sortie à des personnes qui n'y sont pas, et personne n'est mis de côté",
        ),
        Words(
            "add among the steps, before those that protect: `- set_aside: { share: 20 % }`",
            "ajouter parmi les étapes, avant celles qui protègent : `- mettre_de_côté: { part: 20 % }`",
        ),
    )


def _numbers(document: Document, number: int, condition: Condition) -> Iterator[Problem]:
    kind = kind_of(condition)
    rule, path = getattr(condition, kind), ("release_only_if", number, kind)
    if kind in ATTACKS:
        yield from _confidence(document, path, rule)
        for name in _RISKS:
            if hasattr(rule, name):
                yield from _risk(document, (*path, name), getattr(rule, name))
    if kind == "copied_records" and rule.at_most < 0:
        yield _range(document, (*path, "at_most"), Words("write 0 or more", "écrire 0 ou plus"))
    if kind == "fidelity":
        if rule.columns_together > 3:
            yield _range(document, (*path, "columns_together"), Words("write 1, 2 or 3", "écrire 1, 2 ou 3"))
        if rule.distance_at_most == 0:
            yield _never(document, (*path, "distance_at_most"))


def _confidence(document: Document, path: tuple[str | int, ...], rule: Any) -> Iterator[Problem]:
    if not LEAST_CONFIDENCE <= rule.confidence <= MOST_CONFIDENCE:
        yield document.problem(
            "PK629",
            (*path, "confidence"),
            Words("a confidence is from 80 % to 99.9 %", "une confiance va de 80 % à 99,9 %"),
            Words("write for example 95 %", "écrire par exemple 95 %"),
        )


def _risk(document: Document, path: tuple[str | int, ...], most: Fraction) -> Iterator[Problem]:
    if most == 0:
        yield _never(document, path)
    elif most > LARGE_RISK:
        shown = share(most)
        yield document.problem(
            "PK630",
            path,
            Words(
                f"a risk of {shown.en} lets an attacker succeed more often than not",
                f"un risque de {shown.fr} laisse un attaquant réussir plus d'une fois sur deux",
            ),
            Words("write for example 10 %", "écrire par exemple 10 %"),
            severity="warning",
        )


def _never(document: Document, path: tuple[str | int, ...]) -> Problem:
    return document.problem(
        "PK629",
        path,
        Words(
            "this condition can never hold: what is compared is an upper bound, and it is never 0",
            "cette condition ne peut jamais être remplie : on compare une borne supérieure, et elle n'est jamais nulle",
        ),
        Words("write for example 5 %", "écrire par exemple 5 %"),
    )


def _range(document: Document, path: tuple[str | int, ...], instead: Words) -> Problem:
    message = Words("this number is outside its range", "ce nombre sort de son domaine")
    return document.problem("PK629", path, message, instead)


def _of_made_rows(document: Document, number: int, kind: str) -> Iterator[Problem]:
    """Rows that a model made are no people: groups of them, or what they lost, say nothing of anybody."""
    if synthesis_of(document.policy) is None or kind not in (*NOT_OF_MADE_ROWS, *ON_GROUPS):
        return
    path, word = ("release_only_if", number, kind), document.written(kind)
    attacks = ", ".join(f"`{document.written(one)}`" for one in THREE_RISKS)
    if kind in NOT_OF_MADE_ROWS:
        yield document.problem(
            "PK631",
            path,
            Words(
                f"`{word}` follows real people into the output, and a model made its rows",
                f"`{word}` suit de vraies personnes jusqu'à la sortie, et un modèle en a fait les lignes",
            ),
            Words(f"remove it; write {attacks}", f"la retirer ; écrire {attacks}"),
        )
        return
    yield document.problem(
        "PK632",
        path,
        Words(
            f"`{word}` counts rows that a model made: it says nothing of real people",
            f"`{word}` compte des lignes qu'un modèle a faites : elle ne dit rien de vraies personnes",
        ),
        Words(f"write {attacks}", f"écrire {attacks}"),
        severity="warning",
    )


def _how_many(document: Document) -> Iterator[Problem]:
    attacks, path = document.policy.technical.attacks, ("technical", "attacks")
    if attacks > MOST_ATTACKS:
        yield document.problem(
            "PK634",
            path,
            Words("more than 1,000,000 attacks of each kind", "plus de 1 000 000 d'attaques de chaque sorte"),
            Words("write for example 2000", "écrire par exemple 2000"),
        )
    elif attacks < FEW_ATTACKS:
        yield document.problem(
            "PK634",
            path,
            Words(
                f"{attacks} attacks make wide intervals: a good release may be refused",
                f"{attacks} attaques donnent de larges intervalles : une bonne sortie peut être refusée",
            ),
            Words("write for example 2000", "écrire par exemple 2000"),
            severity="warning",
        )


def _public_rows(document: Document, number: int, output: Output) -> Iterator[Problem]:
    """Rows about persons, made public, and none of the three risks measured."""
    if output.sharing is not Sharing.PUBLIC or output.nature in (Nature.AGGREGATED, Nature.PSEUDONYMISED):
        return  # a published pseudonym is PK610
    if held_by(document, output) & set(THREE_RISKS) or covers_risks(document, output):
        return
    words = ", ".join(f"`{document.written(kind)}`" for kind in THREE_RISKS)
    yield document.problem(
        "PK635",
        ("outputs", number, "sharing"),
        Words(
            f"output `{output.name}` is public, and no attack on it is measured",
            f"la sortie `{output.name}` est publique, et aucune attaque n'y est mesurée",
        ),
        Words(f"add {words}, or one of them", f"ajouter {words}, ou l'une d'elles"),
        "WP29 05/2014",
        "warning",
    )
