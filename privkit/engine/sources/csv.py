"""Delimited text as a stream of Arrow batches of strings (RFC 4180, any separator)."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.csv as arrow_csv

from privkit.engine.protocol import Source
from privkit.engine.sources.raw import RawRows
from privkit.errors import DataError, Problem
from privkit.words import Words

BLOCK = 4 << 20  # bytes; a row longer than this cannot be read


def open_bytes(path: Path, compression: str | None) -> IO[bytes]:
    """The bytes of a file, decompressed."""
    return gzip.open(path, "rb") if compression == "gzip" else path.open("rb")  # type: ignore[return-value]


class _Counted:
    """A byte stream that counts quotation marks and ends with a line end, as the parser needs."""

    def __init__(self, inner: IO[bytes], end: bytes) -> None:
        self.inner, self.end, self.quotes = inner, end, 0
        self.ahead: bytes | None = None  # one block ahead, to put the line end onto the last one
        self.closed = False

    def read(self, size: int = -1) -> bytes:
        block = self.inner.read(size) if self.ahead is None else self.ahead
        self.ahead = self.inner.read(size) if block else b""
        self.quotes += block.count(b'"')
        return block + self.end if block and not self.ahead else block

    def close(self) -> None:
        self.closed = True
        self.inner.close()


@contextmanager
def text_rows(source: Source, names: Sequence[str]) -> Iterator[RawRows]:
    """The columns ``names`` as strings; blank cells are empty strings.

    While read, sets ``failure`` and stops on a ragged row, an open quotation mark, a wrong byte or
    a file cut short.
    """
    assert source.path is not None
    reading = source.reading
    encoding = "utf8" if reading.encoding in (None, "utf-8", "utf-8-sig") else reading.encoding
    stream = _Counted(open_bytes(source.path, reading.compression), "\n".encode(_plain(encoding)))
    schema = pa.schema([(name, pa.string()) for name in names])
    rows = RawRows(None)
    rows.data = pa.RecordBatchReader.from_batches(schema, _batches(source, names, stream, encoding, rows))
    try:
        yield rows
    finally:
        stream.close()


def _plain(encoding: str | None) -> str:
    return "utf-16-le" if encoding == "utf-16" else (encoding or "utf8")


def _batches(
    source: Source, names: Sequence[str], stream: _Counted, encoding: str | None, rows: RawRows
) -> Iterator[Any]:
    ragged: list[Any] = []
    last = source.reading.columns[-1]
    end = ""
    try:
        reader = _parser(source, list(dict.fromkeys([*names, last])), stream, encoding, ragged)
        for batch in reader:
            if batch.num_rows:
                end = batch.column(batch.schema.names.index(last))[-1].as_py() or ""
            yield batch.select(list(names))
    except (pa.ArrowInvalid, OSError, EOFError, UnicodeError) as error:
        rows.failure = _told(source, ragged, error)
        raise rows.failure from None
    if stream.quotes % 2 and "\n" in end:
        rows.failure = DataError(_open_quote(source))
        raise rows.failure


def _parser(
    source: Source, include: list[str], stream: _Counted, encoding: str | None, ragged: list[Any]
) -> Any:
    reading = source.reading

    def note(row: Any) -> str:
        ragged.append(row)
        return "error"

    return arrow_csv.open_csv(
        stream,
        arrow_csv.ReadOptions(
            column_names=list(reading.columns),
            encoding=encoding,
            block_size=BLOCK,
            use_threads=False,  # row numbers are only known in order
            skip_rows=reading.header_row - 1,
            skip_rows_after_names=1,
        ),
        arrow_csv.ParseOptions(
            delimiter=reading.separator or ",", newlines_in_values=True, invalid_row_handler=note
        ),
        arrow_csv.ConvertOptions(
            column_types={name: pa.string() for name in reading.columns},
            strings_can_be_null=False,
            include_columns=include,
        ),
    )


def _told(source: Source, ragged: list[Any], error: Exception) -> DataError:
    name = source.path.name if source.path else source.name
    if ragged:
        return DataError(_ragged(name, ragged[0]))
    if isinstance(error, UnicodeError) or "UTF8" in str(error):
        from privkit.engine.sources.text import unknown_encoding

        return DataError(unknown_encoding(name))
    if isinstance(error, pa.ArrowInvalid):
        return DataError(_too_long(name))
    from privkit.engine.sources.text import cut_short

    return DataError(cut_short(name))


def _ragged(name: str, row: Any) -> Problem:
    number = row.number  # counts from the first line of the file, as a spreadsheet does
    return Problem(
        "PK411",
        Words(
            f"{name}: row {number} has {row.actual_columns} columns, the header {row.expected_columns}",
            f"{name} : la ligne {number} a {row.actual_columns} colonnes, l'en-tête {row.expected_columns}",
        ),
        instead=Words(
            "mend the row (a value that holds the separator goes between quotation marks), "
            "or reading: { separator: … }",
            "corriger la ligne (une valeur qui contient le séparateur se met entre guillemets), "
            "ou lecture: { séparateur: … }",
        ),
    )


def _open_quote(source: Source) -> Problem:
    name = source.path.name if source.path else source.name
    return Problem(
        "PK412",
        Words(
            f"{name}: a quotation mark is opened and never closed, the rows after it would be lost",
            f"{name} : un guillemet est ouvert et jamais fermé, les lignes suivantes seraient perdues",
        ),
        instead=Words(
            'close it, or double it ("") where it is part of the text',
            'le fermer, ou le doubler ("") là où il fait partie du texte',
        ),
    )


def _too_long(name: str) -> Problem:
    return Problem(
        "PK408",
        Words(
            f"{name}: a row is longer than {BLOCK >> 20} MiB, or the file is damaged",
            f"{name} : une ligne dépasse {BLOCK >> 20} Mio, ou le fichier est abîmé",
        ),
        instead=Words(
            "look for a quotation mark that is never closed",
            "chercher un guillemet qui n'est jamais fermé",
        ),
    )
