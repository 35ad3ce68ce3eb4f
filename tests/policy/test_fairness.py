"""``fairness`` as written: read, said, and refused when it cannot be checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from privkit.policy.checks import check_document
from privkit.policy.reader import Document
from privkit.policy.sentences_closing import closing

TODAY = date(2026, 11, 24)
ANCHOR = {"en": "  - households_removed: ", "fr": "  - foyers_retirés: "}


def written(read: Callable[..., Document], text: str, rule: str, language: str) -> Document:
    mark = ANCHOR[language]
    return read(text.replace(mark, f"  - {rule}\n{mark}", 1))


def codes(document: Document) -> list[tuple[str, str]]:
    return [
        (p.code, p.message.say(document.language))
        for p in check_document(document, TODAY)
        if p.code in ("PK104", "PK506", "PK559")
    ]


def test_it_is_said_in_both_languages(read: Callable[..., Document], training: dict[str, str]) -> None:
    en = written(read, training["en"], "fairness: { by: [occupants, garden], told_high_at_most: 35 % }", "en")
    fr = written(
        read, training["fr"], "équité: { selon: [nb_occupants, jardin], dits_hauts_au_plus: 35 % }", "fr"
    )
    assert codes(en) == codes(fr) == []
    said = " ".join(w.say("en") for w in closing(en.policy))
    assert (
        "In no group by occupants and garden, of at least 30 units, are more than 35% told to be among the highest."
        in said.replace("\u00a0", " ").replace("35 %", "35%")
    )
    dit = " ".join(w.say("fr") for w in closing(fr.policy)).replace("\u00a0", " ").replace("\u202f", " ")
    assert (
        "Dans aucun groupe selon nb_occupants et jardin, d'au moins 30 unités, plus de 35 % ne sont dits parmi les "
        "plus hauts." in dit
    )


@pytest.mark.parametrize(
    ("rule", "code", "message"),
    [
        ("by: [ocupants], told_high_at_most: 35 %", "PK104", "no table has a column `ocupants`"),
        (
            "by: [occupants], told_high_at_most: 35 %, smallest_group: 10",
            "PK559",
            "groups of 10 are too small to be judged",
        ),
    ],
)
def test_what_cannot_be_checked_is_refused(
    read: Callable[..., Document], training: dict[str, str], rule: str, code: str, message: str
) -> None:
    assert codes(written(read, training["en"], f"fairness: {{ {rule} }}", "en")) == [(code, message)]


def test_a_column_for_fairness_only_is_never_kept_nor_grouped_by(
    read: Callable[..., Document], training: dict[str, str]
) -> None:
    marked = next(line for line in training["en"].splitlines() if line.strip().startswith("garden:"))
    text = training["en"].replace(marked, marked.replace(" }", ", use: fairness_check_only }"), 1)
    assert text != training["en"]
    found = codes(read(text))
    assert found == [
        ("PK559", "`garden` serves only to check fairness, and would be released or make groups")
    ]


def test_without_a_comparison(read: Callable[..., Document], training: dict[str, str]) -> None:
    start, end = training["en"].index("\ncomparison:"), training["en"].index("\nevidence:")
    text = training["en"][:start] + training["en"][end:]
    found = codes(written(read, text, "fairness: { by: [occupants], told_high_at_most: 35 % }", "en"))
    assert (
        "PK506",
        "fairness is counted on the messages of the reference-household table, and none is asked",
    ) in found
