"""Where values stand on the line of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from privkit.compare.reference import Group

_AFTER_HIGH = Decimal("1.4")  # the line goes on after the high mark
_LONGEST = Decimal("2.5")  # a larger volume stands at the end, with an arrow


@dataclass(frozen=True)
class Scale:
    """A line from 0 to ``end``, drawn from ``left`` over ``width``."""

    end: Decimal
    left: float
    width: float

    def at(self, value: Decimal) -> float:
        """The place of a value, never outside the line."""
        return self.left + self.width * float(max(Decimal(0), min(value, self.end)) / self.end)

    def beyond(self, value: Decimal) -> bool:
        return value > self.end


def scale_of(group: Group, volume: Decimal, left: float, width: float) -> Scale:
    """A line long enough for the marks and, up to a point, for the volume."""
    wanted = min(volume * Decimal("1.1"), group.high * _LONGEST)
    return Scale(max(group.high * _AFTER_HIGH, wanted), left, width)


def spread(places: Sequence[float], gap: float, first: float, last: float) -> list[float]:
    """Three places moved apart around the middle one, so that labels ``gap`` wide do not cover each other.

    All stay between ``first`` and ``last``, which are at least two gaps apart.

    >>> spread([10, 20, 200], 50, 0, 300)
    [0, 50, 200]
    """
    middle = min(max(places[1], first + gap), last - gap)
    return [max(first, min(places[0], middle - gap)), middle, min(last, max(places[2], middle + gap))]


def widest(start: float, end: float, obstacles: Sequence[float], margin: float) -> tuple[float, float]:
    """The widest stretch from ``start`` to ``end`` that keeps ``margin`` away from obstacles.

    >>> widest(0, 100, [30], 5)
    (35, 100)
    """
    edges = [start]
    for place in sorted(place for place in obstacles if start < place < end):
        edges += [place - margin, place + margin]
    edges.append(end)
    return max(zip(edges[::2], edges[1::2], strict=True), key=lambda pair: pair[1] - pair[0])
