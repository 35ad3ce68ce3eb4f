"""Two reference tables, one household fewer: what the difference tells of the household that left.

The attacker has the table before and the table after, knows which group the household was in and how use is spread in
that group, and guesses its use within 5 %. A mark that moves says on which side of it the household stood. The same
attacker without the second table makes the blind guess: the gain is what the difference adds (Dinur, Nissim 2003, for
why differences of exact figures give everybody away).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from statistics import NormalDist

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from privkit.compare.grid import Codes, axes_for, cells_of, encode
from privkit.compare.marks import Floats, as_floats, rounded
from privkit.compare.partition import groups_of
from privkit.compare.spec import ComparisonSpec
from privkit.values import Interval

WITHIN = 0.05
SMALL = 200  # units: under this, a mark moves when one unit leaves more often than not


@dataclass(frozen=True)
class Gain:
    """Shares of ``units`` found with both tables (``attack``) and with one (``blind``); ``gain`` is the difference."""

    units: int
    attack: float
    blind: float
    gain: Interval


@dataclass(frozen=True)
class Leaving:
    """The gain with the marks as they are published, for everybody and in groups under 200 units (None when there are
    none), and the one with marks that are not rounded: the positive control."""

    everybody: Gain
    small: Gain | None
    exact: Gain


def leaving_of(
    table: pd.DataFrame,
    spec: ComparisonSpec,
    orders: Mapping[str, Sequence[str]],
    rng: np.random.Generator,
    confidence: float = 0.95,
) -> Leaving | None:
    """Each unit of a table of one row per unit leaves in turn, the groups staying as they are; None without a group.

    The attacker learns the spread of use from one half of each group and is judged on the other, then the reverse.
    """
    target = as_floats(table[spec.target])
    present = ~np.isnan(target)
    table, target = table[present], target[present]
    axes = axes_for(table, spec, orders)
    cells = cells_of(encode(table, axes, spec.language), axes)
    found = groups_of(cells.codes, cells.counts(), axes, spec)
    if not found.groups:
        return None
    group = found.of_cell[cells.of_row]
    published, exact, sizes = [], [], []
    for number in range(len(found.groups)):
        values = np.sort(target[group == number])
        half = rng.permutation(len(values)) % 2
        published.append(_guessed(values, half, spec.shares, spec.round_to))
        exact.append(_guessed(values, half, spec.shares, None))
        sizes.append(len(values))
    small = [hits for hits, size in zip(published, sizes, strict=True) if size < SMALL]
    return Leaving(
        _gain(published, confidence), _gain(small, confidence) if small else None, _gain(exact, confidence)
    )


def marks_without(values: Floats, share: Fraction, to: Decimal | None) -> Floats:
    """The mark of a group when each of its sorted values leaves in turn; rounded unless ``to`` is None.

    Only three marks can be: the value that leaves stands below the two that are interpolated, is the upper one, or
    stands above.
    """
    left = len(values) - 1
    steps = (left - 1) * share.numerator
    k, rest = divmod(steps, share.denominator)
    part, top = rest / share.denominator, left  # index of the last value
    trios = ((k + 1, k + 2), (k, k + 2), (k, k + 1))
    each = []
    for low, high in trios:
        low, high = min(low, top), min(high, top)
        mark = float(values[low] + (values[high] - values[low]) * part)
        each.append(mark if to is None else float(rounded(mark, to)))
    place = np.arange(len(values))
    return np.where(place <= k, each[0], np.where(place == k + 1, each[1], each[2]))


def _guessed(
    values: Floats, half: Codes, shares: Sequence[Fraction], to: Decimal | None
) -> NDArray[np.bool_]:
    """Whether each value is found: with both tables, then blindly (2 × n)."""
    marks = np.column_stack([marks_without(values, share, to) for share in shares])
    seen = np.unique(marks, axis=0, return_inverse=True)[1].reshape(-1)
    hits = np.zeros((2, len(values)), dtype=bool)
    for judged in (0, 1):
        known, asked = half != judged, half == judged
        if not known.any():
            continue
        blind = _best(values[known])
        hits[1, asked] = _close(blind, values[asked])
        for signature in np.unique(seen[asked]):
            alike = known & (seen == signature)
            guess = _best(values[alike]) if alike.any() else blind
            left = asked & (seen == signature)
            hits[0, left] = _close(guess, values[left])
    return hits


def _best(candidates: Floats) -> float:
    """The guess that is within 5 % of most of sorted candidates: each is tried as the smallest one it reaches."""
    last = np.searchsorted(candidates, candidates * ((1 + WITHIN) / (1 - WITHIN)), side="right")
    first = int(np.argmax(last - np.arange(len(candidates))))
    return float(candidates[first] * (1 + WITHIN))


def _close(guess: float, values: Floats) -> NDArray[np.bool_]:
    return np.abs(guess - values) <= WITHIN * np.abs(values) * (1 + 1e-9)


def _gain(hits: Sequence[NDArray[np.bool_]], confidence: float) -> Gain:
    """Shares found over groups put together, and the paired difference with its interval (Wald; exact at 0)."""
    both, blind = np.concatenate(hits, axis=1)
    n, won, lost = len(both), int((both & ~blind).sum()), int((blind & ~both).sum())
    gain = (won - lost) / n
    if won + lost:
        z = NormalDist().inv_cdf(0.5 + confidence / 2)
        margin = z * sqrt(max(0.0, won + lost - (won - lost) ** 2 / n)) / n
    else:
        margin = 1 - ((1 - confidence) / 2) ** (1 / n)
    interval = Interval(gain, max(-1.0, gain - margin), min(1.0, gain + margin), confidence)
    return Gain(n, float(both.mean()), float(blind.mean()), interval)
