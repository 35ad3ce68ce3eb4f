"""Raw rows of a source that is not Parquet, as Arrow data ready to be converted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from privkit.engine.protocol import Source
from privkit.errors import DataError


@dataclass
class RawRows:
    """``data`` is an Arrow table or a stream of record batches that can be read once.

    ``failure`` is set when the stream broke off: an engine that was pulling it reports an error of
    its own, and this one has to be told instead.
    """

    data: Any
    failure: DataError | None = None


@contextmanager
def open_raw(source: Source, names: Sequence[str]) -> Iterator[RawRows]:
    """The columns ``names`` of a text file, a workbook or a frame, unconverted."""
    if source.reading.format == "frame":
        from privkit.engine.sources.frame import frame_rows

        yield RawRows(frame_rows(source, names))
    elif source.reading.format == "xlsx":
        from privkit.engine.sources.xlsx import workbook_rows

        with workbook_rows(source, names) as rows:
            yield rows
    else:
        from privkit.engine.sources.csv import text_rows

        with text_rows(source, names) as rows:
            yield rows
