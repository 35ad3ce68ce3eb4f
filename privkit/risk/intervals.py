"""Confidence intervals of a measured share: attacks that succeeded among those that were made."""

from __future__ import annotations

import math
from statistics import NormalDist

from privkit.risk.codes import misuse
from privkit.values import Interval
from privkit.words import Words


def wilson(successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """Wilson's score interval (Wilson 1927), two-sided: right on average over the true shares.

    Defined at zero and at all successes, where the usual normal interval has no width. ``value`` is the
    observed share. Raises InternalError (PK680) without trials.
    """
    _hold(successes, trials, confidence)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, shrink = successes / trials, 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / shrink
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / shrink
    # The ends are exactly 0 and 1 there; rounding must not say otherwise.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    high = 1.0 if successes == trials else min(1.0, middle + half)
    return Interval(share, low, high, confidence)


def clopper_pearson(successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """The exact interval (Clopper and Pearson 1934), two-sided: covers the true share at least as often as said.

    Wider than Wilson's; to be used where a threshold decides, since it never promises too much. Raises
    InternalError (PK680) without trials.
    """
    from scipy.special import betaincinv

    _hold(successes, trials, confidence)
    tail, failures = (1 - confidence) / 2, trials - successes
    low = float(betaincinv(successes, failures + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, failures, 1 - tail)) if failures else 1.0
    return Interval(successes / trials, low, high, confidence)


def _hold(successes: int, trials: int, confidence: float) -> None:
    if not 0 <= successes <= trials or trials < 1 or not 0 < confidence < 1:
        raise misuse(
            Words(
                "an interval needs at least one trial, no more successes than trials, and a confidence "
                "between 0 and 1",
                "un intervalle demande au moins un essai, pas plus de succès que d'essais, et une "
                "confiance entre 0 et 1",
            )
        )
