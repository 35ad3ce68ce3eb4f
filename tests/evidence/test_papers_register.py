"""The register line: the fields of GDPR art. 30(1), blanks shown, and cells no spreadsheet computes."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
import sample
from hypothesis import given
from hypothesis import strategies as st

from privkit.evidence.asjson import to_json
from privkit.evidence.papers import Order, Subject, make
from privkit.evidence.papers.csv_text import cell, csv_text
from privkit.words import Language

#: GDPR art. 30(1), (a) to (g), written from the text of the law.
WANTED = {
    "a": {"controller", "joint_controllers", "dpo"},
    "b": {"purpose"},
    "c": {"data_subjects", "data_categories"},
    "d": {"recipients"},
    "e": {"transfers_outside_eu"},
    "f": {"retention"},
    "g": {"security"},
}


def fields(language: Language = "en", **register: Any) -> dict[str, dict[str, Any]]:
    evidence = to_json(sample.record())
    evidence["policy"]["register"] |= register
    found = json.loads(make(Subject(evidence), "register", "json", Order(language=language)))
    assert found["format"] == "privkit-register-1"
    return {one["key"]: one for one in found["fields"]}


def test_every_letter_of_article_30_has_its_fields() -> None:
    found = fields()
    for letter, keys in WANTED.items():
        for key in keys:
            assert f"30(1)({letter})" in found[key]["article"]


def test_fields_are_the_words_of_the_policy() -> None:
    found = fields()
    assert found["record"]["values"] == ["R-2024-031"]
    assert found["data_subjects"]["values"] == [
        "abonnés",
        "autres occupants mineurs compris",
        "propriétaires",
    ]
    assert found["legal_basis"]["values"][:2] == ["public task", "délibération 2024-118"]
    assert found["processors"]["values"] == ["Exploitant du secteur nord (article 28 du 2024-02-01)"]
    assert found["transfers_outside_eu"]["values"] == ["none"]
    assert found["special_categories"]["values"] == ["health"]
    assert found["sources"]["values"] == [
        "régie de l'eau (from the persons themselves)",
        "fichiers fonciers (from another source)",
    ]


def test_what_people_must_write_is_a_blank() -> None:
    found = fields()
    assert (
        found["controller"]["to_fill"] == "[to fill in by the controller: postal address, e-mail, telephone]"
    )
    assert found["security"]["to_fill"].startswith("[to fill in by the head of security: access rights")
    assert found["purpose"]["to_fill"] is None
    french = fields("fr")["controller"]["to_fill"]
    assert (
        french == "[à remplir par le responsable de traitement\u00a0: adresse postale, courriel, téléphone]"
    )


@pytest.mark.parametrize("empty", ["", None, "  "])
def test_a_missing_field_says_where_to_write_it(empty: Any) -> None:
    found = fields(purpose=empty)["purpose"]
    assert found["values"] == []
    assert found["to_fill"] == "[to fill in by the controller: purpose (policy: register.purpose)]"


def test_a_transfer_asks_for_its_safeguard() -> None:
    found = fields(transfers_outside_eu=["Canada"])["transfers_outside_eu"]
    assert found["values"] == ["Canada"]
    assert "art. 46" in found["to_fill"]


@pytest.mark.parametrize(("language", "separator"), [("en", ","), ("fr", ";")])
def test_the_line_is_one_row_under_its_names(language: Language, separator: str) -> None:
    text = make(Subject(to_json(sample.record())), "register", "csv", Order(language=language))
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))
    assert len(rows) == 2 and len(rows[0]) == len(rows[1]) == len(fields())
    assert dict(zip(*rows, strict=True)).popitem()[0].endswith("(art. 35)")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+33 1", "'+33 1"),
        ("-1", "'-1"),
        ("@SUM", "'@SUM"),
        ("  =1", "'=1"),
        ("\t=1", "'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("a\r\n=1", "a =1"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, shown: str) -> None:
    assert cell(text) == shown


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), min_size=1, max_size=4))
def test_any_text_stays_one_cell_that_is_text(rows: list[list[str]]) -> None:
    for language in ("en", "fr"):
        text = csv_text(rows, language)
        separator = ";" if language == "fr" else ","
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
        assert [len(row) for row in found] == [2] * len(rows)
        assert text.count("\n") == len(rows)
        for row in found:
            for value in row:
                assert not value.lstrip().startswith(
                    ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
                )
