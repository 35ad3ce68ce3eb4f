"""Lines along time with the band of their 95 % interval; one small graph per place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from privkit.evidence.figures.style import BLUE, INK, PALE, RULE, SOFT
from privkit.evidence.report.voice import decimal
from privkit.publication.chart_cells import Series
from privkit.publication.drawing import HATCH, Room
from privkit.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SMALL, _TALL = 1.35, 2.7  # inches of a small graph, of one alone
_LEFT, _RIGHT, _GAP = 0.085, 0.985, 0.022


def _columns(series: Sequence[Series]) -> int:
    return 1 if len(series) == 1 else 2 if len(series) in (2, 4) else 3


def height(series: Sequence[Series]) -> float:
    """The room the graphs take, in inches."""
    if len(series) <= 1:
        return _TALL
    return _SMALL * math.ceil(len(series) / _columns(series)) + 0.3 + (0.24 if _hidden(series) else 0)


def draw(
    figure: Figure, room: Room, series: Sequence[Series], values: Sequence[str], language: Language
) -> None:
    """Draw one graph per series on the same scale."""
    columns = _columns(series)
    rows = math.ceil(len(series) / columns) or 1
    legend = room.share(0.24) if _hidden(series) else 0.0
    bottom = room.bottom + room.share(0.24)
    tall = (room.top - legend - bottom) / rows
    wide = (_RIGHT - _LEFT) / columns
    limits = _limits(series)
    for n, one in enumerate(series):
        row, column = divmod(n, columns)
        inner = tall - room.share(0.28)
        place = (_LEFT + column * wide, bottom + (rows - 1 - row) * tall, wide - _GAP, inner)
        axes = figure.add_axes(place)
        last = row == rows - 1 or n + columns >= len(series)
        _graph(axes, one, values, limits)
        _ticks(axes, values, language, left=column == 0, bottom=last, many=columns > 1)
    if legend:
        _legend(figure, room, series)


def _graph(axes: Axes, one: Series, values: Sequence[str], limits: tuple[float, float]) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.set_title(
        one.label if len(one.label) < 34 else one.label[:32] + "…", loc="left", size=9.4, color=INK, pad=3
    )
    axes.set_xlim(-0.5, len(values) - 0.5)
    axes.set_ylim(*limits)
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_axisbelow(True)
    nan = float("nan")
    xs = list(range(len(one.points)))
    ys, lows, highs = (
        [nan if (v := getattr(point, name)) is None else v for point in one.points]
        for name in ("value", "low", "high")
    )
    if not all(map(math.isnan, lows)):
        axes.fill_between(xs, lows, highs, color=PALE, linewidth=0)
    small = len(xs) > 24
    axes.plot(xs, ys, color=BLUE, linewidth=1.6, marker="o", markersize=1.3 if small else 3.4)
    for x, point in enumerate(one.points):
        if point.value is None:
            axes.axvspan(x - 0.42, x + 0.42, facecolor="white", edgecolor=SOFT, hatch=HATCH, linewidth=0)


def _ticks(
    axes: Axes, values: Sequence[str], language: Language, left: bool, bottom: bool, many: bool
) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

    axes.tick_params(colors=SOFT, labelsize=8.4, color=RULE)
    shown = _some(len(values), 2 if many else 6)
    axes.xaxis.set_major_locator(FixedLocator([float(x) for x in shown]))
    axes.set_xticklabels([values[x] for x in shown] if bottom else [])
    if bottom and many:  # the first and the last stay inside their graph
        labels = axes.get_xticklabels()
        labels[0].set_horizontalalignment("left")
        labels[-1].set_horizontalalignment("right" if len(labels) > 1 else "left")
    axes.yaxis.set_major_locator(MaxNLocator(3 if many else 5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: _short(y, language)))
    if not left:
        axes.tick_params(axis="y", labelleft=False)


def _short(y: float, language: Language) -> str:
    """A number of an axis, thousands and millions shortened."""
    for size, sign in ((1e6, "M"), (1e3, "k")):
        if abs(y) >= 10 * size or (abs(y) >= size and sign == "M"):
            return decimal(y / size, 1, language) + sign
    return decimal(y, 2, language)


def _some(number: int, most: int) -> list[int]:
    """At most ``most`` positions, the first and the last among them, evenly spread."""
    if number <= most:
        return list(range(number))
    return sorted({round(n * (number - 1) / (most - 1)) for n in range(most)})


def _limits(series: Sequence[Series]) -> tuple[float, float]:
    ends = [v for s in series for p in s.points for v in (p.value, p.low, p.high) if v is not None] or [1.0]
    low, high = min(0.0, *ends), max(0.0, *ends)
    room = 0.05 * ((high - low) or 1.0)
    return (low - room if low < 0 else 0.0), high + room


def _hidden(series: Sequence[Series]) -> list[str]:
    words = {p.word for s in series for p in s.points if p.value is None and p.word}
    return sorted(words)


def _legend(figure: Figure, room: Room, series: Sequence[Series]) -> None:
    from matplotlib.patches import Patch

    patch = Patch(facecolor="white", edgecolor=SOFT, hatch=HATCH, linewidth=0.6)
    figure.legend(
        [patch], [", ".join(_hidden(series))], loc="upper left", bbox_to_anchor=(0.005, room.top + room.share(0.06)),
        frameon=False, fontsize=9.2, labelcolor=SOFT, handlelength=1.6, borderpad=0.1,
    )  # fmt: skip
