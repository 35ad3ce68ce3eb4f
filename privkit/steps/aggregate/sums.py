"""The sums that secrecy looks at: columns in steps of their precision, and rows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from privkit.steps.aggregate.settled import Settled

ONE = "_privkit_one"  # a column of ones: rows are its sum


@dataclass(frozen=True)
class Summed:
    """One sum that secrecy looks at: a column in steps of its precision, or the rows (:data:`ONE`)."""

    column: str
    precision: Decimal

    @property
    def name(self) -> str:
        return f"{self.column}|{self.precision}"


def sums_of(settled: Settled) -> tuple[Summed, ...]:
    """Every sum that some table publishes, or a mean is made of; rows when they are counted."""
    out: dict[Summed, None] = {}
    for spec in settled.specs:
        for measure in spec.measures:
            if measure.kind == "count_rows":
                out[Summed(ONE, Decimal(1))] = None
            elif measure.column is not None:
                out[Summed(measure.column, measure.precision)] = None
    return tuple(out)


def rounded(value: Fraction, decimals: int) -> Decimal:
    """A fraction as a decimal, half away from zero.

    >>> rounded(Fraction(5, 2), 0), rounded(Fraction(-1, 8), 2)
    (Decimal('3'), Decimal('-0.13'))
    """
    scaled = abs(value) * 10**decimals
    whole = int(scaled + Fraction(1, 2))
    return Decimal(whole if value >= 0 else -whole).scaleb(-decimals)
