"""How far noise may take one figure from the truth: margins known before anything is spent."""

from __future__ import annotations

import math
from fractions import Fraction
from statistics import NormalDist

import numpy as np

NINETY_FIVE = Fraction(95, 100)


def geometric_margin(scale: Fraction, confidence: Fraction = NINETY_FIVE) -> int:
    """The least m such that geometric noise of ``scale`` stays within ±m with that probability."""
    b, miss = float(scale), float(1 - confidence)
    ratio = math.exp(-1 / b)  # P(|X| > m) = 2 ratio^(m+1) / (1 + ratio)
    return max(0, math.ceil(b * math.log(2 / ((1 + ratio) * miss)) - 1 - 1e-9))


def gaussian_margin(sigma_squared: Fraction, confidence: Fraction = NINETY_FIVE) -> int:
    """The least m such that discrete Gaussian noise of ``sigma_squared`` stays within ±m with that probability."""
    sigma = math.sqrt(sigma_squared)
    if sigma > 1000:  # the steps of one unit no longer show
        return math.ceil(NormalDist().inv_cdf(float(1 + confidence) / 2) * sigma)
    x = np.arange(math.ceil(12 * sigma) + 2)
    weights = np.exp(-(x**2) / (2 * float(sigma_squared)))
    weights[1:] *= 2
    within = np.cumsum(weights) / weights.sum()
    return int(np.argmax(within >= float(confidence) - 1e-12))


def smallest_meaningful(margin: int, share: Fraction = Fraction(1, 2)) -> int:
    """The least figure of which the margin is at most ``share``: below it a figure says little.

    Both in the integer units of the answer.

    >>> smallest_meaningful(144)
    288
    """
    return math.ceil(Fraction(margin) / share)
