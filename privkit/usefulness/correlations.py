"""Whether columns still go together as they did: the association of each pair, real beside released."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from privkit.usefulness.association import correlation_ratio, cramers_v, pearson, ranks
from privkit.usefulness.coding import Column, Floats
from privkit.usefulness.variables import Rows, Sides

Measure = Literal["pearson", "spearman", "cramers_v", "correlation_ratio"]
Key = tuple[str, str, Measure]
AT_MOST = 200_000  # rows an association is measured on; more change the third decimal


@dataclass(frozen=True)
class Association:
    """One pair: how it goes together in real and in released data, and the difference chance alone makes."""

    first: str
    second: str
    measure: Measure
    real: float
    released: float
    floor: float

    @property
    def difference(self) -> float:
        return abs(self.released - self.real)


@dataclass(frozen=True)
class Correlations:
    """Every pair of columns; two numbers have both their Pearson and their Spearman correlation.

    ``left_out``: columns without association to measure, being constant or nearly all different in real data.
    ``floor_worst``: the largest difference chance alone makes, mean over draws.
    """

    pairs: tuple[Association, ...]
    floor_worst: float
    left_out: tuple[str, ...]

    @property
    def mean_difference(self) -> float:
        return float(np.mean([p.difference for p in self.pairs])) if self.pairs else 0.0

    @property
    def floor_mean(self) -> float:
        return float(np.mean([p.floor for p in self.pairs])) if self.pairs else 0.0

    @property
    def worst(self) -> Association | None:
        return max(self.pairs, key=lambda p: p.difference, default=None)


def correlations(sides: Sides) -> Correlations:
    """Associations of all pairs of columns, in real and released rows.

    Numbers and dates: Pearson and Spearman, over the units that have both; ranks are among all units that have
    one. Categories, missing being one: Cramér's V without bias. A category and a number: the correlation ratio
    without bias. A column that protection made constant has an association of 0. Over 200,000 rows, as many are
    drawn by the seed.
    """
    columns = sides.telling
    real = _measured(columns, _sample(sides, sides.order[sides.order < len(sides.real)], 1), released=False)
    released = _measured(columns, _sample(sides, sides.released_order, 1), released=True)
    floors: dict[Key, list[float]] = {key: [] for key in real}
    for number in sides.redraws:
        first, second = (
            _measured(columns, _sample(sides, rows, 2 + number), released=False)
            for rows in sides.redrawn(number)
        )
        for key, found in floors.items():
            found.append(abs(first.get(key, 0.0) - second.get(key, 0.0)))
    pairs = tuple(
        Association(*key, value, released.get(key, 0.0), float(np.mean(floors[key])))
        for key, value in real.items()
    )
    worst = float(np.mean(np.max(list(floors.values()), axis=0))) if floors else 0.0
    told = {name for pair in pairs for name in (pair.first, pair.second)}
    return Correlations(pairs, worst, tuple(c.name for c in sides.columns if c.name not in told))


def _sample(sides: Sides, rows: Rows, stage: int) -> Rows:
    if len(rows) <= AT_MOST:
        return rows
    return rows[sides.generator(3, stage).choice(len(rows), AT_MOST, replace=False)]


def _measured(columns: Sequence[Column], rows: Rows, *, released: bool) -> dict[Key, float]:
    """The association of each pair that has one."""
    codes = [(c.released if released else c.true)[rows] for c in columns]
    found: dict[Key, float] = {}
    places = [j for j, c in enumerate(columns) if c.true_values is not None]
    values = _values([columns[j] for j in places], rows, released)
    of = {j: values[:, i] for i, j in enumerate(places)}
    linear, ranked = (pearson(values), pearson(ranks(values))) if len(places) > 1 else (values, values)
    for i, j in combinations(range(len(columns)), 2):
        a, b = columns[i].name, columns[j].name
        if i in of and j in of:
            p, q = places.index(i), places.index(j)
            found[a, b, "pearson"] = float(linear[p, q])
            found[a, b, "spearman"] = float(ranked[p, q])
        elif i in of or j in of:
            number, category = (i, j) if i in of else (j, i)
            found[a, b, "correlation_ratio"] = correlation_ratio(codes[category], of[number])
        else:
            found[a, b, "cramers_v"] = cramers_v(codes[i], codes[j])
    return {key: value for key, value in found.items() if not np.isnan(value)}


def _values(columns: Sequence[Column], rows: Rows, released: bool) -> Floats:
    out = np.empty((len(rows), len(columns)))
    for j, column in enumerate(columns):
        values = column.released_values if released else column.true_values
        assert values is not None
        out[:, j] = values[rows]
    return out
