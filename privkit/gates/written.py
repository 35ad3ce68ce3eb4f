"""Values of one column as the release writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from privkit.anonymity.suppressed import suppressed_cells
from privkit.steps.recoding import Recoding, apply_chain
from privkit.values import Column, Type

_DATES = (Type.DATE, Type.DATETIME)
_OFTEN, _EVER = (
    0.05,
    0.5,
)  # share of released rows whose label no true value takes: real rows, rows of a model


def in_own_words(values: pd.Series, column: Column) -> pd.Series:
    """Values of a type in the one form that attacks compare: numbers and days as floats, the rest as text."""
    if column.type in _DATES:
        seconds = values.to_numpy(dtype="datetime64[s]")
        days = seconds.astype(np.int64) / 86400.0
        return pd.Series(np.where(np.isnat(seconds), np.nan, days), index=values.index)
    if column.type.is_numeric:
        return pd.Series(values.to_numpy(dtype=np.float64, na_value=np.nan), index=values.index)
    if column.type is Type.YES_NO:
        return values.astype(object).map({True: "yes", False: "no"}).where(values.notna(), None)
    return values.astype(object).where(values.notna(), None)


def as_release(values: pd.Series, raw: Column, column: Column, chain: Sequence[Recoding]) -> pd.Series:
    """Raw values through the recodings of the steps, each distinct one once."""
    if not chain:
        return in_own_words(values, raw if _alike(raw, column) else column)
    numbers, distinct = pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=False)
    ready = [None if pd.isna(v) else v for v in distinct]
    made = apply_chain(chain, pd.Series(ready, dtype=object)).reset_index(drop=True)
    # floats stay floats: a limit or a multiple gives numbers
    table = pd.Series(made.to_numpy(dtype=object), dtype=object).where(made.notna().to_numpy(), None)
    found = pd.Series(table.to_numpy()[numbers], index=values.index, dtype=object)
    if column.type.is_numeric or column.type in _DATES:
        return pd.to_numeric(found, errors="coerce").astype(np.float64)
    return found


def _alike(raw: Column, column: Column) -> bool:
    """Whether a column kept its nature: a number that became text did not."""
    return (raw.type.is_text, raw.type in _DATES) == (column.type.is_text, column.type in _DATES)


def starred(released: pd.Series, true: Sequence[pd.Series], column: Column) -> pd.Series:
    """The release with suppressed cells (``*``) made missing, unless ``*`` is what true values are recoded to.

    A ``*`` that one row received, and not its value, could be anything: it is evidence for nobody. One that all true
    values take (a column brought to its top) is a label like another, the same for all.
    """
    if not column.type.is_text:
        return released
    flags = suppressed_cells(released)
    if not flags.any() or any(suppressed_cells(values).any() for values in true):
        return released
    return released.where(~flags, None)


def differs(released: pd.Series, true: Sequence[pd.Series], column: Column, *, made: bool) -> bool:
    """Whether the labels of a column were given row by row, so that no true value is written like them."""
    if column.type.is_numeric or column.type in _DATES:
        return False
    shown = released.dropna()
    if shown.empty:
        return False
    known: set[Any] = set().union(*(set(values.dropna().unique()) for values in true))
    counts = shown.value_counts()
    strange = float(counts[[label not in known for label in counts.index]].sum()) / len(shown)
    return strange > (_EVER if made else _OFTEN)
