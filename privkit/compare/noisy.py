"""A reference table from a table published with noise: from its noisy figures alone, never from a row.

What is computed from figures that went through differential privacy stays as private as they are (post-processing;
Dwork, Roth 2014, proposition 2.1): no budget is spent here, and anyone who has the published table finds the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from math import floor
from statistics import NormalDist

import numpy as np
import pandas as pd

from privkit.compare.fit import Fit, group_of, refuse_unexplained, table_of, too_few
from privkit.compare.grid import Axis, Cells, axes_for, cells_of, encode
from privkit.compare.marks import Floats, rounded
from privkit.compare.partition import NORMAL, Held, Part, partition
from privkit.compare.reference import Group, Privacy
from privkit.compare.spec import ComparisonSpec
from privkit.dp.intervals import Spread
from privkit.dp.measures.base import Noisy
from privkit.dp.measures.cumulated import Cumulated, cumulated
from privkit.errors import DataError
from privkit.steps.recoding import Recoding


@dataclass(frozen=True, eq=False)
class NoisyCells:
    """The cells of a published table: figures as published, one row per cell.

    ``labels``: a column of text per column of the groups. ``bins``: noisy counts of units in each band of the target
    (cells × bands), None without a histogram; ``edges``: those of the bands. ``counts``: noisy counts of units, None
    when there are none. ``..._half``: half-width of the 95 % interval of one figure. ``quantiles``: of the target at the
    marks, with both ends of their interval (cells × marks × 3; NaN where not shown), None without them.
    """

    labels: pd.DataFrame
    privacy: Privacy
    bins: Floats | None = None
    bins_half: float = 0.0
    edges: tuple[Decimal, ...] = ()
    counts: Floats | None = None
    counts_half: float = 0.0
    quantiles: Floats | None = None


def fit_noisy(
    published: NoisyCells,
    spec: ComparisonSpec,
    orders: Mapping[str, Sequence[str]],
    chains: Mapping[str, Sequence[Recoding]],
) -> Fit:
    """The reference table of a published table; numbers of units are noisy ones.

    With a histogram, cells are merged until they surely hold enough (lower end of the interval of their count), and
    marks are read from the bands of the cells put together. Without one, each cell that surely holds enough is a group
    and its marks are its quantiles as published. DataError PK562 (no group), PK563 (the groups explain too little).
    """
    axes = axes_for(published.labels, spec, orders)
    codes = encode(published.labels, axes, spec.language)
    if published.bins is None:
        groups, share, sizes, whole = _as_published(published, codes, axes, spec)
    else:
        groups, share, sizes, whole = _merged(published, cells_of(codes, axes), axes, spec)
    units = round(sum(sizes))
    return Fit(
        table_of(spec, groups, chains, share, units, published.privacy),
        units=units,
        no_target=0,  # no figure says it
        no_group=max(0, round(whole) - units),
        smallest=round(min(sizes)),
    )


Made = tuple[list[Group], float, list[float], float]


def _merged(published: NoisyCells, cells: Cells, axes: Sequence[Axis], spec: ComparisonSpec) -> Made:
    assert published.bins is not None
    bins = _summed(cells, published.bins)
    many = cells.counts().astype(np.float64)  # cells of the table put together: noise adds up
    counts = None if published.counts is None else _summed(cells, published.counts[:, None])[:, 0]
    units, variances = _units(published, bins, counts, many)
    found = partition(cells.codes, units, axes, spec.at_least, variances)
    if not found.groups:
        raise DataError(too_few(spec))
    groups, below, sizes = [], [], []
    for number, parts in enumerate(found.groups):
        own = found.of_cell == number
        one = _below(published, bins[own], None if counts is None else counts[own], float(many[own].sum()))
        marks, margins = _marks(one, published.edges, spec)
        below.append(one.monotone[0])
        sizes.append(float(units[own].sum()))
        groups.append(group_of(parts, axes, spec.language, marks, floor(sizes[-1]), margins))
    share = _explained(np.diff(np.array(below), axis=1, prepend=0.0), published.edges)
    refuse_unexplained(spec, share)
    return groups, share, sizes, float(units.sum())


def _summed(cells: Cells, figures: Floats) -> Floats:
    out = np.zeros((len(cells.codes), figures.shape[1]))
    np.add.at(out, cells.of_row, figures)
    return out


def _units(published: NoisyCells, bins: Floats, counts: Floats | None, many: Floats) -> tuple[Floats, Floats]:
    """Units of each cell and the variance of the noise: both ways to count, weighed by how precise they are."""
    by_bins = (published.bins_half / NORMAL) ** 2 * bins.shape[1]
    if counts is None:
        return bins.sum(axis=1), many * by_bins
    by_count = (published.counts_half / NORMAL) ** 2
    weight = by_bins / (by_bins + by_count) if by_bins + by_count else 1.0  # of the count
    units = weight * counts + (1 - weight) * bins.sum(axis=1)
    return np.asarray(units), many * (weight**2 * by_count + (1 - weight) ** 2 * by_bins)


def _below(published: NoisyCells, bins: Floats, counts: Floats | None, many: float) -> Cumulated:
    """The cumulated histogram of some cells put together."""

    def noisy(total: Floats, half: float) -> Noisy:
        wide = half * many**0.5
        return Noisy(np.rint(total).astype(np.int64), Spread(wide / NORMAL, wide))

    whole = None if counts is None else noisy(np.array([counts.sum()]), published.counts_half)
    return cumulated(noisy(bins.sum(axis=0)[None, :], published.bins_half), whole)


def _marks(
    below: Cumulated, edges: Sequence[Decimal], spec: ComparisonSpec
) -> tuple[list[Decimal], tuple[tuple[Decimal, Decimal], ...]]:
    """The marks of one group, rounded, and the intervals in which noise leaves them, rounded outwards."""
    marks, margins = [], []
    for share in spec.shares:
        band, inside = below.where(float(share))
        low, high = edges[int(band[0])], edges[int(band[0]) + 1]
        marks.append(rounded(float(low) + float(inside[0]) * float(high - low), spec.round_to))
        first, last = below.between(float(share))
        margins.append(_outwards(edges[int(first[0])], edges[int(last[0]) + 1], marks[-1], spec.round_to))
    return marks, tuple(margins)


def _outwards(least: Decimal, most: Decimal, mark: Decimal, to: Decimal) -> tuple[Decimal, Decimal]:
    low = (least / to).to_integral_value(rounding=ROUND_FLOOR) * to
    high = (most / to).to_integral_value(rounding=ROUND_CEILING) * to
    return min(low, mark), max(high, mark)


def _explained(bins: Floats, edges: Sequence[Decimal]) -> float:
    """:func:`privkit.compare.marks.explained` from noisy bands (groups × bands), each value being amid its band."""
    amid = np.array([float(low + high) / 2 for low, high in pairwise(edges)])
    logs = np.log1p(np.maximum(amid, 0.0))
    sizes, n = bins.sum(axis=1), float(bins.sum())
    means = bins @ logs / np.maximum(sizes, 1e-9)
    within = float((bins @ logs**2 - sizes * means**2).sum())
    return _adjusted(within, sizes, means, n)


def _adjusted(within: float, sizes: Floats, means: Floats, n: float) -> float:
    between = float((sizes * (means - sizes @ means / max(n, 1e-9)) ** 2).sum())
    total = within + between
    if total <= 0 or n <= len(sizes):
        return 0.0
    return max(0.0, 1.0 - (within / (n - len(sizes))) / (total / (n - 1)))


def _as_published(
    published: NoisyCells,
    codes: np.ndarray[tuple[int, int], np.dtype[np.int64]],
    axes: Sequence[Axis],
    spec: ComparisonSpec,
) -> Made:
    """Cells as they are. A group that is not there is no larger for its neighbours: quantiles do not add up."""
    counts, quantiles = published.counts, published.quantiles
    assert counts is not None
    assert quantiles is not None
    variance = (published.counts_half / NORMAL) ** 2
    groups, kept, sizes = [], [], []
    for cell, code in enumerate(codes):
        shown = not np.isnan(quantiles[cell]).any()
        if not shown or Held((), float(counts[cell]), variance).surely < spec.at_least:
            continue
        marks = [rounded(float(value), spec.round_to) for value in quantiles[cell, :, 0]]
        margins = tuple(
            _outwards(Decimal(str(low)), Decimal(str(high)), mark, spec.round_to)
            for (_, low, high), mark in zip(quantiles[cell], marks, strict=True)
        )
        parts = [Part((int(label),)) for label in code]
        groups.append(group_of(parts, axes, spec.language, marks, floor(counts[cell]), margins))
        kept.append(cell)
        sizes.append(float(counts[cell]))
    if not groups:
        raise DataError(too_few(spec))
    share = _explained_by_marks(quantiles[kept, :, 0], np.array(sizes), spec)
    refuse_unexplained(spec, share)
    return groups, share, sizes, float(counts.sum())


def _explained_by_marks(marks: Floats, sizes: Floats, spec: ComparisonSpec) -> float:
    """The same from the marks alone, as if the logarithms of a group were normal."""
    logs, normal = np.log1p(np.maximum(marks, 0.0)), NormalDist()
    apart = normal.inv_cdf(float(spec.high)) - normal.inv_cdf(float(spec.low))
    within = float((sizes * ((logs[:, 2] - logs[:, 0]) / apart) ** 2).sum())
    return _adjusted(within, sizes, logs[:, 1], float(sizes.sum()))
