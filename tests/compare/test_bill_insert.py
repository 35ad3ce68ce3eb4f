"""The strip and the insert: one page, a title, a language, text large and dark enough, nothing outside the paper."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from itertools import product
from typing import Any
from xml.dom import minidom

import pytest
from fontTools.ttLib import TTFont

from privkit.compare.bill.household import Bill
from privkit.compare.bill.insert import PAGES, Page, insert_pdf, insert_png, insert_sheet
from privkit.compare.bill.paint import figure_of
from privkit.compare.bill.sheet import (
    INK,
    PAPER,
    SMALLEST,
    SOFT,
    TINT,
    UNKNOWN,
    ZONES,
    Sheet,
    width_of,
    wrapped,
)
from privkit.compare.bill.strip import strip_png
from privkit.compare.bill.tell import BillMessage, bill_message
from privkit.compare.phrase import Phrase
from privkit.compare.reference import ReferenceTable
from privkit.errors import DataError
from privkit.words import Language
from tests.compare.conftest import by_hand
from tests.compare.pdf_reader import Pdf

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


def texts(sheet: Sheet) -> list[Any]:
    return list(figure_of(sheet).axes[0].texts)


def nothing_needed_is_dropped(message: BillMessage, drawn: list[Any], language: Language) -> None:
    said = re.sub(r"\s+", " ", " ".join(t.get_text() for t in drawn))
    for part in (message.alert, message.approval, message.invitation):
        if part is not None:
            assert re.sub(r"\s+", " ", part.say(language)) in said
    if message.case.state == "low":
        assert ("Merci" if language == "fr" else "Thank you") in said


@pytest.mark.parametrize(("name", "language", "page"), EVERY)
def test_everything_is_on_the_paper_legible_and_apart(name: str, language: Language, page: Page) -> None:
    message = told(name)
    sheet = insert_sheet(message, by_hand(), language, page)
    drawn = texts(sheet)
    nothing_needed_is_dropped(message, drawn, language)
    boxes = []
    for text in drawn:
        assert text.get_fontsize() >= SMALLEST
        box = text.get_window_extent().transformed(text.axes.transData.inverted())
        x0, x1 = sorted((box.x0, box.x1))
        y0, y1 = sorted((box.y0, box.y1))
        assert x0 >= 5 and x1 <= sheet.width - 5 and y0 >= 5 and y1 <= sheet.height - 5, text.get_text()
        boxes.append((x0, x1, y0, y1, text.get_text()))
    for n, (x0, x1, y0, y1, said) in enumerate(boxes):
        for a0, a1, b0, b1, other in boxes[n + 1 :]:
            covers = min(x1, a1) - max(x0, a0) > 0.3 and min(y1, b1) - max(y0, b0) > 0.9
            assert not covers, (said, other)


def test_what_previous_occupants_used_is_not_in_the_pdf() -> None:
    secret = (Decimal("71.1"), Decimal("72.2"), Decimal("75.9"))
    message = bill_message(by_hand(), Bill(HOUSE, Decimal(310), secret, own_years=1))
    drawn = [t.get_text() for t in texts(insert_sheet(message, by_hand(), "en", "a4"))]
    assert any("71.1" in text for text in drawn)
    assert not any(figure in text for text in drawn for figure in ("72.2", "75.9", "73.1"))
    pdf = Pdf(insert_pdf(message, by_hand(), "en"))
    written = " ".join([str(pdf.heard()), pdf.data.decode("latin-1")])
    assert not any(figure in written for figure in ("72.2", "75.9", "73.1"))


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
    long = replace(
        table, spec=replace(table.spec, phrases={"nb_occupants": Phrase(band="des mots " * 90 + "{}")})
    )
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


# ------------------------------------------------------------------------------- the PDF, as it is heard


@pytest.mark.parametrize(("name", "language", "page"), EVERY)
def test_a_screen_reader_reads_all_of_it_in_order(name: str, language: Language, page: Page) -> None:
    message = told(name)
    pdf = Pdf(insert_pdf(message, by_hand(), language, page))
    assert pdf.contents()[2] == []  # nothing is drawn outside a part or an artifact
    heard = pdf.heard()
    roles = [h.role for h in heard]
    assert roles[:2] == ["Document", "H1"] and roles.count("H1") == 1
    assert set(roles) <= {"Document", "H1", "H2", "P", "L", "LI", "LBody", "Figure"}
    for h in heard:
        assert (h.alt is not None and len(h.alt) > 20) == (h.role == "Figure")
    said = re.sub(r"\s+", " ", " ".join(h.text for h in heard if h.role != "Figure"))
    parts = [message.alert, message.trend, *(a.text for a in message.advice), message.invitation]
    kept = [re.sub(r"\s+", " ", one.say(language)) for one in parts if one is not None]
    places = [said.find(one[:40]) for one in kept]
    assert [p for p in places if p >= 0] == sorted(p for p in places if p >= 0)
    if page == "a4":
        assert all(one in said for one in kept)
    if message.case.state:
        figure = next(h for h in heard if h.role == "Figure")
        assert re.sub(r"\s", " ", figure.alt or "").startswith(
            "Your household: " if language == "en" else "Votre foyer : "
        )


def test_the_parts_of_a_page_in_full() -> None:
    pdf = Pdf(insert_pdf(told("leak"), by_hand(), "fr", "a4"))
    heard = [(h.role, re.sub(r"\s+", " ", h.alt or h.text).strip()) for h in pdf.heard()]
    assert heard[1:9] == [
        ("H1", "Votre foyer parmi les logements comparables"),
        ("Figure",
         "Votre foyer : 12 345,678 m³. repère bas : 60 m³, repère du milieu : 85 m³, repère haut : 120 m³. "
         "20 % des logements sont au repère bas ou en dessous, 60 % entre les deux, 20 % au-dessus du repère haut."),
        ("P",
         "Votre foyer a consommé 12 345,678 m³ en un an : c'est parmi les 20 % les plus hauts de logements comparables "
         "(3 à 4 personnes, maison). Repère du milieu : 85 m³."),
        ("H2", "Consommation anormale"),
        ("P",
         "Cette consommation est anormale : plus du double de votre moyenne des trois années précédentes, 93,8 m³. "
         "Une fuite est possible."),
        ("H2", "D'une année à l'autre"),
        ("P", "Votre foyer a consommé 13 175 % de plus que l'année précédente."),
        ("Figure",
         "cette année : 12 345,678 m³, 1 an avant : 93 m³, 2 ans avant : 88,5 m³, 3 ans avant : 100 m³."),
    ]  # fmt: skip
    assert [role for role, _ in heard[9:]] == ["H2", "L", *["LI", "LBody"] * 3, "P", "P"]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_pdf_ua_asks_of_the_file(language: Language, page: Page) -> None:
    """ISO 14289-1: marked, language, title shown, identified, tab order, fonts inside with their characters."""
    message = told("leak")
    data = insert_pdf(message, by_hand(), language, page)
    pdf, tag = Pdf(data), "fr-FR" if language == "fr" else "en"
    for key in ("/MarkInfo << /Marked true >>", f"/Lang ({tag})", "/DisplayDocTitle true", "/StructTreeRoot"):
        assert key in pdf.catalog
    assert "/Tabs /S" in pdf.page and "/StructParents 0" in pdf.page
    width, height = PAGES[page]
    media = re.search(r"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf.page)
    assert media is not None
    assert [round(float(n) * 25.4 / 72) for n in media.groups()] == [width, height]
    title = (
        "Your household among similar homes"
        if language == "en"
        else "Votre foyer parmi les logements comparables"
    )
    xmp = pdf.stream(pdf.ref(pdf.catalog, "Metadata")).decode("utf-8")
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp and title in xmp
    minidom.parseString(xmp.split("?>", 1)[1].rsplit("<?xpacket", 1)[0])
    assert pdf.text(pdf.said(pdf.ref(pdf.trailer, "Info")), "Title") == title
    for font in pdf.fonts().values():
        descendant = pdf.said(pdf.refs(pdf.said(font), "DescendantFonts")[0])
        descriptor = pdf.said(pdf.ref(descendant, "FontDescriptor"))
        program = TTFont(BytesIO(pdf.stream(pdf.ref(descriptor, "FontFile2"))))
        widths = dict(re.findall(r"(\d+) \[(\d+)\]", descendant))
        for glyph, character in pdf.letters(font).items():
            number = int(glyph, 16)
            assert number == program.getGlyphID(program.getBestCmap()[ord(character)]) > 0
            measured = program["hmtx"][program.getGlyphName(number)][0] * 1000 / program["head"].unitsPerEm
            assert abs(int(widths[str(number)]) - measured) <= 1
    assert b"CreationDate" not in data and b"/Type3" not in data
    assert insert_pdf(message, by_hand(), language, page) == data


def test_words_with_markup_or_letters_unknown_to_the_font() -> None:
    table = by_hand()
    odd = replace(table, spec=replace(table.spec, phrases={"nb_occupants": Phrase(band="<b>{}</b> & 人 (é")}))
    pdf = Pdf(insert_pdf(told("middle", odd), odd, "fr"))
    assert any(f"(<b>3 à 4</b> & {UNKNOWN} (é, " in h.text for h in pdf.heard())
    xmp = pdf.stream(pdf.ref(pdf.catalog, "Metadata")).decode("utf-8")
    assert "&lt;b&gt;3 à 4&lt;/b&gt; &amp; 人" in xmp


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_say_what_they_show(language: Language) -> None:
    message = told("middle")
    for picture in (strip_png(message, by_hand(), language), insert_png(message, by_hand(), language)):
        said = text_chunks(picture)
        assert said["Title"].startswith("Your household" if language == "en" else "Votre foyer")
        assert message.sentence.say(language) in said["Description"]


def text_chunks(png: bytes) -> dict[str, str]:
    """Texts of a PNG (11.3.3): Latin-1, or UTF-8 when other letters are needed."""
    at, out = 8, {}
    while at < len(png):
        length, kind = int.from_bytes(png[at : at + 4], "big"), png[at + 4 : at + 8]
        body = png[at + 8 : at + 8 + length]
        if kind == b"tEXt":
            key, text = body.split(b"\0", 1)
            out[key.decode()] = text.decode("latin-1")
        elif kind == b"iTXt":
            key, _, rest = body.partition(b"\0")
            packed, text = rest[0], rest[2:].split(b"\0", 2)[2]
            out[key.decode()] = (zlib.decompress(text) if packed else text).decode("utf-8")
        at += 12 + length
    return out
