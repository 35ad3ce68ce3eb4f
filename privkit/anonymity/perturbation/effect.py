"""What a perturbation changed, as figures that hold no value."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def share_changed(before: Floats, after: Floats) -> float:
    """The share of records whose value is not the same; a missing value is equal to a missing one."""
    if not len(before):
        return 0.0
    same = (before == after) | (np.isnan(before) & np.isnan(after))
    return float(1 - same.mean())


def correlation_change(before: Floats, after: Floats) -> float:
    """The largest change of a correlation between two columns [records, columns], in [0, 2].

    Over the records that miss no value in either; a constant column has a correlation of 0.
    """
    whole = ~(np.isnan(before) | np.isnan(after)).any(axis=1)
    if whole.sum() < 2 or before.shape[1] < 2:
        return 0.0
    return float(np.abs(_correlation(after[whole]) - _correlation(before[whole])).max())


def _correlation(values: Floats) -> Floats:
    spread = values.std(axis=0)
    varies = np.ptp(values, axis=0) > 0
    scaled = np.where(varies, (values - values.mean(axis=0)) / np.where(varies, spread, 1), 0.0)
    return np.asarray(scaled.T @ scaled / len(values), np.float64)
