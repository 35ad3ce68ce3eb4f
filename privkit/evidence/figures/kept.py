"""The share of units still there after each step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from privkit.evidence.figures.style import BLUE, INK, PALE, canvas, row_label, to_svg

_ROOM = 0.7


@dataclass(frozen=True)
class Remaining:
    """One bar: the name of a step, the share of the first count still there, and the text beside it."""

    label: str
    share: float
    text: str


def units_kept(stages: Sequence[Remaining], *, name: str, alt: str) -> str:
    """One bar per stage as SVG: what is left in blue, what was removed in grey."""
    with canvas(len(stages), left=0.33) as (figure, axes):
        for number, stage in enumerate(stages):
            y, kept = number + 0.5, min(max(stage.share, 0.0), 1.0)
            row_label(axes, y, stage.label)
            axes.barh(y, _ROOM, 0.5, color=PALE, alpha=0.55, linewidth=0)
            axes.barh(y, _ROOM * kept, 0.5, color=BLUE, linewidth=0)
            axes.text(_ROOM + 0.02, y, stage.text, va="center", color=INK, size=9.5)
        return to_svg(figure, name, alt)
