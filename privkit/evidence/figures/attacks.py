"""Each attack three times: on the unprotected data, through the release, and on people who were not in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from privkit.evidence.figures.style import (
    BLUE,
    INK,
    ORANGE,
    PALE,
    RULE,
    SOFT,
    VERMILION,
    canvas,
    row_label,
    to_svg,
)
from privkit.words import Language

_ROOM = 0.62  # share of the width that stands for a success in every attempt
_COLOURS = {"held": BLUE, "failed": VERMILION, "inconclusive": ORANGE}
_WORDS = {
    "en": ("unprotected data", "release", "people not in it", "must not pass the line"),
    "fr": ("données non protégées", "sortie", "personnes absentes", "ne doit pas dépasser le trait"),
}


@dataclass(frozen=True)
class Triple:
    """Shares of attempts that succeed, from 0 to 1, and how they read.

    ``low`` and ``high``: the interval of what is gained on the people of the release, from ``control`` up; ``limit``:
    where the threshold stands on the same scale.
    """

    label: str
    unprotected: float | None
    release: float
    control: float
    low: float
    high: float
    limit: float
    texts: tuple[str, str, str]
    outcome: str


def triples(items: Sequence[Triple], language: Language, *, name: str, alt: str) -> str:
    """Three bars per attack as SVG, on one scale from never to always."""
    with canvas(2.0 * len(items) + 1.1, left=0.31) as (figure, axes):
        _legend(axes, language, {item.outcome for item in items})
        for number, item in enumerate(items):
            _one(axes, 1.15 + 2.0 * number, item)
        bottom = 1.05 + 2.0 * len(items)
        axes.plot([0, 0], [1.05, bottom], color=RULE, linewidth=0.8)
        axes.plot([_ROOM, _ROOM], [1.05, bottom], color=RULE, linewidth=0.8, linestyle=(0, (2, 2)))
        return to_svg(figure, name, alt)


def _legend(axes: Any, language: Language, outcomes: set[str]) -> None:
    words = _WORDS[language]
    release = _COLOURS[next(iter(outcomes))] if len(outcomes) == 1 else BLUE
    for x, y, colour, word in ((0.0, 0.22, PALE, words[0]), (0.42, 0.22, release, words[1])):
        axes.barh(y, 0.03, 0.3, left=x, color=colour, linewidth=0)
        axes.text(x + 0.04, y, word, va="center", color=SOFT, size=9.5)
    axes.barh(0.72, 0.03, 0.3, left=0.0, facecolor="none", edgecolor=SOFT, hatch="////", linewidth=0.6)
    axes.text(0.04, 0.72, words[2], va="center", color=SOFT, size=9.5)
    axes.plot([0.435, 0.435], [0.55, 0.89], color=INK, linewidth=1.6)
    axes.text(0.46, 0.72, words[3], va="center", color=SOFT, size=9.5)


def _one(axes: Any, top: float, item: Triple) -> None:
    row_label(axes, top + 0.9, item.label, width=24, most=3)
    colour = _COLOURS.get(item.outcome, SOFT)
    bars = ((item.unprotected, PALE, None), (item.release, colour, None), (item.control, "none", "////"))
    for place, ((value, fill, hatch), text) in enumerate(zip(bars, item.texts, strict=True)):
        middle, end = top + 0.35 + 0.52 * place, 0.0
        if value is not None:
            more: dict[str, Any] = (
                {"edgecolor": SOFT, "hatch": hatch, "linewidth": 0.6} if hatch else {"linewidth": 0}
            )
            axes.barh(middle, _ROOM * value, 0.42, facecolor=fill, **more)
            end = value
        if place == 1:
            ends = [_ROOM * item.low, _ROOM * item.high]
            axes.plot(ends, [middle, middle], color=INK, linewidth=1.2)
            for at in ends:
                axes.plot([at, at], [middle - 0.12, middle + 0.12], color=INK, linewidth=1.2)
            end = max(end, item.high, item.limit)
        axes.text(_ROOM * end + 0.014, middle, text, va="center", color=INK, size=9.5)
    at = _ROOM * min(item.limit, 1.0)
    axes.plot([at, at], [top + 0.61, top + 1.13], color=INK, linewidth=1.8)
