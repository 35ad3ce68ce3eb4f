from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from privkit.compare.labels import as_labels, describe, number, percent, quantity, show_run, show_set
from privkit.words import Language


@pytest.mark.parametrize(
    ("labels", "language", "shown"),
    [
        (["60 à moins de 80", "80 à moins de 100"], "fr", "60 à moins de 100"),
        (["60 to under 80", "80 to under 100", "100 to under 130"], "en", "60 to under 130"),
        (["moins de 40", "40 à moins de 60"], "fr", "moins de 60"),
        (["under 40", "40 to under 60"], "en", "under 60"),
        (["100 à moins de 130", "130 et plus"], "fr", "100 et plus"),
        (["3 to 4", "5 and more"], "en", "3 and more"),
        (["1", "2"], "fr", "1 à 2"),
        (["2", "3 à 4"], "fr", "2 à 4"),
        (["3 à 4"], "fr", "3 à 4"),
        (["2025-Q1", "2025-Q2", "2025-Q3"], "en", "2025-Q1 to 2025-Q3"),
        (["petit", "moyen"], "fr", "petit à moyen"),
    ],
)
def test_neighbouring_bands_as_one(labels: list[str], language: Language, shown: str) -> None:
    assert show_run(labels, language) == shown


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        (["maison"], "maison"),
        (["maison", "péniche"], "maison ou péniche"),
        (["péniche", "*"], "péniche ou non précisé"),
        (["*"], "non précisé"),
        (["a", "b", "c", "d", "e"], "a, b, autres (3)"),
    ],
)
def test_labels_without_order_as_one(labels: list[str], shown: str) -> None:
    assert show_set(labels, "fr") == shown


def test_labels_are_text() -> None:
    mixed = pd.Series([True, False, None, "maison", 3.0, 2], dtype=object)
    assert as_labels(mixed, "fr").tolist() == ["oui", "non", "*", "maison", "3", "2"]
    assert as_labels(pd.Series([True, False]), "en").tolist() == ["yes", "no"]


def test_numbers_and_shares_in_each_language() -> None:
    assert (number(Decimal("1234.50"), "fr"), number(Decimal("1234.50"), "en")) == ("1\u202f234,5", "1,234.5")
    assert (percent(Fraction(1, 5), "fr"), percent(Fraction(1, 8), "en")) == ("20\u00a0%", "12.5%")
    assert quantity(Decimal("8E+1"), "m3", "fr") == "80\u00a0m³"


def test_a_column_is_described_by_its_name() -> None:
    assert describe("surface_m2", "60 à moins de 80", "fr") == "surface\u00a0: 60 à moins de 80\u00a0m²"
    assert describe("surface_m2", "130 and more", "en") == "surface: 130\u00a0m² or more"
    assert describe("nb_rooms", "3", "en") == "nb rooms: 3"
