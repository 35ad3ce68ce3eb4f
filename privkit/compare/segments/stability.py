"""Whether bands drawn again from other households would be the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from privkit.compare.grid import Codes
from privkit.compare.marks import Floats, grouped, quantiles

MOST_ROWS = 50_000  # rows a bootstrap draws: more would only make it slower
LOW, HIGH = Fraction(1, 5), Fraction(4, 5)

Place = Callable[[pd.DataFrame], Codes]  # the group of each row


@dataclass(frozen=True)
class Stability:
    """Means over ``bootstraps``. ``agreement``: adjusted Rand index of the groups (Hubert, Arabie 1985), 1 when they
    are the same, 0 when they agree as by chance. ``changed``: share of households told another of the three states."""

    agreement: float
    changed: float
    bootstraps: int


def stability_of(
    table: pd.DataFrame,
    target: str,
    place: Place,
    again: Callable[[pd.DataFrame], Place],
    rng: np.random.Generator,
    bootstraps: int,
) -> Stability:
    """Bands are proposed ``again`` from rows drawn with replacement, and the rows of ``table`` placed in both."""
    from sklearn.metrics import adjusted_rand_score

    volumes = table[target].to_numpy(np.float64)
    groups = place(table)
    before = _states(groups, volumes, groups, volumes)
    agreements, changes = [], []
    for _ in range(bootstraps):
        rows = rng.integers(0, len(table), min(len(table), MOST_ROWS))
        drawn = table.iloc[rows].reset_index(drop=True)
        placed = again(drawn)
        found = placed(table)
        agreements.append(float(adjusted_rand_score(groups, found)))
        changes.append(float((_states(found, volumes, placed(drawn), volumes[rows]) != before).mean()))
    if not agreements:
        return Stability(1.0, 0.0, 0)
    return Stability(float(np.mean(agreements)), float(np.mean(changes)), bootstraps)


def _states(groups: Codes, volumes: Floats, made_from: Codes, target: Floats) -> Codes:
    count = int(max(groups.max(), made_from.max())) + 1
    data = grouped(made_from, target, count)
    empty = data.sizes == 0
    if empty.any():  # a group nobody was drawn in: all are in the middle of it
        low, high = np.full(count, -np.inf), np.full(count, np.inf)
        kept = grouped(np.cumsum(~empty)[made_from] - 1, target, int((~empty).sum()))
        low[~empty], high[~empty] = quantiles(kept, LOW), quantiles(kept, HIGH)
    else:
        low, high = quantiles(data, LOW), quantiles(data, HIGH)
    return np.where(volumes <= low[groups], 0, np.where(volumes > high[groups], 2, 1)).astype(np.int64)
