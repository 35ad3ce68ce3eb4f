"""Each condition: what was measured against what the policy requires."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from privkit.evidence.figures.style import (
    BLUE,
    INK,
    ORANGE,
    PALE,
    SOFT,
    VERMILION,
    canvas,
    row_label,
    to_svg,
)
from privkit.words import Language

_ROOM, _LINE = 0.72, 0.36  # where the longest bar ends, where the required value stands
_COLOURS = {"held": BLUE, "failed": VERMILION, "inconclusive": ORANGE}


@dataclass(frozen=True)
class Margin:
    """One condition. The bar must reach the line (``at_least``), or must not pass it (``at_most``)."""

    label: str
    direction: Literal["at_least", "at_most"]
    measured: float
    required: float
    text: str
    outcome: str


def drawable(margin: Margin) -> bool:
    """A bar has a meaning beside a required value that is not zero."""
    return margin.required > 0 and margin.measured >= 0


def margins(items: Sequence[Margin], language: Language, *, name: str, alt: str) -> str:
    """One bar per condition as SVG, drawn to the required value, which stands on one vertical line."""
    groups = [(d, [m for m in items if m.direction == d and drawable(m)]) for d in ("at_least", "at_most")]
    groups = [(d, found) for d, found in groups if found]
    rows = sum(len(found) + 0.85 for _, found in groups)
    with canvas(rows, left=0.36) as (figure, axes):
        y = 0.0
        for direction, found in groups:
            axes.text(
                _LINE, y + 0.42, _heading(direction, language), ha="center", va="center", color=SOFT, size=9.5
            )
            top = y + 0.8
            for number, margin in enumerate(found):
                middle = top + number + 0.4
                length = min(_LINE * margin.measured / margin.required, _ROOM)
                row_label(axes, middle, margin.label)
                axes.barh(middle, _ROOM, 0.46, color=PALE, alpha=0.4, linewidth=0)
                axes.barh(middle, length, 0.46, color=_COLOURS.get(margin.outcome, SOFT), linewidth=0)
                axes.text(_ROOM + 0.02, middle, margin.text, va="center", color=INK, size=9.5)
            axes.plot([_LINE, _LINE], [top, top + len(found) - 0.2], color=INK, linewidth=1.6)
            y = top + len(found) + 0.05
        return to_svg(figure, name, alt)


def _heading(direction: str, language: Language) -> str:
    words = {
        "at_least": {"en": "must reach the line", "fr": "doit atteindre le trait"},
        "at_most": {"en": "must not pass the line", "fr": "ne doit pas dépasser le trait"},
    }
    return words[direction][language]
