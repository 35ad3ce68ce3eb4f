"""The types a Parquet file or a frame gives its own columns, as the canonical ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from privkit.engine.protocol import Source
from privkit.values import Type

FLOAT_DECIMALS = 6  # of binary floating point, which has none of its own


def own_types(source: Source) -> Mapping[str, tuple[Type | None, int]]:
    """Type and decimals by column; a None type cannot be read. Empty for files of text."""
    if source.reading.format == "parquet" and source.path is not None:
        schema = pq.read_schema(source.path)
    elif source.frame is not None:
        schema = _schema(source.frame)
    else:
        return {}
    return {name: _kind(kind) for name, kind in zip(source.reading.columns, schema.types, strict=True)}


def _schema(frame: Any) -> Any:
    if isinstance(frame, pa.Table):
        return frame.schema
    return pa.Schema.from_pandas(frame.head(1000), preserve_index=False)


def _kind(kind: Any) -> tuple[Type | None, int]:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    if pa.types.is_boolean(kind):
        return Type.YES_NO, 0
    if pa.types.is_integer(kind):
        return Type.INTEGER, 0
    if pa.types.is_decimal(kind):
        return Type.NUMBER, kind.scale
    if pa.types.is_floating(kind):
        return Type.NUMBER, FLOAT_DECIMALS
    if pa.types.is_date(kind):
        return Type.DATE, 0
    if pa.types.is_timestamp(kind):
        return Type.DATETIME, 0
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)
    return (Type.TEXT if text or pa.types.is_string_view(kind) else None), 0
