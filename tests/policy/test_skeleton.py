"""Templates and drafts: they read, and a draft waits for a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.policy.checks import check_document
from privkit.policy.guesses import ColumnProfile, guess_role, guess_unit
from privkit.policy.reader import Document, read_text
from privkit.policy.scalars import plain_name
from privkit.policy.skeleton import skeleton_from, template
from privkit.values import Role, Type
from privkit.words import Language

TODAY = date(2026, 11, 24)
BILLS = [
    ColumnProfile("id_contrat", Type.CODE, 0.08),
    ColumnProfile("Nom, prénom", Type.TEXT, 0.9, looks_like=("name",)),
    ColumnProfile("contact", Type.TEXT, 0.4, looks_like=("email",)),
    ColumnProfile("null", Type.CATEGORY),
    ColumnProfile("date_releve", Type.DATE),
    ColumnProfile("volume: m3", Type.NUMBER),
    ColumnProfile("remarque", Type.TEXT, looks_like=("sentence",)),
    ColumnProfile("because", Type.INTEGER),
    ColumnProfile("code", Type.TEXT, 1.0),
]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("kind", ["training", "open-data", "synthetic"])
@pytest.mark.parametrize("name", ["essai", "n° 1 : l'eau", "null", "01053"])
def test_templates_read_with_any_name(
    kind: str, language: str, name: str, read: Callable[[str], Document]
) -> None:
    document = read(template(kind, language, name))  # type: ignore[arg-type]
    assert document.policy.policy.name == name
    assert document.warnings == ()


def test_roles_are_guessed() -> None:
    assert [guess_role(p) for p in BILLS] == [
        Role.DIRECT_IDENTIFIER,
        Role.DIRECT_IDENTIFIER,
        Role.DIRECT_IDENTIFIER,
        Role.QUASI_IDENTIFIER,
        Role.QUASI_IDENTIFIER,
        Role.CONFIDENTIAL,
        Role.FREE_TEXT,
        Role.QUASI_IDENTIFIER,
        Role.DIRECT_IDENTIFIER,
    ]
    assert guess_unit(BILLS) == "id_contrat"


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_draft_only_waits_for_a_person(language: Language, read: Callable[[str], Document]) -> None:
    document = read(skeleton_from(BILLS, name="essai", file="donnees/f.csv", language=language))
    found = check_document(document, TODAY)
    assert [p.code for p in found if p.severity == "error"] == ["PK301"] * len(BILLS)
    assert {p.code for p in found if p.severity == "warning"} == {"PK202", "PK216"}
    assert list(document.policy.data.tables["table"].columns) == [p.name for p in BILLS]
    told = found[1].message.say(language)
    assert (
        told
        == {
            "en": "a person must confirm the role of column `id_contrat` of table `table`",
            "fr": "une personne doit confirmer le rôle de la colonne `id_contrat` de la table `table`",
        }[language]
    )


def test_a_draft_without_a_date_may_count_its_retention_from_an_event(
    read: Callable[[str], Document],
) -> None:
    document = read(skeleton_from([ColumnProfile("area", Type.CODE)], name="x", file="f.csv", language="en"))
    assert [p.code for p in check_document(document, TODAY) if p.severity == "error"] == ["PK301"]


@settings(max_examples=120, deadline=None)
@given(
    names=st.lists(st.text(st.characters(blacklist_categories=("Cs",)), min_size=1), min_size=1, max_size=6),
    kinds=st.lists(st.sampled_from(list(Type)), min_size=6, max_size=6),
    language=st.sampled_from(["en", "fr"]),
)
def test_a_draft_reads_whatever_the_columns_are_called(
    names: list[str], kinds: list[Type], language: Language
) -> None:
    wanted = [n for n in dict.fromkeys(plain_name(n) for n in names) if n]
    profiles = [ColumnProfile(n, t) for n, t in zip(wanted, kinds, strict=False)]
    if not profiles:
        return
    text = skeleton_from(profiles, name="x", file="f.csv", language=language)
    document = read_text(text, Path("p.yaml"))
    columns = document.policy.data.tables["table"].columns
    assert list(columns) == wanted
    lines = {document.place("data", "tables", "table", "columns", n).line for n in wanted}
    assert len(lines) == len(wanted)
