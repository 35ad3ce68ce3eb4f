"""What a model learns from released rows, beside what it learns from real ones, for people it has never seen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privkit.evidence.figures.columns import REAL, RELEASED
from privkit.evidence.figures.style import BLUE, INK, PALE, RULE, SOFT, canvas, row_label
from privkit.words import Language, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

AGAIN = Words("real, drawn again", "réel, tiré à nouveau")
_NOTHING = Words(
    "a bar starts at what is scored without reading anything", "une barre part du score obtenu sans rien lire"
)
_ROOM = 0.74  # where the bar of real data ends; the rest is for its figure
_ROWS = 3.7  # of a model: three bars and a gap


@dataclass(frozen=True)
class Learned:
    """One model: its scores, and the score of the answer that reads nothing. ``loss`` in words, may be empty."""

    label: str
    metric: str
    real: float
    again: float
    released: float
    trivial: float
    loss: str = ""


@contextmanager
def drawn(models: Sequence[Learned], language: Language, shown: Callable[[float], str]) -> Iterator[Figure]:
    """Three bars per model, from the trivial score to its own: what is missing is the loss. ``shown`` writes a score."""
    with canvas(_ROWS * len(models) + 0.9, left=0.33) as (figure, axes):
        axes.text(-0.49, 0.35, _NOTHING.say(language), va="center", color=SOFT, size=9.5)
        for number, model in enumerate(models):
            _bars(axes, _ROWS * number + 0.9, model, language, shown)
        yield figure


def _bars(axes: Axes, top: float, model: Learned, language: Language, shown: Callable[[float], str]) -> None:
    gained = model.real - model.trivial
    axes.text(-0.49, top + 0.45, model.label, va="center", color=INK, size=10.5, weight="bold")
    axes.text(0, top + 0.45, model.metric, va="center", color=SOFT, size=9.5)
    axes.text(1, top + 0.45, model.loss, ha="right", va="center", color=SOFT, size=9.5)
    rows = (
        (REAL, model.real, PALE, 0.56), (AGAIN, model.again, SOFT, 0.22), (RELEASED, model.released, BLUE, 0.56)
    )  # fmt: skip
    for row, (words, score, colour, thick) in enumerate(rows):
        y = top + 1.2 + 0.8 * row
        share = (score - model.trivial) / gained if gained else 0.0
        length = _ROOM * min(max(share, 0.0), 1.15)
        row_label(axes, y, words.say(language), size=9.5)
        axes.barh(y, length, thick, color=colour, linewidth=0)
        axes.text(length + 0.012, y, shown(score), va="center", color=INK, size=9.5)
    axes.plot([0, 0], [top + 0.85, top + 3.2], color=RULE, linewidth=0.8)
