"""Zero-concentrated differential privacy: rho adds up exactly, and converts to (epsilon, delta).

Bun and Steinke, *Concentrated differential privacy* (2016); conversion of Canonne, Kamath and Steinke,
*The discrete Gaussian for differential privacy* (2020), corollary 13.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

import numpy as np

from privkit.dp.events import DiscreteGaussian, Event, Exponential, GaussianThreshold
from privkit.dp.rounding import up


def rho_of(events: Iterable[Event]) -> Fraction:
    """The sum of rho over the events, exact; the delta of thresholds is not in it.

    A mechanism of pure epsilon costs epsilon² / 2. Noise on ``groups`` cells is as many mechanisms of
    epsilon / groups, so it costs epsilon² / (2 groups).
    """
    return sum((_rho(event) for event in events), Fraction(0))


def _rho(event: Event) -> Fraction:
    if isinstance(event, DiscreteGaussian | GaussianThreshold):
        return event.rho
    groups = 1 if isinstance(event, Exponential) else event.groups
    return event.epsilon**2 / (2 * groups)


def epsilon_of_rho(rho: Fraction, delta: Fraction) -> Fraction:
    """The epsilon at ``delta`` > 0 of ``rho``, rounded up.

    The bound holds for every order alpha > 1; the best of a fine grid is taken, so nothing rests on the
    minimum having been found.
    """
    if rho == 0:
        return Fraction(0)
    r, log_delta = float(rho), _log(delta)
    best = math.sqrt(-log_delta / r)  # where the textbook bound is least
    orders = 1 + best * np.exp(np.linspace(-3, 3, 2001))
    epsilons = orders * r + np.log1p(-1 / orders) - (log_delta + np.log(orders)) / (orders - 1)
    return up(max(0.0, float(epsilons.min())))


def _log(x: Fraction) -> float:
    return math.log(x.numerator) - math.log(x.denominator)
