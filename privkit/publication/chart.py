"""The chart: the first measure along time, or by area when no key is a time, with its margins.

A hidden figure is hatched and named, never drawn as zero.
"""

from __future__ import annotations

from collections.abc import Sequence

from privkit.evidence.figures.style import Picture
from privkit.evidence.report.voice import typographic, whole
from privkit.publication import chart_bars as bars
from privkit.publication import chart_lines as lines
from privkit.publication.about import About
from privkit.publication.chart_cells import Series, largest, series_of, shown_values
from privkit.publication.dictionary import heading_of
from privkit.publication.drawing import on_paper, source_line, titled
from privkit.publication.facts import time_key, unit_of
from privkit.published import Published
from privkit.words import Language, Words

MOST_BARS, MOST_PANELS = 30, 12
_BAND = Words("95% interval as a pale band", "intervalle à 95 % en bande claire")
_LINE = Words("95% interval as a thin line", "intervalle à 95 % en trait fin")


def chart(published: Published, about: About, name: str, language: Language) -> Picture:
    """The picture of the first measure. ``name`` keeps ids apart on a page."""
    measure, time = published.measures[0], time_key(published)
    if time is not None and len(shown_values(time)) < 2:
        time = None
    found = series_of(published, time, language)
    most = MOST_BARS if time is None else MOST_PANELS
    chosen = largest(
        found, most, ordered=time is not None or any(key.kind == "band" for key in published.keys[:1])
    )
    band = (_LINE if time is None else _BAND) if measure.low is not None else None
    under = _under(published, (len(found), len(chosen)), band, about.language, language)
    source = source_line(about, language)
    title = heading_of(measure, language)
    if time is None:
        with titled(title, under, source, bars.height(chosen)) as (figure, room):
            bars.draw(figure, room, chosen, measure, language)
            return on_paper(figure, name, _alt(title, under, chosen, None))
    values = shown_values(time)
    with titled(title, under, source, lines.height(chosen)) as (figure, room):
        lines.draw(figure, room, chosen, values, language)
        return on_paper(figure, name, _alt(title, under, chosen, values))


def _under(
    published: Published, counts: tuple[int, int], band: Words | None, prose: Language, language: Language
) -> str:
    all, shown = counts
    measure = published.measures[0]
    unit = unit_of(measure, prose, language)
    parts = [Words(f"in {unit}", f"en {unit}").say(language)] if unit else []
    if band:
        parts.append(band.say(language))
    if shown < all:
        n, of = whole(shown, language), whole(all, language)
        parts.append(Words(f"the {n} largest of {of}", f"les {n} plus grands sur {of}").say(language))
    text = ", ".join(parts)
    return typographic(text[:1].upper() + text[1:] + ".", language) if text else ""


def _alt(title: str, under: str, chosen: Sequence[Series], values: Sequence[str] | None) -> str:
    places = ", ".join(s.label for s in chosen[:6] if s.label)
    more = "…" if len(chosen) > 6 else ""
    span = f" {values[0]} – {values[-1]}." if values else ""
    return f"{title}. {under}{span} {places}{more}".strip()
