"""Microaggregation of a whole table: strata, missing values, and what it cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt

from privkit.anonymity.groupby import group_rows
from privkit.anonymity.perturbation.codes import fewer_than_k, small_strata
from privkit.anonymity.perturbation.mdav import group_values, mdav, sse_over_sst
from privkit.anonymity.perturbation.univariate import optimal_groups

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Aggregate = Literal["mean", "median"]


@dataclass(frozen=True)
class Microaggregated:
    """``values`` as they may leave (NaN where missing or blanked), the group of each record, and the cost.

    ``loss`` is SSE/SST over the records without a missing value. ``blanked`` counts values that were there
    and are not any more.
    """

    values: Floats = field(repr=False)
    groups: Ints = field(repr=False)
    loss: float
    blanked: int


def microaggregate(
    values: Floats,
    k: int,
    rng: np.random.Generator,
    *,
    aggregate: Aggregate = "mean",
    strata: npt.NDArray[np.integer] | None = None,
) -> Microaggregated:
    """Groups of at least k records that share one value of each column [records, columns].

    One column: optimal groups (Hansen, Mukherjee 2003); several: MDAV (Domingo-Ferrer, Torra 2005). Groups never
    cross strata. A missing value (NaN) is a value of its own: records are grouped with those that miss the same
    columns. Where fewer than k records of a stratum miss the same columns, their values are blanked, and as many
    more as it takes for the records without any value to be k; those are drawn at random from the most frequent
    pattern. So each record shares its values, blanks included, with at least k - 1 others.

    Raises DataError: PK470 with fewer than k records, PK471 when a stratum holds fewer than k.
    """
    n = len(values)
    cut = (
        np.zeros(n, np.int64)
        if strata is None
        else np.unique(strata, return_inverse=True)[1].astype(np.int64)
    )
    if n == 0:
        return Microaggregated(values.astype(np.float64), cut, 0.0, 0)
    if n < k:
        raise fewer_than_k(k, n)
    if small := int((np.bincount(cut) < k).sum()):
        raise small_strata(k, small)
    kept = _blank_rare(values.astype(np.float64), cut, k, rng)
    out, groups = _grouped(kept, cut, k, aggregate)
    whole = ~np.isnan(out).any(axis=1)
    blanked = int((np.isnan(kept) & ~np.isnan(values)).sum())
    return Microaggregated(out, groups, sse_over_sst(values[whole], out[whole]), blanked)


def _grouped(values: Floats, cut: Ints, k: int, aggregate: Aggregate) -> tuple[Floats, Ints]:
    """Groups inside each stratum and pattern of missing values, and their values."""
    out, groups, following = values.copy(), np.zeros(len(values), np.int64), 0
    for rows in _parts(np.column_stack([cut, np.isnan(values)])):
        there = np.flatnonzero(~np.isnan(values[rows[0]]))
        held = values[np.ix_(rows, there)]
        if not len(there):  # nothing to share but blanks
            groups[rows] = following
            following += 1
            continue
        found = optimal_groups(held[:, 0], k) if len(there) == 1 else mdav(held, k)
        out[np.ix_(rows, there)] = group_values(held, found, aggregate)
        groups[rows] = found + following
        following += int(found.max()) + 1
    return out, groups


def _parts(keys: npt.NDArray[np.integer]) -> list[Ints]:
    """Rows of each distinct row of ``keys``."""
    of_row = group_rows(keys).of_row
    order = np.argsort(of_row, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(of_row[order])) + 1)


def _blank_rare(values: Floats, cut: Ints, k: int, rng: np.random.Generator) -> Floats:
    """Blank the records whose pattern of missing values is held by fewer than k records of their stratum."""
    missing = np.isnan(values)
    if not missing.any():
        return values
    out = values.copy()
    pattern = group_rows(np.column_stack([cut, missing]))
    sizes = np.bincount(pattern.of_row)
    empty: Bools = np.asarray(missing.all(axis=1))
    rare: Bools = np.asarray((sizes < k)[pattern.of_row])
    rows_of = _parts(cut[:, None])
    for stratum in np.unique(cut[rare]).tolist():
        rows = rows_of[stratum]
        without = rare[rows] | empty[rows]
        short = k - int(without.sum())
        if short > 0 and not without.all():
            without |= _drawn(~without, pattern.of_row[rows], short, k, rng)
        out[rows[without]] = np.nan
    return out


def _drawn(among: Bools, pattern: Ints, wanted: int, k: int, rng: np.random.Generator) -> Bools:
    """Records to blank besides, from the most frequent pattern, or all of it when fewer than k would stay."""
    names, sizes = np.unique(pattern[among], return_counts=True)
    rows = np.flatnonzero(among & (pattern == names[sizes.argmax()]))
    if len(rows) - wanted >= k:
        rows = rng.choice(rows, wanted, replace=False)
    chosen = np.zeros(len(among), bool)
    chosen[rows] = True
    return chosen
