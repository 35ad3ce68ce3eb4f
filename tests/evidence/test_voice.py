from __future__ import annotations

import pytest

from privkit.evidence.report import voice


@pytest.mark.parametrize(
    ("share", "en", "fr"),
    [
        (0.0, "0%", "0\u202f%"),
        (0.0001, "under 0.1%", "moins de 0,1\u202f%"),
        (0.0379, "3.8%", "3,8\u202f%"),
        (0.05, "5%", "5\u202f%"),
        (0.99999, "over 99.9%", "plus de 99,9\u202f%"),
        (1.0, "100%", "100\u202f%"),
    ],
)
def test_a_share_never_lies_by_rounding(share: float, en: str, fr: str) -> None:
    assert (voice.percent(share, "en"), voice.percent(share, "fr")) == (en, fr)


def test_numbers_follow_the_language() -> None:
    assert voice.whole(1234567, "en") == "1,234,567"
    assert voice.whole(1234567, "fr") == "1\u202f234\u202f567"
    assert voice.decimal(1234.5, 2, "fr") == "1\u202f234,5"


def test_dates_are_said_in_words() -> None:
    assert voice.day("2026-12-01", "fr") == "1er\u00a0décembre\u00a02026"
    assert voice.day("2026-12-01", "en") == "1\u00a0December\u00a02026"
    assert voice.moment("2026-12-01T08:15:02Z", "fr").endswith(" à 08:15 UTC")
    assert voice.day("soon", "en") == "soon"


def test_french_spaces_do_not_break_and_english_is_untouched() -> None:
    assert (
        voice.typographic("l'eau : « oui » ; 5 % !", "fr")
        == "l’eau\u00a0: «\u00a0oui\u00a0»\u202f; 5\u202f%\u202f!"
    )
    assert voice.typographic("it's 5 % : yes", "en") == "it's 5 % : yes"


@pytest.mark.parametrize(
    ("value", "en", "fr"),
    [
        ({"days": 0, "months": 36}, "3\u00a0years", "3\u00a0ans"),
        ({"days": 0, "months": 12}, "1\u00a0year", "1\u00a0an"),
        ({"days": 0, "months": 18}, "18\u00a0months", "18\u00a0mois"),
        ({"days": 30, "months": 0}, "30\u00a0days", "30\u00a0jours"),
        ({"en": "12 months", "fr": "12 mois"}, "12 months", "12 mois"),
    ],
)
def test_durations(value: object, en: str, fr: str) -> None:
    assert (voice.duration(value, "en"), voice.duration(value, "fr")) == (en, fr)


@pytest.mark.parametrize(
    ("name", "language", "many"),
    [
        ("household", "en", "households"),
        ("person", "en", "people"),
        ("company", "en", "companies"),
        ("foyer", "fr", "foyers"),
        ("bureau", "fr", "bureaux"),
        ("point de livraison", "fr", "points de livraison"),
        ("mois", "fr", "mois"),
    ],
)
def test_plurals(name: str, language: voice.Language, many: str) -> None:
    assert voice.plural(name, language) == many


def test_the_usual_units_are_translated_and_the_others_kept() -> None:
    assert voice.unit_name("foyer", "fr", "en") == "household"
    assert voice.unit_name("household", "en", "fr") == "foyer"
    assert voice.unit_name("lot", "fr", "en") == "lot"


@pytest.mark.parametrize(
    ("text", "number"),
    [("1/20", 0.05), ("0.25", 0.25), (3, 3.0), (None, None), ("x", None), ("1/0", None), (True, None)],
)
def test_figures_are_read_from_text(text: object, number: float | None) -> None:
    assert voice.to_float(text) == number
