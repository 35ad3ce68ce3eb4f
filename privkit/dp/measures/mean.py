"""Means of a bounded column: centred sum over count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from privkit.dp.contribution import Need, Table, best_centre, rows, total
from privkit.dp.figures import Figures, from_floats
from privkit.dp.fixed_point import FixedPoint
from privkit.dp.intervals import fieller
from privkit.dp.measures.base import (
    FINER,
    Given,
    Noisy,
    Part,
    clipped,
    counted_as,
    enough,
    finer,
)


@dataclass(frozen=True)
class Mean:
    """The mean of the non-null values of a column: c + (noisy Σ (x − c)) / (noisy count).

    c is the public centre that makes the sum cheapest: the middle of the bounds, or lower where totals are
    capped. The mean is clipped to the bounds, and not significant where the count may be zero or where its
    interval is all of the bounds. ``complete``: the column is never null, so rows are its values.
    """

    name: str
    bounds: FixedPoint
    complete: bool = False

    def parts(self, table: Table, given: Given, weight: Fraction) -> tuple[Part, ...]:
        """Centred sum and count: where no other measure pays for the count, a third of the weight does.

        A third, for the count matters less: its noise is multiplied by the distance of the mean to the
        centre, at most half of the bounds, and usually half of that.
        """
        count = counted_as(self.bounds, self.complete)
        own = Fraction(0) if given.counts.get(count) else Fraction(1, 3)
        centred = total(self.bounds, best_centre(self.bounds, table))
        return Part(centred, 1 - own), Part(rows(count), own)

    def publish(self, needs: Sequence[Need], noisy: Mapping[Need, Noisy]) -> Figures:
        """Means with Fieller's interval, which covers the ratio of the exact sums at 95 %, then clipped."""
        top, count = noisy[needs[0]], noisy[needs[1]]
        low, high = fieller(top.values, top.spread.half, count.values, count.spread.joined)
        known = enough(count)
        value = top.values / np.where(known, count.values, 1)
        least, most = clipped(self.bounds)
        value, low, high = (np.clip(needs[0].centre + part, least, most) for part in (value, low, high))
        known &= (low > least) | (high < most)
        return from_floats(FINER * value, FINER * low, FINER * high, finer(self.bounds.precision), known)
