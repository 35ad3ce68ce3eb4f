"""Rows in the one form in which they leave: Arrow batches, and their canonical text.

The text of a value: integers plain, numbers exact without trailing zeros (``12.5``, ``12``,
``-0.25``), days ``2025-01-31``, moments ``2025-01-31 14:05:00``, yes_no ``true`` or ``false``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privkit.values import Column, Type

_ARROW = {
    Type.INTEGER: pa.int64(),
    Type.DATE: pa.date32(),
    Type.DATETIME: pa.timestamp("us"),
    Type.YES_NO: pa.bool_(),
}


def arrow_type(column: Column) -> Any:
    """The Arrow type that holds ``column`` exactly."""
    if column.type is Type.NUMBER:
        return pa.decimal128(18, column.decimals)
    return _ARROW.get(column.type, pa.string())


def arrow_schema(columns: Sequence[Column]) -> Any:
    """The Arrow schema of ``columns``."""
    return pa.schema([(c.name, arrow_type(c)) for c in columns])


def canonical(batches: Iterable[Any], columns: Sequence[Column], rows: int) -> Iterator[Any]:
    """The same rows in batches of exactly ``rows`` (the last may be shorter), in canonical types.

    Engines cut their results differently; what is written must not depend on it.
    """
    schema = arrow_schema(columns)
    held: list[Any] = []
    count = 0
    for batch in batches:
        held.append(pa.Table.from_batches([batch]).select(schema.names).cast(schema))
        count += batch.num_rows
        while count >= rows:
            table = pa.concat_tables(held)
            yield table.slice(0, rows).combine_chunks()
            held, count = [table.slice(rows)], count - rows
    if count:
        yield pa.concat_tables(held).combine_chunks()


def unscaled(array: Any) -> Any:
    """A decimal128(18, d) array as whole numbers of 10^-d (NULL as 0)."""
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    low_words = np.frombuffer(array.buffers()[1], dtype="<i8")[::2]  # |value| < 10^18 fits in the low word
    values = low_words[array.offset : array.offset + len(array)]
    return np.where(array.is_null().to_numpy(zero_copy_only=False), 0, values) if array.null_count else values


def as_doubles(array: Any, decimals: int) -> Any:
    """A decimal array as doubles: the double nearest to the decimal below 2^53 units."""
    numbers = unscaled(array) / float(10**decimals)
    return pa.array(numbers, pa.float64(), mask=array.is_null().to_numpy(zero_copy_only=False))


def text_of_array(array: Any, column: Column) -> Any:
    """The canonical text of each value of one chunk, NULL kept."""
    if column.type is Type.NUMBER:
        return _decimal_text(array, column.decimals)
    if column.type is Type.DATETIME:
        return pc.strftime(array.cast(pa.timestamp("s"), safe=False), format="%Y-%m-%d %H:%M:%S")
    return array if column.type.is_text else array.cast(pa.string())


def _decimal_text(array: Any, decimals: int) -> Any:
    numbers = unscaled(array)
    digits = pa.array(np.abs(numbers)).cast(pa.string())
    if decimals:
        digits = pc.utf8_lpad(digits, decimals + 1, "0")
        whole = pc.utf8_slice_codeunits(digits, 0, -decimals)
        part = pc.utf8_rtrim(pc.utf8_slice_codeunits(digits, -decimals), "0")
        point = pc.if_else(pc.equal(part, ""), "", ".")
        digits = pc.binary_join_element_wise(whole, point, part, "")
    sign = pa.array(np.where(numbers < 0, "-", ""), pa.string())
    signed = pc.binary_join_element_wise(sign, digits, "")
    return pc.if_else(array.is_null(), pa.scalar(None, pa.string()), signed)


def csv_header(columns: Sequence[Column]) -> bytes:
    """The header line."""
    return (",".join(_field(c.name) for c in columns) + "\n").encode()


def _field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if any(c in text for c in ',"\r\n') else text


def csv_rows(table: Any, columns: Sequence[Column]) -> bytes:
    """Rows as RFC 4180 text with line feeds: quotes only where needed, NULL as nothing.

    In a table of one column a NULL is written ``""``, as an empty line would be skipped by readers.
    """
    if not table.num_rows:
        return b""
    fields = []
    for column in columns:
        text = text_of_array(_chunk(table.column(column.name)), column)
        if column.type.is_text and _may_need_quotes(text):
            special = pc.match_substring_regex(text, '[,"\r\n]')
            inside = pc.replace_substring(text, '"', '""')
            text = pc.if_else(special, pc.binary_join_element_wise('"', inside, '"', ""), text)
        fields.append(pc.fill_null(text, '""' if len(columns) == 1 else ""))
    ended = pc.binary_join_element_wise(
        pc.binary_join_element_wise(*fields, ",") if fields[1:] else fields[0], "\n", ""
    )
    _, offsets, data = ended.buffers()
    ends = np.frombuffer(offsets, dtype="<i4")[ended.offset : ended.offset + len(ended) + 1]
    return bytes(memoryview(data)[int(ends[0]) : int(ends[-1])])


def _may_need_quotes(text: Any) -> bool:
    """Whether a comma, a quote or a line end is anywhere in the bytes of a column: far quicker than row by row."""
    _, offsets, data = text.buffers()
    if data is None:
        return False
    ends = np.frombuffer(offsets, dtype="<i4")[text.offset : text.offset + len(text) + 1]
    held = data.slice(int(ends[0]), int(ends[-1] - ends[0])).to_pybytes()
    return any(sign in held for sign in (b",", b'"', b"\r", b"\n"))


def _chunk(column: Any) -> Any:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
