"""A sheet of paper measured in millimetres, from its top left corner; text that is measured before it is set.

What is drawn is kept as marks, each in a part of the page (a heading, a paragraph, a figure…) or in none when it
only decorates: :mod:`privkit.compare.bill.paint` makes a picture of them, :mod:`privkit.compare.bill.pdf` a PDF
whose parts a screen reader finds in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

INCH = 25.4
POINT = INCH / 72  # millimetres
LEADING = 1.32
#: One hue from light to dark: zones keep apart for the colour-blind and in black and white. Text is ink or soft,
#: on white or on one of the others: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
INK, SOFT, PAPER = "#1b2a38", "#4a5a68", "#ffffff"
ZONES = ("#dce9f5", "#a9cbe6", "#6ea3cf")
TINT = "#eef4fa"
SMALLEST = 9.0  # points
FONT = "DejaVu Sans"  # comes with matplotlib: the same everywhere
UNKNOWN = "\N{REPLACEMENT CHARACTER}"

Align = Literal["left", "center", "right"]
Role = Literal["H1", "H2", "P", "LI", "Figure"]
Place = tuple[float, float]


@dataclass(frozen=True)
class Text:
    """A line of text; its baseline starts (or ends, or is centred) at ``x``, ``y``."""

    x: float
    y: float
    said: str
    size: float
    bold: bool
    colour: str
    align: Align


@dataclass(frozen=True)
class Shape:
    """A polygon that is filled, or an open line; ``edge`` may be absent."""

    places: tuple[Place, ...]
    fill: str | None
    edge: str | None = None
    thick: float = 0.8  # points
    dashed: bool = False


@dataclass(frozen=True)
class Dot:
    """A disc of ink with an edge of paper."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True, eq=False)
class Part:
    """A piece of the page for who hears it: what it is, and for a figure what it shows and where it is."""

    role: Role
    alt: str = ""
    box: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)  # left, top, width, height


Mark = Text | Shape | Dot


@dataclass
class Sheet:
    """What is drawn on. Sizes of text are in points, the rest in millimetres."""

    width: float
    height: float
    marks: list[tuple[Mark, Part | None]] = field(default_factory=list)
    _part: Part | None = None

    @contextmanager
    def part(
        self, role: Role, alt: str = "", box: tuple[float, float, float, float] = (0, 0, 0, 0)
    ) -> Iterator[None]:
        """What is drawn inside belongs to a new part of the page."""
        before, self._part = self._part, Part(role, alt, box)
        try:
            yield
        finally:
            self._part = before

    def _add(self, mark: Mark) -> None:
        self.marks.append((mark, self._part))

    def text(
        self,
        x: float,
        y: float,
        said: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: Align = "left",
    ) -> None:
        """A line whose baseline is at ``y``."""
        if said:
            self._add(Text(x, y, drawable(said), size, bold, colour, align))

    def lines(self, x: float, y: float, said: Sequence[str], size: float, **more: Any) -> float:
        """Lines under each other, the first one's top at ``y``; gives back where they end."""
        for n, line in enumerate(said):
            self.text(x, y + (n * LEADING + 1) * size * POINT, line, size, **more)
        return y + height_of(said, size)

    def box(
        self, x: float, y: float, width: float, height: float, colour: str, edge: str | None = None
    ) -> None:
        corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        self._add(Shape(corners, colour, edge))

    def path(self, places: Sequence[Place], *, dashed: bool = False, thick: float = 1.1) -> None:
        self._add(Shape(tuple(places), None, INK, thick, dashed))

    def shape(self, places: Sequence[Place], colour: str = INK) -> None:
        self._add(Shape(tuple(places), colour))

    def dot(self, x: float, y: float, radius: float) -> None:
        self._add(Dot(x, y, radius))


def width_of(said: str, size: float, *, bold: bool = False) -> float:
    """The width of a line, in millimetres; letters are not moved together (no kerning)."""
    return sum(advance(c, bold=bold) for c in said) * size * POINT


def height_of(said: Sequence[str], size: float) -> float:
    """The height of lines under each other, in millimetres."""
    return len(said) * LEADING * size * POINT


def wrapped(said: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """A text cut into lines no wider than ``room``. No-break spaces hold; a longer word stands alone."""
    lines: list[str] = []
    for word in said.split(" "):
        if lines and width_of(f"{lines[-1]} {word}", size, bold=bold) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def drawable(said: str) -> str:
    """A text without the characters that the font does not have: each is shown as unknown."""
    return "".join(c if _known(c) else UNKNOWN for c in said)


@cache
def _known(character: str) -> bool:
    return all(_font(bold).get_char_index(ord(character)) for bold in (False, True))


@cache
def advance(character: str, *, bold: bool) -> float:
    """How far a character moves the pen, for a size of 1."""
    from matplotlib.ft2font import LoadFlags

    font = _font(bold)
    glyph = font.load_char(ord(drawable(character)), flags=LoadFlags.NO_SCALE)
    return float(glyph.horiAdvance) / float(font.units_per_EM)


@cache
def font_file(*, bold: bool) -> str:
    """Where the font is."""
    from matplotlib.font_manager import FontProperties, findfont

    return str(findfont(FontProperties(family=FONT, weight="bold" if bold else "normal")))


@cache
def _font(bold: bool) -> Any:
    from matplotlib.font_manager import get_font

    return get_font(font_file(bold=bold))
