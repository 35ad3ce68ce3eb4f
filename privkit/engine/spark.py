"""The engine for a city that outgrows one machine: Apache Spark.

Files that are already typed Parquet are read by Spark itself. Others are converted by the same strict
converter as everywhere (:mod:`privkit.engine.ingest`), streamed on the driver into Parquet.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import sys
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import narwhals as nw

from privkit.engine import common
from privkit.engine.caps import Bounded, Caps
from privkit.engine.cell_values import CellRequest, Cells
from privkit.engine.hashing import message_of, refuse_unhashable
from privkit.engine.protocol import LinkCounts, OutputFormat, Source, Table
from privkit.engine.sources.frame import detect_frame
from privkit.engine.spark_ingest import to_parquet, typed_parquet
from privkit.engine.writers import ROW_GROUP, digest_rows, write_rows
from privkit.errors import DataError, Problem, UsageError, missing_extra
from privkit.values import Column, Counts, Schema
from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_QUIET = """rootLogger.level = error
rootLogger.appenderRef.stderr.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c{1}: %m%n
"""


def open_spark(*, spill: Path, memory: str, threads: int | None) -> SparkEngine:
    """Start a local session. Raises UsageError when pyspark or Java is missing."""
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise missing_extra("pyspark", "spark") from None
    folder = spill / f"spark-{uuid.uuid4().hex}"
    folder.mkdir(parents=True)
    running = SparkSession.getActiveSession()
    if running is not None:  # the caller's own: used, never stopped
        return SparkEngine(running.newSession(), folder, owned=False, memory=memory)
    try:
        return SparkEngine(_session(folder, memory, threads or 2), folder, owned=True, memory=memory)
    except PySparkRuntimeError:
        shutil.rmtree(folder, ignore_errors=True)
        raise UsageError(
            Problem(
                "PK420",
                Words(
                    "Spark did not start: is Java 17 there?", "Spark n'a pas démarré : Java 17 est-il là ?"
                ),
                instead=Words("install Java 17, or --engine duckdb", "installer Java 17, ou --engine duckdb"),
            )
        ) from None


def _session(folder: Path, memory: str, threads: int) -> Any:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable  # workers run the same Python
    quiet = folder / "log4j2.properties"
    quiet.write_text(_QUIET)
    settings = {
        "spark.driver.memory": memory.lower().removesuffix("ib").removesuffix("b"),
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{quiet}",
        "spark.local.dir": str(folder),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",  # an overflow is an error, as on DuckDB
        "spark.sql.shuffle.partitions": str(threads * 2),
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master(f"local[{threads}]").appName("privkit")
    for name, value in settings.items():
        builder = builder.config(name, value)
    logging.getLogger("DataFrameQueryContextLogger").setLevel(logging.CRITICAL)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


class SparkEngine:
    """See :class:`privkit.engine.protocol.Engine`."""

    name = "spark"

    def __init__(self, session: Any, folder: Path, *, owned: bool, memory: str) -> None:
        self._session = session
        self._folder = folder
        self._owned = owned
        self._memory = memory
        self._numbers = count(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._owned:
            self._session.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def scan(
        self, source: Source, columns: Sequence[Column], aliases: Mapping[str, str] | None = None
    ) -> Table:
        _refuse_names(columns)
        found = {c.name: (aliases or {}).get(c.name, c.name) for c in columns}
        if typed_parquet(source, columns, found):
            return self._read_typed(source, columns, found)
        path = self._new_path()
        to_parquet(path, source, columns, aliases or {}, self._memory)
        return self._read(path)

    def _read_typed(self, source: Source, columns: Sequence[Column], found: Mapping[str, str]) -> Table:
        from pyspark.sql import functions as f

        from privkit.engine.conversion import SPACES

        rows = self._session.read.parquet(str(source.path))
        chosen = []
        for column in columns:
            value = rows[_tick(found[column.name])]
            if column.type.is_text:
                value = f.when(f.btrim(value, f.lit(SPACES)) != "", value)
            chosen.append(value.alias(column.name))
        return _lazy(rows.select(*chosen))

    def upload(self, frame: pd.DataFrame | pa.Table, columns: Sequence[Column]) -> Table:
        return self.scan(Source("frame", None, frame, detect_frame(frame)), columns)

    def checkpoint(self, table: Table) -> Table:
        path = self._new_path()
        with _told():
            _native(table).write.parquet(str(path))
        return self._read(path)

    def keyed_hash(
        self, table: Table, columns: Sequence[str], into: str, key: bytes, context: Sequence[str]
    ) -> Table:
        from pyspark.sql.pandas.types import to_arrow_type

        rows = _native(table)
        texts = []
        for name in columns:
            refuse_unhashable(to_arrow_type(rows.schema[name].dataType))
            texts.append(rows[_tick(name)].cast("string"))
        hashed = _hasher(key, message_of(context))(*texts).alias(into)
        return _lazy(rows.select(*(rows[_tick(c)] for c in rows.columns if c != into), hashed))

    def lookup(
        self,
        table: Table,
        keys: Sequence[str],
        mapping: pa.Table | pd.DataFrame,
        into: Sequence[Column],
        *,
        drop: bool = False,
    ) -> Table:
        from functools import reduce

        from pyspark.sql import functions as f

        arrow = common.mapping_table(mapping, keys, into)
        names = [f"privkit m{i}" for i in range(arrow.num_columns)]
        marked = arrow.rename_columns(names).append_column("privkit found", [[True] * arrow.num_rows])
        found = self._read_arrow(marked)
        rows = _native(table)
        same = reduce(
            lambda a, b: a & b,
            (rows[_tick(k)].eqNullSafe(found[_tick(n)]) for k, n in zip(keys, names, strict=False)),
        )
        joined = rows.join(found, same, "inner" if drop else "left")
        if not drop:
            with _told():
                lost = joined.filter(f.col("`privkit found`").isNull()).count()
            if lost:
                raise common.unmatched(lost)
        new = [c.name for c in into]
        others = [rows[_tick(c)] for c in rows.columns if c not in new]
        added = [found[_tick(n)].alias(c) for n, c in zip(names[len(keys) :], new, strict=True)]
        return _lazy(joined.select(*others, *added))

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
        from pyspark.sql import Window
        from pyspark.sql import functions as f

        order = Window.orderBy(f.monotonically_increasing_id())
        number = (f.row_number().over(order) - 1).cast("bigint")
        # kept at once: a stage that runs again may number otherwise
        return self.checkpoint(_lazy(_native(table).withColumn(into, number)))

    def bound(self, table: Table, unit: str, caps: Caps, key: bytes) -> Bounded:
        from privkit.engine.bounding import Bounding
        from privkit.engine.spark_bounding import SparkBackend

        with _told():
            return Bounding(SparkBackend(self), unit, caps, key).run(table)

    def cells(self, table: Table, request: CellRequest) -> Cells:
        from privkit.engine.cells import aggregated

        with _told():
            second = "get(sort_array(collect_list({}), false), 1)"
            return aggregated(table, request, self.collect_arrow, self.query, _tick, second)

    def listed(
        self, table: Table, keys: Mapping[str, Sequence[str | int | dt.date | None]]
    ) -> tuple[Table, int]:
        with _told():
            return common.listed(table, keys)

    def query(self, text: str, **tables: Table) -> Table:
        """A query, not run yet; ``{name}`` in it stands for the table given by that name."""
        views = {name: f"privkit_{next(self._numbers)}" for name in tables}
        for name, view in views.items():
            _native(tables[name]).createOrReplaceTempView(view)
        return _lazy(self._session.sql(common.placed(text, views)))

    def _ordered(self, table: Table, schema: Schema) -> Iterator[Any]:
        """The kept columns in canonical order, streamed from sorted part files."""
        import pyarrow.parquet as pq

        rows = _native(common.cast_table(table, Schema(schema.kept)))
        path = self._new_path()
        order = [rows[_tick(c.name)].asc_nulls_last() for c in schema.kept]
        rows.orderBy(*order).write.parquet(str(path))
        for part in sorted(path.glob("part-*.parquet")):
            with pq.ParquetFile(part) as file:
                yield from file.iter_batches(ROW_GROUP)
        shutil.rmtree(path, ignore_errors=True)

    def _new_path(self) -> Path:
        return self._folder / f"privkit_{next(self._numbers)}"

    def _read(self, path: Path) -> Table:
        return _lazy(self._session.read.parquet(str(path)))

    def _read_arrow(self, arrow: Any) -> Any:
        import pyarrow.parquet as pq

        path = self._new_path()
        pq.write_table(arrow, path, store_schema=False)
        return self._session.read.parquet(str(path))


def _hasher(key: bytes, prefix: bytes) -> Any:
    """A user function that holds the key in its closure: neither a plan nor an event log shows it.

    It stands alone, so that workers need not have privkit.
    """
    from pyspark.sql.functions import pandas_udf

    def pseudonyms(*columns: Any) -> Any:
        import hmac

        import pandas

        out: list[str | None] = []
        for row in zip(*columns, strict=True):
            if any(value is None for value in row):
                out.append(None)
                continue
            message = prefix
            for value in row:
                text = value.encode()
                message += len(text).to_bytes(8, "big") + text
            out.append(hmac.digest(key, message, "sha256").hex())
        return pandas.Series(out, dtype=object)

    import pandas as pd

    # a plain signature that pyspark can read: the number of columns is not known before
    pseudonyms.__annotations__ = {"columns": pd.Series, "return": pd.Series}
    return pandas_udf(pseudonyms, "string")


def _tick(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _native(table: Table) -> Any:
    return table.to_native()


def _lazy(frame: Any) -> Table:
    table: Table = nw.from_native(frame)
    return table


@contextmanager
def _told() -> Iterator[None]:
    """Failures of the engine as InternalError: its own message may hold data values."""
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, nw.exceptions.NarwhalsError) as error:
        raise common.stopped("Spark", error) from None


def _refuse_names(columns: Sequence[Column]) -> None:
    """DataError on names that Spark takes for a path into a structure."""
    wrong = [c.name for c in columns if "." in c.name or "`" in c.name]
    if wrong:
        raise DataError(*(_bad_name(name) for name in wrong))


def _bad_name(name: str) -> Problem:
    return Problem(
        "PK417",
        Words(
            f"column {name}: Spark takes no name with a dot or a backtick",
            f"colonne {name} : Spark n'accepte ni point ni accent grave isolé dans un nom",
        ),
        instead=Words("another name for this column, or --engine duckdb", "un autre nom, ou --engine duckdb"),
    )
