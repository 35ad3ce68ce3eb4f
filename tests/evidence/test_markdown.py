from __future__ import annotations

import re

import pytest
import sample
from test_html import nasty

from privkit.evidence.asjson import to_json
from privkit.evidence.report import READERS, Reader, render
from privkit.evidence.report.markdown import escaped
from privkit.words import Language

LINE_BREAKS = "a|b\n# not a heading\r\n| c | d |\n```\n[x](http://evil.example) <b>`tick` ``two``\u2028end\\"


def markdown(evidence: dict[str, object], reader: Reader = "dpo", language: Language = "en") -> str:
    return render(evidence, format="markdown", reader=reader, language=language)


def _cells(row: str) -> int:
    return len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) - 1


def _tables(text: str) -> list[list[str]]:
    text = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    return [m.splitlines() for m in re.findall(r"(?:^\|.*\n)+", text, flags=re.M)]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", [LINE_BREAKS, "|||", "\\|", "\n\n", "`|`"])
def test_no_value_breaks_a_table_a_heading_or_a_fence(
    monkeypatch: pytest.MonkeyPatch, reader: Reader, text: str
) -> None:
    monkeypatch.setattr("test_html.NASTY", text)
    plain, attacked = (
        markdown(e, reader) for e in (to_json(sample.record()), nasty(to_json(sample.record())))
    )
    tables = _tables(attacked)
    assert len(tables) == len(_tables(plain)) > 2
    for table in tables:
        assert len({_cells(row) for row in table}) == 1
    headings = [re.findall(r"^#+ ", t, flags=re.M) for t in (plain, attacked)]
    assert headings[0] == headings[1]
    assert attacked.count("\n```") == plain.count("\n```")
    outside = re.sub(r"^```.*?^```", "", attacked, flags=re.M | re.S)
    assert (
        not re.search(r"(?<!\\)\]\(", outside)
        and "<b>" not in outside
        and "\r" not in attacked
        and "\u2028" not in attacked
    )


def test_the_title_and_the_sections_are_headings() -> None:
    text = markdown(to_json(sample.record()), language="fr")
    assert text.startswith("# Jeu d’entraînement pour la comparaison des consommations d’eau\n\n")
    assert re.findall(r"^## .*", text, flags=re.M)[:3] == [
        "## Page de décision",
        "## 1. Le traitement",
        "## 2. Les données",
    ]
    assert "> **✗ REFUSÉ** – Conditions techniques non remplies." in markdown(
        to_json(sample.refused()), language="fr"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a|b", "a\\|b"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("nb_occupants", "nb\\_occupants"),
        ("- item", "\\- item"),
        ("1. item", "1\\. item"),
        ("two\nlines", "two lines"),
        ("https://x.example", "https&#58;//x.example"),
        ("\\", "\\\\"),
    ],
)
def test_what_markdown_would_read_is_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


def test_pictures_are_given_in_words() -> None:
    text = markdown(to_json(sample.record()))
    assert "<svg" not in text
    assert "Households by size of group, before and after protection. After: 0 in groups under 11." in text


def test_bold_words_keep_their_space() -> None:
    from privkit.evidence.report.blocks import Plain, Strong
    from privkit.evidence.report.markdown import _line

    assert _line((Strong("Would pass: "), Plain("k: 5"))) == "**Would pass:** k: 5"
