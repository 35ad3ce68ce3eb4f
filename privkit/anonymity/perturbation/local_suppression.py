"""Local suppression: blank as few cells as possible so that each record shares its key values with k - 1 others.

A record stands out by its minimal infrequent subsets of keys (the minimal sample uniques of SUDA when k = 2,
Elliot, Manning, Ford 2002, doi:10.1142/S0218488502001600): it stops standing out when a cell of each is blank.
Sets of columns are tried from the smallest; among them, those that free the most records per cell come first.

Two conventions say what a blank is:

* ``strict``: a value of its own. Records that share the same blanks and the same other values form a class of k
  or more: whoever reads the table sees groups of k, and counting them is one group-by.
* ``wildcard``: it may be any value, so it counts as equal to all (sdcMicro, µ-ARGUS). Fewer cells are blanked, but
  a record may stay the only one with its values, its k - 1 companions being records that show less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt

from privkit.anonymity.groupby import group_rows
from privkit.anonymity.perturbation.codes import fewer_than_k

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Convention = Literal["strict", "wildcard"]


@dataclass(frozen=True)
class LocallySuppressed:
    """Which cells to blank [records, columns], and how many records stood out before."""

    blank: Bools = field(repr=False)
    at_risk: int

    @property
    def cells(self) -> int:
        return int(self.blank.sum())

    @property
    def cells_by_column(self) -> tuple[int, ...]:
        return tuple(int(n) for n in self.blank.sum(axis=0))


def suppress_locally(
    codes: npt.NDArray[np.integer],
    missing: Bools,
    k: int,
    rng: np.random.Generator,
    *,
    convention: Convention = "strict",
    column_weights: Sequence[float] | None = None,
) -> LocallySuppressed:
    """Blank cells so that the records are k-anonymous on their columns, under a convention.

    ``codes`` numbers the values of each column from 0, one record per privacy unit; ``missing`` tells the cells
    that hold no value. ``column_weights`` says what a blank costs in each column (1 each by default); at equal
    cost the column with most values is blanked first. Records that are alike are chosen at random.

    Raises DataError PK470 when there are records, but fewer than k.
    """
    from privkit.anonymity.perturbation.local_strict import strict_cells
    from privkit.anonymity.perturbation.local_wildcard import wildcard_cells

    n, q = codes.shape
    if n == 0 or q == 0:
        return LocallySuppressed(np.zeros((n, q), bool), 0)
    if n < k:
        raise fewer_than_k(k, n)
    shown = np.where(missing, 0, dense(codes) + 1)
    costs = np.ones(q) if column_weights is None else np.asarray(column_weights, np.float64)
    order = rng.permutation(n)  # equal records are interchangeable: chance decides which gives its cell
    find = strict_cells if convention == "strict" else wildcard_cells
    at_risk = int((anonymity_sets(shown, convention) < k).sum())
    blank = np.zeros((n, q), bool)
    if at_risk:
        blank[order] = find(shown[order], k, costs)
    return LocallySuppressed(blank & ~missing, at_risk)


def dense(codes: npt.NDArray[np.integer]) -> Ints:
    """Each column numbered again from 0, by value."""
    columns = [np.unique(column, return_inverse=True)[1] for column in codes.T]
    return np.stack(columns, axis=1).astype(np.int64)


def anonymity_sets(shown: npt.NDArray[np.integer], convention: Convention) -> Ints:
    """For each record, how many records could be it: itself and those equal to it. 0 stands for a blank.

    Under ``wildcard`` two records are equal when they agree wherever both have a value.
    """
    if not len(shown):
        return np.zeros(0, np.int64)
    groups = group_rows(shown)
    sizes = np.bincount(groups.of_row)
    if convention == "strict" or not (shown == 0).any():
        return sizes[groups.of_row].astype(np.int64)
    distinct = shown[groups.first]
    patterns = group_rows((distinct == 0).astype(np.int64))
    parts = [np.flatnonzero(patterns.of_row == p) for p in range(len(patterns))]
    counts = np.zeros(len(distinct), np.int64)
    for here in parts:
        for there in parts:
            both = (distinct[here[0]] > 0) & (distinct[there[0]] > 0)
            keys = group_rows(distinct[np.concatenate([here, there])][:, both]).of_row if both.any() else None
            if keys is None:
                counts[here] += int(sizes[there].sum())
                continue
            held = np.bincount(keys[len(here) :], sizes[there], minlength=int(keys.max()) + 1)
            counts[here] += held[keys[: len(here)]].astype(np.int64)
    return counts[groups.of_row]


def subsets(shown: Ints, size: int, costs: Floats) -> list[tuple[int, ...]]:
    """The sets of ``size`` columns, cheapest first; at equal cost, those with most values first."""
    levels = shown.max(axis=0)
    columns = range(shown.shape[1])
    return sorted(
        combinations(columns, size),
        key=lambda chosen: (costs[list(chosen)].sum(), -levels[list(chosen)].sum(), chosen),
    )


def lent(amounts: Ints, place: Ints, lenders: Ints, short: Ints) -> Ints:
    """Rows that each class gives, largest ``amounts`` first, until its group is no longer ``short``.

    ``place`` is the group of each class, ``lenders`` the classes that may give.
    """
    give = np.zeros(len(amounts), np.int64)
    lenders = lenders[short[place[lenders]] > 0]
    if not len(lenders):
        return give
    lenders = lenders[np.lexsort((-amounts[lenders], place[lenders]))]
    held, group = amounts[lenders], place[lenders]
    before = np.cumsum(held) - held
    before -= before[np.searchsorted(group, group)]
    give[lenders] = np.clip(short[group] - before, 0, held)
    return give
