"""Sums of a bounded column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from privkit.dp.contribution import Need, Table, best_centre, per_cell, rows, total
from privkit.dp.figures import Figures, figures
from privkit.dp.fixed_point import FixedPoint
from privkit.dp.measures.base import Given, Noisy, Part, counted_as


@dataclass(frozen=True)
class Sum:
    """The sum of the non-null values of a column, each clamped to its public bounds.

    Where the table also counts the values, the sum is asked centred: a unit changes Σ (x − c) less than
    Σ x, and c × the noisy count puts the centre back. With equal weights and bounds [0, U] that halves the
    variance. ``complete``: the column is never null, so rows are its values.
    """

    name: str
    bounds: FixedPoint
    complete: bool = False

    def parts(self, table: Table, given: Given, weight: Fraction) -> tuple[Part, ...]:
        """The sum alone; or the centred sum, and the count that others pay for."""
        count = counted_as(self.bounds, self.complete)
        centre = 0
        if self.bounds in given.means:
            return self._with_mean(table, given, weight)
        if paid := given.counts.get(count):
            ratio = weight / paid
            price = ratio**2 if given.mechanism == "geometric" else ratio
            centre = best_centre(self.bounds, table, price * table.rows_per_group**2)
        asked = Part(total(self.bounds, centre), Fraction(1))
        return (asked, Part(rows(count), Fraction(0))) if centre else (asked,)

    def _with_mean(self, table: Table, given: Given, weight: Fraction) -> tuple[Part, ...]:
        """The centred sum and the count that a mean asks too: the weight goes where it lowers the error most.

        The error of far² / w + near² / v, for a sum of sensitivity ``far`` paid w and a count put back ``near``
        times and paid v, is least for v : w = near : far.
        """
        count, mean = counted_as(self.bounds, self.complete), given.means[self.bounds]
        centred = total(self.bounds, best_centre(self.bounds, table))
        paid = given.counts.get(count) or mean / 3
        summed = mean if given.counts.get(count) else mean - paid
        near, far = abs(centred.centre) * table.rows_per_group, per_cell(centred, table)
        wanted = (paid + summed + weight) * Fraction(near, near + far) - paid
        share = min(max(wanted / weight, Fraction(0)), Fraction(1)) if weight else Fraction(0)
        return Part(centred, 1 - share), Part(rows(count), share)

    def publish(self, needs: Sequence[Need], noisy: Mapping[Need, Noisy]) -> Figures:
        """Noisy sums, without bias; half-widths of sum and count added in squares."""
        part = noisy[needs[0]]
        value, half = part.values, part.spread.half
        if len(needs) > 1:
            count, centre = noisy[needs[1]], needs[0].centre
            value = value.astype(object) + centre * count.values.astype(object)
            half = float(np.hypot(half, centre * count.spread.joined))
        return figures(value, half, self.bounds.precision)
