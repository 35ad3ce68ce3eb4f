"""Each column before and after: a small graph of its distribution, real, released, and what chance alone does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privkit.evidence.figures.style import BLUE, INK, PALE, RULE, SOFT, sheet
from privkit.words import Language, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

REAL = Words("real", "réel")
RELEASED = Words("released", "diffusé")
FRESH = Words("other real people", "d'autres personnes réelles")
_DISTANCE = Words("at {} (chance: {})", "à {} (hasard : {})")
_ROW, _HEAD, _FOOT, _KEY = 0.19, 0.38, 0.27, 0.3  # inches: a bar, a title, the scale under it, the legend
_LETTERS = 17  # of a label, at most


@dataclass(frozen=True)
class Bar:
    """Shares of real units, of released rows, and of a fresh sample of real people, from 0 to 1."""

    label: str
    real: float
    released: float
    fresh: float


@dataclass(frozen=True)
class Spread:
    """One column: its bars, its distance and the distance chance alone makes, when they are known."""

    name: str
    bars: Sequence[Bar]
    distance: float | None = None
    floor: float | None = None


@contextmanager
def drawn(spreads: Sequence[Spread], language: Language, shown: Callable[[float], str]) -> Iterator[Figure]:
    """Two small graphs a line. ``shown`` writes a share."""
    lines = [spreads[at : at + 2] for at in range(0, len(spreads), 2)]
    heights = [_HEAD + _FOOT + _ROW * max(len(s.bars) for s in line) for line in lines]
    whole = sum(heights) + _KEY
    with sheet(whole) as figure:
        _key(figure, language, 1 - _KEY / whole / 2)
        top = whole - _KEY
        for line, height in zip(lines, heights, strict=True):
            for place, spread in enumerate(line):
                tall = _ROW * len(spread.bars)
                left = 0.5 * place + 0.195
                axes = figure.add_axes((left, (top - _HEAD - tall) / whole, 0.485 - 0.195, tall / whole))
                _graph(axes, spread, language, shown)
            top -= height
        yield figure


def _key(figure: Figure, language: Language, y: float) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    marks = [
        Patch(facecolor=PALE, label=REAL.say(language)),
        Patch(facecolor=BLUE, label=RELEASED.say(language)),
        Line2D([], [], color=INK, marker="|", markersize=9, markeredgewidth=1.6, linestyle="none",
               label=FRESH.say(language)),
    ]  # fmt: skip
    figure.legend(
        handles=marks, loc="center left", bbox_to_anchor=(0.0, y), frameon=False, ncols=3, fontsize=9.5,
        labelcolor=INK, handlelength=1.2, columnspacing=1.6, borderpad=0.0,
    )  # fmt: skip


def _graph(axes: Axes, spread: Spread, language: Language, shown: Callable[[float], str]) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    rows = range(len(spread.bars))
    axes.barh(rows, [b.real for b in spread.bars], 0.78, color=PALE, linewidth=0)
    axes.barh(rows, [b.released for b in spread.bars], 0.36, color=BLUE, linewidth=0)
    axes.plot(
        [b.fresh for b in spread.bars], rows, color=INK, marker="|", markersize=8, markeredgewidth=1.4,
        linestyle="none", clip_on=False,
    )  # fmt: skip
    longest = max((max(b.real, b.released, b.fresh) for b in spread.bars), default=0.0)
    axes.set_xlim(0, longest * 1.04 or 1)
    axes.set_ylim(len(spread.bars) - 0.5, -0.5)
    axes.set_yticks(list(rows), [_short(b.label) for b in spread.bars])
    axes.xaxis.set_major_locator(MaxNLocator(3))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: shown(x)))
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=SOFT, labelsize=8.5, color=RULE, length=0, pad=3)
    axes.tick_params(axis="y", labelcolor=INK)
    axes.grid(axis="x", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    at = -0.185 / 0.29  # the left edge of the graph's half of the page
    above = 1 + 0.06 / (_ROW * max(len(spread.bars), 1))
    title = axes.text(at, above, "", transform=axes.transAxes, size=10, color=INK, va="bottom")
    title.set_text(_short(spread.name, 26 if spread.distance is None else _LETTERS))
    if spread.distance is not None and spread.floor is not None:
        said = _DISTANCE.say(language).format(shown(spread.distance), shown(spread.floor))
        axes.text(1, above, said, transform=axes.transAxes, size=8.5, color=SOFT, ha="right", va="bottom")


def _short(text: str, letters: int = _LETTERS) -> str:
    return text if len(text) <= letters else text[: letters - 1] + "…"
