"""The words a policy gives to groups of homes reach the sentences, and nothing but words does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from privkit.compare.bill.household import Bill
from privkit.compare.bill.tell import bill_message
from privkit.compare.phrase import Phrase, column_in_words, group_in_words, phrase_from_json
from privkit.words import Language
from tests.compare.conftest import by_hand

PEOPLE = Phrase("nombre d'occupants", "{} personnes", {"1": "1 personne"})
GARDEN = Phrase("présence d'un jardin", None, {"oui": "avec jardin", "non": "sans jardin"})


@pytest.mark.parametrize(
    ("phrase", "labels", "shown", "words"),
    [
        (PEOPLE, ("1",), "1", "1 personne"),
        (PEOPLE, ("1", "2"), "1 à 2", "1 à 2 personnes"),
        (PEOPLE, ("5 et plus",), "5 et plus", "5 personnes et plus"),
        (Phrase(band="{} m²"), ("0 à moins de 40",), "0 à moins de 40", "moins de 40 m²"),
        (Phrase(band="{}"), ("130 et plus",), "130 et plus", "130 et plus"),
        (GARDEN, ("non",), "non", "sans jardin"),
        (GARDEN, ("oui", "non"), "oui ou non", "avec jardin ou sans jardin"),
        (GARDEN, ("oui", "*"), "oui ou non précisé", "avec jardin ou non précisé"),
        (GARDEN, ("oui", "peut-être"), "oui ou peut-être", "présence d'un jardin\u00a0: oui ou peut-être"),
        (None, ("oui",), "oui", "a b\u00a0: oui"),
        (GARDEN, ("*",), "*", ""),
        (Phrase(band="{}\x01 m²"), ("60",), "60", "60 m²"),
    ],
)
def test_a_group_in_words(phrase: Phrase | None, labels: tuple[str, ...], shown: str, words: str) -> None:
    phrases = {} if phrase is None else {"a_b": phrase}
    assert group_in_words(("a_b",), (labels,), (shown,), phrases, "fr") == words


def test_a_phrase_comes_back_from_json() -> None:
    assert phrase_from_json(PEOPLE.to_json()) == PEOPLE
    assert phrase_from_json("{} personnes") == Phrase(band="{} personnes")
    assert (column_in_words("nb_occupants", PEOPLE), column_in_words("nb_occupants", None)) == (
        "nombre d'occupants",
        "nb occupants",
    )


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "il manque\u00a0: nombre d'occupants."), ("en", "missing: nombre d'occupants.")],
)
def test_what_is_missing_has_its_name(language: Language, words: str) -> None:
    table = by_hand()
    table = replace(table, spec=replace(table.spec, phrases={"nb_occupants": PEOPLE}))
    home = {"nb_occupants": "", "logement": "maison"}
    assert bill_message(table, Bill(home, Decimal(92))).sentence.say(language).endswith(words)


def test_marks_of_numbers_in_a_unit_are_not_taken_for_them() -> None:
    """A unit is a text of the billing file: it must not be able to repeat or move a number."""
    home = {"nb_occupants": "4", "logement": "maison"}
    told = bill_message(by_hand(), Bill(home, Decimal(92), (Decimal(1),) * 3, unit="k\x01W\x02h\x03"))
    assert told.sentence.en.startswith("Your household used 92\u00a0kWh in one year.")
    assert told.sentence.en.count("92") == 1
