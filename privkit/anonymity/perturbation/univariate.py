"""Optimal microaggregation of one column: the least sum of squares with groups of at least k.

Hansen, Mukherjee 2003 (doi:10.1109/TKDE.2003.1208998): in sorted order an optimal group is a run of k to 2k-1
values, so the optimum is a shortest path, found in n·k steps.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def optimal_groups(values: Floats, k: int) -> Ints:
    """The group of each value, numbered in increasing order; every group has k to 2k-1 values.

    ``values`` is a vector without missing values. With fewer than 2k values there is one group.
    """
    n = len(values)
    if n < 2 * k:
        return np.zeros(n, np.int64)
    order = np.argsort(values, kind="stable")
    back = _shortest_path(values[order] - values.mean(), k)
    cuts, end = [], n
    while end > 0:
        cuts.append(end)
        end = int(back[end])
    sizes = np.diff([0, *cuts[::-1]])
    groups = np.empty(n, np.int64)
    groups[order] = np.repeat(np.arange(len(sizes)), sizes)
    return groups


def _shortest_path(ordered: Floats, k: int) -> Ints:
    """For each end, where its last group starts on the best path.

    An end depends only on ends at least k before it: k of them are computed at once.
    """
    n = len(ordered)
    precise = ordered.astype(np.longdouble)
    total = np.concatenate([[0.0], np.cumsum(precise)])
    square = np.concatenate([[0.0], np.cumsum(precise**2)])
    best = np.full(n + 1, np.inf, np.longdouble)
    best[0] = 0
    back = np.zeros(n + 1, np.int64)
    lengths = np.arange(k, 2 * k)
    for first in range(k, n + 1, k):
        ends = np.arange(first, min(first + k, n + 1))
        starts = ends[:, None] - lengths
        inside = np.maximum(starts, 0)
        sums = total[ends][:, None] - total[inside]
        within = square[ends][:, None] - square[inside] - sums**2 / lengths
        cost = np.where(starts >= 0, best[inside] + within, np.inf)
        chosen = cost.argmin(axis=1)
        pick = np.arange(len(ends))
        best[ends], back[ends] = cost[pick, chosen], inside[pick, chosen]
    return back
