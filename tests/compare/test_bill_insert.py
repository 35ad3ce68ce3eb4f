"""The strip and the insert: one page, a title, a language, text large and dark enough, nothing outside the paper."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from privkit.compare.bill import sheet as paper
from privkit.compare.bill.household import Bill
from privkit.compare.bill.insert import PAGES, Page, insert_pdf, insert_png, insert_sheet
from privkit.compare.bill.sheet import INK, PAPER, SMALLEST, SOFT, TINT, ZONES, width_of, wrapped
from privkit.compare.bill.strip import strip_png
from privkit.compare.bill.tell import BillMessage, bill_message
from privkit.compare.reference import ReferenceTable
from privkit.errors import DataError
from privkit.words import Language
from tests.compare.conftest import by_hand

HOUSE = {"nb_occupants": "4", "logement": "maison"}
YEARS = (Decimal(93), Decimal("88.5"), Decimal(100))
LANGUAGES: tuple[Language, ...] = ("fr", "en")
BILLS = {
    "low": Bill(HOUSE, Decimal(50), YEARS),
    "zero": Bill(HOUSE, Decimal(0), YEARS),
    "middle": Bill(HOUSE, Decimal(92), YEARS),
    "high": Bill(HOUSE, Decimal("125.5"), YEARS, own_years=2),
    "leak": Bill(HOUSE, Decimal("12345.678"), YEARS),
    "low leak": Bill(HOUSE, Decimal(50), (Decimal(20),) * 3),
    "zone": Bill(HOUSE, Decimal(310), zone_mean=Decimal(99)),
    "objection": Bill(HOUSE, Decimal(310), YEARS, objects=True),
    "negative": Bill(HOUSE, Decimal(-3)),
    "missing": Bill({"nb_occupants": "", "logement": "maison"}, Decimal(92)),
}
EVERY = list(product(BILLS, LANGUAGES, PAGES))


def told(name: str, table: ReferenceTable | None = None) -> BillMessage:
    return bill_message(table or by_hand(), BILLS[name], "eau.example.fr/foyer ou 02 40 00 00 00")


def texts(sheet: paper.Sheet) -> list[Any]:
    return [text for text in sheet.axes.texts if text.get_text()]


def nothing_needed_is_dropped(message: BillMessage, sheet: paper.Sheet, language: Language) -> None:
    said = re.sub(r"\s+", " ", " ".join(t.get_text() for t in texts(sheet)))
    for part in (message.alert, message.approval, message.invitation):
        if part is not None:
            assert re.sub(r"\s+", " ", part.say(language)) in said
    if message.case.state == "low":
        assert ("Merci" if language == "fr" else "Thank you") in said


@pytest.mark.parametrize(("name", "language", "page"), EVERY)
def test_everything_is_on_the_paper_legible_and_apart(name: str, language: Language, page: Page) -> None:
    message = told(name)
    sheet = insert_sheet(message, by_hand(), language, page)
    nothing_needed_is_dropped(message, sheet, language)
    boxes = []
    for text in texts(sheet):
        assert text.get_fontsize() >= SMALLEST
        box = text.get_window_extent().transformed(sheet.axes.transData.inverted())
        x0, x1 = sorted((box.x0, box.x1))
        y0, y1 = sorted((box.y0, box.y1))
        assert x0 >= 5 and x1 <= sheet.width - 5 and y0 >= 5 and y1 <= sheet.height - 5, text.get_text()
        boxes.append((x0, x1, y0, y1, text.get_text()))
    for n, (x0, x1, y0, y1, said) in enumerate(boxes):
        for a0, a1, b0, b1, other in boxes[n + 1 :]:
            covers = min(x1, a1) - max(x0, a0) > 0.3 and min(y1, b1) - max(y0, b0) > 0.9
            assert not covers or "!" in (said, other), (said, other)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_one_page_with_a_title_and_a_language(language: Language, page: Page) -> None:
    message = told("leak")
    pdf = insert_pdf(message, by_hand(), language, page)
    assert pdf.startswith(b"%PDF-") and pdf.endswith(b"%%EOF\n")
    assert pdf.count(b"/Type /Page ") == 1
    width, height = PAGES[page]
    media = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
    assert media is not None
    assert [round(float(n) * 25.4 / 72) for n in media.groups()] == [width, height]
    catalog = latest(pdf, 1)
    assert b"/Type /Catalog" in catalog and b"/DisplayDocTitle true" in catalog
    assert (b"/Lang (fr-FR)" if language == "fr" else b"/Lang (en)") in catalog
    assert b"/Subtype /Type3" not in pdf  # letters are letters: text can be searched and read aloud
    assert b"CreationDate" not in pdf
    assert insert_pdf(message, by_hand(), language, page) == pdf


def latest(pdf: bytes, number: int) -> bytes:
    """The object as a reader finds it: through the last table of places, then those before."""
    at = int(pdf.rsplit(b"startxref", 1)[1].split()[0])
    while True:
        assert pdf[at:].startswith(b"xref")
        head = re.match(rb"xref\n(\d+) (\d+)\n", pdf[at:])
        assert head is not None
        first, count = int(head[1]), int(head[2])
        if first <= number < first + count:
            entry = pdf[at + head.end() + 20 * (number - first) :][:20]
            place = int(entry[:10])
            assert pdf[place:].startswith(b"%d 0 obj" % number)
            return pdf[place : pdf.index(b"endobj", place)]
        before = re.search(rb"/Prev (\d+)", pdf[at:])
        assert before is not None
        at = int(before[1])


def test_what_previous_occupants_used_is_not_in_the_pdf() -> None:
    secret = (Decimal("71.1"), Decimal("72.2"), Decimal("75.9"))
    message = bill_message(by_hand(), Bill(HOUSE, Decimal(310), secret, own_years=1))
    drawn = [t.get_text() for t in texts(insert_sheet(message, by_hand(), "en", "a4"))]
    assert any("71.1" in text for text in drawn)
    assert not any(figure in text for text in drawn for figure in ("72.2", "75.9", "73.1"))
    pdf = insert_pdf(message, by_hand(), "en")
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    assert not any(b"75.9" in _inflated(stream) for stream in streams)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_text_stands_out() -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for each pair that is drawn."""
    pairs = [(INK, back) for back in (PAPER, TINT, *ZONES)] + [(SOFT, PAPER), (PAPER, INK)]
    assert min(contrast(*pair) for pair in pairs) >= 4.5


def test_zones_keep_apart_without_colour() -> None:
    """Each zone is clearly darker than the one before, for every eye and on a black and white printer."""
    light = [luminance(zone) for zone in ZONES]
    assert light[0] - light[1] > 0.15 and light[1] - light[2] > 0.15


@pytest.mark.parametrize(("name", "language"), list(product(BILLS, LANGUAGES)))
def test_the_strip_is_a_picture(name: str, language: Language) -> None:
    assert strip_png(told(name), by_hand(), language).startswith(b"\x89PNG")


def test_the_page_is_a_picture_too() -> None:
    assert insert_png(told("leak"), by_hand(), "fr", "third").startswith(b"\x89PNG")


def test_words_too_long_for_the_third_of_a_page() -> None:
    table = by_hand()
    long = replace(table, spec=replace(table.spec, phrases={"nb_occupants": "des mots " * 90 + "{}"}))
    with pytest.raises(DataError) as caught:
        insert_pdf(told("middle", long), long, "fr", "third")
    assert caught.value.text("fr") == [
        "PK598 les mots de ce groupe de logements sont trop longs pour la page",
        "  → --page a4, ou des phrases plus courtes dans la politique",
    ]
    assert caught.value.text("en") == [
        "PK598 the words of this group of homes are too long for the page",
        "  → --page a4, or shorter phrases in the policy",
    ]


def test_lines_are_cut_at_spaces_only() -> None:
    said = "Votre foyer a consommé 1\u202f240\u00a0m³ en un an"
    lines = wrapped(said, 30, 10)
    assert " ".join(lines) == said
    assert all(width_of(line, 10) <= 30 for line in lines)
    assert any("1\u202f240\u00a0m³" in line for line in lines)
