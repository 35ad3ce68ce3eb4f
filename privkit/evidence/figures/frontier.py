"""The frontier: k against what is removed and what detail is lost, one line per limit on removal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privkit.evidence.figures.style import BLUE, INK, ORANGE, SOFT, VERMILION, panels
from privkit.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_STROKES = ((BLUE, "o", "-"), (ORANGE, "s", "--"), (INK, "^", ":"), (SOFT, "D", "-."), (VERMILION, "v", "-"))
_TITLES = {
    "en": ("{units} removed", "detail lost"),
    "fr": ("{units} en moins", "détail perdu"),
}


@dataclass(frozen=True)
class Curve:
    """The optima at one limit: ``ks`` growing, the share removed and the loss of each."""

    label: str
    ks: Sequence[int]
    removed: Sequence[float]
    loss: Sequence[float]


@contextmanager
def drawn(
    curves: Sequence[Curve], k: int | None, units: str, language: Language, shown: Callable[[float], str]
) -> Iterator[Figure]:
    """Two graphs side by side, k on a logarithmic axis; ``k`` is the policy's, on a vertical line."""
    from matplotlib.lines import Line2D

    with panels(2) as (figure, axes):
        for graph, (title, values) in enumerate(zip(_TITLES[language], ("removed", "loss"), strict=True)):
            one = axes[graph]
            for (colour, marker, dash), curve in zip(_STROKES * len(curves), curves, strict=False):
                one.plot(
                    curve.ks, getattr(curve, values), color=colour, marker=marker, linestyle=dash,
                    linewidth=1.6, markersize=4.5, label=curve.label, clip_on=False, zorder=4,
                )  # fmt: skip
            _scale(one, curves, values, shown)
            one.set_title(title.format(units=units), loc="left", size=10.5, color=INK, pad=8)
            one.set_xlabel("k", size=10, color=SOFT, labelpad=1)
            if k is not None:
                one.axvline(k, color=VERMILION, linewidth=1.2, dashes=(4, 2.5), zorder=0)
                one.text(
                    k, 1.0, f" k = {k}", transform=one.get_xaxis_transform(), color=VERMILION, size=9, va="top"
                )  # fmt: skip
        heading = {"en": "at most removed:", "fr": "retrait au plus :"}[language]
        lines, labels = axes[0].get_legend_handles_labels()
        figure.legend(
            [Line2D([], [], linestyle="none"), *lines], [heading, *labels], loc="upper left",
            bbox_to_anchor=(0.0, 1.0), frameon=False, ncols=len(curves) + 1, fontsize=9.5, labelcolor=INK,
            handlelength=2.6, columnspacing=1.4, borderpad=0.1,
        )  # fmt: skip
        yield figure


def _scale(axes: Axes, curves: Sequence[Curve], values: str, shown: Callable[[float], str]) -> None:
    from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

    ks = sorted({k for curve in curves for k in curve.ks})
    axes.set_xscale("log")
    axes.xaxis.set_major_locator(FixedLocator(ks))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:.0f}"))
    highest = max((v for curve in curves for v in getattr(curve, values)), default=0.0)
    axes.set_ylim(0, min(1.0, highest * 1.15) or 0.01)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: shown(y)))
