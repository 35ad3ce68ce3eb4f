"""Bounds read from the data, for methods that promise nothing about them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.synth.domain import Attribute, Domain, Kind

Floats = npt.NDArray[np.float64]


def with_bounds(domain: Domain, frame: pd.DataFrame) -> Domain:
    """The domain with the extremes and the values of the frame where nothing public was told.

    Only where no differential privacy is asked: extremes and rare values are somebody's.
    """
    return replace(domain, attributes=tuple(_open(a, frame[a.name]) for a in domain.attributes))


def _open(attribute: Attribute, values: pd.Series) -> Attribute:
    if attribute.kind in (Kind.CATEGORY, Kind.ORDERED):
        if attribute.values is not None:
            return attribute
        return replace(attribute, values=tuple(sorted({str(v) for v in values.dropna()})) or ("",))
    if attribute.kind is Kind.YES_NO:
        return attribute
    numbers = _days(values) if attribute.kind is Kind.DATE else values.to_numpy(dtype=float, na_value=np.nan)
    held = numbers[~np.isnan(numbers)]
    low, high = (float(held.min()), float(held.max())) if len(held) else (0.0, 1.0)
    low = low if attribute.low is None else attribute.low
    high = high if attribute.high is None else attribute.high
    return replace(attribute, low=low, high=max(high, low + 10.0**-attribute.decimals))


def _days(values: pd.Series) -> Floats:
    """Dates as days since 1970, NaN where there is none."""
    days = values.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(float))
