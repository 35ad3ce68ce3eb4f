"""The plan of a release: which noise each query gets, and what it costs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from scipy.special import ndtri

from privkit.dp.accounting import Accounting
from privkit.dp.events import DiscreteGaussian, Event, GaussianThreshold, Geometric, Threshold
from privkit.dp.margins import NINETY_FIVE, gaussian_margin, geometric_margin
from privkit.dp.queries import Query

Mechanism = Literal["geometric", "discrete_gaussian"]


@dataclass(frozen=True)
class Planned:
    """The noise of one query.

    ``scale`` is that of geometric noise (L1 / epsilon), ``sigma_squared`` that of a discrete Gaussian, both
    exact, in integer units: one is set, the other None. ``margin95`` is the half-width of the 95 % interval
    of one cell. ``threshold`` is set for a query that selects keys: a key is shown when its noisy count
    of units reaches it.
    """

    query: Query
    mechanism: Mechanism
    event: Event
    scale: Fraction | None
    sigma_squared: Fraction | None
    margin95: int
    threshold: int | None = None

    def margin(self, confidence: Fraction) -> int:
        """The half-width of the interval of one cell at another confidence, in integer units."""
        if self.sigma_squared is not None:
            return gaussian_margin(self.sigma_squared, confidence)
        return geometric_margin(self.scale or Fraction(1), confidence)


@dataclass(frozen=True)
class Plan:
    """The noise of every query, and what the release costs under its accounting: never above what was asked."""

    spent: tuple[Planned, ...]
    epsilon: Fraction
    delta: Fraction
    accounting: Accounting

    def of(self, name: str) -> Planned:
        """The noise of one query, by its name."""
        return next(planned for planned in self.spent if planned.query.name == name)

    @property
    def events(self) -> tuple[Event, ...]:
        """What a ledger keeps."""
        return tuple(planned.event for planned in self.spent)


def with_gaussian(query: Query, sigma_squared: Fraction, delta: Fraction = Fraction(0)) -> Planned:
    """A query answered with discrete Gaussian noise; ``delta`` is for a query that selects keys."""
    rho, margin = query.l2_squared / (2 * sigma_squared), gaussian_margin(sigma_squared, NINETY_FIVE)
    if not query.selects:
        event = DiscreteGaussian(rho, sigma_squared)
        return Planned(query, "discrete_gaussian", event, None, sigma_squared, margin)
    # P(noise ≥ m) is at most that of the continuous Gaussian from m - 1 on (Canonne et al. 2020, proposition 25).
    reach = -math.sqrt(sigma_squared) * float(ndtri(float(delta / query.groups)))
    keys = GaussianThreshold(rho, sigma_squared, delta)
    return Planned(query, "discrete_gaussian", keys, None, sigma_squared, margin, 2 + _above(reach))


def with_geometric(query: Query, epsilon: Fraction, delta: Fraction = Fraction(0)) -> Planned:
    """A query answered with geometric noise; ``delta`` is for a query that selects keys.

    The threshold is the noisy count that keys held by one unit alone all miss but with probability ``delta``:
    the count under such a key is 1, and the unit holds at most ``groups`` of them.
    """
    scale = query.l1 / epsilon
    margin = geometric_margin(scale, NINETY_FIVE)
    if not query.selects:
        event = Geometric(epsilon, query.groups, query.per_cell)
        return Planned(query, "geometric", event, scale, None, margin)
    ratio = math.exp(-1 / float(scale))  # P(noise ≥ m) = ratio^m / (1 + ratio) for m ≥ 1
    reach = float(scale) * math.log(query.groups / float(delta) / (1 + ratio))
    keys = Threshold(epsilon, delta, query.groups)
    return Planned(query, "geometric", keys, scale, None, margin, 1 + _above(reach))


def _above(reach: float) -> int:
    """The least whole number from 1 that is surely not below a computed one."""
    return max(1, math.ceil(reach * (1 + 1e-12) + 1e-9))
