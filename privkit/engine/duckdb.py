"""The embedded engine: DuckDB in memory, spilling to disk, never on the network."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import duckdb
import narwhals as nw

from privkit.engine import common
from privkit.engine.caps import Bounded, Caps
from privkit.engine.cell_values import CellRequest, Cells
from privkit.engine.hashing import hash_arrays, refuse_unhashable
from privkit.engine.ingest import ingest
from privkit.engine.protocol import LinkCounts, OutputFormat, Reading, Source, Table
from privkit.engine.sources.frame import detect_frame
from privkit.engine.sql import quoted
from privkit.engine.writers import ROW_GROUP, digest_rows, write_rows
from privkit.values import Column, Counts, Schema

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_HASHED_AT_ONCE = 65_536  # distinct keys held in Python


def connect(spill: Path, memory: str, threads: int | None) -> Any:
    """A connection that installs nothing, loads nothing and sees no Python variable."""
    spill.mkdir(parents=True, exist_ok=True)
    config: dict[str, Any] = {
        "temp_directory": str(spill),
        "memory_limit": memory,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }
    if threads:
        config["threads"] = threads
    return duckdb.connect(":memory:", config=config)


class DuckDBEngine:
    """See :class:`privkit.engine.protocol.Engine`."""

    name = "duckdb"

    def __init__(self, *, spill: Path, memory: str = "1GiB", threads: int | None = None) -> None:
        self._connection = connect(spill, memory, threads)
        self._numbers = count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def scan(
        self, source: Source, columns: Sequence[Column], aliases: Mapping[str, str] | None = None
    ) -> Table:
        return _lazy(ingest(self._connection, self.new_name, source, columns, aliases or {}))

    def upload(self, frame: pd.DataFrame | pa.Table, columns: Sequence[Column]) -> Table:
        detected: Reading = detect_frame(frame)
        return self.scan(Source("frame", None, frame, detected), columns)

    def checkpoint(self, table: Table) -> Table:
        return _lazy(self.kept(_native(table)))

    def keyed_hash(
        self, table: Table, columns: Sequence[str], into: str, key: bytes, context: Sequence[str]
    ) -> Table:
        rows = _native(table)
        chosen = ", ".join(map(quoted, columns))
        distinct = self.kept(rows.project(chosen).distinct())
        hashes = self._hashes(distinct, columns, into, key, context)
        same = " AND ".join(f"t.{quoted(c)} = h.{quoted(c)}" for c in columns)
        others = ", ".join(f"t.{quoted(c)}" for c in rows.columns if c != into)
        joined = rows.set_alias("t").join(hashes.set_alias("h"), same, "left")
        return _lazy(joined.project(f"{others}, h.{quoted('privkit hash')} AS {quoted(into)}"))

    def _hashes(
        self, distinct: Any, columns: Sequence[str], into: str, key: bytes, context: Sequence[str]
    ) -> Any:
        """The pseudonym of each distinct key, computed in Python a batch at a time."""
        import pyarrow as pa

        hashes = self.new_name()
        kept = ", ".join(map(quoted, columns))
        self.run(
            f"CREATE TABLE {quoted(hashes)} AS SELECT {kept}, '' AS {quoted('privkit hash')} "
            f"FROM {quoted(distinct.alias)} LIMIT 0"
        )
        for batch in self.pieces(distinct):
            arrays = batch.columns
            for array in arrays:
                refuse_unhashable(array.type)
            hashed = pa.table([*arrays, hash_arrays(key, context, arrays)], names=[*columns, "privkit hash"])
            with self.seen(hashed) as view:
                self.run(f"INSERT INTO {quoted(hashes)} SELECT * FROM {quoted(view)}")
        return self._connection.table(hashes)

    def pieces(self, table: Any) -> Iterator[Any]:
        """The rows of a table of this connection, as Arrow batches."""
        # a second cursor: a result that is being read ends when its connection runs something else
        with self._connection.cursor() as cursor:
            yield from cursor.table(table.alias).to_arrow_reader(_HASHED_AT_ONCE)

    def lookup(
        self,
        table: Table,
        keys: Sequence[str],
        mapping: pa.Table | pd.DataFrame,
        into: Sequence[Column],
        *,
        drop: bool = False,
    ) -> Table:
        arrow = common.mapping_table(mapping, keys, into)
        marked = arrow.append_column("privkit found", [[True] * arrow.num_rows])
        with self.seen(marked) as view:
            found = self.kept(self._connection.view(view))
        same = " AND ".join(f"t.{quoted(k)} IS NOT DISTINCT FROM m.{quoted(k)}" for k in keys)
        rows = _native(table)
        joined = rows.set_alias("t").join(found.set_alias("m"), same, "inner" if drop else "left")
        if not drop:
            with _told():
                lost = joined.aggregate(f"count(*) - count(m.{quoted('privkit found')})").fetchall()[0][0]
            if lost:
                raise common.unmatched(lost)
        names = [c.name for c in into]
        others = [f"t.{quoted(c)}" for c in rows.columns if c not in names]
        return _lazy(joined.project(", ".join([*others, *(f"m.{quoted(n)}" for n in names)])))

    def link(
        self, left: Table, right: Table, on: str, keep: Literal["matches", "all_left"]
    ) -> tuple[Table, LinkCounts]:
        with _told():
            return common.link_tables(left, right, on, keep)

    def cast(self, table: Table, schema: Schema) -> Table:
        return common.cast_table(table, schema)

    def count(self, table: Table, unit: str | None, *, one_each: bool = False) -> Counts:
        with _told():
            return common.count_table(table, unit, one_each=one_each)

    def count_stages(
        self, table: Table, unit: str | None, conditions: Sequence[nw.Expr | None]
    ) -> list[Counts]:
        with _told():
            return common.count_stages(table, unit, conditions)

    def nulls(self, table: Table, column: str) -> int:
        with _told():
            return common.count_nulls(table, column)

    def collect(self, table: Table, at_most: int) -> pd.DataFrame:
        return common.to_pandas(self.collect_arrow(table, at_most))

    def collect_arrow(self, table: Table, at_most: int) -> pa.Table:
        with _told():
            return common.collect_bounded(table, at_most)

    def write(self, table: Table, schema: Schema, path: Path, format: OutputFormat) -> str:
        with _told():
            return write_rows(self._ordered(table, schema), schema.kept, path, format)

    def digest(self, table: Table, schema: Schema) -> str:
        with _told():
            return digest_rows(self._ordered(table, schema), schema.kept)

    def row_numbered(self, table: Table, into: str) -> Table:
        numbered = _native(table).project(f"*, row_number() OVER () - 1 AS {quoted(into)}")
        return _lazy(self.kept(numbered))

    def bound(self, table: Table, unit: str, caps: Caps, key: bytes) -> Bounded:
        from privkit.engine.bounding import Bounding
        from privkit.engine.duckdb_bounding import DuckDBBackend

        with _told():
            return Bounding(DuckDBBackend(self), unit, caps, key).run(table)

    def cells(self, table: Table, request: CellRequest) -> Cells:
        from privkit.engine.cells import aggregated

        with _told():
            return aggregated(table, request, self.collect_arrow, self.query, quoted, "max({}, 2)[2]")

    def listed(
        self, table: Table, keys: Mapping[str, Sequence[str | int | dt.date | None]]
    ) -> tuple[Table, int]:
        with _told():
            return common.listed(table, keys)

    def _ordered(self, table: Table, schema: Schema) -> Iterator[Any]:
        """The kept columns in canonical order: by all columns, binary collation, NULL last."""
        leaving = Schema(schema.kept)
        rows = _native(common.cast_table(table, leaving))
        order = ", ".join(f"{quoted(c.name)} ASC NULLS LAST" for c in leaving.columns)
        yield from rows.order(order).to_arrow_reader(ROW_GROUP)

    def query(self, text: str, **tables: Table) -> Table:
        """A query, not run yet; ``{name}`` in it stands for the table given by that name."""
        views = {}
        for name, table in tables.items():
            views[name] = quoted(self.new_name())
            _native(table).create_view(views[name][1:-1])
        return _lazy(self._connection.sql(common.placed(text, views)))

    def named(self, name: str) -> Table:
        """A table of this connection."""
        return _lazy(self._connection.table(name).set_alias(name))

    def kept(self, rows: Any) -> Any:
        """The relation computed into a table of its own."""
        name = self.new_name()
        with _told():
            rows.create(name)
        return self._connection.table(name).set_alias(name)

    def run(self, sql: str) -> None:
        """Run a statement."""
        with _told():
            self._connection.execute(sql)

    def new_name(self) -> str:
        """A name never used before."""
        return f"privkit_{next(self._numbers)}"

    @contextmanager
    def seen(self, arrow: Any) -> Iterator[str]:
        """An Arrow table under a name, for a while."""
        view = self.new_name()
        self._connection.register(view, arrow)
        try:
            yield view
        finally:
            self._connection.unregister(view)


def _native(table: Table) -> Any:
    return table.to_native()


def _lazy(relation: Any) -> Table:
    table: Table = nw.from_native(relation)
    return table


@contextmanager
def _told() -> Iterator[None]:
    """Failures of the engine as InternalError: its own message may hold data values."""
    try:
        yield
    except (duckdb.Error, nw.exceptions.NarwhalsError) as error:
        raise common.stopped("DuckDB", error) from None
