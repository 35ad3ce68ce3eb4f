"""Collected columns as whole numbers, so that no value is held longer than it takes to number it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa


def coded(table: pa.Table, columns: Sequence[str]) -> Any:
    """The columns as a matrix of numbers from 0, equal for equal values; NULL is a value."""
    if not columns:
        return np.zeros((table.num_rows, 0), np.int64)
    return np.column_stack([numbered(table.column(name)) for name in columns])


def numbered(column: Any, *, ordered: bool = False) -> Any:
    """A column as numbers from 0; with ``ordered`` in the order of the values, NULL last.

    Texts that are all numbers are in the order of the numbers.
    """
    import pyarrow as pa

    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = array.dictionary_encode()
    values = encoded.dictionary
    null = len(values)
    codes = encoded.indices.fill_null(null).to_numpy(zero_copy_only=False).astype(np.int64)
    if not ordered:
        return codes
    place = np.empty(null + 1, np.int64)
    place[_order(values)] = np.arange(null)
    place[null] = null
    return place[codes]


def _order(values: Any) -> Any:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
        texts = pd.Series(values.to_pylist(), dtype=object).str.replace(",", ".", regex=False)
        numbers = pd.to_numeric(texts, errors="coerce")
        if len(numbers) and not numbers.isna().any():
            return np.argsort(numbers.to_numpy(), kind="stable")
    return pc.sort_indices(values).to_numpy()
