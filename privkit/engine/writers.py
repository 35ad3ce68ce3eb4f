"""The one writer of both engines: the bytes of a file depend on its rows alone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from privkit.engine.canonical import arrow_type, as_doubles, canonical, csv_header, csv_rows
from privkit.engine.protocol import OutputFormat
from privkit.values import Column, Type

ROW_GROUP = 131_072  # rows in a Parquet row group

Seen = Callable[[bytes], None]  # told the canonical text of what is written


def write_rows(batches: Iterable[Any], columns: Sequence[Column], path: Path, format: OutputFormat) -> str:
    """Write rows that are already in canonical order, make sure they are on disk, and give their digest.

    Numbers leave as doubles in Parquet and as exact text in CSV.
    """
    digest = hashlib.sha256()
    with path.open("wb") as file:
        (_write_parquet if format == "parquet" else _write_csv)(
            file, canonical(batches, columns, ROW_GROUP), columns, digest.update
        )
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def digest_rows(batches: Iterable[Any], columns: Sequence[Column]) -> str:
    """SHA-256 of the bytes that :func:`write_rows` would write as CSV."""
    digest = hashlib.sha256(csv_header(columns))
    for table in canonical(batches, columns, ROW_GROUP):
        digest.update(csv_rows(table, columns))
    return digest.hexdigest()


def _write_csv(file: IO[bytes], tables: Iterable[Any], columns: Sequence[Column], seen: Seen) -> None:
    for text in chain([csv_header(columns)], (csv_rows(table, columns) for table in tables)):
        file.write(text)
        seen(text)


def _write_parquet(file: IO[bytes], tables: Iterable[Any], columns: Sequence[Column], seen: Seen) -> None:
    seen(csv_header(columns))
    schema = pa.schema([(c.name, pa.float64() if c.type is Type.NUMBER else arrow_type(c)) for c in columns])
    with pq.ParquetWriter(file, schema, compression="zstd", version="2.6", store_schema=False) as writer:
        for table in tables:
            arrays = [_leaving(table.column(c.name), c) for c in columns]
            writer.write_table(pa.table(arrays, schema=schema), row_group_size=ROW_GROUP)
            seen(csv_rows(table, columns))


def _leaving(array: Any, column: Column) -> Any:
    if column.type is not Type.NUMBER:
        return array
    return as_doubles(
        array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array, column.decimals
    )
