"""The nearest points of each point, without comparing every pair.

Points are laid in an order where near ones are seldom far apart, and each is compared with a window around
it. The order comes from the data: in a sample, the labels that a point seldom leaves to reach its nearest
points sort first (a label crossed by few near pairs, for what it tells points apart, cuts little of value).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from privkit.anonymity.hierarchy import Ints
from privkit.anonymity.local.space import Space

Distances = npt.NDArray[np.float32]
Near = npt.NDArray[np.int32]
#: Distances of two columns or more share one table of at most this many rows, which stays in the cache.
SHARED = 256
FAR = np.float32(9.0)
SAMPLE, AGAINST, NEAREST = 400, 8000, 8
ROWS = 256


@dataclass(frozen=True)
class PairCosts:
    """The cost of the label that two points share, from a few small tables."""

    codes: tuple[Ints, ...] = field(repr=False)
    tables: tuple[Distances | None, ...] = field(repr=False)
    space: Space = field(repr=False)

    def between(self, rows: Ints, columns: Ints) -> Distances:
        out = np.zeros((len(rows), len(columns)), np.float32)
        for j, (codes, table) in enumerate(zip(self.codes, self.tables, strict=True)):
            if table is None:
                a, b = self.space.at[j, rows][:, None], self.space.at[j, columns][None, :]
                out += self.space.axes[j].cost(a, b).astype(np.float32)
            else:
                out += table[codes[rows]].take(codes[columns], axis=1)
        return out


def pair_costs(space: Space) -> PairCosts:
    """Put columns with few values together, so that a pair costs fewer look-ups than columns."""
    small = sorted(
        (j for j, a in enumerate(space.axes) if a.costs is not None), key=lambda j: len(space.axes[j].values)
    )
    groups: list[list[int]] = []
    size = 0
    for j in small:
        size *= len(space.axes[j].values)
        if not groups or size > SHARED:
            groups.append([])
            size = len(space.axes[j].values)
        groups[-1].append(j)
    merged = [_merged(space, group) for group in groups]
    # a large column is compared by itself, at its own place: its codes are never read
    large = [j for j, a in enumerate(space.axes) if a.costs is None]
    reordered = Space(
        tuple(space.axes[j] for j in [*([0] * len(merged)), *large]),
        space.at[[*([0] * len(merged)), *large]],
    )
    return PairCosts(
        (*(codes for codes, _ in merged), *(np.empty(0, np.int64),) * len(large)),
        (*(table for _, table in merged), *(None,) * len(large)),
        reordered,
    )


def _merged(space: Space, group: list[int]) -> tuple[Ints, Distances]:
    codes, table = np.zeros(space.points, np.int64), np.zeros((1, 1))
    for j in group:
        costs = space.axes[j].costs
        assert costs is not None
        codes = codes * len(costs) + space.at[j]
        wide = table[:, None, :, None] + costs[None, :, None, :]
        table = wide.reshape(len(table) * len(costs), -1)
    return codes, table.astype(np.float32)


def good_order(space: Space, costs: PairCosts, rng: np.random.Generator) -> Ints:
    """All points, near ones seldom far apart."""
    sample = rng.permutation(space.points)[:SAMPLE]
    others = rng.permutation(space.points)[:AGAINST]
    distance = costs.between(sample, others)
    distance[sample[:, None] == others[None, :]] = FAR
    few = min(NEAREST, len(others) - 1)
    if few < 1:
        return np.arange(space.points)
    nearest = others[np.argpartition(distance, few - 1, axis=1)[:, :few]]
    features = []
    for j, axis in enumerate(space.axes):
        for level in range(axis.height):
            labels = axis.ancestors[level][space.at[j]]
            shares = np.bincount(labels) / space.points
            told_apart = -float((shares[shares > 0] * np.log(shares[shares > 0])).sum())
            if told_apart > 0:
                crossed = float((labels[sample][:, None] != labels[nearest]).mean())
                features.append((crossed / told_apart, j, level, space.at[j] if level == 0 else labels))
    features.sort(key=lambda feature: feature[:3])
    return np.lexsort([labels for _, _, _, labels in reversed(features)]).astype(np.int64)


def nearest_points(
    costs: PairCosts, order: Ints, near: int, window: int, tick: Callable[[float], bool]
) -> Near:
    """For each point, ``near`` others of least cost among the ``window`` around it, nearest first.

    ``tick`` is told the share done, and asked whether to hurry: the window is then as narrow as can be.
    """
    count = len(order)
    near = min(near, count - 1)
    out = np.empty((count, near), np.int32)
    narrow = min(count, 2 * near + 2)
    window = max(narrow, min(count, window))
    start = 0
    while start < count:
        step = max(1, window // 2)
        first = max(0, min(start - step // 2, count - window))
        columns = order[first : first + window]
        for at in range(start, min(start + step, count), ROWS):
            rows = order[at : min(at + ROWS, start + step, count)]
            distance = costs.between(rows, columns)
            distance[np.arange(len(rows)), np.arange(at, at + len(rows)) - first] = FAR
            out[rows] = columns[_smallest(distance, near)]
        start += step
        if tick(min(1.0, start / count)):
            window = narrow
    return out


def _smallest(distance: Distances, near: int) -> Ints:
    chosen = np.argpartition(distance, near - 1, axis=1)[:, :near] if near < distance.shape[1] else None
    if chosen is None:
        return np.argsort(distance, axis=1, kind="stable")[:, :near]
    chosen.sort(axis=1)  # ties in the order of the points, whatever the partition did
    values = np.take_along_axis(distance, chosen, axis=1)
    return np.asarray(np.take_along_axis(chosen, np.argsort(values, axis=1, kind="stable"), axis=1))
