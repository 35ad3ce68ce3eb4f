"""Horizontal bars with their 95 % interval, one per place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from privkit.evidence.figures.style import BLUE, INK, PALE, RULE, SOFT, row_label
from privkit.evidence.report.voice import decimal
from privkit.publication.chart_cells import Series
from privkit.publication.drawing import HATCH, Room
from privkit.published import MeasureColumn
from privkit.words import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ROW, _TWO_LINES, _WIDTH = 0.3, 0.38, 26  # inches, with labels on two lines; signs of a line
_LEFT, _RIGHT = 0.31, 0.99


def height(series: Sequence[Series]) -> float:
    """The room the bars take, in inches."""
    row = _TWO_LINES if any(len(s.label) > _WIDTH for s in series) else _ROW
    return row * max(len(series), 1) + 0.1


def draw(
    figure: Figure, room: Room, series: Sequence[Series], measure: MeasureColumn, language: Language
) -> None:
    """Draw one bar per series, of its only cell."""
    axes = figure.add_axes((_LEFT, room.bottom, _RIGHT - _LEFT, room.top - room.bottom))
    axes.set_ylim(len(series), 0)
    axes.axis("off")
    ends = [v for s in series for p in s.points for v in (p.value, p.low, p.high) if v is not None] or [1.0]
    low, high = min(0.0, *ends), max(0.0, *ends)
    span = (high - low) or 1.0
    axes.set_xlim(low, high + 0.3 * span)
    for row, one in enumerate(series):
        middle, point = row + 0.5, one.points[0]
        row_label(axes, middle, one.label, at=low - 0.02 * span, width=_WIDTH, size=9.6)
        if point.value is None:
            axes.barh(middle, 0.1 * span, 0.56, facecolor="white", edgecolor=SOFT, hatch=HATCH, linewidth=0.8)
            axes.text(0.12 * span, middle, point.word, va="center", size=9.2, color=SOFT, style="italic")
            continue
        interval = point.low is not None and point.high is not None
        axes.barh(middle, point.value, 0.56, color=BLUE if not interval else PALE, linewidth=0)
        reach = point.value
        if point.low is not None and point.high is not None:
            axes.plot([point.value] * 2, [middle - 0.28, middle + 0.28], color=BLUE, linewidth=2.2)
            axes.plot([point.low, point.high], [middle] * 2, color=INK, linewidth=1.3)
            for end in (point.low, point.high):
                axes.plot([end, end], [middle - 0.12, middle + 0.12], color=INK, linewidth=1.3)
            reach = max(reach, point.high)
        text = decimal(point.value, measure.decimals, language)
        axes.text(max(reach, 0) + 0.02 * span, middle, text, va="center", size=9.4, color=INK)
    axes.axvline(0, color=RULE, linewidth=1)
