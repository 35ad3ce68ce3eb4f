"""The confidence interval of a share."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

from privkit.values import Interval


def wilson(successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """The score interval of Wilson (1927, doi:10.1080/01621459.1927.10502953).

    No trial at all gives the whole range, from 0 to 1.
    """
    if trials == 0:
        return Interval(0.0, 0.0, 1.0, confidence)
    z2 = NormalDist().inv_cdf(0.5 + confidence / 2) ** 2
    share = successes / trials
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = sqrt(z2 * (share * (1 - share) / trials + z2 / (4 * trials**2))) / (1 + z2 / trials)
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == trials else min(1.0, centre + half)
    return Interval(share, low, high, confidence)
