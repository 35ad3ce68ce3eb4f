"""How many units live in groups of which size, before and after protection, with the line of k."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from privkit.evidence.figures.bands import Band, read_band
from privkit.evidence.figures.style import BLUE, INK, PALE, RULE, SOFT, VERMILION, canvas, row_label, to_svg
from privkit.words import Language

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Histogram = Sequence[Sequence[object]]
_ROOM = 0.8  # share of the width for the longest bar; the rest is for its figure


def group_sizes(
    before: Histogram | None,
    after: Histogram | None,
    k: int | None,
    language: Language,
    *,
    name: str,
    alt: str,
    shown: Callable[[float], str],
) -> str:
    """Two bars per band of group sizes, as SVG. ``shown`` writes a figure; ``before`` may be missing."""
    with drawn(before, after, k, language, shown) as figure:
        return to_svg(figure, name, alt)


@contextmanager
def drawn(
    before: Histogram | None,
    after: Histogram | None,
    k: int | None,
    language: Language,
    shown: Callable[[float], str],
) -> Iterator[Figure]:
    """The same as a figure."""
    series = [_by_band(h) for h in (before, after) if h is not None]
    bands = sorted({band for one in series for band in one}, key=lambda b: b.low)
    largest = max((x for one in series for x in one.values()), default=0) or 1
    both = before is not None and after is not None
    with canvas(len(bands) + 1.6, left=0.2) as (figure, axes):
        _legend(axes, language, both)
        for number, band in enumerate(bands):
            y = number + 1.3
            row_label(axes, y, band.say(language))
            for one, (middle, thick, colour) in zip(series, _bars(both), strict=True):
                value = one.get(band, 0)
                axes.barh(y + middle, _ROOM * value / largest, thick, color=colour, linewidth=0)
                axes.text(
                    _ROOM * value / largest + 0.012,
                    y + middle,
                    shown(value),
                    va="center",
                    color=INK,
                    size=9.5,
                )
        _line_of_k(axes, bands, k)
        yield figure


def _by_band(histogram: Histogram) -> Mapping[Band, float]:
    out: dict[Band, float] = {}
    for label, units in histogram:
        band = read_band(str(label))
        if band and isinstance(units, int | float):
            out[band] = out.get(band, 0) + units
    return out


def _bars(both: bool) -> list[tuple[float, float, str]]:
    """Middle, thickness and colour of each series within a row."""
    return [(-0.19, 0.34, PALE), (0.19, 0.34, BLUE)] if both else [(0.0, 0.5, BLUE)]


def _legend(axes: Axes, language: Language, both: bool) -> None:
    words = {"en": ("before", "after"), "fr": ("avant", "après")}[language]
    sizes = {"en": "group of", "fr": "groupe de"}[language]
    row_label(axes, 0.3, sizes, color=SOFT, size=9.5)
    if not both:
        return
    for x, colour, word in ((0.0, PALE, words[0]), (0.2, BLUE, words[1])):
        axes.barh(0.3, 0.03, 0.34, left=x, color=colour, linewidth=0)
        axes.text(x + 0.04, 0.3, word, va="center", color=SOFT, size=9.5)


def _line_of_k(axes: Axes, bands: Sequence[Band], k: int | None) -> None:
    """A line above the first band that is wholly at k or more; through a band that holds k inside."""
    if k is None or not bands:
        return
    place = next((i for i, band in enumerate(bands) if band.low >= k), len(bands))
    inside = place > 0 and (bands[place - 1].high or k) >= k
    y = place + (0.3 if inside else 0.8)
    axes.plot([-0.24, 1], [y, y], color=VERMILION, linewidth=1.3, dashes=(4, 2.5), clip_on=False)
    axes.text(1, y - 0.06, f"k = {k}", ha="right", va="bottom", color=VERMILION, size=9.5)
    axes.plot([0, 0], [0.85, len(bands) + 0.75], color=RULE, linewidth=0.8)
