"""Sheets of a workbook as strings. Needs openpyxl (``privkit[excel]``)."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa

from privkit.engine.protocol import Source
from privkit.engine.sources.raw import RawRows
from privkit.errors import DataError, missing_extra

_ROWS = 20_000  # rows in a batch


@contextmanager
def open_workbook(path: Path) -> Iterator[Any]:
    """The workbook, for reading its values. Raises DataError when it is damaged."""
    try:
        import openpyxl
    except ImportError:
        raise missing_extra("openpyxl", "excel") from None
    from privkit.engine.sources.text import cut_short

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError):
        raise DataError(cut_short(path.name)) from None
    try:
        yield book
    finally:
        book.close()


def text_of_cell(value: object) -> str:
    """A cell as text: whole numbers without a point, moments as year-month-day, NULL as blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else _plain_float(value)
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d" if value.time() == dt.time(0) else "%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _plain_float(value: float) -> str:
    """A double without exponent; what a workbook shows has at most 15 significant digits."""
    from decimal import Decimal

    return format(Decimal(f"{value:.15g}"), "f")


@contextmanager
def workbook_rows(source: Source, names: Sequence[str]) -> Iterator[RawRows]:
    """The columns ``names`` of the chosen sheet as strings."""
    assert source.path is not None
    schema = pa.schema([(name, pa.string()) for name in names])
    positions = [source.reading.columns.index(name) for name in names]
    with open_workbook(source.path) as book:
        sheet = book[source.reading.sheet]
        cells = sheet.iter_rows(min_row=source.reading.header_row + 1, values_only=True)
        yield RawRows(pa.RecordBatchReader.from_batches(schema, _batches(cells, positions, schema)))


def _batches(cells: Iterator[tuple[Any, ...]], positions: list[int], schema: Any) -> Iterator[Any]:
    kept: list[list[str]] = []
    for row in cells:
        if all(value is None for value in row):
            continue  # an empty row is no record, as an empty line is none
        kept.append([text_of_cell(row[p]) if p < len(row) else "" for p in positions])
        if len(kept) >= _ROWS:
            yield _batch(kept, schema)
            kept = []
    if kept:
        yield _batch(kept, schema)


def _batch(rows: list[list[str]], schema: Any) -> Any:
    return pa.record_batch(
        [pa.array(column, pa.string()) for column in zip(*rows, strict=True)], schema=schema
    )
