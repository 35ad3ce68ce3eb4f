"""A column as whole multiples of a public precision, within public bounds; exact on both engines."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import narwhals as nw

from privkit.engine import expressions as ex
from privkit.engine.protocol import Table
from privkit.errors import DataError, Problem
from privkit.values import Column, Type
from privkit.words import Words

MOST = 2**62  # no total may pass it: what comes back is a signed 64-bit integer
_LARGEST_BOUND = 2**52  # noise is added exactly up to there
_SAFE_BOUND = 2**31  # 2^31 rows of it do not pass 2^62: added up in 64 bits


@dataclass(frozen=True)
class FixedPoint:
    """``column`` in multiples of ``size`` of its last decimal, half away from zero, within bounds (if any)."""

    column: Column
    size: int
    low: int | None = None
    high: int | None = None

    @property
    def largest(self) -> int | None:
        """The largest absolute value; None without bounds."""
        if self.low is None or self.high is None:
            return None
        return max(abs(self.low), abs(self.high))

    @property
    def scale(self) -> int:
        """Decimals of the quickest form to add up: its last decimal is the unit that is counted."""
        return self.column.decimals if self.size == 1 and self.column.type is Type.NUMBER else 0

    def prepared(self, table: Table, into: str, *, integer: bool) -> Table:
        """Add ``into``, NULL where the column is: a 64-bit integer, or the quickest form to add up.

        Step by step, as an expression that names another one many times grows out of hand.
        """
        # rounding keeps order, and bounds are multiples: the same before and after it
        table = table.with_columns(self._clipped().alias(into))
        if self.scale and not integer:
            return table
        units, twice = nw.col(into), f"{into} twice"
        table = table.with_columns(self._whole(units).alias(into))
        if self.size == 1:
            return table
        table = table.with_columns((abs_of(units) * 2 + self.size).alias(twice))
        rounded = ex.divided(nw.col(twice), nw.lit(2 * self.size, dtype=nw.Int64()))
        return table.with_columns(_expr(nw.when(units < 0).then(-rounded).otherwise(rounded)).alias(into))

    def squared(self, table: Table, into: str) -> Table:
        """Add ``into``: (2x - (low + high))² as an integer."""
        assert self.low is not None and self.high is not None
        table = self.prepared(table, into, integer=True)
        table = table.with_columns((nw.col(into) * 2 - (self.low + self.high)).alias(into))
        return table.with_columns((nw.col(into) * nw.col(into)).alias(into))

    def total(self, name: str) -> nw.Expr:
        """The sum of a column made by :meth:`prepared`; it cannot overflow."""
        return (nw.col(name) if self.scale else wide(nw.col(name), self.largest)).sum()

    def _clipped(self) -> nw.Expr:
        value = nw.col(self.column.name)
        if self.low is None or self.high is None:
            return value
        low, high = (self._literal(bound) for bound in (self.low, self.high))
        # not clip(): it would turn NULL into a bound
        return _expr(nw.when(value > high).then(high).when(value < low).then(low).otherwise(value))

    def _literal(self, bound: int) -> nw.Expr:
        units = bound * self.size
        if self.column.type is Type.INTEGER:
            return nw.lit(units, dtype=nw.Int64())
        return ex.typed(Decimal(units).scaleb(-self.column.decimals), self.column)

    def _whole(self, clipped: nw.Expr) -> nw.Expr:
        d = self.column.decimals
        if self.column.type is Type.INTEGER or not d or self.largest is None:
            return ex.units_of(clipped, self.column)
        digits = max(len(str(self.largest * self.size)), d + 1)
        if digits + d + 1 > 18:
            return ex.units_of(clipped, self.column)
        # few digits: the product stays in 64 bits, several times quicker
        return (clipped.cast(nw.Decimal(digits, d)) * nw.lit(Decimal(10**d))).cast(nw.Int64())


def wide(value: nw.Expr, largest: int | None) -> nw.Expr:
    """An integer such that its sum cannot overflow."""
    return value if largest is not None and largest <= _SAFE_BOUND else value.cast(nw.Decimal(38, 0))


def abs_of(value: nw.Expr) -> nw.Expr:
    """The absolute value, in the type of the value."""
    return _expr(nw.when(value < 0).then(-value).otherwise(value))


def fixed_point(column: Column, precision: Decimal) -> FixedPoint:
    """Raises DataError PK418, PK419."""
    if not column.type.is_numeric:
        raise DataError(
            Problem(
                "PK418",
                Words(
                    f"the column {column.name} is not a number: it cannot be added up",
                    f"la colonne {column.name} n'est pas un nombre : on ne peut pas la totaliser",
                ),
                instead=Words(
                    "name a column of type number or integer",
                    "nommez une colonne de type nombre ou entier",
                ),
            )
        )
    size = Decimal(precision).scaleb(column.decimals)
    if size < 1 or size != size.to_integral_value() or size > 10**15:
        last = format(Decimal(1).scaleb(-column.decimals), "f")
        raise DataError(
            Problem(
                "PK419",
                Words(
                    f"column {column.name}: the precision is not a multiple of its last decimal ({last})",
                    f"colonne {column.name} : la précision n'est pas un multiple de sa dernière décimale "
                    f"({last.replace('.', ',')})",
                ),
                instead=Words(f"precision: {last}", f"précision : {last}"),
            )
        )
    return FixedPoint(column, int(size))


def refuse_wide_bounds(value: FixedPoint, *, squares: bool) -> None:
    """DataError PK426 when bounds are too far apart for exact sums."""
    assert value.low is not None and value.high is not None and value.largest is not None
    too_far = value.largest > _LARGEST_BOUND or value.largest * value.size >= 10**18
    if not too_far and not (squares and value.high - value.low >= 2**31):
        return
    raise DataError(
        Problem(
            "PK426",
            Words(
                f"column {value.column.name}: the bounds are too large for exact sums at this precision",
                f"colonne {value.column.name} : bornes trop grandes pour des sommes exactes à cette précision",
            ),
            instead=Words(
                "write narrower bounds or a coarser precision",
                "écrivez des bornes plus étroites ou une précision moins fine",
            ),
        )
    )


def refuse_large_total(column: str) -> DataError:
    """The error of a total that may pass 2^62."""
    return DataError(
        Problem(
            "PK427",
            Words(
                f"column {column}: a total may be too large to be exact (2^62)",
                f"colonne {column} : un total peut être trop grand pour être exact (2^62)",
            ),
            instead=Words(
                "write narrower bounds or a coarser precision",
                "écrivez des bornes plus étroites ou une précision moins fine",
            ),
        )
    )


def _expr(choice: Any) -> nw.Expr:
    done: nw.Expr = choice
    return done
