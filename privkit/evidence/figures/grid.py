"""The grid of risks: likelihood as proposed from what was measured, severity left empty for a person."""

from __future__ import annotations

from collections.abc import Sequence

from privkit.evidence.figures.style import BLUE, INK, PALE, RULE, SOFT, sheet, to_svg

_SIDE = 4  # degrees of each scale


def risk_grid(
    degree: int,
    likelihoods: Sequence[str],
    severities: Sequence[str],
    texts: tuple[str, str, str],
    *,
    name: str,
    alt: str,
) -> str:
    """Four by four cells as SVG. The column of ``degree`` is marked over its whole height, since no severity is given;
    no column for 0. ``texts``: the names of the two scales, and what is written in the column.
    """
    with sheet(2.7) as figure:
        axes = figure.add_axes((0.22, 0.2, 0.76, 0.76))
        axes.set_xlim(0, _SIDE)
        axes.set_ylim(0, _SIDE)
        axes.axis("off")
        for x in range(_SIDE):
            for y in range(_SIDE):
                fill = PALE if x + 1 == degree else "white"
                axes.bar(x + 0.5, 1, 1, bottom=y, color=fill, edgecolor=RULE, linewidth=0.8)
        if degree:
            axes.bar(degree - 0.5, _SIDE, 1, facecolor="none", edgecolor=BLUE, linewidth=2)
            axes.text(degree - 0.5, _SIDE / 2, texts[2], ha="center", va="center", color=INK, size=9.5)
        for place, word in enumerate(likelihoods):
            axes.text(
                place + 0.5, -0.28, f"{place + 1}  {word}", ha="center", va="center", color=INK, size=9.5
            )
        for place, word in enumerate(severities):
            axes.text(
                -0.06, place + 0.5, f"{word}  {place + 1}", ha="right", va="center", color=INK, size=9.5
            )
        axes.text(_SIDE / 2, -0.75, texts[0], ha="center", va="center", color=SOFT, size=9.5)
        axes.text(-0.98, _SIDE / 2, texts[1], ha="center", va="center", color=SOFT, size=9.5, rotation=90)
        return to_svg(figure, name, alt)
