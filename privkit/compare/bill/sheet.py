"""A sheet of paper measured in millimetres, from its top left corner; text that is measured before it is set."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from privkit.compare.bill.pdf import in_language
from privkit.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INCH = 25.4
POINT = INCH / 72  # millimetres
LEADING = 1.32
#: One hue from light to dark: zones keep apart for the colour-blind and in black and white. Text is ink or soft,
#: on white or on one of the others: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
INK, SOFT, PAPER = "#1b2a38", "#4a5a68", "#ffffff"
ZONES = ("#dce9f5", "#a9cbe6", "#6ea3cf")
TINT = "#eef4fa"
SMALLEST = 9.0  # points
_FINE = 8  # text is measured eight times as large, so that whole dots do not matter
_FONT = "DejaVu Sans"  # comes with matplotlib: the same everywhere

Align = Literal["left", "center", "right"]


@dataclass(frozen=True)
class Sheet:
    """What is drawn on. Sizes of text are in points, the rest in millimetres."""

    figure: Figure
    axes: Axes
    width: float
    height: float

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
        weight = "bold" if bold else "normal"
        font: dict[str, Any] = {"size": size, "weight": weight, "family": _FONT}
        self.axes.text(x, y, said, color=colour, ha=align, va="baseline", parse_math=False, **font)

    def lines(self, x: float, y: float, said: Sequence[str], size: float, **more: Any) -> float:
        """Lines under each other, the first one's top at ``y``; gives back where they end."""
        for n, line in enumerate(said):
            self.text(x, y + (n * LEADING + 1) * size * POINT, line, size, **more)
        return y + height_of(said, size)

    def box(self, x: float, y: float, width: float, height: float, colour: str, edge: str = "none") -> None:
        from matplotlib.patches import Rectangle

        self.axes.add_patch(Rectangle((x, y), width, height, facecolor=colour, edgecolor=edge, linewidth=0.8))

    def path(
        self, places: Sequence[tuple[float, float]], *, dashed: bool = False, thick: float = 1.1
    ) -> None:
        xs, ys = zip(*places, strict=True)
        self.axes.plot(
            xs, ys, color=INK, linewidth=thick, linestyle="--" if dashed else "-", solid_capstyle="butt"
        )

    def shape(self, places: Sequence[tuple[float, float]], colour: str = INK, edge: str = "none") -> None:
        from matplotlib.patches import Polygon

        self.axes.add_patch(Polygon(list(places), closed=True, facecolor=colour, edgecolor=edge))

    def dot(self, x: float, y: float, radius: float) -> None:
        from matplotlib.patches import Circle

        self.axes.add_patch(Circle((x, y), radius, facecolor=INK, edgecolor=PAPER, linewidth=1.6, zorder=5))


def new_sheet(width: float, height: float) -> Sheet:
    """A blank white sheet. Nothing global of matplotlib is touched."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width / INCH, height / INCH), facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    axes.axis("off")
    return Sheet(figure, axes, width, height)


def as_png(sheet: Sheet, dots: int = 200) -> bytes:
    """The sheet as a picture, ``dots`` to the inch."""
    held = io.BytesIO()
    sheet.figure.savefig(held, format="png", dpi=dots, metadata={"Software": None})
    return held.getvalue()


def as_pdf(sheet: Sheet, title: str, alt: str, language: Language) -> bytes:
    """The sheet as a PDF of one page: text that can be searched, a title, a language, no date."""
    import matplotlib

    held = io.BytesIO()
    told = {"Title": title, "Subject": alt, "Creator": "privkit", "Producer": None, "CreationDate": None}
    with matplotlib.rc_context({"pdf.fonttype": 42}):
        sheet.figure.savefig(held, format="pdf", metadata=told)
    return in_language(held.getvalue(), language)


def width_of(said: str, size: float, *, bold: bool = False) -> float:
    """The width of a line, in millimetres."""
    from matplotlib.ft2font import LoadFlags

    font = _font(bold)
    font.set_size(size, 72 * _FINE)
    font.set_text(said, 0.0, flags=LoadFlags.NO_HINTING)
    return float(font.get_width_height()[0]) / 64 / _FINE * POINT


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


@cache
def _font(bold: bool) -> Any:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    return get_font(findfont(FontProperties(family=_FONT, weight="bold" if bold else "normal")))
