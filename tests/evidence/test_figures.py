from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from privkit.evidence.figures.bands import Band, read_band
from privkit.evidence.figures.groups import group_sizes
from privkit.evidence.figures.kept import Remaining, units_kept
from privkit.evidence.figures.margins import Margin, drawable, margins

NASTY = '<script>alert(1)</script> $x_{1}$ "&'
BEFORE = (("1", 120), ("2 to 4", 40), ("11 to 19", 12))
AFTER = (("11 to 19", 160),)


def _texts(svg: str) -> list[str]:
    return [
        "".join(e.itertext()).strip() for e in ET.fromstring(_named(svg)).iter() if e.tag.endswith("text")
    ]


def _named(svg: str) -> str:
    return svg.replace("<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" ', 1)


def _groups(name: str = "g", k: int | None = 11, language: str = "fr") -> str:
    return group_sizes(BEFORE, AFTER, k, language, name=name, alt=NASTY, shown=lambda x: f"{x:.0f}")  # type: ignore[arg-type]


def _kept(name: str = "k") -> str:
    return units_kept([Remaining(NASTY, 1.0, "100"), Remaining("b", 0.9, "90")], name=name, alt=NASTY)


def _margins(name: str = "m") -> str:
    items = [
        Margin("groups", "at_least", 13, 11, "13 / 11", "held"),
        Margin("lost", "at_most", 0.07, 0.05, "7 / 5", "failed"),
    ]
    return margins(items, "en", name=name, alt=NASTY)


@pytest.mark.parametrize("draw", [_groups, _kept, _margins])
def test_a_picture_is_safe_named_and_the_same_twice(draw) -> None:  # type: ignore[no-untyped-def]
    svg = draw()
    assert svg == draw()
    root = ET.fromstring(_named(svg))
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-label"] == NASTY
    assert root[0].tag == "title" and root[0].text == NASTY
    assert "<script" not in svg and "http" not in svg and "<style" not in svg and "<metadata" not in svg
    assert "sans-serif" in svg and "DejaVu" not in svg


def test_ids_of_two_pictures_never_meet() -> None:
    def ids(svg: str) -> set[str]:
        return {e.attrib["id"] for e in ET.fromstring(_named(svg)).iter() if "id" in e.attrib}

    one, two = ids(_groups("one")), ids(_groups("two"))
    assert one and two and not one & two


def test_text_stays_text_and_mathematics_is_not_read() -> None:
    assert any("$x_{1}$" in text for text in _texts(_kept()))


def test_bands_are_said_in_the_language_and_k_has_its_line() -> None:
    texts = _texts(_groups())
    assert [t for t in texts if t in ("1", "2 à 4", "11 à 19")] == ["1", "2 à 4", "11 à 19"]
    assert "k = 11" in texts and "avant" in texts and "après" in texts
    assert "k = 11" not in _texts(_groups(k=None))


def test_bands_are_in_order_of_size_whatever_the_record_says() -> None:
    shuffled = (("50 and more", 1), ("2 to 4", 1), ("11 to 19", 1))
    svg = group_sizes(None, shuffled, None, "en", name="g", alt="", shown=str)
    assert [t for t in _texts(svg) if "to" in t or "more" in t] == ["2 to 4", "11 to 19", "50 and more"]


@pytest.mark.parametrize(
    ("label", "band"),
    [
        ("1", Band(1, 1)),
        ("2 to 4", Band(2, 4)),
        ("2 à 4", Band(2, 4)),
        ("50 and more", Band(50, None)),
        ("none", None),
    ],
)
def test_labels_of_bands_are_read(label: str, band: Band | None) -> None:
    assert read_band(label) == band


def test_a_required_zero_has_no_bar() -> None:
    assert not drawable(Margin("a", "at_most", 0, 0, "", "held"))


def test_the_margin_says_which_side_is_right() -> None:
    texts = _texts(_margins())
    assert "must reach the line" in texts and "must not pass the line" in texts
