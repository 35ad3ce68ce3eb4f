"""What both engines do alike, in narwhals only."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import narwhals as nw

from privkit.engine.protocol import LinkCounts, Table
from privkit.errors import InternalError, Problem
from privkit.values import Column, Counts, Role, Schema, Type
from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd

_HIDDEN = "privkit rows"
_DTYPES: dict[Type, Any] = {
    Type.INTEGER: nw.Int64(),
    Type.DATE: nw.Date(),
    Type.DATETIME: nw.Datetime("us"),
    Type.YES_NO: nw.Boolean(),
}


def dtype_of(column: Column) -> Any:
    """The narwhals type that holds ``column``."""
    return (
        nw.Decimal(18, column.decimals)
        if column.type is Type.NUMBER
        else _DTYPES.get(column.type, nw.String())
    )


def placed(text: str, views: Mapping[str, str]) -> str:
    """A query with its ``{name}`` replaced, but for those inside quoted names of columns."""
    return re.sub(r"""("(?:[^"]|"")*"|`(?:[^`]|``)*`)|\{(\w+)\}""", lambda m: m[1] or views[m[2]], text)


def column_held(name: str, held: Any) -> Column:
    """The column that a narwhals type holds; its role is not known."""
    if isinstance(held, nw.Decimal):
        return Column(name, Type.NUMBER, Role.OTHER, decimals=int(held.scale))
    if held in (nw.Float64, nw.Float32):
        raise impossible(f"exact arithmetic on the floating-point column {name}")
    if held.is_integer():
        return Column(name, Type.INTEGER, Role.OTHER)
    for kind, type_ in ((nw.Date, Type.DATE), (nw.Datetime, Type.DATETIME), (nw.Boolean, Type.YES_NO)):
        if isinstance(held, kind):
            return Column(name, type_, Role.OTHER)
    return Column(name, Type.TEXT, Role.OTHER)


def listed(table: Table, keys: Mapping[str, Sequence[Any]]) -> tuple[Table, int]:
    """The rows whose value of each column is in its list, and how many rows are not."""
    tests = []
    for column, values in keys.items():
        value, some = nw.col(column), [v for v in values if v is not None]
        test = value.is_in(some).fill_null(False) if some else nw.lit(False)
        tests.append(test | value.is_null() if len(some) < len(values) else test)
    if not tests:
        return table, 0
    inside = nw.all_horizontal(*tests, ignore_nulls=False)
    (others,) = one_row(table.select((~inside).cast(nw.Int64()).sum().alias(_HIDDEN)))
    return (table.filter(inside), int(others)) if others else (table, 0)


def cast_table(table: Table, schema: Schema) -> Table:
    """The columns of ``schema`` in order, in canonical types; those already right are left alone."""
    held = table.collect_schema()
    return table.select(*(_cast(column, held[column.name]) for column in schema.columns))


def _cast(column: Column, held: Any) -> nw.Expr:
    wanted, value = dtype_of(column), nw.col(column.name)
    if held == wanted:
        return value
    if column.type is Type.NUMBER and held in (nw.Float64, nw.Float32):
        from privkit.engine.expressions import decimal_of_float

        return decimal_of_float(value, column.decimals)
    if column.type is Type.INTEGER and held in (nw.Float64, nw.Float32):
        # a cast rounds on one engine and truncates on the other: a step must have chosen
        raise impossible(f"cast of the floating-point column {column.name} to integer")
    return value.cast(wanted)


def count_table(table: Table, unit: str | None, *, one_each: bool = False) -> Counts:
    """Rows and distinct non-null units, in one query; with ``one_each`` no unit is on two rows."""
    if unit is None:
        rows = table.select(nw.len().alias(_HIDDEN))
        return Counts(int(one_row(rows)[0]), None)
    if one_each:
        return Counts(*map(int, one_row(table.select(nw.len().alias(_HIDDEN), nw.col(unit).count()))))
    # a group-by is several times quicker than count(distinct)
    grouped = table.group_by(unit).agg(nw.len().alias(_HIDDEN))
    totals = grouped.select(nw.col(_HIDDEN).sum(), nw.col(unit).count().alias("privkit units"))
    rows_seen, units = one_row(totals)
    return Counts(int(rows_seen or 0), int(units or 0))


def count_stages(table: Table, unit: str | None, conditions: Sequence[nw.Expr | None]) -> list[Counts]:
    """Rows and units before and after each of several filters in a row, in one reading."""
    marks, kept = [], None
    for number, condition in enumerate(conditions):
        if condition is not None:
            kept = condition if kept is None else kept & condition
        one: Any = nw.lit(1) if kept is None else nw.when(kept).then(nw.lit(1))
        marks.append(one.alias(f"{_HIDDEN} {number}"))
    names = [f"{_HIDDEN} {number}" for number in range(len(conditions))]
    marked = table.select(*([unit] if unit else []), *marks)
    if unit is None:
        return [
            Counts(int(n)) for n in one_row(marked.select(nw.len().alias(_HIDDEN), nw.col(*names).count()))
        ]
    grouped = marked.group_by(unit).agg(nw.len().alias(_HIDDEN), nw.col(*names).count())
    known = ~nw.col(unit).is_null()
    units = [(known & (nw.col(n) > 0)).cast(nw.Int64).sum().alias(f"{n} units") for n in (_HIDDEN, *names)]
    found = [int(n or 0) for n in one_row(grouped.select(nw.col(_HIDDEN, *names).sum(), *units))]
    return [Counts(rows, held) for rows, held in zip(found[: len(units)], found[len(units) :], strict=True)]


def count_nulls(table: Table, column: str) -> int:
    """Rows where ``column`` is NULL."""
    # DuckDB answers it from the statistics of a Parquet file without NULL
    rows, filled = one_row(table.select(nw.len().alias(_HIDDEN), nw.col(column).count()))
    return int(rows) - int(filled)


def one_row(table: Table) -> tuple[Any, ...]:
    """The only row of a table."""
    row: tuple[Any, ...] = table.collect(backend="pyarrow").row(0)
    return row


def link_tables(
    left: Table, right: Table, on: str, keep: Literal["matches", "all_left"]
) -> tuple[Table, LinkCounts]:
    """Join on one column and count what the join meets; NULL never matches."""
    joined = left.join(right, on=on, how="inner" if keep == "matches" else "left")
    keys = right.filter(~nw.col(on).is_null()).group_by(on).agg(nw.len().alias("privkit times"))
    many = (nw.col("privkit times") > 1).cast(nw.Int64).sum().alias("many")
    (duplicates,) = one_row(keys.select(many))
    found = left.select(on).join(keys, on=on, how="left")
    left_rows, matched = one_row(found.select(nw.len().alias("rows"), nw.col("privkit times").count()))
    (right_rows,) = one_row(right.select(nw.len().alias("rows")))
    return joined, LinkCounts(int(left_rows), int(matched), int(duplicates or 0), int(right_rows))


def collect_bounded(table: Table, at_most: int) -> Any:
    """The rows as an Arrow table; InternalError when there are more than ``at_most``."""
    held = table.head(at_most + 1).collect(backend="pyarrow").to_native()
    if held.num_rows > at_most:
        raise InternalError(
            Problem(
                "PK421",
                Words(
                    f"a table of more than {at_most} rows was to be collected",
                    f"une table de plus de {at_most} lignes devait être ramenée",
                ),
            )
        )
    return held


def to_pandas(table: Any) -> pd.DataFrame:
    """An Arrow table as pandas: Int64, float64, boolean, datetime64[s], object with None."""
    import pandas as pd
    import pyarrow as pa

    from privkit.engine.canonical import as_doubles

    def series(name: str) -> Any:
        array = table.column(name)
        kind = array.type
        if pa.types.is_decimal(kind):
            if kind.precision > 18:  # sums not cast yet
                return array.cast(pa.string()).cast(pa.float64()).to_pandas()
            # Arrow's own cast to double is not exact: 2.01 would come back as 2.0100000000000002
            parts = [as_doubles(chunk, kind.scale) for chunk in array.chunks]
            return pa.chunked_array(parts, pa.float64()).to_pandas()
        if pa.types.is_integer(kind):
            return array.cast(pa.int64()).to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
        if pa.types.is_boolean(kind):
            return array.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype()}.get)
        if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
            return array.cast(pa.timestamp("s"), safe=False).to_pandas()
        if pa.types.is_string_view(kind) or pa.types.is_large_string(kind):
            return array.cast(pa.string()).to_pandas()
        return array.to_pandas()

    return pd.DataFrame({name: series(name) for name in table.column_names})


def mapping_table(mapping: Any, keys: Sequence[str], into: Sequence[Column]) -> Any:
    """The mapping as Arrow, keys first; InternalError when a key is twice in it."""
    import pyarrow as pa

    from privkit.engine.canonical import arrow_type
    from privkit.engine.sources.frame import frame_rows_of

    table = frame_rows_of(mapping, [*keys, *(c.name for c in into)])
    for position, column in enumerate(into, len(keys)):
        table = table.set_column(position, column.name, table.column(column.name).cast(arrow_type(column)))
    distinct = table.select(list(keys)).group_by(list(keys)).aggregate([]).num_rows
    if distinct != table.num_rows:
        raise InternalError(
            Problem(
                "PK422",
                Words(
                    f"{table.num_rows - distinct} keys are more than once in a mapping",
                    f"{table.num_rows - distinct} clés sont plusieurs fois dans une table de passage",
                ),
            )
        )
    assert isinstance(table, pa.Table)
    return table


def unmatched(count: int) -> InternalError:
    """The error of rows that found nothing in a mapping."""
    return InternalError(
        Problem(
            "PK423",
            Words(f"{count} rows found no match in a mapping", f"{count} lignes sont sans correspondance"),
        )
    )


def stopped(engine: str, error: Exception) -> InternalError:
    """The error of an engine that failed: its kind alone, as its message may hold data values."""
    kind = type(error).__name__
    return InternalError(
        Problem("PK420", Words(f"{engine} stopped: {kind}", f"{engine} s'est arrêté : {kind}"))
    )


def impossible(what: str) -> InternalError:
    """The error of a call that no engine can answer."""
    return InternalError(Problem("PK425", Words(f"not possible: {what}", f"impossible : {what}")))
