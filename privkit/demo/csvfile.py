"""Delimited text files, written whole columns at a time.

The library writers know one dialect each and one encoding; the demonstration needs the dialects water
operators really send, byte for byte: separator, decimal comma, line ends, encoding, mark at the start.
"""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Dialect:
    """How a file is written. ``encoding`` is a Python codec name; ``utf-8-sig`` adds the mark."""

    separator: str = ";"
    encoding: str = "utf-8"
    line_end: str = "\n"
    decimal: str = "."
    day: str = "%Y-%m-%d"
    breaks_in_text: bool = False  # else line breaks inside a remark become " / "


class CsvFile:
    """A file open for writing, used as a context manager. A name ending in ``.gz`` is compressed."""

    def __init__(self, path: Path, columns: Sequence[str], dialect: Dialect) -> None:
        self.rows = 0
        self._dialect = dialect
        self._raw: IO[bytes] = path.open("wb")
        # No file name and no time in the gzip header: the same bytes on every run.
        zipped = path.suffix == ".gz"
        self._out = gzip.GzipFile("", "wb", 6, self._raw, mtime=0) if zipped else self._raw
        header = dialect.separator.join(columns) + dialect.line_end
        self._out.write(header.encode(dialect.encoding))

    def __enter__(self) -> CsvFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._out.close()
        self._raw.close()

    def write(self, columns: Sequence[pa.Array]) -> None:
        """Write rows given as columns of text; NULL is written as nothing at all."""
        d = self._dialect
        fields = [_quoted(pc.fill_null(column, ""), d) for column in columns]
        lines = pc.binary_join_element_wise(*fields, d.separator).to_pylist()
        if lines:
            text = d.line_end.join(lines) + d.line_end
            self._out.write(text.encode("utf-8" if d.encoding == "utf-8-sig" else d.encoding))
        self.rows += len(lines)


def _quoted(column: pa.Array, dialect: Dialect) -> pa.Array:
    """Fields that hold the separator, a quotation mark or a line break, between quotation marks."""
    if not dialect.breaks_in_text:
        column = pc.replace_substring(column, "\n", " / ")
    special = pc.match_substring_regex(column, f'[{dialect.separator}"\r\n]')
    if not pc.any(special).as_py():
        return column
    doubled = pc.replace_substring(column, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), column)


def decimal_text(column: pa.Array, decimal: str, places: int = 3) -> pa.Array:
    """Numbers with a fixed count of decimals and this decimal mark."""
    text = column.cast(pa.decimal128(18, places), safe=False).cast(pa.string())
    return pc.replace_substring(text, ".", decimal)
