"""Expressions that mean the same on every engine.

Steps call only these: a plain cast, ``//`` or date subtraction gives other results on DuckDB and
Spark. All arithmetic on numbers is exact, on whole multiples of the last decimal. NULL gives NULL.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal

import narwhals as nw

from privkit.values import Column, Type

Scalar = str | int | Decimal | dt.date | dt.datetime | bool


def typed(value: Scalar | None, column: Column) -> nw.Expr:
    """A literal in the canonical type of ``column``, or NULL of that type."""
    from privkit.engine.common import dtype_of

    dtype = dtype_of(column)
    if isinstance(value, dt.datetime):
        # through text: a Python moment is taken as one with a zone by Spark
        return nw.lit(value.strftime("%Y-%m-%d %H:%M:%S")).cast(dtype)
    if column.type is Type.NUMBER and isinstance(value, int | Decimal):
        plain = nw.lit(_plain(value))
        return plain.cast(dtype) if _fits(value, column) else plain
    return nw.lit(value, dtype=dtype)


def _plain(value: int | Decimal) -> Decimal:
    """The same number without exponent: 1E+2 would get a type with a negative scale."""
    return Decimal(format(Decimal(value), "f"))


def _fits(value: int | Decimal, column: Column) -> bool:
    step = Decimal(1).scaleb(-column.decimals if column.type is Type.NUMBER else 0)
    return Decimal(value) % step == 0


def among(expr: nw.Expr, values: Sequence[Scalar], column: Column) -> nw.Expr:
    """True where the value is one of ``values``; NULL is none of them, so False."""
    if not values:
        return nw.lit(False)
    return nw.any_horizontal(*(expr == typed(v, column) for v in values), ignore_nulls=True).fill_null(False)


def between(expr: nw.Expr, low: Scalar | None, high: Scalar | None, column: Column) -> nw.Expr:
    """True where low ≤ value < high; a bound that is None does not bind. NULL gives False."""
    tests = []
    if low is not None:
        tests.append(expr >= typed(low, column))
    if high is not None:
        tests.append(expr < typed(high, column))
    tests.append(~expr.is_null())
    return nw.all_horizontal(*tests, ignore_nulls=False).fill_null(False)


def band(expr: nw.Expr, edges: Sequence[Decimal], labels: Sequence[str], below: str) -> nw.Expr:
    """The label of the half-open band of a number: [e0,e1), [e1,e2), …, [en,∞); ``below`` under e0.

    ``edges`` rise and ``labels`` has one label for each.
    """
    if len(edges) != len(labels) or not edges or any(a >= b for a, b in pairwise(edges)):
        raise ValueError("band: as many labels as edges, and edges that rise")
    choice = nw.when(expr.is_null()).then(_null_text())
    result: Any = choice.when(expr < nw.lit(_plain(edges[0]))).then(nw.lit(below))
    for edge, label in zip(edges[1:], labels[:-1], strict=True):
        result = result.when(expr < nw.lit(_plain(edge))).then(nw.lit(label))
    return _expr(result.otherwise(nw.lit(labels[-1])))


def in_list_band(
    expr: nw.Expr, ranges: Sequence[tuple[int | None, int | None, str]], otherwise: str | None
) -> nw.Expr:
    """The label of the first range low ≤ integer ≤ high that holds; ``otherwise`` when none does.

    NULL gives NULL.
    """
    result: Any = nw.when(expr.is_null()).then(_null_text())
    for low, high, label in ranges:
        tests = [~expr.is_null()]
        if low is not None:
            tests.append(expr >= nw.lit(low, dtype=nw.Int64()))
        if high is not None:
            tests.append(expr <= nw.lit(high, dtype=nw.Int64()))
        result = result.when(*tests).then(nw.lit(label))
    return _expr(result.otherwise(nw.lit(otherwise, dtype=nw.String())))


def date_part(expr: nw.Expr, level: Literal["month", "quarter", "year"]) -> nw.Expr:
    """The month ``2025-01``, quarter ``2025-Q1`` or year ``2025`` of a date or datetime, as text."""
    # a day has one text everywhere, and DuckDB cuts it once for each day of a Parquet dictionary
    day = expr.cast(nw.Date()).cast(nw.String())
    if level == "year":
        return day.str.slice(0, 4)
    if level == "month":
        return day.str.slice(0, 7)
    quarter: Any = nw.when(expr.is_null()).then(_null_text())
    for last, label in (("03", "-Q1"), ("06", "-Q2"), ("09", "-Q3")):
        quarter = quarter.when(day.str.slice(5, 2) <= nw.lit(last)).then(nw.lit(label))
    return nw.concat_str([day.str.slice(0, 4), _expr(quarter.otherwise(nw.lit("-Q4")))])


def month_start(expr: nw.Expr) -> nw.Expr:
    """The first day of the month, as a date."""
    return expr.dt.truncate("1mo").cast(nw.Date())


def day_of(expr: nw.Expr) -> nw.Expr:
    """The day of a datetime, as a date."""
    return expr.cast(nw.Date())


def first_characters(expr: nw.Expr, n: int) -> nw.Expr:
    """The first ``n`` characters (Unicode code points)."""
    return expr.str.slice(0, n)


def top(expr: nw.Expr, at: Decimal | int, column: Column) -> nw.Expr:
    """Values above ``at`` become ``at`` (top coding); ``at`` has no more decimals than the column."""
    limit = _limit(at, column)
    return _expr(nw.when(expr > limit).then(limit).otherwise(expr))


def bottom(expr: nw.Expr, at: Decimal | int, column: Column) -> nw.Expr:
    """Values below ``at`` become ``at`` (bottom coding); ``at`` has no more decimals than the column."""
    limit = _limit(at, column)
    return _expr(nw.when(expr < limit).then(limit).otherwise(expr))


def _limit(at: Decimal | int, column: Column) -> nw.Expr:
    if not _fits(at, column):
        raise ValueError("top, bottom: no more decimals than the column")
    return typed(int(at) if column.type is Type.INTEGER else at, column)


def units_of(expr: nw.Expr, column: Column) -> nw.Expr:
    """An integer or number as a 64-bit whole number of its last decimal: 12.5 m3 with 2 decimals is 1250."""
    if column.type is Type.INTEGER or not column.decimals:
        return expr.cast(nw.Int64())
    # at most 27 digits: more, and Spark would cut decimals off the product
    scaled = expr.cast(nw.Decimal(27, column.decimals)) * nw.lit(10**column.decimals)
    return scaled.cast(nw.Int64())


def number_of(units: nw.Expr, column: Column) -> nw.Expr:
    """The number that is ``units`` times the last decimal of ``column``; reverse of :func:`units_of`."""
    if column.type is Type.INTEGER:
        return units
    return _scaled_down(units, column.decimals)


def _scaled_down(units: nw.Expr, decimals: int) -> nw.Expr:
    whole = units.cast(nw.Decimal(18, 0))
    if not decimals:
        return whole
    return (whole * nw.lit(Decimal(1).scaleb(-decimals))).cast(nw.Decimal(18, decimals))


def decimal_of_float(expr: nw.Expr, decimals: int) -> nw.Expr:
    """A floating-point number as DECIMAL(18, decimals), half away from zero; NaN gives NULL."""
    scaled = (expr.abs() * float(10**decimals) + 0.5).floor()
    # not below 2^63: left to fail in the cast, as a wrong number must not pass
    units = nw.when(expr < 0.0).then(-scaled).otherwise(scaled)
    real = nw.when(~expr.is_nan()).then(_expr(units)).otherwise(nw.lit(None, dtype=nw.Float64()))
    return _scaled_down(_expr(real).cast(nw.Int64()), decimals)


def rounded(expr: nw.Expr, to: Decimal, column: Column) -> nw.Expr:
    """The nearest multiple of ``to``, half away from zero, in the type of ``column``; exact.

    ``to`` has no more decimals than the column.
    """
    step = Decimal(to).scaleb(column.decimals if column.type is Type.NUMBER else 0)
    if step != step.to_integral_value() or step < 1:
        raise ValueError("rounded: a positive step with no more decimals than the column")
    size, units = int(step), units_of(expr, column)
    shifted = units.abs() * 2 + size
    multiple = shifted - shifted % (2 * size)  # twice the result, a multiple of 2 * size
    return number_of(_signed(units, _half(multiple)), column)


def mean_of(sum_expr: nw.Expr, count_expr: nw.Expr, decimals: int, column: Column) -> nw.Expr:
    """sum / count as DECIMAL(18, decimals), half away from zero; exact on every engine.

    ``column`` is the column summed: it says the decimals of the sum. A count of 0 gives NULL.
    """
    units, extra = (
        units_of(sum_expr, column),
        decimals - (column.decimals if column.type is Type.NUMBER else 0),
    )
    above = units.abs() * 10 ** max(extra, 0)
    below = count_expr.cast(nw.Int64()) * 10 ** max(-extra, 0)
    positive = nw.when(below > 0).then(below).otherwise(nw.lit(None, dtype=nw.Int64()))
    divisor = _expr(positive)
    # floor((2a + b) / 2b) is a / b rounded half up
    return _scaled_down(_signed(units, divided(above * 2 + divisor, divisor * 2)), decimals)


def divided(a: nw.Expr, b: nw.Expr) -> nw.Expr:
    """floor(a / b) of whole numbers a ≥ 0, b > 0; exact up to 64 bits.

    A division in doubles is off by less than 2^12; what it leaves, which is exact, tells by how much.
    """
    exact = a - a % b  # a multiple of b: its quotient has no fraction to lose
    guess = _quotient(exact, b)
    return guess + _quotient(exact - guess * b, b)


def _quotient(a: nw.Expr, b: nw.Expr) -> nw.Expr:
    return (a.cast(nw.Float64()) / b.cast(nw.Float64()) + 0.5).floor().cast(nw.Int64())


def _half(even: nw.Expr) -> nw.Expr:
    return (even.cast(nw.Decimal(20, 0)) * nw.lit(Decimal("0.5"))).cast(nw.Int64())


def _signed(like: nw.Expr, magnitude: nw.Expr) -> nw.Expr:
    return _expr(nw.when(like < 0).then(-magnitude).otherwise(magnitude))


def text_of(expr: nw.Expr, column: Column) -> nw.Expr:
    """Canonical text: ``12.5`` ``12`` ``-0.25``; ``2025-01-31``; ``2025-01-31 14:05:00``; ``yes`` ``no``."""
    if column.type is Type.YES_NO:
        worded = nw.when(expr.is_null()).then(_null_text()).when(expr).then(nw.lit("yes"))
        return _expr(worded.otherwise(nw.lit("no")))
    if column.type is Type.NUMBER and column.decimals:
        digits = expr.cast(nw.Decimal(18, column.decimals)).cast(nw.String())
        return digits.str.strip_chars_end("0").str.strip_chars_end(".")
    if column.type is Type.DATETIME:
        return expr.dt.to_string("%Y-%m-%d %H:%M:%S")
    return expr.cast(nw.String())


def _null_text() -> nw.Expr:
    return nw.lit(None, dtype=nw.String())


def _expr(choice: Any) -> nw.Expr:
    """A finished when/then/otherwise as the expression it is."""
    done: nw.Expr = choice
    return done
