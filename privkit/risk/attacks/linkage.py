"""The model of Fellegi and Sunter (1969) for pairs of records: how much more likely each agreement is between two
records of one person than between two of any two people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: How two values compare. A missing one says nothing for or against.
UNLIKE, NEAR, SAME, MISSING = 0, 1, 2, 3
LEVELS = 4
_ROUNDS = 200
_LEAST = 1e-6  # no agreement is impossible
_FIRST_M = (0.05, 0.1, 0.85)
_FREE_FROM = 3  # columns from which the rates among strangers can be learnt in the same pairs


@dataclass(frozen=True)
class Rates:
    """Shares of pairs at each level (columns × UNLIKE, NEAR, SAME) among records of one person, and of strangers;
    ``matches``: estimated pairs of one person among those given."""

    m: Floats
    u: Floats
    matches: float


def packed(levels: npt.NDArray[np.int8]) -> Ints:
    """Levels of pairs (pairs × columns) as one number per pair."""
    out = np.zeros(len(levels), np.int64)
    for column in levels.T:
        out = out * LEVELS + column
    return out


def unpacked(patterns: Ints, width: int) -> npt.NDArray[np.int8]:
    """The levels of each pattern."""
    return np.column_stack([patterns // LEVELS ** (width - 1 - j) % LEVELS for j in range(width)]).astype(
        np.int8
    )


def shares(levels: npt.NDArray[np.int8], weight: Floats) -> Floats:
    """Shares of the three levels in each column, weighted, missing left out; never 0."""
    out = np.empty((levels.shape[1], 3))
    for j, column in enumerate(levels.T):
        there = np.bincount(column, weights=weight, minlength=LEVELS)[:3] + _LEAST
        out[j] = there / there.sum()
    return np.maximum(out, _LEAST)


def estimate(
    levels: npt.NDArray[np.int8], counts: Ints, columns: Sequence[int], u: Floats, most: float
) -> Rates:
    """The rates learnt without knowing any match, by expectation and maximisation over patterns.

    ``levels``: patterns × columns, ``counts``: pairs of each. Only ``columns`` are learnt from: in the others the
    pairs agree by construction. ``u``: rates among strangers at large, kept when fewer than three columns are left.
    ``most``: matches there can be at most. Columns not learnt keep their first rates.
    """
    pairs = float(counts.sum())
    seen = levels[:, columns]
    m = np.tile(np.array(_FIRST_M), (levels.shape[1], 1))
    among = shares(levels, counts.astype(np.float64)) if len(columns) >= _FREE_FROM else u.copy()
    share = min(0.5, 0.5 * most / max(1.0, pairs))
    match = np.zeros(len(counts))
    for _ in range(_ROUNDS):
        odds = np.log(share) - np.log1p(-share) + weights(seen, m[columns], among[columns])
        match = counts / (1 + np.exp(-np.clip(odds, -500, 500)))
        before, share = (
            share,
            min(max(float(match.sum()) / max(1.0, pairs), 1e-12), most / max(1.0, pairs), 0.999),
        )
        m[columns] = shares(seen, match)
        if len(columns) >= _FREE_FROM:
            among[columns] = shares(seen, counts - match)
        if abs(share - before) <= 1e-7 * before:
            break
    return Rates(m, u, float(min(match.sum(), most)))


def weights(levels: npt.NDArray[np.int8], m: Floats, u: Floats) -> Floats:
    """The logarithm of the ratio of likelihoods of each pattern; a missing column adds nothing."""
    table = np.column_stack([np.log(m) - np.log(u), np.zeros(len(m))])
    total: Floats = table[np.arange(len(m)), levels].sum(axis=1)
    return total
