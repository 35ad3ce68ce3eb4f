"""Counts: privacy units, rows, or non-null values of a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from privkit.dp.contribution import Need, Table, rows, units
from privkit.dp.figures import Figures, figures
from privkit.dp.measures.base import Given, Noisy, Part


@dataclass(frozen=True)
class Count:
    """How many ``units`` or ``rows`` a cell holds; with ``column``, how many of its non-null values.

    The published figure is the noisy integer, without bias: it may be negative in an empty cell. Where the
    table also asks quantiles of the same values, the total of their bins makes it surer.
    """

    name: str
    of: Literal["units", "rows"]
    column: str | None = None

    @property
    def need(self) -> Need:
        """The exact answer."""
        return units() if self.of == "units" else rows(self.column)

    def parts(self, table: Table, given: Given, weight: Fraction) -> tuple[Part, ...]:
        """One count per cell."""
        return (Part(self.need, Fraction(1)),)

    def publish(self, needs: Sequence[Need], noisy: Mapping[Need, Noisy]) -> Figures:
        """Noisy integers with the interval of their noise."""
        count = noisy[needs[0]]
        return figures(count.values, count.spread.half, Decimal(1))
