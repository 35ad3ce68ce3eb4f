"""From a source to a relation of canonical columns, with DuckDB as the strict converter.

Parquet is read lazily: a file already in canonical types costs nothing, and one query validates
the columns that need converting. Text, workbooks and frames are loaded once into a table, with
the wrong values beside, so that they too are gone through only once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from privkit.engine import complaints
from privkit.engine.complaints import Wrong
from privkit.engine.conversion import Conversion, Mismatch, conversion_of
from privkit.engine.protocol import Source
from privkit.engine.sources.parquet import never_blank
from privkit.engine.sources.raw import RawRows, open_raw
from privkit.engine.sql import literal, quoted
from privkit.errors import DataError, Problem
from privkit.values import Column
from privkit.words import Words

Namer = Callable[[], str]


@dataclass(frozen=True)
class _Check:
    """One column to validate: SQL for "is wrong", the raw value and the decimal mark."""

    column: Column
    wrong: str
    raw: str
    mark: str | None


def ingest(
    connection: Any, new_name: Namer, source: Source, columns: Sequence[Column], aliases: Mapping[str, str]
) -> Any:
    """A DuckDB relation holding ``columns`` of ``source``, in canonical types.

    Raises DataError, every wrong column at once.
    """
    found = {c.name: aliases.get(c.name, c.name) for c in columns}
    missing = [
        complaints.missing_column(source, n) for n in found.values() if n not in source.reading.columns
    ]
    if missing:
        raise DataError(*missing)
    try:
        if source.reading.format == "parquet":
            return _lazily(connection, source, columns, found)
        with open_raw(source, list(dict.fromkeys(found.values()))) as raw:
            return _loaded(connection, new_name, source, columns, found, raw)
    except duckdb.Error as error:
        raise DataError(_unreadable(source, error)) from None


def _unreadable(source: Source, error: Exception) -> Problem:
    where = source.path.name if source.path else source.name
    return Problem(
        "PK408",
        Words(
            f"{where} cannot be read: it is damaged, or memory ran out ({type(error).__name__})",
            f"{where} est illisible : il est abîmé, ou la mémoire a manqué ({type(error).__name__})",
        ),
        instead=Words("export the file again", "exporter de nouveau le fichier"),
    )


def _conversions(
    source: Source, columns: Sequence[Column], found: Mapping[str, str], types: Mapping[str, str]
) -> list[Conversion]:
    made, problems = [], []
    for column in columns:
        name = found[column.name]
        try:
            made.append(conversion_of(f"r.{quoted(name)}", types[name], column, source.reading))
        except Mismatch:
            problems.append(complaints.wrong_type(source, column, types[name]))
    if problems:
        raise DataError(*problems)
    return made


def _lazily(connection: Any, source: Source, columns: Sequence[Column], found: Mapping[str, str]) -> Any:
    assert source.path is not None
    path = literal(str(source.path))
    file = connection.sql(f"SELECT * FROM read_parquet({path})")
    types = dict(zip(file.columns, map(str, file.types), strict=True))
    conversions = _conversions(source, columns, found, types)
    solid = never_blank(source.path, found.values())
    for position, column in enumerate(columns):
        name = found[column.name]
        if column.type.is_text and types[name] == "VARCHAR" and name in solid:
            conversions[position] = Conversion(f"r.{quoted(name)}")
    conversions = _plain_where_sure(connection, f"read_parquet({path}) AS r", conversions)
    checks = [
        _Check(column, c.wrong, f"r.{quoted(found[column.name])}", c.mark)
        for column, c in zip(columns, conversions, strict=True)
        if c.wrong
    ]
    _complain(
        connection, source, f"read_parquet({path}, file_row_number=true) AS r", "file_row_number", checks
    )
    chosen = ", ".join(
        f"{c.value} AS {quoted(column.name)}" for column, c in zip(columns, conversions, strict=True)
    )
    return connection.sql(f"SELECT {chosen} FROM read_parquet({path}) AS r")


def _plain_where_sure(connection: Any, rows: str, conversions: list[Conversion]) -> list[Conversion]:
    """The cheaper conversion of the columns where one quick look finds no doubtful value."""
    doubts = [c.doubt for c in conversions if c.doubt]
    if not doubts:
        return conversions
    asked = ", ".join(f"count(*) FILTER (WHERE {doubt})" for doubt in doubts)
    found = dict(zip(doubts, connection.execute(f"SELECT {asked} FROM {rows}").fetchall()[0], strict=True))
    return [Conversion(c.plain) if c.plain and c.doubt and not found[c.doubt] else c for c in conversions]


def _loaded(
    connection: Any,
    new_name: Namer,
    source: Source,
    columns: Sequence[Column],
    found: Mapping[str, str],
    raw: RawRows,
) -> Any:
    view, table = new_name(), new_name()
    connection.register(view, raw.data)
    try:
        seen = connection.view(view)
        types = dict(zip(seen.columns, map(str, seen.types), strict=True))
        conversions = _conversions(source, columns, found, types)
        chosen, checks = [], []
        for number, (column, c) in enumerate(zip(columns, conversions, strict=True)):
            chosen.append(f"{c.value} AS {quoted(column.name)}")
            if not c.wrong:
                continue
            wrong, mark = f"privkit wrong {number}", f"privkit mark {number}"
            value = f"CAST(r.{quoted(found[column.name])} AS VARCHAR)"
            chosen.append(f"CASE WHEN {c.wrong} THEN {value} END AS {quoted(wrong)}")
            if c.mark:
                chosen.append(f"nullif({c.mark}, '') AS {quoted(mark)}")
            checks.append(
                _Check(
                    column, f"{quoted(wrong)} IS NOT NULL", quoted(wrong), quoted(mark) if c.mark else None
                )
            )
        try:
            connection.execute(
                f"CREATE TABLE {quoted(table)} AS SELECT {', '.join(chosen)} FROM {quoted(view)} AS r"
            )
        except Exception:
            if raw.failure is not None:  # told by our own reader, from inside DuckDB's
                raise raw.failure from None
            raise
    finally:
        connection.unregister(view)
    _complain(connection, source, quoted(table), "rowid", checks)
    return connection.table(table).project(", ".join(quoted(c.name) for c in columns))


def _complain(connection: Any, source: Source, rows: str, number: str, checks: Sequence[_Check]) -> None:
    """DataError when a column holds a wrong value, every column at once."""
    told = _suspects(connection, rows, checks)
    if not told:
        return
    asked = []
    for c in told:
        decimals = f"length(rtrim(regexp_extract(CAST({c.raw} AS VARCHAR), '[.,](\\d+)$', 1), '0'))"
        only = f"FILTER (WHERE {c.wrong})"
        asked += [
            f"count(*) {only}",
            f"min({number}) {only}",
            f"arg_min(CAST({c.raw} AS VARCHAR), {number}) {only}",
            f"max({decimals}) {only}",
            f"min(nullif({c.mark}, '')) <> max(nullif({c.mark}, ''))" if c.mark else "false",
        ]
    answer = connection.execute(f"SELECT {', '.join(asked)} FROM {rows}").fetchall()[0]
    first = source.reading.header_row + 1 if source.reading.format in ("csv", "xlsx") else 1
    problems = []
    for check, at in zip(told, range(0, len(answer), 5), strict=True):
        how_many, row, value, decimals_seen, mixed = answer[at : at + 5]
        if how_many:
            wrong = Wrong(first + row, value, how_many, decimals_seen or 0)
            problems.append(complaints.wrong_value(source, check.column, wrong))
        elif mixed:
            problems.append(complaints.mixed_marks(source, check.column))
    if problems:
        raise DataError(*problems)


def _suspects(connection: Any, rows: str, checks: Sequence[_Check]) -> list[_Check]:
    """The columns to tell of. One query that only counts: the details of a wrong value cost ten times more."""
    if not checks:
        return []
    asked = []
    for c in checks:
        mixed = f"min(nullif({c.mark}, '')) <> max(nullif({c.mark}, ''))" if c.mark else "false"
        asked.append(f"count(*) FILTER (WHERE {c.wrong}) > 0 OR coalesce({mixed}, false)")
    answer = connection.execute(f"SELECT {', '.join(asked)} FROM {rows}").fetchall()[0]
    return [check for check, suspect in zip(checks, answer, strict=True) if suspect]
