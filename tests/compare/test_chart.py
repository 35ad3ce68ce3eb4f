from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.compare.bar import bar
from privkit.compare.chart import WIDTH, chart
from privkit.compare.message import Message, message
from privkit.compare.reference import Group, ReferenceTable
from privkit.compare.scale import scale_of, spread, widest
from privkit.words import same

HOUSE = {"nb_occupants": "4", "logement": "maison"}
SVG = "{http://www.w3.org/2000/svg}"


def drawn(reference: ReferenceTable, volume: str) -> ElementTree.Element:
    return ElementTree.fromstring(chart(message(reference, HOUSE, Decimal(volume)), reference, "fr"))


def test_the_sentence_is_the_alternative_text(two_groups: ReferenceTable) -> None:
    told = message(two_groups, HOUSE, Decimal(92))
    picture = drawn(two_groups, "92")
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == told.sentence.fr
    assert picture.findtext(f"{SVG}title") == told.sentence.fr


def test_marks_and_household_are_labelled(two_groups: ReferenceTable) -> None:
    texts = [t.text for t in drawn(two_groups, "92").iter(f"{SVG}text")]
    for wanted in (
        "60\u00a0m³",
        "85\u00a0m³",
        "120\u00a0m³",
        "repère du milieu",
        "Votre foyer\u00a0: 92\u00a0m³",
    ):
        assert wanted in texts


@pytest.mark.parametrize("volume", ["0", "60", "92", "120", "300", "9000"])
def test_the_dot_stands_in_its_zone_and_on_the_picture(two_groups: ReferenceTable, volume: str) -> None:
    picture = drawn(two_groups, volume)
    zones = list(picture.iter(f"{SVG}rect"))[1:]
    (dot,) = picture.iter(f"{SVG}circle")
    x = float(dot.get("cx", "nan"))
    state = message(two_groups, HOUSE, Decimal(volume)).state
    zone = zones[["low", "middle", "high"].index(str(state))]
    start = float(zone.get("x", "nan"))
    assert start - 0.1 <= x <= start + float(zone.get("width", "nan")) + 0.1
    assert x + 9 < WIDTH


def test_nothing_runs_and_nothing_is_fetched(two_groups: ReferenceTable) -> None:
    text = chart(message(two_groups, HOUSE, Decimal(92)), two_groups, "en")
    assert not re.search(r"<script|<image|<style|href|url\(|\bon\w+=", text)
    assert text.count("http") == 1  # the name of the format


def test_labels_are_escaped(two_groups: ReferenceTable) -> None:
    group = Group((("a",), ("b",)), ('<b onload="x">', "&"), Decimal(1), Decimal(2), Decimal(3), 30)
    told = Message("middle", None, group, same('<script>"'), Decimal(2), "m3")
    picture = ElementTree.fromstring(chart(told, two_groups, "en"))
    assert {e.tag for e in picture.iter()} == {
        SVG + t for t in ("svg", "title", "rect", "text", "path", "circle")
    }


def test_without_comparison_the_picture_is_the_sentence(two_groups: ReferenceTable) -> None:
    told = message(two_groups, {"nb_occupants": "4", "logement": "appartement"}, Decimal(92))
    picture = ElementTree.fromstring(chart(told, two_groups, "fr"))
    assert " ".join(t.text or "" for t in picture.iter(f"{SVG}text")) == told.sentence.fr
    assert not list(picture.iter(f"{SVG}circle"))
    assert bar(told, 60, "fr") == told.sentence.fr


def test_text_bar(two_groups: ReferenceTable) -> None:
    assert bar(message(two_groups, HOUSE, Decimal("92.5")), 61, "fr") == "\n".join(
        [
            "                    60       85           120",
            "░░░░░░░░░░░░░░░░░░░░░│▒▒▒▒▒▒▒▒┊▒▒▒▒▒▒▒▒▒▒▒▒│▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓",
            "                                 ▲ 92,5\u00a0m³",
        ]
    )


def test_text_bar_beyond_its_end(two_groups: ReferenceTable) -> None:
    lines = bar(message(two_groups, HOUSE, Decimal(9000)), 60).splitlines()
    assert lines[2].endswith("9,000\u00a0m³ ▶")
    assert max(len(line) for line in lines) <= 60


@given(st.lists(st.integers(0, 3000), min_size=3, max_size=3), st.integers(0, 9000), st.integers(10, 120))
def test_text_bar_keeps_its_width(marks: list[int], volume: int, width: int) -> None:
    low, middle, high = sorted(Decimal(m) for m in marks)
    group = Group((("a",),), ("a",), low, middle, high + 1, 30)
    lines = bar(Message("middle", None, group, same(""), Decimal(volume), "m3"), width).splitlines()
    assert len(lines) == 3
    assert all(len(line) <= max(40, width) for line in lines)


@given(st.lists(st.floats(0, 592), min_size=3, max_size=3))
def test_labels_never_cover_each_other(places: list[float]) -> None:
    out = spread(sorted(places), 124, 60, 560)
    assert out[0] >= 60
    assert out[2] <= 560
    assert all(b - a >= 124 - 1e-6 for a, b in pairwise(out))


def test_scale_and_stretches() -> None:
    group = Group((), (), Decimal(60), Decimal(85), Decimal(100), 30)
    assert scale_of(group, Decimal(50), 0, 100).end == 140
    assert scale_of(group, Decimal(200), 0, 100).end == 220
    assert scale_of(group, Decimal(9000), 0, 100).end == 250
    assert widest(0, 100, [20, 90], 5) == (25, 85)
    assert widest(0, 100, [150], 5) == (0, 100)
