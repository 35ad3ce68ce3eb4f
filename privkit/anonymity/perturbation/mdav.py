"""Multivariate microaggregation: groups of at least k near records, by the MDAV heuristic.

Domingo-Ferrer, Torra 2005 (doi:10.1007/s10618-005-0007-5), MDAV-generic with the centroid as average record.
Plain MDAV takes n²/k distances. Above ``BLOCK`` records the data are first cut in two, again and again, at the
median of their first principal component, and MDAV runs inside each block: the time is then near-linear in n.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

BLOCK = 8192  # records in which plain MDAV runs


def mdav(values: Floats, k: int, *, block: int = BLOCK) -> Ints:
    """The group of each record, numbered from 0: every group has k to 2k-1 records (all of them when n < 2k).

    ``values`` is a matrix [records, columns] without missing values; columns are standardised here (a constant
    column counts for nothing). Records at equal distance are taken in the order given. ``block`` bounds the
    records compared with each other; no cut is made below 4k records.
    """
    n = len(values)
    groups = np.zeros(n, np.int64)
    if n < 2 * k:
        return groups
    points = np.ascontiguousarray(standardised(values).T)
    following = 0
    for rows in _blocks(points, max(block, 4 * k)):
        found = _mdav_block(np.ascontiguousarray(points[:, rows]), k)
        groups[rows] = found + following
        following += int(found.max()) + 1
    return groups


def standardised(values: Floats) -> Floats:
    """Columns brought to mean 0 and standard deviation 1 (n - 1); a constant column becomes 0."""
    if not len(values):
        return values.astype(np.float64)
    centred = values - values.mean(axis=0)
    spread = values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(values.shape[1])
    constant = np.ptp(values, axis=0) == 0
    out: Floats = np.where(constant, 0.0, centred / np.where(constant, 1.0, spread))
    return out


def _blocks(points: Floats, most: int) -> list[Ints]:
    """Rows of each block: halves along the first principal component until no block is larger than ``most``."""
    waiting, done = [np.arange(points.shape[1])], []
    while waiting:
        rows = waiting.pop()
        if len(rows) <= most:
            done.append(rows)
            continue
        held = points[:, rows]
        held = held - held.mean(axis=1, keepdims=True)
        axis = np.linalg.eigh(held @ held.T)[1][:, -1]
        axis = axis * np.sign(axis[np.argmax(np.abs(axis))])  # the sign of an eigenvector is arbitrary
        order = np.argsort(axis @ held, kind="stable")
        half = len(rows) // 2
        waiting += [np.sort(rows[order[half:]]), np.sort(rows[order[:half]])]
    return done


def _mdav_block(points: Floats, k: int) -> Ints:
    """Plain MDAV on ``points`` [columns, records]."""
    n = points.shape[1]
    groups, group = np.zeros(n, np.int64), 0
    rows, left = np.arange(n), points
    while len(rows) >= 3 * k:
        far = left[:, _farthest(left, left.mean(axis=1))]
        taken = _nearest(left, far, k)
        groups[rows[taken]] = group
        rows, left = _without(rows, left, taken)
        taken = _nearest(left, left[:, _farthest(left, far)], k)
        groups[rows[taken]] = group + 1
        rows, left = _without(rows, left, taken)
        group += 2
    if len(rows) >= 2 * k:
        taken = _nearest(left, left[:, _farthest(left, left.mean(axis=1))], k)
        groups[rows[taken]] = group
        rows, left = _without(rows, left, taken)
        group += 1
    groups[rows] = group
    return groups


def _distances(points: Floats, to: Floats) -> Floats:
    gaps = points - to[:, None]
    return np.asarray(np.einsum("ij,ij->j", gaps, gaps), np.float64)


def _farthest(points: Floats, point: Floats) -> int:
    return int(np.argmax(_distances(points, point)))


def _nearest(points: Floats, point: Floats, k: int) -> Ints:
    """Positions of the k nearest; at equal distance the first ones."""
    distances = _distances(points, point)
    edge = np.partition(distances, k - 1)[k - 1]
    inside = np.flatnonzero(distances < edge)
    level = np.flatnonzero(distances == edge)[: k - len(inside)]
    return np.concatenate([inside, level])


def _without(rows: Ints, points: Floats, taken: Ints) -> tuple[Ints, Floats]:
    stays = np.ones(len(rows), bool)
    stays[taken] = False
    return rows[stays], np.compress(stays, points, axis=1)


def group_values(values: Floats, groups: Ints, aggregate: str = "mean") -> Floats:
    """Each record with the mean, or the median, of its group, in the units of ``values``."""
    if not len(values):
        return values.astype(np.float64)
    sizes = np.bincount(groups)
    if aggregate == "median":
        return _medians(values, groups, sizes)[groups]
    offset = values.mean(axis=0)  # sums of small numbers: large values lose no digit
    sums = np.stack([np.bincount(groups, column) for column in (values - offset).T], axis=1)
    out: Floats = (sums / np.maximum(sizes, 1)[:, None] + offset)[groups]
    return out


def _medians(values: Floats, groups: Ints, sizes: npt.NDArray[Any]) -> Floats:
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    columns = []
    for column in values.T:
        ordered = column[np.lexsort((column, groups))]
        low, high = starts + (sizes - 1) // 2, starts + sizes // 2
        last = len(ordered) - 1
        columns.append((ordered[np.minimum(low, last)] + ordered[np.minimum(high, last)]) / 2)
    return np.stack(columns, axis=1)


def sse_over_sst(values: Floats, aggregated: Floats) -> float:
    """Information lost, in [0, 1] for means: within-group over total sum of squares, columns standardised.

    The usual measure of microaggregation (Domingo-Ferrer, Mateo-Sanz 2002, doi:10.1109/69.979982).
    """
    if len(values) < 2:
        return 0.0
    spread = values.std(axis=0, ddof=1)
    varies = np.ptp(values, axis=0) > 0
    if not varies.any():
        return 0.0
    gaps = (values - aggregated)[:, varies] / spread[varies]
    return float((gaps**2).sum() / ((len(values) - 1) * int(varies.sum())))
