"""The total cost of several noisy answers, under three ways of accounting.

``basic`` adds the epsilons up, exactly; a Gaussian's is that of its rho at its even part of delta. ``zcdp`` adds
rho up, exactly, and converts once. ``pld`` composes the distributions of the privacy loss, the tightest. All
three are upper bounds, so each gives the least of itself and of those before it: ``pld`` is never above
``zcdp``, nor ``zcdp`` above ``basic``.

All hold when what is asked depends on earlier answers. When how much noise is added does too, as in later
releases on the same households, ``basic`` and ``zcdp`` still hold against a limit set in advance (Rogers et al.
2016; Feldman and Zrnic 2021); for ``pld`` the noise of each release must not be set by earlier answers.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

from privkit.dp import gaussian, pld
from privkit.dp.events import (
    DiscreteGaussian,
    Event,
    Exponential,
    GaussianThreshold,
    Geometric,
    Threshold,
)
from privkit.dp.rounding import up
from privkit.dp.zcdp import epsilon_of_rho, rho_of
from privkit.errors import DataError, Problem
from privkit.words import Words

Accounting = Literal["basic", "zcdp", "pld"]

_POINTS = 2**17  # of the grid of losses; more is finer and slower


def epsilon_of(events: Sequence[Event], delta: Fraction, accounting: Accounting) -> Fraction:
    """The epsilon that all the events cost together at ``delta``: an upper bound, rounded up.

    Raises DataError (PK521) when no epsilon is enough: Gaussian noise at delta 0, or thresholds whose own
    delta takes all of it.
    """
    left = delta - sum((e.delta for e in events if isinstance(e, Threshold | GaussianThreshold)), Fraction(0))
    normal = [
        DiscreteGaussian(e.rho, e.sigma_squared)
        for e in events
        if isinstance(e, DiscreteGaussian | GaussianThreshold) and e.rho > 0
    ]
    pure = [
        _as_geometric(e)
        for e in events
        if not isinstance(e, DiscreteGaussian | GaussianThreshold) and e.epsilon > 0
    ]
    if left < 0 or (left == 0 and normal):
        raise _no_epsilon()
    if left >= 1:
        return Fraction(0)  # delta allows anything
    bounds = [_basic(pure, normal, left)]
    if accounting != "basic" and left > 0:
        bounds.append(epsilon_of_rho(rho_of(events), left))
        if accounting == "pld":
            bounds += _by_losses(pure, normal, left)
    return min(bounds)


def in_parallel(parts: Sequence[Sequence[Event]], delta: Fraction, accounting: Accounting) -> Fraction:
    """The epsilon of answers on disjoint sets of privacy units, each with its events: that of the dearest set.

    Only where a unit is in one set whatever the data (McSherry 2009): two areas of one household's history are
    not disjoint. Raises DataError as :func:`epsilon_of`.
    """
    return max((epsilon_of(events, delta, accounting) for events in parts), default=Fraction(0))


def _as_geometric(event: Geometric | Exponential | Threshold) -> Geometric:
    """What composes like the event, but for the delta of a threshold."""
    if isinstance(event, Geometric):
        return event
    return Geometric(event.epsilon, 1 if isinstance(event, Exponential) else event.groups, 1)


def _basic(pure: Sequence[Geometric], normal: Sequence[DiscreteGaussian], left: Fraction) -> Fraction:
    """The sum of the epsilons; Gaussian events share what is left of delta evenly."""
    total = sum((event.epsilon for event in pure), Fraction(0))
    return total + sum((epsilon_of_rho(event.rho, left / len(normal)) for event in normal), Fraction(0))


def _together(normal: Sequence[DiscreteGaussian], delta: Fraction) -> list[Fraction]:
    """Several discrete Gaussians as one continuous Gaussian, by each bound there is."""
    found = []
    for bound in gaussian.bounds(normal):
        epsilon = gaussian.epsilon_at(bound.mu, bound.delta_allowed(float(delta)))
        found.append(up(epsilon + 2 * bound.slack))
    return found


def _by_losses(
    pure: Sequence[Geometric], normal: Sequence[DiscreteGaussian], left: Fraction
) -> list[Fraction]:
    """Bounds by composing privacy losses; none where a sigma is unknown."""
    together = gaussian.bounds(normal)
    if not pure or (normal and not together):
        return _together(normal, left)
    cells: Counter[tuple[Fraction, int]] = Counter()
    for event in pure:
        cells[event.epsilon / event.groups, event.per_cell] += event.groups
    rho = rho_of([*pure, *normal])
    if not normal:
        return _composed(cells, 0.0, 0.0, float(left), rho)
    best = min(together, key=lambda bound: 100 * bound.slack + bound.mu)
    return _composed(cells, best.mu, best.slack, float(left), rho)


def _composed(
    cells: Counter[tuple[Fraction, int]], mu: float, slack: float, delta: float, rho: Fraction
) -> list[Fraction]:
    """The pure mechanisms of each cell, as many times as they occur, and one Gaussian of ``mu``."""
    delta *= math.exp(-slack)
    tail = delta * 1e-7
    step = _step(cells, mu, tail)
    parts = [
        (pld.geometric_losses(float(epsilon), per_cell, step), times)
        for (epsilon, per_cell), times in cells.items()
    ]
    if mu > 0:
        parts.append((pld.gaussian_losses(mu, tail, step), 1))
    tilt = math.sqrt(-math.log(delta) / float(rho))
    epsilon = pld.epsilon_at(pld.compose(parts, tilt), delta)
    return [] if epsilon is None else [up(epsilon + 2 * slack)]


def _step(cells: Counter[tuple[Fraction, int]], mu: float, tail: float) -> float:
    """The step of the grid: the least epsilon is a whole number of steps, the whole range some 2^17 of them."""
    least = float(min(epsilon for epsilon, _ in cells))
    length = 2 * float(sum(epsilon * times for (epsilon, _), times in cells.items()))
    length += 2 * mu * math.sqrt(-2 * math.log(tail)) if mu else 0.0
    parts = math.floor(least * _POINTS / length)
    return least / parts if parts >= 1 else length / _POINTS


def _no_epsilon() -> DataError:
    return DataError(
        Problem(
            "PK521",
            Words(
                "no epsilon is enough for this delta: Gaussian noise and keys chosen by a threshold need their part of it",
                "aucun epsilon ne suffit à ce delta : un bruit gaussien et des clés choisies par un seuil en demandent leur part",
            ),
            instead=Words(
                "a greater delta, or geometric noise on keys that are listed in advance",
                "un delta plus grand, ou un bruit géométrique sur des clés listées d'avance",
            ),
        )
    )
