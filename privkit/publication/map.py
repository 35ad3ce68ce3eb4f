"""The map: one measure by area, in classes that hold as many areas each; an area without a figure is hatched.

A total by area mostly shows where the large areas are, so a mean or a ratio is mapped when the table has one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privkit.errors import DataError, Problem
from privkit.evidence.figures.style import INK, SOFT, WIDTH, Picture
from privkit.evidence.report.voice import typographic
from privkit.publication.about import About
from privkit.publication.chart_cells import shown_values
from privkit.publication.dictionary import heading_of
from privkit.publication.drawing import HATCH, Room, on_paper, source_line, titled
from privkit.publication.facts import TIMES, figure, label_of, number, unit_of
from privkit.publication.frame import statuses_of
from privkit.publication.geometry import Areas, Ring, read_areas
from privkit.published import STATUS_WORDS, CellStatus, KeyColumn, MeasureColumn, Published
from privkit.words import Language, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.path import Path as MplPath

#: From light to dark, told apart in black and white too.
SHADES = ("#dcebf7", "#a9cde8", "#6aa5d2", "#2f78b3", "#0a4a80")
_TALLEST, _LEAST, _KEY = 3.9, 2.0, 0.66  # inches of the map, at most and at least; share of its width
_GRID = 2000  # shapes are drawn on as many steps across: finer cannot be seen


@dataclass(frozen=True)
class Shown:
    """What the map shows: a figure by code, or the status of those without, and the other keys it is for."""

    figures: Mapping[str, float]
    hidden: Mapping[str, CellStatus]
    slice: str


def area_key(published: Published) -> KeyColumn:
    """The key whose values are areas: the first code, or else the first category. PK693 when there is none."""
    return area_of(published.keys, published.name)


def area_of(keys: Sequence[KeyColumn], table: str) -> KeyColumn:
    """The same, for the keys of a table not made yet."""
    for kind in ("code", "category"):
        for key in keys:
            if key.kind == kind:
                return key
    raise DataError(no_areas(table))


def no_areas(table: str) -> Problem:
    """PK693."""
    return Problem(
        "PK693",
        Words(
            f"a map is asked of table `{table}`, which has no areas, or no file of areas is given",
            f"une carte est demandée pour la table `{table}`, qui n'a pas de zones, ou aucun fichier de zones n'est donné",
        ),
        instead=Words(
            "publication: { geometry: references/areas.geojson }, or `with:` without map",
            "publication: { géométrie: references/zones.geojson }, ou `avec:` sans carte",
        ),
    )


def map_of(published: Published, about: About, name: str, language: Language) -> Picture:
    """The map of the measure that suits one best.

    :raises DataError: PK686 to PK688 and PK694 about the file of areas, PK693 when there is none.
    """
    if about.geometry is None:
        raise DataError(no_areas(published.name))
    key, measure = area_key(published), mapped(published)
    # Keys chosen privately are known when the budget is spent: it is too late to refuse a missing shape.
    areas = read_areas(about.geometry, shown_values(key), all_needed=key.listed_in != "private")
    shown = _slice(published, key, areas, language)
    edges = classes(list(shown.figures.values()))
    title = heading_of(measure, language)
    unit = unit_of(measure, about.language, language)
    said = [Words(f"in {unit}", f"en {unit}").say(language)] if unit else []
    under = ", ".join([*said, *([shown.slice] if shown.slice else [])])
    under = typographic(f"{under[:1].upper()}{under[1:]}.", language) if under else ""
    year = Words(f" Areas of {about.geography_year}.", f" Zones de {about.geography_year}.").say(language)
    source = source_line(about, language) + (year if about.geography_year else "")
    with titled(title, under, source, _inches(areas)) as (drawing, room):
        _draw(drawing, room, areas, shown, edges)
        _legend(drawing, room, shown, edges, measure.decimals, unit, language)
        return on_paper(drawing, name, _alt(title, under, shown, language))


def mapped(published: Published) -> MeasureColumn:
    """The first measure that does not grow with the size of an area, or else the first of all."""
    found = (m for m in published.measures if m.kind in ("mean", "ratio", "quantile"))
    return next(found, published.measures[0])


def classes(values: Sequence[float], most: int = len(SHADES)) -> list[float]:
    """The upper ends of at most ``most`` classes of about as many values each (quantiles, no two alike)."""
    ordered = sorted(values)
    if not ordered:
        return []
    ends = [ordered[min(math.ceil(len(ordered) * (n + 1) / most), len(ordered)) - 1] for n in range(most)]
    return sorted(set(ends))


def _slice(published: Published, key: KeyColumn, areas: Areas, language: Language) -> Shown:
    """One row per area: for the last time, and for the total of each other key, or else its first value."""
    frame, said = published.frame, []
    kept = [True] * len(frame)
    for other in published.keys:
        if other is key:
            continue
        values = shown_values(other)
        last = values[-1] if other.kind in TIMES else other.total if other.total is not None else values[0]
        said.append(label_of(other, last))
        kept = [k and str(v) == last for k, v in zip(kept, frame[other.name], strict=True)]
    figures: dict[str, float] = {}
    hidden: dict[str, CellStatus] = {}
    rows = zip(
        kept,
        frame[key.name],
        frame[mapped(published).name],
        statuses_of(published, mapped(published)),
        strict=True,
    )
    for keep, code, value, status in rows:
        if keep and str(code) in areas.rings:
            if status is CellStatus.PUBLISHED:
                figures[str(code)] = float(number(value))
            else:
                hidden[str(code)] = status
    return Shown(figures, hidden, ", ".join(said))


def _draw(drawing: Figure, room: Room, areas: Areas, shown: Shown, edges: Sequence[float]) -> None:
    from matplotlib.patches import PathPatch

    axes = drawing.add_axes((0.005, room.bottom, _KEY, room.top - room.bottom))
    axes.axis("off")
    step, shades = _frame(axes, areas), _shades(len(edges))
    for code, rings in areas.rings.items():
        look: dict[str, Any] = {"facecolor": "white", "hatch": HATCH, "edgecolor": SOFT}
        if code in shown.figures:
            rank = next(n for n, end in enumerate(edges) if shown.figures[code] <= end)
            look = {"facecolor": shades[rank], "edgecolor": "#52606d"}
        axes.add_patch(PathPatch(_path(rings, step), linewidth=0.5, joinstyle="round", **look))


def _frame(axes: Axes, areas: Areas) -> float:
    """Fit the axes to the areas and give the step of the grid on which they are drawn."""
    left, right, low, high = _box(areas)
    span = max(right - left, high - low) or 1.0
    pad = 0.01 * span
    axes.set_xlim(left - pad, right + pad)
    axes.set_ylim(low - pad, high + pad)
    axes.set_aspect(_stretch(areas), anchor="NW")
    return span / _GRID


def _box(areas: Areas) -> tuple[float, float, float, float]:
    xs = [x for rings in areas.rings.values() for ring in rings for x, _ in ring]
    ys = [y for rings in areas.rings.values() for ring in rings for _, y in ring]
    return min(xs), max(xs), min(ys), max(ys)


def _stretch(areas: Areas) -> float:
    """How much taller than wide a degree is drawn, at the latitude of the areas."""
    _, _, low, high = _box(areas)
    return 1 / max(math.cos(math.radians((low + high) / 2)), 0.1) if areas.geographic else 1.0


def _inches(areas: Areas) -> float:
    """The height that the areas fill at the width of the map."""
    left, right, low, high = _box(areas)
    shape = _stretch(areas) * (high - low) / ((right - left) or 1.0)
    return min(max(WIDTH * _KEY * shape, _LEAST), _TALLEST)


def _path(rings: Sequence[Ring], step: float) -> MplPath:
    from matplotlib.path import Path

    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    for ring in rings:
        kept = [
            p for n, p in enumerate(_snapped(ring, step)) if n == 0 or p != _snapped(ring[n - 1 : n], step)[0]
        ]
        if len(kept) > 2:
            points += [*kept, kept[0]]
            codes += [Path.MOVETO, *[Path.LINETO] * (len(kept) - 1), Path.CLOSEPOLY]
    return Path(points or [(0.0, 0.0)], codes or None)


def _snapped(ring: Ring, step: float) -> list[tuple[float, float]]:
    return [(round(x / step) * step, round(y / step) * step) for x, y in ring]


def _shades(number: int) -> list[str]:
    """As many shades, from the lightest to the darkest."""
    if number <= 1:
        return [SHADES[2]] * number
    return [SHADES[round(n * (len(SHADES) - 1) / (number - 1))] for n in range(number)]


def _legend(
    drawing: Figure,
    room: Room,
    shown: Shown,
    edges: Sequence[float],
    decimals: int,
    unit: str,
    language: Language,
) -> None:
    from matplotlib.patches import Patch

    values, start = sorted(shown.figures.values()), 0
    patches, texts = [], []
    for end, shade in zip(edges, _shades(len(edges)), strict=True):
        inside = [v for v in values[start:] if v <= end]
        start += len(inside)
        ends = [figure(v, decimals, language) for v in (inside[0], inside[-1])]
        patches.append(Patch(facecolor=shade, edgecolor="#52606d", linewidth=0.5))
        texts.append(ends[0] if ends[0] == ends[1] else f"{ends[0]} – {ends[1]}")
    words = sorted({STATUS_WORDS[s].say(language).replace("_", " ") for s in shown.hidden.values()})
    if words:
        patches.append(Patch(facecolor="white", edgecolor=SOFT, hatch=HATCH, linewidth=0.5))
        texts.append(", ".join(words))
    made = drawing.legend(
        patches[::-1] if not words else [*patches[:-1][::-1], patches[-1]],
        texts[::-1] if not words else [*texts[:-1][::-1], texts[-1]],
        loc="upper left", bbox_to_anchor=(_KEY + 0.005, room.top), frameon=False, fontsize=9.4, labelcolor=INK,
        handlelength=1.7, handleheight=1.1, labelspacing=0.55, title=unit or None, alignment="left",
    )  # fmt: skip
    made.get_title().set_color(SOFT)
    made.get_title().set_fontsize(9.4)


def _alt(title: str, under: str, shown: Shown, language: Language) -> str:
    n, missing = len(shown.figures), len(shown.hidden)
    said = Words(
        f"Map of {n + missing} areas, {missing} without a figure.",
        f"Carte de {n + missing} zones, dont {missing} sans chiffre.",
    ).say(language)
    return f"{title}. {under} {said}"
