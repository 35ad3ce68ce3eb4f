"""Histograms over public bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from privkit.dp.contribution import Need, Table, bins
from privkit.dp.figures import Figures, figures
from privkit.dp.fixed_point import FixedPoint
from privkit.dp.measures.base import Given, Noisy, Part


@dataclass(frozen=True)
class Histogram:
    """How many non-null values fall in each public band [edge, next edge[, in steps; the last holds the upper bound.

    Values outside the bounds are counted in the first or the last band. One unit changes the bands of one cell
    by its rows there, at worst all in one band.
    """

    name: str
    bounds: FixedPoint
    edges: tuple[int, ...]

    def parts(self, table: Table, given: Given, weight: Fraction) -> tuple[Part, ...]:
        """The bands of every cell, as one vector."""
        return (Part(bins(self.bounds, self.edges), Fraction(1)),)

    def publish(self, needs: Sequence[Need], noisy: Mapping[Need, Noisy]) -> Figures:
        """One column per band, noisy integers without bias."""
        counts = noisy[needs[0]]
        return figures(counts.values, counts.spread.half, Decimal(1))

    def bands(self) -> tuple[tuple[Decimal, Decimal], ...]:
        """Both edges of every band, as the column writes them."""
        ends = [self.bounds.decimal(edge) for edge in self.edges]
        return tuple(pairwise(ends))
