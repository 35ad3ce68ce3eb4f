"""What all pictures share: colours, fonts, size, and the way a matplotlib figure becomes inline SVG.

Colours are from the palette of Okabe and Ito (2008), darkened where text stands on them, and told apart
in black and white by their lightness. Text stays text in a generic font, so that it can be read aloud,
selected and searched. The same figures always give the same bytes.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, SOFT, RULE, PALE = "#17212b", "#52606d", "#c9d2da", "#c3ced8"
BLUE, VERMILION, ORANGE = "#0b5c94", "#b04a00", "#8a6100"
WIDTH = 6.2  # inches at 100 units per inch: 620 units wide, scaled by the page

_RC: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "privkit",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # measured with the font matplotlib ships, shown in the reader's
    "font.size": 11,
    "text.parse_math": False,  # a name may hold a dollar sign
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.unicode_minus": False,
    "hatch.linewidth": 0.8,
}


@contextmanager
def canvas(rows: float, left: float = 0.3) -> Iterator[tuple[Figure, Axes]]:
    """An empty figure for ``rows`` rows of bars, labels in the ``left`` share of its width."""
    height = 0.36 * rows + 0.1
    with sheet(height) as figure:
        axes = figure.add_axes((left, 0.02, 0.99 - left, 0.96))
        axes.set_ylim(rows, 0)
        axes.set_xlim(0, 1)
        axes.axis("off")
        yield figure, axes


@contextmanager
def panels(number: int, height: float = 2.9) -> Iterator[tuple[Figure, list[Axes]]]:
    """A figure of ``number`` small graphs side by side, with light axes; ``height`` in inches."""
    with sheet(height) as figure:
        gap, room = 0.09, 0.99
        width = (room - gap * number) / number
        made = []
        for n in range(number):
            axes = figure.add_axes((gap + n * (width + gap), 0.15, width, 0.62))
            for side in ("top", "right"):
                axes.spines[side].set_visible(False)
            axes.tick_params(colors=SOFT, labelsize=9, color=RULE)
            axes.grid(axis="y", color=RULE, linewidth=0.6)
            axes.set_axisbelow(True)
            made.append(axes)
        yield figure, made


@contextmanager
def sheet(height: float) -> Iterator[Figure]:
    """An empty figure in the style of the house, ``height`` inches high."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context(_RC), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(WIDTH, height))
        FigureCanvasAgg(figure)
        yield figure


def to_svg(figure: Figure, name: str, alt: str) -> str:
    """The figure as one ``<svg>`` element with ``alt`` as its name; ``name`` keeps ids apart on a page."""
    buffer = io.StringIO()
    empty = {"Date": None, "Creator": None, "Format": None, "Type": None}
    figure.savefig(buffer, format="svg", metadata=empty, transparent=True)
    text = buffer.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>|<style[^>]*>.*?</style>|<!--.*?-->", "", text, flags=re.S)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'(xlink:href="#|url\(#)', rf"\g<1>{name}-", text)
    text = re.sub(r"font-family: [^;\"]*", "font-family: sans-serif", text)
    box = re.search(r'viewBox="([^"]*)"', text)
    assert box is not None
    said = escape(alt)
    opening = f'<svg viewBox="{box[1]}" role="img" aria-label="{said}"><title>{said}</title>'
    text = opening + text[text.index(">", text.index("<svg")) + 1 :]
    return re.sub(r"\n\s*", "\n", re.sub(r"<defs>\s*</defs>", "", text)).strip()


def to_png(figure: Figure) -> bytes:
    """The figure as an image on white, for documents that take no SVG."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=160, facecolor="white", metadata={"Software": None})
    return buffer.getvalue()


@dataclass(frozen=True)
class Picture:
    """A figure ready to be written: a file of SVG, the same as PNG, and what it shows in words."""

    name: str
    svg: str
    png: bytes
    alt: str


def picture(figure: Figure, name: str, alt: str) -> Picture:
    """Both forms of a figure. The SVG stands alone: it names its own language of tags and its size."""
    svg = to_svg(figure, name, alt)
    box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert box is not None
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    size = f'width="{float(box[1]):.0f}" height="{float(box[2]):.0f}"'
    return Picture(name, svg.replace("<svg ", f"<svg {spaces} {size} ", 1) + "\n", to_png(figure), alt)


def row_label(
    axes: Axes, y: float, text: str, at: float = -0.02, width: int = 25, most: int = 2, **more: Any
) -> None:
    """The name of a row of bars, to their left, on ``most`` lines at most."""
    lines = wrap(text, width) or [""]
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: width - 1] + "…"]
    axes.text(at, y, "\n".join(lines), ha="right", va="center", linespacing=1.15, **{"size": 10, **more})
