"""The figures of ``measure`` as pictures: group sizes, risks, frontier. Each says in words what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from privkit.evidence.figures import frontier as frontier_figure
from privkit.evidence.figures import groups as groups_figure
from privkit.evidence.figures import risk as risk_figure
from privkit.evidence.figures.style import Picture, picture
from privkit.evidence.report.voice import decimal, percent, whole
from privkit.run.frontier import Frontier
from privkit.run.measured import BANDS, Measurement, Measurements
from privkit.words import Language, Words


def pictures(
    found: Measurements | None, frontier: Frontier | None, units: Words, language: Language
) -> Iterator[Picture]:
    """Every figure there is something to draw in. ``units`` is what is counted, in the plural."""
    if found is not None:
        yield _groups(found, units, language)
        yield _risks(found, language)
    if frontier is not None and any(p.reached for p in frontier.points):
        yield _frontier(frontier, units, language)


def _groups(found: Measurements, units: Words, language: Language) -> Picture:
    after, before = found.after, found.before
    alt = Words(
        f"Share of {units.en} by size of their group: {whole(after.groups.units_below(5), 'en')} in groups "
        f"smaller than 5",
        f"Part de {units.fr} selon la taille de leur groupe : {whole(after.groups.units_below(5), 'fr')} dans "
        "des groupes de moins de 5",
    )
    if before is not None:
        alt += Words(
            f"; before, {whole(before.groups.units_below(5), 'en')}.",
            f" ; avant, {whole(before.groups.units_below(5), 'fr')}.",
        )
    old = _histogram(before) if before else None
    with groups_figure.drawn(
        old, _histogram(after), None, language, lambda x: percent(x, language)
    ) as figure:
        return picture(figure, "group_sizes", alt.say(language))


def _histogram(found: Measurement) -> list[tuple[str, float]]:
    """The share of units in each band, up to the largest band that holds somebody: files of different sizes compare."""
    bands, total = found.groups.bands(BANDS), found.groups.units or 1
    last = max((n for n, band in enumerate(bands) if band.units), default=0)
    return [(_band(b.low, b.high), b.units / total) for b in bands[: last + 1]]


def _band(low: int, high: int | None) -> str:
    return f"{low}+" if high is None else str(low) if low == high else f"{low}–{high}"


def _risks(found: Measurements, language: Language) -> Picture:
    after, before = found.after, found.before
    names: list[tuple[Words, Callable[[Measurement], float]]] = [
        (Words("highest risk", "risque maximal"), lambda m: m.groups.prosecutor().highest),
        (Words("average risk", "risque moyen"), lambda m: m.groups.prosecutor().average),
        (Words("share alone in their group", "part sans semblable"), lambda m: m.unique_share),
    ]
    for threshold in after.thresholds:
        over = Words(percent(threshold, "en", 2), percent(threshold, "fr", 2))
        names.append(
            (
                Words("share at a risk above ", "part à un risque de plus de ") + over,
                lambda m, t=threshold: m.at_risk(t),  # type: ignore[misc]
            )
        )
    risks = [
        risk_figure.Risk(label.say(language), value(before) if before else None, value(after))
        for label, value in names
    ]
    highest, average = after.groups.prosecutor().highest, after.groups.prosecutor().average
    alt = Words(
        f"Risk that a target known to be in the file is re-identified: highest {percent(highest, 'en')}, "
        f"average {percent(average, 'en')}.",
        "Risque qu'une cible dont la présence est connue soit réidentifiée : "
        f"maximum {percent(highest, 'fr')}, moyenne {percent(average, 'fr')}.",
    )
    with risk_figure.drawn(risks, language, lambda x: percent(x, language)) as figure:
        return picture(figure, "risk", alt.say(language))


def _frontier(found: Frontier, units: Words, language: Language) -> Picture:
    curves = []
    for limit in found.limits:
        points = [p for p in found.at(limit) if p.reached]
        if points:
            curves.append(
                frontier_figure.Curve(
                    percent(float(limit), language),
                    [p.k for p in points],
                    [p.share for p in points],
                    [p.loss for p in points],
                )
            )
    ks = [p.k for p in found.points if p.reached]
    low, high = min(ks), max(ks)
    losses = [p.loss for p in found.points if p.reached]
    alt = Words(
        f"From k = {low} to k = {high}: {units.en} removed and detail lost at the best levels; "
        f"the loss goes from {percent(min(losses), 'en')} to {percent(max(losses), 'en')}.",
        f"De k = {low} à k = {high} : {units.fr} en moins et détail perdu aux meilleurs niveaux ; "
        f"la perte va de {percent(min(losses), 'fr')} à {percent(max(losses), 'fr')}.",
    )
    axis = lambda x: decimal(x * 100, 1, language) + ("\u202f%" if language == "fr" else "%")  # noqa: E731
    with frontier_figure.drawn(curves, found.k, units.say(language), language, axis) as figure:
        return picture(figure, "frontier", alt.say(language))
