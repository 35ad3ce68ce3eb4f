"""Variances of a bounded column, from its noisy squares, sum and count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from privkit.dp.contribution import Need, Table, best_centre, rows, squares, total
from privkit.dp.figures import Figures, from_floats
from privkit.dp.fixed_point import FixedPoint
from privkit.dp.intervals import TO_TWO, Floats, fieller
from privkit.dp.measures.base import Given, Noisy, Part, counted_as, enough

#: Shares of (squares, sum, count) by what others pay: nothing, the count, both.
SHARES = {
    (False, False): (Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)),
    (False, True): (Fraction(2, 3), Fraction(1, 3), Fraction(0)),
    (True, True): (Fraction(1), Fraction(0), Fraction(0)),
}


@dataclass(frozen=True)
class Variance:
    """The variance (divided by the count, not by the count less one) of the non-null values of a column.

    E[(x − m)²] − (E[x] − m)² with m the middle of the bounds; clipped between zero and a quarter of the
    squared width of the bounds (Popoviciu), and not significant where the count may be zero. A cap on totals
    does not apply to it: rows are bounded. Its unit is the square of the column's.
    """

    name: str
    bounds: FixedPoint
    complete: bool = False

    @property
    def rowwise(self) -> FixedPoint:
        """The bounds without a cap on totals."""
        return replace(self.bounds, total=None)

    def parts(self, table: Table, given: Given, weight: Fraction) -> tuple[Part, ...]:
        """Squares, centred sum and count, less those that a mean or a count of the table pay for."""
        count = counted_as(self.bounds, self.complete)
        summed = bool(given.means.get(self.rowwise))
        counted = summed or bool(given.counts.get(count))
        centred = total(self.rowwise, best_centre(self.rowwise, table))
        needs = squares(self.bounds), centred, rows(count)
        return tuple(map(Part, needs, SHARES[summed, counted]))

    def publish(self, needs: Sequence[Need], noisy: Mapping[Need, Noisy]) -> Figures:
        """Variances; the interval joins those of both moments, each at 97.5 % (Bonferroni), so it is wide."""
        second, first, count = needs
        middle, spread = second.centre, self.bounds.upper - self.bounds.lower
        known = enough(noisy[count])
        number = np.where(known, noisy[count].values, 1)
        far = max(self.bounds.upper - middle, middle - self.bounds.lower)
        square = np.clip(noisy[second].values / number + second.offset, 0, far**2)
        shift = np.clip(noisy[first].values / number + first.centre - middle, -far, far)
        square_low, square_high = _moment(noisy, second, count, second.offset, (0, far**2))
        shift_low, shift_high = _moment(noisy, first, count, first.centre - middle, (-far, far))
        most = np.maximum(shift_low**2, shift_high**2)
        least = np.where(shift_low * shift_high < 0, 0.0, np.minimum(shift_low**2, shift_high**2))
        low, high = square_low - most, square_high - least
        value, low, high = (np.clip(part, 0, spread**2 / 4) for part in (square - shift**2, low, high))
        known &= (low > 0) | (high < spread**2 / 4)
        return from_floats(value, low, high, self.bounds.precision**2, known)


def _moment(
    noisy: Mapping[Need, Noisy], top: Need, count: Need, add: int, ends: tuple[int, int]
) -> tuple[Floats, Floats]:
    """The interval of one moment at 97.5 %."""
    low, high = fieller(
        noisy[top].values,
        TO_TWO * noisy[top].spread.half,
        noisy[count].values,
        TO_TWO * noisy[count].spread.joined,
    )
    return np.clip(low + add, *ends), np.clip(high + add, *ends)
