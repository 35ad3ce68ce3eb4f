"""Words of the groups of a comparison: those that cannot be used are told at their place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest

from privkit.policy.checks import check_document
from privkit.policy.reader import Document

ANCHOR = {"en": "  round_to: 5\n", "fr": "  arrondir_à: 5\n"}


def told(read: Callable[..., Document], text: str, phrases: str, language: str) -> list[list[str]]:
    mark = ANCHOR[language]
    text = re.sub(r"  phrases:.*\n(    .*\n)+", "", text)  # those of the template
    document = read(text.replace(mark, f"{mark}  phrases: {phrases}\n", 1))
    found = [p for p in check_document(document, date(2026, 11, 24)) if p.code == "PK599"]
    return [[p.message.say(document.language), p.instead.say(document.language)] for p in found if p.instead]


@pytest.mark.parametrize(
    ("language", "phrases", "problems"),
    [
        ("en", '{ garden: { name: a garden, values: { yes: with a garden, no: without one } }, occupants: { band: "{} people" } }', []),
        ("fr", '{ jardin: { nom: un jardin, valeurs: { oui: avec jardin } }, nb_occupants: { tranche: "{} personnes" } }', []),
        ("en", '{ gardn: { name: a garden } }',
         [["`gardn` is not one of the columns that make groups", "write garden"]]),
        ("fr", '{ jardins: { nom: un jardin } }',
         [["`jardins` n'est pas une des colonnes qui font les groupes", "écrire jardin"]]),
        ("en", '{ occupants: { band: "people" } }',
         [["the band of `occupants` does not say once where its label goes", 'write {} in its place: "{} people"']]),
        ("fr", '{ nb_occupants: { tranche: "de {} à {} personnes" } }',
         [["la tranche de `nb_occupants` ne dit pas une fois où va son libellé",
           'écrire {} à sa place : "{} personnes"']]),
    ],
)  # fmt: skip
def test_phrases(
    read: Callable[..., Document],
    training: dict[str, str],
    language: str,
    phrases: str,
    problems: list[list[str]],
) -> None:
    assert told(read, training[language], phrases, language) == problems
