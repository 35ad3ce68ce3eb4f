"""A column as numbers, and back: dates as days, yes and no as 1 and 0, missing as NaN; texts as codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.synth.codes import misuse
from privkit.synth.domain import Attribute, Domain, Kind
from privkit.words import Words

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

TEXTS = (Kind.CATEGORY, Kind.ORDERED)


def check_columns(frame: pd.DataFrame, domain: Domain) -> None:
    """Raise a misuse when the frame lacks an attribute of the domain."""
    absent = [name for name in domain.names if name not in frame.columns]
    if absent:
        raise misuse(
            Words(
                f"the table lacks columns of the domain: {', '.join(absent)}",
                f"des colonnes du domaine manquent à la table : {', '.join(absent)}",
            )
        )


def as_numbers(column: pd.Series[Any], kind: Kind) -> Floats:
    """A number, a date (whole days since 1970-01-01) or a yes/no (1, 0) as float64; missing is NaN."""
    if kind is Kind.DATE:
        if pd.api.types.is_datetime64_dtype(column.dtype):
            days = column.to_numpy().astype("datetime64[D]")
        else:
            days = np.array(
                [None if gone else value for value, gone in zip(column, column.isna(), strict=True)], "M8[D]"
            )
        return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))
    held = column.astype("boolean" if kind is Kind.YES_NO else "Float64")
    return np.asarray(held.to_numpy(dtype="float64", na_value=np.nan), dtype=np.float64)


def from_numbers(values: Floats, attribute: Attribute, dtype: Any) -> pd.Series[Any]:
    """The column of numbers as the table holds it: in public bounds, rounded, of the type ``dtype`` when it can be."""
    values = within_bounds(values, attribute)
    missing = np.isnan(values)
    if attribute.kind is Kind.DATE:
        days = np.where(missing, 0, values).round().astype(np.int64).astype("datetime64[D]")
        dated = np.where(missing, np.datetime64("NaT", "D"), days)
        if dtype == np.dtype(object):
            return pd.Series(pd.array(dated.tolist(), dtype=object), name=attribute.name)
        return pd.Series(dated.astype("datetime64[s]"), name=attribute.name).astype(dtype)
    if attribute.kind is Kind.YES_NO:
        return _yes_no(values, missing, attribute.name, dtype)
    out = pd.Series(values, name=attribute.name)
    if pd.api.types.is_integer_dtype(dtype):
        plain = isinstance(dtype, np.dtype)
        return (
            out.astype("Int64")
            if plain and missing.any()
            else out.astype(dtype if plain else "Int64").astype(dtype)
        )
    return out if dtype == np.dtype(object) else out.astype(dtype)


def within_bounds(values: Floats, attribute: Attribute) -> Floats:
    """Numbers brought inside the public bounds and rounded to what the column shows."""
    if attribute.kind is Kind.YES_NO:
        return values
    decimals = attribute.decimals if attribute.kind is Kind.NUMBER else 0
    if attribute.low is not None or attribute.high is not None:
        values = np.clip(values, attribute.low, attribute.high)
    return np.asarray(np.round(values, decimals) + 0.0, dtype=np.float64)  # no negative zero


def _yes_no(values: Floats, missing: npt.NDArray[np.bool_], name: str, dtype: Any) -> pd.Series[Any]:
    if dtype == np.dtype(bool) and not missing.any():
        return pd.Series(values > 0.5, name=name)
    if str(dtype) == "boolean":
        return pd.Series(pd.arrays.BooleanArray(values > 0.5, missing.copy()), name=name)
    told = np.array([False, True, None], dtype=object)
    return pd.Series(told[np.where(missing, 2, values > 0.5).astype(np.int64)], name=name, dtype=object)


@dataclass(frozen=True)
class Labels:
    """The values of a category: ``values[code]``; the code ``len(values)`` is missing."""

    values: tuple[Any, ...]

    @property
    def size(self) -> int:
        """Number of codes, missing included."""
        return len(self.values) + 1

    def encode(self, column: pd.Series[Any]) -> Codes:
        """Codes of a column; a value that is not listed is -1."""
        codes = pd.Index(list(self.values), dtype=object).get_indexer(column.astype(object))
        return np.where(column.isna().to_numpy(), len(self.values), codes).astype(np.int64)

    def decode(self, codes: Codes) -> npt.NDArray[np.object_]:
        """Values of codes, None for missing."""
        told = np.empty(self.size, dtype=object)
        told[:-1] = self.values
        told[-1] = None
        return np.asarray(told[codes], dtype=object)


def labels_of(column: pd.Series[Any], attribute: Attribute) -> Labels:
    """The labels of a category: the public ones in their order, else those met, the most frequent first."""
    if attribute.kind is Kind.YES_NO:
        return Labels((False, True))
    if attribute.values is not None:
        return Labels(attribute.values)
    counts = column.dropna().astype(object).value_counts()
    if attribute.kind is Kind.ORDERED:
        return Labels(tuple(sorted(counts.index)))
    return Labels(tuple(sorted(counts.index, key=lambda value: (-int(counts[value]), str(value)))))
