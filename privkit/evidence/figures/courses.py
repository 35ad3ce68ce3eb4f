"""A quantity through time: its mean in each period, and how much each unit remembers of the period before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privkit.evidence.figures.columns import FRESH, REAL, RELEASED
from privkit.evidence.figures.style import BLUE, INK, PALE, RULE, SOFT, sheet
from privkit.words import Language, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

_MEAN = Words("mean by period", "moyenne par période")
_MEMORY = Words("season and memory", "saison et mémoire")
_ROWS = {
    "amplitude": Words("season / mean", "saison / moyenne"),
    "lag_1": Words("next period", "période suivante"),
    "lag_year": Words("a year later", "un an après"),
    "own_lag_1": Words("own memory", "mémoire propre"),
}
_STYLES = ((PALE, "o", "-", 4.0), (BLUE, "D", "--", 1.8), (INK, "|", ":", 1.3))
_SIZES = (10.0, 5.5, 11.0)


@dataclass(frozen=True)
class Course:
    """One set of units: its mean in each period, and figures from 0 to 1; None where there is none."""

    by_period: Sequence[float | None]
    amplitude: float | None
    lag_1: float | None
    lag_year: float | None
    own_lag_1: float | None


@contextmanager
def drawn(real: Course, released: Course, fresh: Course, language: Language) -> Iterator[Figure]:
    """The course of real people, of released rows, and of other real people."""
    with sheet(2.75) as figure:
        left = figure.add_axes((0.075, 0.13, 0.47, 0.66))
        right = figure.add_axes((0.745, 0.13, 0.235, 0.66))
        courses = (real, released, fresh)
        _means(left, courses, language)
        _memory(right, courses, language)
        figure.legend(
            handles=_key(language), loc="upper left", bbox_to_anchor=(0.0, 1.0), frameon=False, ncols=3, fontsize=9.5,
            labelcolor=INK, handlelength=2.6, columnspacing=1.4, borderpad=0.1,
        )  # fmt: skip
        yield figure


def _key(language: Language) -> list[Line2D]:
    from matplotlib.lines import Line2D

    return [
        Line2D(
            [], [], color=colour, linestyle=dash, linewidth=width, marker=marker, markersize=0.8 * size,
            markeredgewidth=1.4 if marker == "|" else 0, label=words.say(language),
        )
        for (colour, marker, dash, width), size, words in zip(
            _STYLES, _SIZES, (REAL, RELEASED, FRESH), strict=True
        )
    ]  # fmt: skip


def _means(axes: Axes, courses: Sequence[Course], language: Language) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    for course, (colour, _, dash, width) in zip(courses, _STYLES, strict=True):
        values = [float("nan") if v is None else v for v in course.by_period]
        axes.plot(range(1, len(values) + 1), values, color=colour, linestyle=dash, linewidth=width)
    _bare(axes)
    axes.set_ylim(bottom=min(0.0, axes.get_ylim()[0]))
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda y, _: f"{y:g}".replace(".", "," if language == "fr" else "."))
    )
    axes.grid(axis="y", color=RULE, linewidth=0.6)
    axes.set_title(_MEAN.say(language), loc="left", size=10, color=INK, pad=6)


def _memory(axes: Axes, courses: Sequence[Course], language: Language) -> None:
    found = [
        (words, [getattr(course, name) for course in courses])
        for name, words in _ROWS.items()
        if any(getattr(course, name) is not None for course in courses)
    ]
    values = [v for _, each in found for v in each if v is not None]
    for at, ((colour, marker, _, _), size) in enumerate(zip(_STYLES, _SIZES, strict=True)):
        met = [(each[at], row) for row, (_, each) in enumerate(found) if each[at] is not None]
        axes.plot(
            [x for x, _ in met], [y for _, y in met], color=colour, marker=marker, markersize=size,
            markeredgewidth=1.4 if marker == "|" else 0, linestyle="none", clip_on=False, zorder=3,
        )  # fmt: skip
    _bare(axes)
    axes.spines["left"].set_visible(False)
    axes.set_xlim(min([0.0, *values]), max([1.0, *values]))
    axes.set_ylim(max(len(found), 1) - 0.4, -0.6)
    axes.set_yticks(range(len(found)), [words.say(language) for words, _ in found])
    axes.set_xticks([0, 0.5, 1], ["0", "0,5" if language == "fr" else "0.5", "1"])
    axes.tick_params(axis="y", labelcolor=INK, length=0, pad=6)
    axes.grid(axis="both", color=RULE, linewidth=0.6)
    axes.set_title(_MEMORY.say(language), loc="left", size=10, color=INK, pad=6)


def _bare(axes: Axes) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=SOFT, labelsize=9, color=RULE)
    axes.set_axisbelow(True)
