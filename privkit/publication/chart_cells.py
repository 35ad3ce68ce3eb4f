"""What a chart draws: the cells of each place, in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from privkit.publication.facts import label_of, number
from privkit.publication.frame import statuses_of
from privkit.published import STATUS_WORDS, CellStatus, KeyColumn, Published
from privkit.words import Language


@dataclass(frozen=True)
class Point:
    """One cell: its figure and bounds as drawn, or the word that says why there is none."""

    value: float | None
    low: float | None
    high: float | None
    word: str


@dataclass(frozen=True)
class Series:
    """The cells of one place, in order of time; one cell when there is no time."""

    label: str
    points: tuple[Point, ...]

    @property
    def size(self) -> float:
        """Its mean published figure, to choose what is shown; nothing published comes last."""
        shown = [p.value for p in self.points if p.value is not None]
        return sum(shown) / len(shown) if shown else float("-inf")


def shown_values(key: KeyColumn) -> list[str]:
    """The values of a key but its total."""
    return [value for value in key.values if value != key.total]


def series_of(published: Published, time: KeyColumn | None, language: Language) -> list[Series]:
    """Cells by place, totals left out when there are parts, in the order of publication."""
    measure, frame = published.measures[0], published.frame
    others = [key for key in published.keys if key is not time]
    columns = [
        frame[name].tolist() if name else [None] * len(frame)
        for name in (measure.name, measure.low, measure.high)
    ]
    found = statuses_of(published, measure)
    words = [STATUS_WORDS[s].say(language).replace("_", " ") for s in found]
    published_rows = [s is CellStatus.PUBLISHED for s in found]
    where = (
        [tuple(map(str, row)) for row in zip(*(frame[k.name] for k in others), strict=True)]
        if others
        else [()] * len(frame)
    )
    when = frame[time.name].astype(str).tolist() if time is not None else [""] * len(frame)
    cells: dict[tuple[str, ...], dict[str, Point]] = {}
    for n, (place, moment) in enumerate(zip(where, when, strict=True)):
        if any(code == key.total and len(shown_values(key)) for code, key in zip(place, others, strict=True)):
            continue
        drawn = [float(number(c[n])) if c[n] is not None and published_rows[n] else None for c in columns]
        cells.setdefault(place, {})[moment] = Point(drawn[0], drawn[1], drawn[2], words[n])
    absent = Point(None, None, None, "")
    order = [{v: i for i, v in enumerate(key.values)} for key in others]
    places = sorted(
        cells, key=lambda place: [rank.get(code, len(rank)) for rank, code in zip(order, place, strict=True)]
    )
    moments = shown_values(time) if time is not None else [""]
    return [
        Series(
            " · ".join(label_of(key, code) for key, code in zip(others, place, strict=True)),
            tuple(cells[place].get(moment, absent) for moment in moments),
        )
        for place in places
    ]


def largest(found: Sequence[Series], most: int, ordered: bool) -> list[Series]:
    """At most ``most`` series, the largest ones; in the order of publication, or from the largest on."""
    largest = sorted(found, key=lambda s: -s.size)[:most]
    return [s for s in found if s in largest][:most] if ordered else largest
