"""What the chart and the map share: a sheet with its title and its source, hatching, and white paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from privkit.evidence.figures.style import INK, SOFT, Picture, picture, sheet
from privkit.evidence.report.voice import typographic
from privkit.publication.about import About
from privkit.publication.vocabulary import licence_named
from privkit.words import Language, Words

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HATCH = "////"
_LINE = 0.2  # inches of a line of text


@dataclass(frozen=True)
class Room:
    """The part of a sheet left for the drawing, in shares of its height."""

    bottom: float
    top: float
    height: float  # of the sheet, in inches

    def share(self, inches: float) -> float:
        return inches / self.height


@contextmanager
def titled(title: str, under: str, source: str, inches: float) -> Iterator[tuple[Figure, Room]]:
    """A sheet with ``inches`` of room for the drawing, its title above and its source below."""
    heads, unders, feet = wrap(title, 66) or [""], wrap(under, 88), wrap(source, 100)
    head = 0.08 + 0.225 * len(heads) + _LINE * len(unders) + 0.1
    foot = 0.08 + 0.165 * len(feet)
    height = head + inches + foot
    with sheet(height) as figure:
        y = height - 0.08
        for line in heads:
            figure.text(0.01, y / height, line, size=12.5, weight="bold", color=INK, va="top")
            y -= 0.225
        for line in unders:
            figure.text(0.01, y / height, line, size=9.8, color=SOFT, va="top")
            y -= _LINE
        for n, line in enumerate(reversed(feet)):
            figure.text(0.01, (0.05 + 0.165 * n) / height, line, size=8.6, color=SOFT, va="bottom")
        yield figure, Room(foot / height, (height - head) / height, height)


def on_paper(figure: Figure, name: str, alt: str) -> Picture:
    """Both forms of the figure, on white, so that it can be read on a dark page too."""
    made = picture(figure, name, alt)
    start = made.svg.index("</title>") + len("</title>")
    paper = '<rect width="100%" height="100%" fill="#ffffff"/>'
    return Picture(made.name, made.svg[:start] + paper + made.svg[start:], made.png, made.alt)


def source_line(about: About, language: Language) -> str:
    """Who publishes it, when, under which licence."""
    licence, on = licence_named(about.licence, language), about.as_of.isoformat()
    said = Words(f"Source: {about.publisher}, {on}.", f"Source : {about.publisher}, {on}.").say(language)
    if licence:
        said += Words(f" Licence: {licence}.", f" Licence : {licence}.").say(language)
    return typographic(said, language)
