"""Counts known twice: by themselves, and as the total of the bins that quantiles ask."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from privkit.dp.contribution import Need
from privkit.dp.intervals import Spread
from privkit.dp.measures.base import Noisy
from privkit.dp.measures.cumulated import cumulated

#: Below this standard deviation whole numbers would be rounded as much as they gain.
LEAST = 5.0
#: A count is only touched for a gain of over two percent.
WORTHWHILE = 0.98


def sharpened(wanted: Sequence[Sequence[Need]], noisy: Mapping[Need, Noisy]) -> dict[Need, Noisy]:
    """The noisy answers, each count joined with the totals of bins that count the same values.

    Both are unbiased and their noises independent: the mean weighed by inverse variances is unbiased and surer
    than either, and costs nothing. It is rounded to a whole number. Measures that read the bins themselves
    need the answers as they were.
    """
    out, done = dict(noisy), set()
    for needs in wanted:
        if len(needs) == 2 and needs[0].kind == "bins" and needs[0] not in done:
            done.add(needs[0])
            out[needs[1]] = _joined(out[needs[1]], noisy[needs[0]])
    return out


def _joined(count: Noisy, bins: Noisy) -> Noisy:
    total = cumulated(bins, None)
    own, other = count.spread.deviation**2, float(total.covariance[-1, -1])
    both = own * other / (own + other) + 1 / 12 if other else 0.0
    if both < LEAST**2 or both > WORTHWHILE**2 * own:
        return count
    value = count.values + own / (own + other) * (total.counts[:, -1] - count.values)
    deviation = math.sqrt(both)
    half = math.ceil(max(count.spread.factor, total.factor) * deviation)
    return Noisy(np.rint(value).astype(np.int64), Spread(deviation, half))
