"""Conditions that hold for exactly one released row, and how many people of each group they hold for.

Where no row is alone (k-anonymous releases) the attacker may still try: with ``rarest``, the conditions that hold for
the fewest rows.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from privkit.risk.attacks.encode import MISSING, Codes, Encoded, Sheet
from privkit.risk.packing import Ints, pack

#: Sets of columns tried when the attacker does not use all of them.
SETS = 20
#: A number of at most this many different values (ages, rooms) is taken as it is; others are cut into no fewer parts
#: than the second: fine enough to tell people apart, wide enough to see through a little noise.
_AS_IT_IS, _FEWEST_PARTS = 100, 32


@dataclass(frozen=True)
class Counts:
    """For each predicate (row) how many persons of each block of originals it holds for, and of the control."""

    blocks: Ints
    control: Ints

    def __len__(self) -> int:
        return len(self.control)

    def some(self, most: int) -> Counts:
        return Counts(self.blocks[:most], self.control[:most])


def together(parts: Sequence[Counts]) -> Counts:
    return Counts(np.concatenate([p.blocks for p in parts]), np.concatenate([p.control for p in parts]))


@dataclass(frozen=True)
class People:
    """Persons to count: the rows of the originals of each block, all of one size, and of the control."""

    blocks: tuple[Sheet, ...]
    control: Sheet

    @property
    def all(self) -> tuple[Sheet, ...]:
        return (*self.blocks, self.control)


def univariate(
    encoded: Encoded, people: People, most: int, rng: np.random.Generator, *, rarest: bool = False
) -> Counts:
    """One column: a value, or a missing one, that a single row has; for numbers, at or beyond the extreme one.

    Each column gives as many predicates as it can, extremes first, until there are ``most``.
    """
    found = [_of_column(encoded, j, rng, rarest) for j in range(len(encoded.fields))]
    place, column = _in_turn([len(low) for low, _ in found], most)
    first = np.concatenate([[0], np.cumsum([len(low) for low, _ in found])])[column]
    low, high = (np.concatenate([f[k] for f in found])[first + place] for k in (0, 1))
    counts = np.zeros((len(column), len(people.all)), np.int64)
    for j in np.unique(column):
        here = column == j
        for k, sheet in enumerate(people.all):
            codes = np.sort(sheet.codes[:, j])
            counts[here, k] = np.searchsorted(codes, high[here], side="right") - np.searchsorted(
                codes, low[here]
            )
    return Counts(counts[:, :-1], counts[:, -1])


def _of_column(encoded: Encoded, j: int, rng: np.random.Generator, rarest: bool) -> tuple[Ints, Ints]:
    """Codes from and to, of each predicate of a column: extremes first, the others in random order."""
    column = encoded.release.codes[:, j].astype(np.int64)
    low = column[_rows(column, rng, rarest)]
    if rarest:
        return low, low
    high = low.copy()
    codes = np.unique(column)
    if encoded.is_number(j):
        present = codes[codes != MISSING]
        if len(present):
            low[low == present[0]] = MISSING + 1
            high[high == present[-1]] = np.iinfo(np.int32).max
            extremes_first = np.argsort(low == high, kind="stable")
            low, high = low[extremes_first], high[extremes_first]
    return low, high


def multivariate(
    encoded: Encoded,
    people: People,
    size: int,
    most: int,
    rng: np.random.Generator,
    *,
    rarest: bool = False,
) -> tuple[Counts, Counts]:
    """``size`` columns at once, drawn at random, equal to those of a row that no other is like: (all such, isolated).

    Equal means the same category, both missing, or numbers nearest to the same released value; where these are many,
    in the same part of the release: parts of equal weight, enough for the cells of ``size`` columns to be the square
    of the rows, so that a stranger seldom falls into one.
    Isolated, only looked for when all columns are used: the row stays alone when any one column is left out. There are
    up to ``most`` of these for each block, for one person of the control weighs as many as there are blocks.
    """
    parts = max(_FEWEST_PARTS, math.ceil(len(encoded.release) ** (2 / size)))
    sheets = (encoded.release, *people.all)
    columns = [_coded(encoded, j, sheets, parts) for j in range(len(encoded.fields))]
    sets = _sets(len(columns), size, rng)
    alone = [_rows(_keys([columns[j][0] for j in chosen]), rng, rarest) for chosen in sets]
    turn, which = _in_turn([len(rows) for rows in alone], most)
    found = [
        _count([columns[j] for j in chosen], rows[turn[which == k]])
        for k, (chosen, rows) in enumerate(zip(sets, alone, strict=True))
    ]
    isolated = np.zeros(0, np.int64)
    if len(sets) == 1 and size > 1:
        released = [c[0] for c in columns]
        without = [_alone(released[:k] + released[k + 1 :]) for k in range(size)]
        isolated = rng.permutation(np.flatnonzero(np.logical_and.reduce(without)))[
            : most * len(people.blocks)
        ]
    return together(found), _count(columns, isolated)


def _in_turn(lengths: Sequence[int], most: int) -> tuple[Ints, Ints]:
    """One of each list in turn, as long as it lasts, until there are ``most``: (place in the list, list)."""
    place = np.concatenate([np.arange(length) for length in lengths])
    which = np.repeat(np.arange(len(lengths)), lengths)
    chosen = np.lexsort((which, place))[:most]
    return place[chosen], which[chosen]


def _sets(columns: int, size: int, rng: np.random.Generator) -> list[tuple[int, ...]]:
    if math.comb(columns, size) <= SETS:
        return list(itertools.combinations(range(columns), size))
    drawn: dict[tuple[int, ...], None] = {}
    while len(drawn) < SETS:
        drawn[tuple(sorted(rng.choice(columns, size, replace=False).tolist()))] = None
    return list(drawn)


def _coded(encoded: Encoded, j: int, sheets: Sequence[Sheet], parts: int) -> list[Codes]:
    """One column of each sheet, numbers as the part of the release they fall in."""
    if not encoded.is_number(j):
        return [sheet.codes[:, j] for sheet in sheets]
    released = encoded.release.values[:, j]
    cuts = _cuts(released[~np.isnan(released)], parts)
    return [
        np.where(
            np.isnan(sheet.values[:, j]), MISSING, np.searchsorted(cuts, sheet.values[:, j], side="right") + 1
        ).astype(np.int32)
        for sheet in sheets
    ]


def _cuts(values: npt.NDArray[np.float64], parts: int) -> npt.NDArray[np.float64]:
    """Midway between successive released values, at most ``parts`` parts of near equal weight."""
    known, counts = np.unique(values, return_counts=True)
    middle = known[:-1] + np.diff(known) / 2
    if len(known) <= max(parts, _AS_IT_IS):
        return middle
    share = np.cumsum(counts)[:-1] * parts // len(values)
    return middle[np.flatnonzero(np.diff(share, prepend=0) > 0)]


def _keys(codes: Sequence[Codes]) -> Ints:
    return pack(np.column_stack(codes).astype(np.int64))


def _alone(codes: Sequence[Codes]) -> npt.NDArray[np.bool_]:
    keys = _keys(codes)
    return np.asarray(np.bincount(keys)[keys] == 1)


def _rows(keys: Ints, rng: np.random.Generator, rarest: bool) -> Ints:
    """Rows of which no other has the key, in random order; or one row for each key, the rarest keys first."""
    _, first, counts = np.unique(keys, return_index=True, return_counts=True)
    chosen = rng.permutation(np.arange(len(first)) if rarest else np.flatnonzero(counts == 1))
    return np.asarray(first[chosen[np.argsort(counts[chosen], kind="stable")]])


def _count(codes: Sequence[Sequence[Codes]], rows: Ints) -> Counts:
    """For each of these released rows, the persons of each sheet that are like it. ``codes``: column, then sheet."""
    sizes = [len(sheet) for sheet in codes[0]]
    keys = _keys([np.concatenate(column) for column in codes])
    ends = list(itertools.accumulate(sizes))
    number = np.full(int(keys.max()) + 1, -1, np.int64)
    number[keys[rows]] = np.arange(len(rows))
    counts = np.empty((len(rows), len(sizes) - 1), np.int64)
    for k, (start, end) in enumerate(itertools.pairwise(ends)):
        here = number[keys[start:end]]
        counts[:, k] = np.bincount(here[here >= 0], minlength=len(rows))
    return Counts(counts[:, :-1], counts[:, -1])
