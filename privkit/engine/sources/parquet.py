"""Parquet files: only their names are read here; engines read the rest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from privkit.errors import DataError


def never_blank(path: Path, names: Iterable[str]) -> frozenset[str]:
    """The text columns that cannot hold a blank value, by the bounds the file itself records.

    A blank begins with a character up to the space or with a no-break space, beyond ASCII.
    """
    metadata = pq.read_metadata(path)
    wanted = set(names)
    solid = set(wanted)
    for group in range(metadata.num_row_groups):
        for position in range(metadata.num_columns):
            column = metadata.row_group(group).column(position)
            if column.path_in_schema in wanted and not _visible(column.statistics):
                solid.discard(column.path_in_schema)
    return frozenset(solid)


def _visible(statistics: Any) -> bool:
    if statistics is None or not statistics.has_min_max:
        return False
    low, high = statistics.min, statistics.max
    return isinstance(low, str) and isinstance(high, str) and low >= "!" and high < "\x7f"


def parquet_columns(path: Path) -> tuple[str, ...]:
    """The names of the columns. Raises DataError when the file is damaged."""
    from privkit.engine.sources.text import cut_short

    try:
        return tuple(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError):
        raise DataError(cut_short(path.name)) from None
