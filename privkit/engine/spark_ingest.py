"""How sources reach Spark: as they are when typed, through the strict converter otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

from privkit.engine.duckdb import connect
from privkit.engine.ingest import ingest
from privkit.engine.protocol import Source
from privkit.engine.sql import literal
from privkit.values import Column


def typed_parquet(source: Source, columns: Sequence[Column], found: Mapping[str, str]) -> bool:
    """True when every column of a Parquet file is already in its canonical form."""
    if source.reading.format != "parquet":
        return False
    import pyarrow.parquet as pq

    from privkit.engine.canonical import arrow_type

    assert source.path is not None
    schema = pq.read_schema(source.path)
    held = {field.name: field.type for field in schema}
    return all(held.get(found[c.name]) == arrow_type(c) and c.type.value != "datetime" for c in columns)


def to_parquet(
    path: Path, source: Source, columns: Sequence[Column], aliases: Mapping[str, str], memory: str
) -> None:
    """Convert ``columns`` of ``source`` and stream them into one Parquet file. Raises DataError."""
    names = count(1)
    with connect(path.parent / "duckdb", memory, None) as connection:
        rows = ingest(connection, lambda: f"privkit_{next(names)}", source, columns, aliases)
        view = "privkit_rows"
        rows.create_view(view)
        connection.execute(f"COPY {view} TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)")
