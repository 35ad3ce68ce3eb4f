"""Risk of re-identification before and after: highest, average, share of units above a threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privkit.evidence.figures.style import BLUE, INK, PALE, RULE, SOFT, canvas, row_label
from privkit.words import Language

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ROOM = 0.8  # share of the width that stands for a risk of 1


@dataclass(frozen=True)
class Risk:
    """One risk, from 0 to 1, before (None: nothing to compare with) and after."""

    label: str
    before: float | None
    after: float


@contextmanager
def drawn(risks: Sequence[Risk], language: Language, shown: Callable[[float], str]) -> Iterator[Figure]:
    """Two bars per risk, to the same scale from 0 to 1. ``shown`` writes a share."""
    both = any(risk.before is not None for risk in risks)
    with canvas(len(risks) + 0.8 * both, left=0.33) as (figure, axes):
        if both:
            words = {"en": ("before", "after"), "fr": ("avant", "après")}[language]
            for x, colour, word in ((0.0, PALE, words[0]), (0.2, BLUE, words[1])):
                axes.barh(0.3, 0.03, 0.34, left=x, color=colour, linewidth=0)
                axes.text(x + 0.04, 0.3, word, va="center", color=SOFT, size=9.5)
        for number, risk in enumerate(risks):
            y = number + 0.5 + 0.8 * both
            row_label(axes, y, risk.label, width=27)
            bars = [(risk.before, -0.19, 0.34, PALE), (risk.after, 0.19, 0.34, BLUE)]
            for value, middle, thick, colour in bars if both else [(risk.after, 0.0, 0.5, BLUE)]:
                if value is None:
                    continue
                axes.barh(y + middle, _ROOM * value, thick, color=colour, linewidth=0)
                axes.text(_ROOM * value + 0.012, y + middle, shown(value), va="center", color=INK, size=9.5)
        axes.plot([0, 0], [0.05 + 0.8 * both, len(risks) + 0.8 * both], color=RULE, linewidth=0.8)
        yield figure
