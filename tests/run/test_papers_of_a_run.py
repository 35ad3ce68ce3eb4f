"""Papers of whole runs: texts of others stay texts in every form, what is missing is said, repeated columns are one."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

NASTY = """<script>alert(1)</script><img src=x onerror="alert(1)"> l'été & Cie"""
#: What stands in the policy → what is written in its place: every free text.
TEXTS = (
    "A small set", "The city", "dpo@city.example", "Compare the water use of homes.", "deliberation 1",
    "The public water service informs its users.", "subscribers", "[consumption]", "Three years are compared.",
    "Note on the bill.", "D-1", "Head of water", "a year of one contract", "utility", "billing", "Local network.",
    "The rule of the house.", "R-1",
)  # fmt: skip


class Tags(HTMLParser):
    """The tags of a page, their attributes and the text a person reads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def read(text: str) -> Tags:
    page = Tags()
    page.feed(text)
    page.close()
    return page


@pytest.fixture
def nasty(tiny: Any) -> Path:
    text = tiny.policy.read_text(encoding="utf-8")
    quoted = json.dumps(NASTY, ensure_ascii=False)
    for old in TEXTS:
        assert old in text, old
        text = text.replace(old, f"[{quoted}]" if old.startswith("[") else quoted, 1)
    tiny.policy.write_text(text, encoding="utf-8")
    folder: Path = tiny.apply().folder
    return folder


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_policy_full_of_markup_is_only_text(
    nasty: Path, privkit: Callable[..., Any], tmp_path: Path, language: str
) -> None:
    for form, ending in (
        ("html", "html"),
        ("aipd", "html"),
        ("notice", "html"),
        ("sheets", "html"),
        ("card", "html"),
    ):
        file = tmp_path / f"{form}.{ending}"
        answer = privkit("report", nasty, "--format", form, "--language", language, "--out", file)
        assert answer.code == 0, (form, answer.err)
        page = read(file.read_text(encoding="utf-8"))
        assert not page.tags & {"script", "img", "iframe", "object"}, form
        assert not {name for name in page.attributes if name.startswith("on")}, form
        assert "<script>alert(1)</script><img src=x onerror=" in page.text, (
            form
        )  # read as it was written: escaped once
        assert "&lt;" not in page.text, form
        assert "&amp;" not in page.text, form


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pia_file_of_such_a_policy(nasty: Path, privkit: Callable[..., Any], language: str) -> None:
    file = json.loads(privkit("report", nasty, "--format", "pia", "--language", language).out)
    shown = [one["data"]["text"] or "".join(one["data"]["list"]) for one in file["answers"]]
    shown += [one[key] for one in file["measures"] for key in ("title", "content")]
    shown += [one for one in file["pia"].values() if isinstance(one, str)]
    pages = [read(one) for one in shown]
    assert set[str]().union(*(page.tags for page in pages)) <= {"p", "ul", "li", "strong", "em"}
    assert not set[str]().union(*(page.attributes for page in pages))
    purpose = next(one["data"]["text"] for one in file["answers"] if one["reference_to"] == 211)
    assert "<script>alert(1)</script><img src=x onerror=" in read(purpose).text
    assert "Cie" in read(purpose).text
    assert "&amp;amp;" not in purpose
    assert "&amp;lt;" not in purpose


def test_formulas_do_not_enter_a_spreadsheet(tiny: Any, privkit: Callable[..., Any], tmp_path: Path) -> None:
    import csv

    tiny.change(("record: R-1", 'record: "=cmd()"'), ("controller: The city", 'controller: "@SUM(A1)"'))
    folder, file = tiny.apply().folder, tmp_path / "register.csv"
    assert privkit("report", folder, "--format", "register", "--language", "fr", "--out", file).code == 0
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    _, row = csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";")
    assert row[0] == "'=cmd()"
    assert not [cell for cell in row if cell[:1] in "=+-@" and cell]


def test_what_the_register_lacks_is_said_with_its_place(tiny: Any, privkit: Callable[..., Any]) -> None:
    folder = tiny.apply().folder
    said = privkit("report", folder, "--format", "pia", "--language", "fr").err
    for number, place in (
        (224, "dans la politique : registre, droits, demandes"),
        (325, "dans l'application PIA, à cet endroit"),
        (227, None),
    ):
        lines = said.splitlines()
        found = [n for n, one in enumerate(lines) if f"answers {number}: PK826" in one]
        assert bool(found) is (place is not None), number
        if place:
            assert any(lines[n + 1] == f"  → {place}" for n in found), (number, lines[found[0] + 1])


def test_repeated_columns_are_told_once(tiny: Any, privkit: Callable[..., Any]) -> None:
    """Twelve months are one quantity: nobody reads the same reason twelve times."""
    months = [f"volume_{n}" for n in range(1, 13)]
    rows = tiny.bills.read_text(encoding="utf-8").splitlines()
    head = ",".join([*rows[0].split(",")[:-1], *months])
    body = [",".join([*row.split(",")[:-1], *[row.split(",")[-1]] * 12]) for row in rows[1:]]
    tiny.bills.write_text("\n".join([head, *body]) + "\n", encoding="utf-8")
    tiny.change(
        ("type: number, unit: m3, decimals: 1 }", "type: number, unit: m3, decimals: 1, repeated: 12 }"),
        ("  - l_diversity: { column: volume, at_least: 2 }\n", ""),
    )
    folder = tiny.apply().folder
    for form in ("pia", "aipd-markdown", "notice", "card"):
        said = privkit("report", folder, "--format", form, "--language", "en").out.replace("\\_", "_")
        assert "volume_1…12" in said, form
        assert "volume_2," not in said, form
        assert "volume_12" not in said, form
        assert said.count("The quantity compared.") <= 2, form
