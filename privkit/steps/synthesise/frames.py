"""Rows of the engine as frames a generator can read, in an order the data alone do not tell; and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from privkit.steps.perturbed import array_of, numbers_of
from privkit.values import Column, Type


def frame_of(rows: Any, columns: Sequence[Column]) -> pd.DataFrame:
    """Columns as a generator reads them: numbers as doubles in their own unit, dates as such, times as seconds since
    1970, yes/no and texts as objects; a missing value is NaN, NaT or None."""
    return pd.DataFrame({c.name: _read(rows.column(c.name).combine_chunks(), c) for c in columns})


def _read(array: Any, column: Column) -> Any:
    if column.type.is_numeric:
        return numbers_of(array, column) / 10**column.decimals
    if column.type is Type.DATE:
        return pd.Series(array.cast(pa.timestamp("s")).to_pandas().to_numpy().astype("datetime64[s]"))
    if column.type is Type.DATETIME:
        null = array.is_null().to_numpy(zero_copy_only=False)
        seconds = array.cast(pa.timestamp("s")).cast(pa.int64()).fill_null(0)
        return np.where(null, np.nan, seconds.to_numpy(zero_copy_only=False).astype(float))
    return array.to_pandas().astype(object)


def rows_of(frame: pd.DataFrame, columns: Sequence[Column]) -> Any:
    """The reverse of :func:`frame_of`, as an Arrow table in the types every engine gives."""
    return pa.table({c.name: _written(frame[c.name], c) for c in columns})


def _written(values: pd.Series, column: Column) -> Any:
    from privkit.engine.canonical import arrow_type

    if column.type.is_numeric:
        return array_of(values.to_numpy(dtype=float, na_value=np.nan) * 10**column.decimals, column)
    if column.type is Type.DATE:
        return pa.array(values.to_numpy().astype("datetime64[s]"), pa.timestamp("s")).cast(pa.date32())
    if column.type is Type.DATETIME:
        seconds = values.to_numpy(dtype=float, na_value=np.nan)
        null = np.isnan(seconds)
        whole = pa.array(np.rint(np.where(null, 0, seconds)).astype(np.int64), mask=null)
        return whole.cast(pa.timestamp("s")).cast(arrow_type(column))
    if column.type is Type.YES_NO:
        return pa.array([None if pd.isna(v) else bool(v) for v in values], pa.bool_())
    return pa.array([None if pd.isna(v) else str(v) for v in values], pa.string())


def in_order(rows: Any, columns: Sequence[Column]) -> Any:
    """Rows sorted by all these columns: the order of a file, or of its keys, changes nothing."""
    if not columns:
        return rows
    return rows.take(pc.sort_indices(rows, sort_keys=[(c.name, "ascending", "at_end") for c in columns]))


def fresh_keys(number: int) -> list[str]:
    """Keys of made units: numbers of one width, which lead to nobody."""
    width = max(6, len(str(number)))
    return [f"{i:0{width}d}" for i in range(1, number + 1)]
