"""A file of bills in, a file of messages out. Everything stays on this machine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from privkit.compare.bill.batch import OUT, Batch
from privkit.compare.bill.columns import DECIMALS, PREVIOUS, BillColumns, bill_columns
from privkit.compare.bill.place import check_measure
from privkit.compare.reference import ReferenceTable
from privkit.engine import open_engine
from privkit.engine.protocol import Engine, OutputFormat, Source, Table
from privkit.engine.sources import source_of
from privkit.errors import DataError, Problem
from privkit.values import Type
from privkit.words import Language, Words

MOST = 50_000_000  # bills in one file
OWN_YEARS = Words(
    "no column own_years: every previous year is taken for the subscriber's own, and may be told to them. If the "
    "years follow the home and not the contract, bring own_years: what others used must not be told",
    "pas de colonne own_years : chaque année précédente est tenue pour celle de l'abonné, et peut lui être dite. Si "
    "les années suivent le logement et non le contrat, apportez own_years : la consommation d'autrui ne se dit pas",
)


@dataclass(frozen=True)
class BatchOrder:
    """A billing run to tell. ``mapping`` is role (or group column) to column of the file.

    ``unit`` and ``period`` are what the run says of its volumes, held against the table when given. ``warn``
    is told what the run takes for granted.
    """

    bills: Path
    out: Path
    language: Language
    mapping: Mapping[str, str]
    unit: str | None = None
    period: str | None = None
    memory: str = "1GiB"
    threads: int | None = None
    warn: Callable[[Words], None] | None = None

    @property
    def format(self) -> OutputFormat:
        return "parquet" if self.out.suffix.lower() == ".parquet" else "csv"


def tell_bills(reference: ReferenceTable, order: BatchOrder) -> dict[str, int]:
    """Write the message of every household, and return how many were told what.

    The file appears whole, readable by its owner only, or not at all. DataError PK579 (unit or period of
    another table), PK595 and PK596 (columns), PK597 (a household on several rows), and those of the engine for
    a file or a number that cannot be read (PK401 to PK416: the row is named, never its value). OSError when
    ``order.out`` cannot be written.
    """
    check_measure(reference, order.unit, order.period)
    source = source_of("bills", order.bills)
    columns = bill_columns(reference, source.reading.columns, order.mapping, _types(source))
    batch = Batch(reference, columns, order.language)
    with (
        tempfile.TemporaryDirectory(prefix="privkit-") as spill,
        open_engine("duckdb", spill=Path(spill), memory=order.memory, threads=order.threads) as engine,
    ):
        table = _scanned(engine, source, columns)
        counted = engine.count(table, "household")
        if counted.units != counted.rows:
            raise DataError(_several(columns, counted.rows - (counted.units or 0)))
        bills = engine.collect_arrow(table, MOST)
    written(batch.tell(bills), order.out, order.format)
    if order.warn and "own_years" not in columns and any(role in columns for role in PREVIOUS):
        order.warn(OWN_YEARS)
    return batch.counts


def _scanned(engine: Engine, source: Source, columns: BillColumns) -> Table:
    """The columns of the bills; what cannot be read is told with what to do in a billing run."""
    try:
        return engine.scan(source, columns.read, columns.aliases)
    except DataError as error:
        raise DataError(*map(_mended, error.problems)) from None


def _mended(problem: Problem) -> Problem:
    message = Words(problem.message.en.replace("group:", ""), problem.message.fr.replace("group:", ""))
    numbers = problem.code in ("PK402", "PK403")
    return replace(problem, message=message, instead=_READABLE if numbers else problem.instead)


_READABLE = Words(
    f"mend this row in the file: a number has at most {DECIMALS} decimals, yes and no are written yes and no",
    f"corrigez cette ligne du fichier : un nombre a au plus {DECIMALS} décimales, oui et non s'écrivent oui et non",
)


def written(batches: Iterable[pa.RecordBatch], out: Path, format: OutputFormat) -> None:
    """Write beside ``out``, then put in its place: nobody ever sees half a file."""
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)  # its owner alone may read it
    os.close(handle)
    beside = Path(name)
    try:
        with beside.open("wb") as file:
            with _writer(file, format) as writer:
                for batch in batches:
                    writer.write_batch(batch)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)


def _writer(file: Any, format: OutputFormat) -> Any:
    """Arrow's own writers: exact decimals in both, and quotes around every text of a CSV."""
    if format == "csv":
        return arrow_csv.CSVWriter(file, OUT)
    return pq.ParquetWriter(file, OUT, compression="zstd", store_schema=False)


def _types(source: Source) -> dict[str, Type]:
    """The columns of a Parquet file that are yes or no, or numbers with decimals: no text says them exactly."""
    if source.path is None or source.reading.format != "parquet":
        return {}
    out = {}
    for field in pq.read_schema(source.path):
        if pa.types.is_boolean(field.type):
            out[field.name] = Type.YES_NO
        elif pa.types.is_floating(field.type) or pa.types.is_decimal(field.type):
            out[field.name] = Type.NUMBER
    return out


def _several(columns: BillColumns, more: int) -> Problem:
    name = columns.aliases["household"]
    return Problem(
        "PK597",
        Words(
            f"{name} does not tell households apart; rows that repeat one, or have none: {more}",
            f"{name} ne distingue pas les foyers ; lignes qui en répètent un, ou n'en ont pas : {more}",
        ),
        instead=Words(
            "bring one row per household and period, its meters added up",
            "apportez une ligne par foyer et par période, ses compteurs additionnés",
        ),
    )
