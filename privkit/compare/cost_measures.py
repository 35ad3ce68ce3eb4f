"""What two readings of the same households differ by: messages that are opposite, the reference, the order of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from privkit.compare.marks import Floats

States = NDArray[np.int8]  # -1 none, 0 low, 1 middle, 2 high
Mask = NDArray[np.bool_]
MOST_RANKED = 500_000


@dataclass(frozen=True)
class Reading:
    """What a reference table says of each household: its state and the middle mark it is read against.

    The mark is NaN for who is in no group, or in a group whose marks are too close: no message, no reference.
    """

    states: States
    middle: Floats
    groups: int


def changed(before: States, after: States) -> Mask:
    """Of those told something before: told another state, or nothing any more."""
    return np.asarray((before >= 0) & (after != before))


def opposite(before: States, after: States) -> Mask:
    """Told to be among the lowest by one reading and among the highest by the other."""
    return np.asarray(((before == 0) & (after == 2)) | ((before == 2) & (after == 0)))


def relative_errors(before: Floats, after: Floats) -> Floats:
    """|after - before| / before of the middle mark of each household; NaN without both, or beside a mark of 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        errors = np.abs(after - before) / before
    return np.where(before > 0, errors, np.nan)


def median(errors: Floats) -> float | None:
    """The median over those that have an error; None when nobody does."""
    known = errors[~np.isnan(errors)]
    return float(np.median(known)) if len(known) else None


def rank_correlation(volumes: Floats, before: Floats, after: Floats) -> float | None:
    """Spearman's correlation (1904) between what households use of their reference, before and after; ties share
    their mean rank.

    Households are put in order by volume over middle mark: the order in which a service would write to them first.
    1: the same order. None with fewer than two households compared on both sides, or when all are alike on one.
    Above :data:`MOST_RANKED` households, one in so many is taken, in the order they come.
    """
    known = np.flatnonzero((before > 0) & (after > 0))
    known = known[:: len(known) // MOST_RANKED + 1]
    if len(known) < 2:
        return None
    one, other = (_ranks(volumes[known] / marks[known]) for marks in (before, after))
    one, other = one - one.mean(), other - other.mean()
    spread = float(np.sqrt((one @ one) * (other @ other)))
    return min(1.0, float(one @ other) / spread) if spread > 0 else None


def _ranks(values: Floats) -> Floats:
    _, place, often = np.unique(values, return_inverse=True, return_counts=True)
    return np.asarray((np.cumsum(often) - (often - 1) / 2)[place], dtype=np.float64)
