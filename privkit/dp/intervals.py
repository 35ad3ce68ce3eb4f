"""95 % intervals of noisy numbers and of what is derived from them.

Noise is known exactly, so its intervals are too: those of one noisy integer hold at 95 % or a little more.
Combinations use that the half-widths of independent noises add up in squares: for geometric noise they are
2.12 standard deviations, as for the Laplace distribution, and for a sum of several less. They say how far
noise may have moved a figure, not how far a cap or a clamp did.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: Standard deviations of the half-width of a normal at 95 %.
NORMAL = NormalDist().inv_cdf(0.975)
#: How much wider a half-width at 95 % must be to hold at 97.5 %: the worst of both kinds of noise.
TO_TWO = math.log(40) / math.log(20)


@dataclass(frozen=True)
class Spread:
    """The noise of one integer: its standard deviation, and the half-width of its 95 % interval."""

    deviation: float
    half: float

    @property
    def factor(self) -> float:
        """Standard deviations in the half-width of a sum of such noises: never under those of a normal."""
        return max(self.half / self.deviation, NORMAL) if self.deviation else NORMAL

    @property
    def joined(self) -> float:
        """The half-width to use beside another noise: half a step more.

        Little noise on a whole number is a rare jump by one, which no standard deviation tells: multiplied by
        a centre of hundreds of steps it would be felt.
        """
        return self.half + 0.5 if self.deviation else 0.0


def geometric(scale: Fraction, margin95: int) -> Spread:
    """The spread of geometric noise, P(x) proportional to exp(-|x| / scale)."""
    decay = math.exp(-1 / float(scale))
    deviation = math.sqrt(2 * decay) / -math.expm1(-1 / float(scale))
    return Spread(deviation, float(margin95))


def gaussian(sigma_squared: Fraction, margin95: int) -> Spread:
    """The spread of discrete Gaussian noise (its variance is at most ``sigma_squared``)."""
    deviation = math.sqrt(sigma_squared)
    return Spread(deviation, float(margin95))


NOTHING = Spread(0.0, 0.0)


def fieller(top: Any, half_top: Any, bottom: Any, half_bottom: Any) -> tuple[Floats, Floats]:
    """The interval of a ratio of two independent noisy numbers (Fieller 1954).

    It holds every ratio r that |top − r × bottom| does not refute. Half-widths are those of the two numbers,
    at the level wanted. Ends are infinite where the bottom may be zero.
    """
    n, d = np.asarray(top, dtype=float), np.asarray(bottom, dtype=float)
    a = np.square(d) - np.square(half_bottom)
    inside = np.square(n * half_bottom) + np.square(half_top) * a
    sure = (a > 0) & (np.abs(d) > half_bottom)
    safe = np.where(sure, a, 1.0)
    turn = np.sqrt(np.maximum(inside, 0.0))
    low, high = (n * d - turn) / safe, (n * d + turn) / safe
    return np.where(sure, low, -np.inf), np.where(sure, high, np.inf)
