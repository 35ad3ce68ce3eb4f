"""Quantiles of a bounded column, all of them from one noisy cumulated histogram per cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from privkit.dp.codes_measures import wrong_policy
from privkit.dp.contribution import Need, Table, bins, rows
from privkit.dp.figures import NOT_SIGNIFICANT, PUBLISHED, Figures, Whole
from privkit.dp.fixed_point import FixedPoint
from privkit.dp.measures.base import Given, Noisy, Part, counted_as
from privkit.dp.measures.cumulated import Cumulated, cumulated
from privkit.dp.strategy import edges_of
from privkit.words import Words

#: Bands of the histogram unless the policy says otherwise.
BANDS = 100


@dataclass(frozen=True)
class Quantiles:
    """Quantiles of the non-null values of a column: the least value that a share ``at`` does not exceed.

    Values lie on the column's grid; inside a band they are placed as if spread evenly. Quantiles of one cell
    rise with ``at``, for they are read from one cumulated histogram made monotone. Not significant where the
    count may be zero or the interval is all of the bounds.

    Raises PolicyError (PK549) for a share outside ]0, 1[.
    """

    name: str
    bounds: FixedPoint
    at: tuple[Fraction, ...]
    edges: tuple[int, ...] = ()
    complete: bool = False

    def __post_init__(self) -> None:
        if not self.at or not all(0 < share < 1 for share in self.at):
            raise wrong_policy(
                "PK549",
                Words(
                    f"{self.name}: a quantile is not strictly between 0 and 1",
                    f"{self.name} : un quantile n'est pas strictement entre 0 et 1",
                ),
                Words("write for instance [0.25, 0.5, 0.75]", "écrivez par exemple [0.25, 0.5, 0.75]"),
            )

    @property
    def bands(self) -> tuple[int, ...]:
        """Edges of the histogram, in steps."""
        return self.edges or edges_of(self.bounds.lower, self.bounds.upper, BANDS)

    def parts(self, table: Table, given: Given, weight: Fraction) -> tuple[Part, ...]:
        """The histogram; and the count of values where another measure pays for it, which sharpens it."""
        asked = Part(bins(self.bounds, self.bands), Fraction(1), cumulated=True)
        count = counted_as(self.bounds, self.complete)
        return (asked, Part(rows(count), Fraction(0))) if given.counts.get(count) else (asked,)

    def publish(self, needs: Sequence[Need], noisy: Mapping[Need, Noisy]) -> Figures:
        """One column per quantile.

        The interval holds every band where the noise, at 95 %, leaves room for the quantile: it makes no
        assumption on how values are spread inside a band, and is never narrower than one.
        """
        below = cumulated(noisy[needs[0]], noisy[needs[1]] if len(needs) > 1 else None)
        edges = np.asarray(needs[0].edges)
        columns = [self._one(below, edges, float(share)) for share in self.at]
        value, low, high = (np.stack(parts, axis=1) for parts in zip(*columns, strict=True))
        least, most = self.bounds.lower, self.bounds.upper
        known = below.enough[:, None] & ((low > least) | (high < most))
        status = np.where(known, PUBLISHED, NOT_SIGNIFICANT).astype("<U16")
        return Figures(value, np.minimum(low, value), np.maximum(high, value), self.bounds.precision, status)

    def _one(self, below: Cumulated, edges: NDArray[np.int64], share: float) -> tuple[Whole, Whole, Whole]:
        last = np.append(edges[1:-1] - 1, self.bounds.upper)  # the greatest value of each band
        band, inside = below.where(share)
        value = edges[band] + np.floor(inside * (edges[band + 1] - edges[band])).astype(np.int64)
        first, final = below.between(share)
        return np.minimum(value, last[band]), edges[first], last[final]
