"""The bills: one Parquet file of all readings, and the last months as three operators send them."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from privkit.demo.canaries import Planted
from privkit.demo.contracts import USES, Contracts
from privkit.demo.csvfile import CsvFile, Dialect, decimal_text
from privkit.demo.draw import Ints
from privkit.demo.geography import Geography
from privkit.demo.layout import BILL_COLUMNS, BILLS, OPERATOR_FILES
from privkit.demo.places import COMMUNES, OPERATORS
from privkit.demo.readings import Readings
from privkit.demo.texts import Texts, pick, yes_no
from privkit.demo.volumes import Calendar

#: Months sent by the operators, and how each writes them.
OPERATOR_MONTHS = 3
DIALECTS = {
    "regie": Dialect(separator=";", encoding="cp1252", line_end="\r\n", decimal=",", day="%d/%m/%Y"),
    "nord": Dialect(separator=";", encoding="utf-8-sig"),
    "sud": Dialect(separator=",", encoding="utf-8", breaks_in_text=True),
}
SCHEMA = pa.schema(
    [
        ("id_contrat", pa.string()),
        ("id_local", pa.string()),
        ("nom_titulaire", pa.string()),
        ("adresse", pa.string()),
        ("usage", pa.string()),
        ("code_iris", pa.string()),
        ("nb_occupants", pa.int32()),
        ("date_releve", pa.date32()),
        ("volume_m3", pa.float64()),
        ("tarif_social", pa.bool_()),
        ("commentaire", pa.string()),
    ]
)


@dataclass(frozen=True)
class Book:
    """All that is needed to spell out readings: the contracts, their words, the calendar, the map."""

    contracts: Contracts
    texts: Texts
    calendar: Calendar
    geography: Geography
    planted: Planted

    def operator(self) -> Ints:
        """The operator of each contract, as an index in :data:`OPERATORS`."""
        by_commune = np.array([OPERATORS.index(c.operator) for c in COMMUNES], dtype=np.int64)
        return by_commune[self.geography.commune[self.contracts.area]]


def write_bills(
    folder: Path, book: Book, readings: Iterable[Readings], *, compression: str
) -> dict[str, int]:
    """Stream the readings to their four files and return the rows of each, by path."""
    operator = book.operator()
    recent = len(book.calendar) - OPERATOR_MONTHS
    rows = 0
    with ExitStack() as stack:
        # The Arrow schema is left out: a reader sees plain Parquet text, and no writer's trace.
        parquet = stack.enter_context(
            pq.ParquetWriter(folder / BILLS, SCHEMA, compression=compression, store_schema=False)
        )
        files = [
            stack.enter_context(CsvFile(folder / OPERATOR_FILES[o], BILL_COLUMNS, DIALECTS[o]))
            for o in OPERATORS
        ]
        for batch in readings:
            table = _table(book, batch)
            parquet.write_table(table, row_group_size=len(batch))
            rows += len(batch)
            for rank, name in enumerate(OPERATORS):
                sent = pa.array((batch.month >= recent) & (operator[batch.contract] == rank))
                files[rank].write(_as_text(table.filter(sent).combine_chunks(), DIALECTS[name]))
        return {BILLS: rows} | {OPERATOR_FILES[o]: files[rank].rows for rank, o in enumerate(OPERATORS)}


def _table(book: Book, batch: Readings) -> pa.Table:
    """One batch of readings, spelled out."""
    contracts, texts = book.contracts, book.texts
    batch = _with_canary_remarks(batch, book.planted, len(texts.remarks))
    rows = pa.array(batch.contract)
    occupants = contracts.occupants[batch.contract].astype(np.int32)
    remark = pa.array(np.maximum(batch.remark, 0), mask=batch.remark < 0)
    days = book.calendar.last_day[batch.month].astype(np.int32)
    return pa.table(
        [
            texts.id_contrat.take(rows),
            texts.id_local.take(rows),
            texts.nom_titulaire.take(rows),
            texts.adresse.take(rows),
            pick(USES, contracts.use[batch.contract]),
            pick(book.geography.codes, contracts.area[batch.contract]),
            pa.array(occupants, mask=occupants == 0),
            pa.array(days).cast(pa.date32()),
            pa.array(batch.volume),
            pa.array(contracts.social[batch.contract]),
            texts.remarks.take(remark),
        ],
        schema=SCHEMA,
    )


def _with_canary_remarks(batch: Readings, planted: Planted, remarks: int) -> Readings:
    """Every reading of a canary bears its remark: the last entries of the pool."""
    remark = batch.remark.copy()
    for rank, place in enumerate(planted.places):
        remark[batch.contract == place] = remarks - len(planted.places) + rank
    return replace(batch, remark=remark)


def _as_text(table: pa.Table, dialect: Dialect) -> list[pa.Array]:
    """The columns of the bills as the texts of a dialect."""
    columns = {name: _whole(table[name]) for name in BILL_COLUMNS}
    day = columns["date_releve"].cast(pa.timestamp("s"))
    columns["date_releve"] = pc.strftime(day, format=dialect.day)
    columns["volume_m3"] = decimal_text(columns["volume_m3"], dialect.decimal)
    columns["nb_occupants"] = columns["nb_occupants"].cast(pa.string())
    columns["tarif_social"] = yes_no(columns["tarif_social"])
    return list(columns.values())


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
