"""A policy read aloud: whole sentences, French typography, nothing forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from privkit.policy.reader import Document
from privkit.policy.say import bare, day, french, listing, number, reason, share, times_of
from privkit.policy.sentences import closing, opening
from privkit.policy.skeleton import template
from privkit.words import Words

Read = Callable[[str], Document]
KINDS = ["training", "open-data", "synthetic"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_sentences_start_and_end_as_sentences(kind: str, language: str, read: Read) -> None:
    policy = read(template(kind, language, "essai")).policy  # type: ignore[arg-type]
    for words in opening(policy) + closing(policy):
        for text in (words.en, words.fr):
            assert re.match(r"[A-ZÀÉL“«]", text), text
            assert text.endswith("."), text
            assert ".." not in text
            assert "  " not in text
            assert "None" not in text


@pytest.mark.parametrize("kind", KINDS)
def test_french_spaces_never_break(kind: str, read: Read) -> None:
    policy = read(template(kind, "fr", "essai")).policy  # type: ignore[arg-type]
    for words in opening(policy) + closing(policy):
        assert not re.search(r" [:;?!%»]|« ", words.fr), words.fr
        assert not re.search(r"(?i)\b(de|le|la|que|ne|se|jusque|au) une? \b|\bde (le|les) ", words.fr), (
            words.fr
        )


def test_the_training_policy_said_in_french(training: dict[str, str], read: Read) -> None:
    said = [w.fr for w in opening(read(training["fr"]).policy)]
    assert said[0] == french(
        "Cette politique, « Jeu d'entraînement pour la comparaison des consommations d'eau » (essai, version "
        "0.1), est un brouillon ; elle doit être relue avant le 31 décembre 2027."
    )
    assert (
        french(
            "Les colonnes nom_titulaire, adresse et commentaire de la table « factures » ne sont jamais lues."
        )
        in said
    )
    assert (
        french(
            "Les données sont conservées 3 ans, à compter de la colonne date_releve, puis éliminées. Raison : La "
            "loi compare une consommation aux trois années précédentes."
        )
        in said
    )


def test_the_conditions_and_outputs_said_in_both_languages(training: dict[str, str], read: Read) -> None:
    said = closing(read(training["en"]).policy)
    assert said[:5] == [
        Words(
            "If a single one of the following conditions does not hold, nothing leaves.",
            "Si une seule des conditions suivantes n'est pas remplie, rien ne sort.",
        ),
        Words(
            "Each combination of quasi-identifiers is shared by at least 11 units (k-anonymity). Reason: By "
            "prudence we extend the publication rule of tax statistics to this file.",
            "Chaque combinaison de quasi-identifiants est partagée par au moins 11 unités (k-anonymat). "
            "Raison\u00a0: By prudence we extend the publication rule of tax statistics to this file.",
        ),
        Words(
            "In every group, column annual_volume takes at least 3 distinct values (l-diversity); values are "
            "counted in these bands: 0, 50, 100, 200 and 500. Reason: To know the group of a household must "
            "not tell its water use.",
            "Dans chaque groupe, la colonne annual_volume prend au moins 3 valeurs distinctes (l-diversité)"
            "\u202f; tranches de comptage\u00a0: 0, 50, 100, 200 et 500. Raison\u00a0: To know the group of a "
            "household must not tell its water use.",
        ),
        Words(
            "Protection removes at most 5% of units.",
            "La protection retire au plus 5\u00a0% des unités.",
        ),
        Words(
            "No direct identifier is left in the output.", "Aucun identifiant direct ne reste dans la sortie."
        ),
    ]


def test_every_condition_can_be_said() -> None:
    from privkit.policy.model.conditions import Condition
    from privkit.policy.sentences_closing import _CONDITIONS

    assert set(_CONDITIONS) == set(Condition.model_fields)


def test_every_reason_is_read_aloud(training: dict[str, str], read: Read) -> None:
    """But those of the steps, which say themselves."""
    document = read(training["fr"])
    said = " ".join(w.fr for w in opening(document.policy) + closing(document.policy))
    register, releases = document.policy.register_, document.policy.release_only_if
    reasons = [register.legal_basis.because, register.retention.because]
    reasons += [c.k_anonymity.because for c in releases if c.k_anonymity and c.k_anonymity.because]
    assert len(reasons) == 3
    assert all(french(bare(why)) in said for why in reasons)


@pytest.mark.parametrize(
    ("words", "en", "fr"),
    [
        (day(date(2027, 6, 1)), "1 June 2027", "1er juin 2027"),
        (day(date(2027, 8, 31)), "31 August 2027", "31 août 2027"),
        (number(Decimal("12.50")), "12.5", "12,5"),
        (number(Decimal("500")), "500", "500"),
        (share(Fraction(1, 40)), "2.5%", "2,5 %"),
        (share(Fraction(1, 10)), "10%", "10 %"),
        (times_of(Decimal(2)), "4", "4"),
        (times_of(Decimal("0.1")), "about 1.08", "environ 1,08"),
        (listing([]), "", ""),
        (listing(["a"]), "a", "a"),
        (listing(["a", "b", "c"]), "a, b and c", "a, b et c"),
        (reason(None), "", ""),
        (reason("Why. "), " Reason: Why.", " Raison : Why."),
    ],
)
def test_pieces_of_sentences(words: Words, en: str, fr: str) -> None:
    assert (words.en, words.fr) == (en, fr)
