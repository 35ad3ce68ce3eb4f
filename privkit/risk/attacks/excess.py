"""How much better an attack does on the people of a release than on strangers, with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

from privkit.risk.attacks.result import Tally
from privkit.risk.intervals import clopper_pearson
from privkit.values import Interval


@dataclass(frozen=True)
class Share:
    """A share and its two ends, each between 0 and 1."""

    value: float
    low: float
    high: float


def excess(originals: Tally, control: Tally, confidence: float) -> Interval:
    """(a - c) / (1 - c), a the share of attacks that succeed on ``originals``, c on ``control``; in [0, 1].

    The attacks on the two sides are independent, and as many as could be made. Without any attack on one of them
    nothing is known: 0, between 0 and 1. Two-sided: the low end is above 0 with probability at most
    (1 - ``confidence``) / 2 when both shares are equal.
    """
    if not originals.attacks or not control.attacks:
        return unknown(confidence)
    return excess_of(share(originals, confidence), share(control, confidence), confidence)


def unknown(confidence: float) -> Interval:
    """What is known without a single attack."""
    return Interval(0.0, 0.0, 1.0, confidence)


def share(tally: Tally, confidence: float) -> Share:
    """A share with its exact interval (Clopper and Pearson 1934)."""
    found = clopper_pearson(tally.successes, tally.attacks, confidence)
    return Share(found.value, found.low, found.high)


def share_of_weighted(value: float, trials: float, confidence: float) -> Share:
    """A share estimated from unequal or dependent trials worth ``trials`` independent ones: the exact interval at
    that many (Korn and Graubard 1998, *Confidence intervals for proportions with small expected number of positive
    counts estimated from survey data*)."""
    from scipy.special import betaincinv

    tail, successes = (1 - confidence) / 2, value * trials
    failures = trials - successes
    low = float(betaincinv(successes, failures + 1, tail)) if successes > 0 else 0.0
    high = float(betaincinv(successes + 1, failures, 1 - tail)) if failures > 0 else 1.0
    return Share(value, min(low, value), max(high, value))


def excess_of(attacked: Share, strangers: Share, confidence: float) -> Interval:
    """The same from two shares with their intervals.

    1 - risk is the ratio of the two shares of failures, whose interval is put together from theirs by the method
    of variance estimates recovery (Donner and Zou 2012, *Closed-form confidence intervals for functions of the
    normal mean and standard deviation*). It needs no normal approximation of either share and has an answer where
    nothing, or everything, succeeded.
    """
    u, v = 1 - attacked.value, 1 - strangers.value
    value = 1 - u / v if v > 0 else 0.0
    low = 1 - _highest_ratio(u, v, attacked.value - attacked.low, strangers.high - strangers.value)
    high = 1 - _lowest_ratio(u, v, attacked.high - attacked.value, strangers.value - strangers.low)
    value = min(max(value, 0.0), 1.0)
    return Interval(value, min(max(low, 0.0), value), min(max(high, value), 1.0), confidence)


def _highest_ratio(u: float, v: float, du: float, dv: float) -> float:
    """The greater root q of (q v - u)^2 = du^2 + q^2 dv^2; no end when the divisor may be 0."""
    rest = v * v - dv * dv
    if rest <= 0:
        return math.inf
    root = math.sqrt(max(0.0, du * du * rest + u * u * dv * dv))
    return (u * v + root) / rest


def _lowest_ratio(u: float, v: float, du: float, dv: float) -> float:
    """The smaller root of the same, 0 when the dividend may be 0 (or the divisor is)."""
    rest = u * u - du * du
    if rest <= 0 or v <= 0:
        return 0.0
    return rest / (u * v + math.sqrt(max(0.0, v * v * du * du + dv * dv * rest)))
