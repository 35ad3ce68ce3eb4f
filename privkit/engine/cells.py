"""Exact aggregates per cell on either engine: one group-by for what rows add up to, one per unit if need be.

Whatever differs between engines stays out: values are whole numbers or decimals, sums are exact, and
the cells are put in order at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import narwhals as nw
import numpy as np

from privkit.engine.cell_values import CellRequest, Cells, Contributions, SumOf, SumPart
from privkit.engine.common import column_held, to_pandas
from privkit.engine.fixed_point import (
    MOST,
    FixedPoint,
    abs_of,
    fixed_point,
    refuse_large_total,
    refuse_wide_bounds,
    wide,
)
from privkit.engine.histograms import histogram_of
from privkit.engine.protocol import Table
from privkit.errors import DataError, Problem
from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd

Collect = Callable[[Table, int], Any]
T = TypeVar("T")
_N = "privkit n"


def aggregated(
    table: Table,
    request: CellRequest,
    collect: Collect,
    query: Callable[..., Table],
    quote: Callable[[str], str],
    second: str,
) -> Cells:
    """The cells of a request, whatever its sums are called: an engine may read a dot in a name as a field."""
    plain = replace(
        request,
        sums=_numbered(request.sums),
        histograms=_numbered(request.histograms),
        contributions=_numbered(request.contributions),
    )
    found = Aggregating(table, plain, collect, query, quote, second).run()
    return replace(
        found,
        sums=dict(zip(request.sums, found.sums.values(), strict=True)),
        histograms=dict(zip(request.histograms, found.histograms.values(), strict=True)),
        outside=dict(zip(request.histograms, found.outside.values(), strict=True)),
        contributions=dict(zip(request.contributions, found.contributions.values(), strict=True)),
    )


def _numbered(named: Mapping[str, T]) -> dict[str, T]:
    return {str(number): asked for number, asked in enumerate(named.values())}


class Aggregating:
    """One call of :meth:`Engine.cells`; ``second`` is the second largest of a column in SQL."""

    def __init__(
        self,
        table: Table,
        request: CellRequest,
        collect: Collect,
        query: Callable[..., Table],
        quote: Callable[[str], str],
        second: str,
    ) -> None:
        self._request, self._collect, self._query = request, collect, query
        self._quote, self._second = quote, second
        self._table = table
        held = table.collect_schema()
        self._sums: dict[str, FixedPoint] = {}
        for name, asked in request.sums.items():
            plain = fixed_point(column_held(asked.column, held[asked.column]), asked.precision)
            bounded = FixedPoint(plain.column, plain.size, asked.low, asked.high)
            refuse_wide_bounds(bounded, squares="squares" in asked.parts)
            self._sums[name] = bounded
        self._whole = {
            name: fixed_point(column_held(asked.column, held[asked.column]), asked.precision)
            for name, asked in request.contributions.items()
        }

    def run(self) -> Cells:
        """All that was asked."""
        keys, rows, sums = self._by_row()
        found = self._by_unit()
        units = None
        if self._request.count_units:
            units = rows if found is None or self._single else whole(found, _N)
        for name, asked in self._request.sums.items():
            if found is not None and asked.unit_total is not None:
                _refuse(int(whole(found, _N).max(initial=0)) * max(map(abs, asked.unit_total)), asked.column)
                sums[name]["sum"] = self._exact(found, f"privkit u {name}", asked.column)
        histograms, outside = {}, {}
        for name, histogram in self._request.histograms.items():
            histograms[name], outside[name] = histogram_of(
                self._table, self._request.by, histogram, self._collected
            )
        contributions = {name: self._contributions(name, found) for name in self._whole}
        return Cells(keys, rows, units, sums, histograms, outside, contributions)

    @property
    def _single(self) -> bool:
        return self._request.one_row_per_unit_and_cell

    def _by_row(self) -> tuple[pd.DataFrame, np.ndarray, dict[str, dict[SumPart, np.ndarray]]]:
        """Keys, rows and the sums that rows add up to."""
        rows, totals, by = self._chosen(), [nw.len().alias(_N)], self._request.by
        for name, value in self._sums.items():
            asked, total, squares = self._request.sums[name], f"privkit x {name}", f"privkit q {name}"
            totals.append(nw.col(asked.column).count().alias(f"privkit n {name}"))
            if self._adds_rows(asked):
                rows = value.prepared(rows, total, integer=False)
                totals.append(value.total(total))
            if "squares" in asked.parts:
                rows = value.squared(rows, squares)
                totals.append(wide(nw.col(squares), (asked.high - asked.low) ** 2).sum())
        found = self._collected(rows.group_by(*by).agg(*totals) if by else rows.select(*totals), 1)
        sums = {name: self._row_sums(name, value, found) for name, value in self._sums.items()}
        return self._keys(found), whole(found, _N), sums

    def _chosen(self, *also: str) -> Table:
        """The columns that are needed."""
        asked = [one.column for one in self._request.sums.values()]
        asked += [one.column for one in self._request.contributions.values()]
        names = dict.fromkeys([*also, *self._request.by, *asked])
        return self._table.select(*names) if names else self._table

    @staticmethod
    def _adds_rows(asked: SumOf) -> bool:
        return "centred" in asked.parts or ("sum" in asked.parts and asked.unit_total is None)

    def _row_sums(self, name: str, value: FixedPoint, found: Any) -> dict[SumPart, np.ndarray]:
        asked = self._request.sums[name]
        filled = whole(found, f"privkit n {name}")
        most, out = int(filled.max(initial=0)), dict[SumPart, np.ndarray]()
        width, largest = asked.high - asked.low, value.largest or 0
        if "filled" in asked.parts:
            out["filled"] = filled
        if self._adds_rows(asked):
            _refuse(most * largest * (2 if "centred" in asked.parts else 1), asked.column)
            total = self._exact(found, f"privkit x {name}", asked.column)
            if "sum" in asked.parts:
                out["sum"] = total
            if "centred" in asked.parts:
                out["centred"] = 2 * total - filled * (asked.low + asked.high)
        if "squares" in asked.parts:
            _refuse(most * width**2, asked.column)
            out["squares"] = self._exact(found, f"privkit q {name}", asked.column)
        return out

    def _by_unit(self) -> Any:
        """What needs the totals of units; None when nothing does."""
        totals = {f"privkit u {n}": self._sums[n] for n, s in self._request.sums.items() if s.unit_total}
        totals |= {f"privkit c {n}": value for n, value in self._whole.items()}
        count = self._request.count_units and not self._single
        if not totals and not count:
            return None
        request = self._request
        each = self._chosen(request.unit)
        for name, value in totals.items():
            each = value.prepared(each, name, integer=False)
        if not self._single:
            added = [value.total(name) for name, value in totals.items()] or [nw.len().alias(_N)]
            filled = [nw.col(f"privkit c {n}").count().alias(f"privkit f {n}") for n in self._whole]
            each = each.group_by(request.unit, *request.by).agg(*added, *filled)
            each = each.with_columns(*(self._or_null(n) for n in self._whole)) if filled else each
        clamped = [
            self._clamped(name).alias(f"privkit u {name}") for name, s in request.sums.items() if s.unit_total
        ]
        absolute = [abs_of(nw.col(f"privkit c {n}")).alias(f"privkit a {n}") for n in self._whole]
        return self._grouped(each.with_columns(*clamped, *absolute) if totals else each)

    @staticmethod
    def _or_null(name: str) -> nw.Expr:
        """A sum of nothing is 0: who has no value is no contributor."""
        total: Any = nw.when(nw.col(f"privkit f {name}") > 0).then(nw.col(f"privkit c {name}"))
        held: nw.Expr = total.otherwise(None).alias(f"privkit c {name}")
        return held

    def _clamped(self, name: str) -> nw.Expr:
        """A unit's total within its bounds, in the form it was added up in."""
        value, bounds = nw.col(f"privkit u {name}"), self._request.sums[name].unit_total
        assert bounds is not None
        scale = self._sums[name].scale
        low, high = (nw.lit(Decimal(format(Decimal(b).scaleb(-scale), "f"))) for b in bounds)
        chosen: Any = nw.when(value > high).then(high).when(value < low).then(low)
        done: nw.Expr = chosen.otherwise(value)
        return done.cast(nw.Decimal(38, scale))

    def _grouped(self, each: Table) -> Any:
        """Cells from one row per unit and cell."""
        quote = self._quote
        asked = [f"count(*) AS {quote(_N)}"]
        for name, one in self._request.sums.items():
            if one.unit_total is not None:
                asked.append(f"sum({quote(f'privkit u {name}')}) AS {quote(f'privkit u {name}')}")
        for name in self._whole:
            signed, absolute = quote(f"privkit c {name}"), quote(f"privkit a {name}")
            for told, made in (
                ("n", f"count({absolute})"),
                ("total", f"sum({absolute})"),
                ("first", f"max({absolute})"),
                ("second", self._second.format(absolute)),
                ("signed", f"sum({signed})"),
            ):
                asked.append(f"{made} AS {quote(f'privkit {told} {name}')}")
        by = ", ".join(map(quote, self._request.by))
        text = f"SELECT {', '.join([*([by] if by else []), *asked])} FROM {{e}}"
        return self._collected(self._query(text + (f" GROUP BY {by}" if by else ""), e=each), 1)

    def _contributions(self, name: str, found: Any) -> Contributions:
        column = self._request.contributions[name].column
        total, first, second, signed = (
            self._exact(found, f"privkit {t} {name}", column) for t in ("total", "first", "second", "signed")
        )
        return Contributions(whole(found, f"privkit n {name}"), total, first, first + second, signed)

    def _exact(self, found: Any, name: str, column: str) -> np.ndarray:
        numbers = unscaled(found.column(name))
        if numbers is None:
            raise refuse_large_total(column)
        return numbers

    def _keys(self, found: Any) -> pd.DataFrame:
        import pandas as pd

        if not self._request.by:
            return pd.DataFrame(index=range(1))
        return to_pandas(found.select(list(self._request.by)))

    def _collected(self, table: Table, times: int) -> Any:
        """The rows in order of all columns, NULL last; at most ``times`` the cells that may come back."""
        most = self._request.at_most * times
        found = self._collect(table.head(most + 1), most + 1)
        if found.num_rows > most:
            raise _too_many(self._request.at_most)
        return in_order(found, [*self._request.by, *(n for n in ("privkit bin",) if n in found.column_names)])


def in_order(found: Any, columns: Sequence[str]) -> Any:
    """An Arrow table in order of some columns, NULL last."""
    import pyarrow as pa

    for position, field in enumerate(found.schema):
        if pa.types.is_string_view(field.type) or pa.types.is_large_string(field.type):
            found = found.set_column(position, field.name, found.column(position).cast(pa.string()))
    return found.sort_by([(name, "ascending") for name in columns]) if columns else found


def whole(found: Any, name: str) -> np.ndarray:
    """A column of counts."""
    numbers = unscaled(found.column(name))
    assert numbers is not None
    return numbers


def unscaled(column: Any) -> np.ndarray | None:
    """Integers, or decimals in units of their last decimal, as int64 with 0 for NULL; None beyond 2^62."""
    import pyarrow as pa

    array = column.combine_chunks()
    if pa.types.is_decimal(array.type):
        if not pa.types.is_decimal128(array.type):
            array = array.cast(pa.decimal128(38, array.type.scale))
        parts = np.frombuffer(array.buffers()[1], dtype="<i8").reshape(-1, 2)
        parts = parts[array.offset : array.offset + len(array)]
        filled = ~array.is_null().to_numpy(zero_copy_only=False)
        low, high = np.where(filled, parts[:, 0], 0), np.where(filled, parts[:, 1], 0)
        if np.any(high != low >> 63):
            return None
    else:
        low = array.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    return None if np.any(low > MOST) or np.any(low < -MOST) else low


def _refuse(largest: int, column: str) -> None:
    if largest > MOST:
        raise refuse_large_total(column)


def _too_many(most: int) -> DataError:
    return DataError(
        Problem(
            "PK428",
            Words(f"a table would have more than {most} cells", f"un tableau aurait plus de {most} cellules"),
            instead=Words(
                "group by fewer or coarser columns", "croisez moins de colonnes, ou des colonnes moins fines"
            ),
        )
    )
