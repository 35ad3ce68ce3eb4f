"""What counts prove of a release: least epsilon, or least mu, that explains them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

#: Probability that one audit of an honest release raises an alarm; see the package for the sum over all of them.
ALPHA = 1e-8
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Counted:
    """How often an event was met with the canary there, and without."""

    hits: int
    there: int
    other_hits: int
    absent: int

    @classmethod
    def of(cls, event: Flags, coin: Flags) -> Counted:
        return cls(int(event[coin].sum()), int(coin.sum()), int(event[~coin].sum()), int((~coin).sum()))

    def at_least(self, alpha: float) -> float:
        """The probability of the event with the canary, from below."""
        return float(betaincinv(self.hits, self.there - self.hits + 1, alpha / 2)) if self.hits else 0.0

    def at_most(self, alpha: float) -> float:
        """The probability of the event without the canary, from above."""
        return (
            float(betaincinv(self.other_hits + 1, self.absent - self.other_hits, 1 - alpha / 2))
            if self.other_hits < self.absent
            else 1.0
        )

    @property
    def swapped(self) -> Counted:
        """The same event as told of the neighbour: without the canary first."""
        return Counted(self.other_hits, self.absent, self.hits, self.there)


def epsilon_of(counted: Counted, alpha: float, delta: float = 0.0) -> float:
    """The least epsilon at ``delta`` under which such counts have a chance of ``alpha`` at least; 0 when none is proved."""
    more = counted.at_least(alpha) - delta
    return max(0.0, math.log(more / counted.at_most(alpha))) if more > 0 else 0.0


def mu_of(counted: Counted, alpha: float) -> float:
    """The least mu of Gaussian differential privacy under which such counts have a chance of ``alpha`` at least."""
    normal, low, high = NormalDist(), counted.at_least(alpha), counted.at_most(alpha)
    return max(0.0, normal.inv_cdf(low) - normal.inv_cdf(high)) if low > 0 and high < 1 else 0.0
