from __future__ import annotations

import re
from decimal import Decimal

import pytest

from privkit.compare.message import message
from privkit.compare.reference import ReferenceTable
from privkit.errors import DataError

NB = "\u00a0"
HOUSE = {"nb_occupants": "4", "logement": "maison"}


def say(reference: ReferenceTable, volume: str, household: dict[str, str] = HOUSE) -> tuple[str, str]:
    words = message(reference, household, Decimal(volume)).sentence
    return words.en.replace(NB, " "), words.fr.replace(NB, " ")


def test_low(two_groups: ReferenceTable) -> None:
    assert say(two_groups, "58.5") == (
        "Your household used 58.5 m³ in one year: this is already among the lowest 20% of similar homes "
        "(3 à 4 personnes, maison). Thank you. Middle mark: 85 m³.",
        "Votre foyer a consommé 58,5 m³ en un an : c'est déjà parmi les 20 % les plus bas de logements "
        "comparables (3 à 4 personnes, maison). Merci. Repère du milieu : 85 m³.",
    )


def test_middle(two_groups: ReferenceTable) -> None:
    assert say(two_groups, "92") == (
        "Your household used 92 m³ in one year: this is between the marks of similar homes "
        "(3 à 4 personnes, maison), 60 m³ and 120 m³. Middle mark: 85 m³.",
        "Votre foyer a consommé 92 m³ en un an : c'est entre les repères de logements comparables "
        "(3 à 4 personnes, maison), 60 m³ et 120 m³. Repère du milieu : 85 m³.",
    )


def test_high(two_groups: ReferenceTable) -> None:
    assert say(two_groups, "1240") == (
        "Your household used 1,240 m³ in one year: this is among the highest 20% of similar homes "
        "(3 à 4 personnes, maison). Middle mark: 85 m³.",
        "Votre foyer a consommé 1\u202f240 m³ en un an : c'est parmi les 20 % les plus hauts de logements "
        "comparables (3 à 4 personnes, maison). Repère du milieu : 85 m³.",
    )


@pytest.mark.parametrize(
    ("volume", "state", "ratio"),
    [("0", "low", "0.00"), ("60", "low", "0.71"), ("60.01", "middle", "0.71"), ("120", "middle", "1.41"),
     ("120.01", "high", "1.41"), ("85", "middle", "1.00")],
)  # fmt: skip
def test_states_and_ratio_at_the_marks(
    two_groups: ReferenceTable, volume: str, state: str, ratio: str
) -> None:
    told = message(two_groups, HOUSE, Decimal(volume))
    assert (told.state, str(told.ratio)) == (state, ratio)


def test_no_group_means_no_comparison(two_groups: ReferenceTable) -> None:
    flat = {"nb_occupants": "4", "logement": "appartement"}
    told = message(two_groups, flat, Decimal(92))
    assert (told.state, told.ratio, told.group) == (None, None, None)
    assert say(two_groups, "92", flat) == (
        "Your household used 92 m³ in one year. There are too few similar homes to compare it with.",
        "Votre foyer a consommé 92 m³ en un an. Il y a trop peu de logements comparables pour le situer.",
    )


def test_marks_that_fall_together_compare_nothing(two_groups: ReferenceTable) -> None:
    alone = {"nb_occupants": "1", "logement": "maison"}
    told = message(two_groups, alone, Decimal(50))
    assert (told.state, told.ratio) == (None, None)
    assert say(two_groups, "50", alone)[1] == (
        "Votre foyer a consommé 50 m³ en un an. Les logements comparables sont trop proches entre eux pour le "
        "situer."
    )


def test_no_word_judges_and_the_middle_is_never_told_alone(two_groups: ReferenceTable) -> None:
    judging = re.compile(
        r"économe|élevé|excessif|bon|mauvais|bravo|attention|efficient|good|bad|great|excess|waste|too much water",
        re.IGNORECASE,
    )
    for volume in ("10", "90", "500"):
        for text in say(two_groups, volume):
            assert not judging.search(text)
            assert re.search(r"parmi les 20|entre les repères|lowest 20%|highest 20%|between the marks", text)


@pytest.mark.parametrize("volume", ["-1", "NaN", "Infinity"])
def test_a_volume_that_is_none(two_groups: ReferenceTable, volume: str) -> None:
    with pytest.raises(DataError) as caught:
        message(two_groups, HOUSE, Decimal(volume))
    assert caught.value.text("fr") == [
        "PK567 le volume n'est pas un nombre positif ou nul",
        "  → écrivez-le en m3, comme 92 ou 92.5",
    ]
