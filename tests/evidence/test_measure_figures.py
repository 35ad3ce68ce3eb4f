"""Risk and frontier as pictures: safe, named, the same twice, and standing alone as files."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from privkit.evidence.figures import frontier, groups, risk
from privkit.evidence.figures.style import Picture, picture

NASTY = '<script>alert(1)</script> $x_{1}$ "&'


@contextmanager
def _risk(language: str) -> Iterator[Any]:
    risks = [risk.Risk(NASTY, 1.0, 0.09), risk.Risk("average", 0.4, 0.01)]
    with risk.drawn(risks, language, lambda x: f"{x:.0%}") as figure:  # type: ignore[arg-type]
        yield figure


@contextmanager
def _frontier(language: str) -> Iterator[Any]:
    curves = [frontier.Curve(NASTY, [2, 11, 50], [0.0, 0.02, 0.03], [0.1, 0.3, 0.6])]
    with frontier.drawn(curves, 11, "homes", language, lambda x: f"{x:.0%}") as figure:  # type: ignore[arg-type]
        yield figure


@contextmanager
def _groups(language: str) -> Iterator[Any]:
    with groups.drawn([("1", 0.9)], [("11+", 1.0)], 11, language, lambda x: f"{x:.0%}") as figure:  # type: ignore[arg-type]
        yield figure


def made(draw: Callable[[str], Any], language: str = "fr") -> Picture:
    with draw(language) as figure:
        return picture(figure, "p", NASTY)


@pytest.mark.parametrize("draw", [_risk, _frontier, _groups])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_picture_stands_alone_and_says_what_it_shows(draw: Callable[[str], Any], language: str) -> None:
    one = made(draw, language)
    assert one == made(draw, language)
    root = ET.fromstring(one.svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.attrib["role"] == "img" and root.attrib["aria-label"] == NASTY
    assert float(root.attrib["width"]) > 300 and "<script" not in one.svg
    assert one.png.startswith(b"\x89PNG") and len(one.png) > 2000


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", ("homes en moins", "détail perdu", "retrait au plus :")), ("en", ("homes removed", "detail lost", "at most removed:"))],
)  # fmt: skip
def test_the_frontier_marks_the_policy_s_k(language: str, words: tuple[str, ...]) -> None:
    texts = [
        "".join(e.itertext()).strip() for e in ET.fromstring(made(_frontier, language).svg).iter() if e.tag.endswith("text")
    ]  # fmt: skip
    assert texts.count("k = 11") == 2
    assert set(words) <= set(texts)
    assert {"2", "11", "50"} <= set(texts)


def test_a_risk_without_a_before_has_one_bar() -> None:
    with risk.drawn([risk.Risk("a", None, 0.5)], "en", lambda x: f"{x:.0%}") as figure:
        svg = picture(figure, "p", "").svg
    assert "before" not in svg and "50%" in svg
