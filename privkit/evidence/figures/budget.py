"""A privacy budget as one bar: spent before, by this release, and what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from privkit.evidence.figures.style import BLUE, INK, PALE, SOFT, canvas, to_svg

_COLOURS = {"before": SOFT, "now": BLUE, "left": PALE}
_NARROW = 0.13  # of the bar: a label wider than its part is written beside


@dataclass(frozen=True)
class Part:
    """One part of the bar, in ε. ``label`` is written above it."""

    name: Literal["before", "now", "left"]
    label: str
    amount: float


def budget_bar(parts: Sequence[Part], *, name: str, alt: str) -> str:
    """The bar as SVG. Parts of nothing are left out; each is named above its place."""
    shown = [part for part in parts if part.amount > 0]
    whole = sum(part.amount for part in shown)
    with canvas(1.75, left=0.01) as (figure, axes):
        at = 0.0
        for number, part in enumerate(shown):
            width = part.amount / whole
            axes.barh(1.2, width, 0.6, left=at, color=_COLOURS[part.name], edgecolor="white", linewidth=1)
            last = number == len(shown) - 1
            narrow = width < _NARROW
            x, ha = (1.0, "right") if last and narrow else (at, "left")
            axes.text(x, 0.45, part.label, ha=ha, va="center", color=INK, size=10)
            at += width
        return to_svg(figure, name, alt)
