"""Values joined into groups, from noisy counts alone, so that noise does not drown the marginals of several columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Grouping:
    """The group of each code, and the likely count of each code."""

    of_code: Codes
    counts: Floats

    @property
    def size(self) -> int:
        """The number of groups."""
        return int(self.of_code.max()) + 1

    @property
    def group_counts(self) -> Floats:
        """The likely count of each group."""
        return np.bincount(self.of_code, weights=self.counts, minlength=self.size).astype(np.float64)


def group_values(
    counts: Floats, known: int, ordered: bool, least: float, most: int, doubt: float = 0.0
) -> Grouping:
    """Groups of at least ``least``, and at most about ``most`` of them.

    Where codes have an order, neighbours are joined until each group holds total / most. Categories stay alone when
    they are frequent enough; rare ones are joined along their list, where neighbours (codes of areas) may be alike.
    Codes from ``known`` on (other, missing) stay alone when they hold ``least`` and more than ``doubt``, the noise of
    one count; else they go with the last group.
    """
    total = float(counts.sum())
    of_code = np.zeros(len(counts), np.int64)
    if ordered:
        of_code[:known] = _runs(counts[:known], max(least, total / most))
        groups = int(of_code[:known].max(initial=-1)) + 1
    else:
        bar = max(least, _bar(counts[:known], 2 * most))
        rare = counts[:known] < bar
        groups = int((~rare).sum())
        of_code[:known][~rare] = np.arange(groups)
        if rare.any():
            of_code[:known][rare] = groups + _runs(counts[:known][rare], max(least, 2 * total / most))
            groups = int(of_code[:known].max()) + 1
    for code in range(known, len(counts)):
        alone = counts[code] >= max(least, doubt) or groups == 0
        of_code[code] = groups if alone else groups - 1
        groups += alone
    return Grouping(of_code, counts)


def _bar(counts: Floats, most: int) -> float:
    """The count that at most ``most`` categories reach."""
    return float(np.sort(counts)[-most]) if len(counts) > most else 0.0


def _runs(counts: Floats, need: float) -> Codes:
    """Neighbours joined until each run holds ``need``; what is left over at the end goes with the last run."""
    before = np.concatenate([[0.0], np.cumsum(counts)[:-1]]) if len(counts) else counts
    out, group, start = np.zeros(len(counts), np.int64), 0, 0.0
    for code, held in enumerate(before):
        if held - start >= need:
            group, start = group + 1, float(held)
        out[code] = group
    if group and float(counts[out == group].sum()) < need / 2:
        out[out == group] = group - 1
    return out
