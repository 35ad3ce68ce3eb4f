"""Noise from the operating system, never seeded: a release cannot be drawn again, not even by its author.

Only integer noise is drawn, by itself; it is then added to an exact integer. diffprivlib adds its noise in double
precision, where a large answer swallows it.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from privkit.dp import exact
from privkit.dp.rounding import float_down

Integers = NDArray[
    Any
]  # of Python integers (dtype object): an answer may be large, its noise must never be lost

#: diffprivlib's geometric noise turns one uniform number of 53 bits into an integer. That moves the odds of each
#: integer by up to 2^-52 and cuts the tail: up to scale × 2^-46 in all, which would count beside a delta
#: if sums in small units were drawn so. Above this scale the exact sampler is used.
DIFFPRIVLIB_SCALE = 1024


class Noise(Protocol):
    """Where integer noise comes from. Samples are independent and cannot be repeated."""

    def geometric(self, size: int, scale: Fraction) -> Integers:
        """``size`` integers of P(x) proportional to exp(-|x| / scale)."""
        ...

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> Integers:
        """``size`` integers of P(x) proportional to exp(-x² / (2 sigma_squared))."""
        ...

    def choose(self, scores: NDArray[np.int64], epsilon: Fraction, sensitivity: int) -> int:
        """The index of one candidate, the better its score the likelier, for pure ``epsilon``.

        One unit changes each score by at most ``sensitivity``.
        """
        ...


def open_noise(name: Literal["diffprivlib", "opendp"]) -> Noise:
    """The noise of a library by its name. Raises UsageError (PK902) when OpenDP is not installed."""
    if name == "opendp":
        from privkit.dp.noise_opendp import OpenDPNoise

        return OpenDPNoise()
    return DiffprivlibNoise()


class DiffprivlibNoise:
    """diffprivlib 0.6.6 where it is sound, exact samplers of our own elsewhere.

    Geometric noise up to a scale of 1024, and choices by permute-and-flip (McKenna and Sheldon 2020), are
    diffprivlib's; it gets epsilon / sensitivity rounded down to a double, so the noise is never less than asked.
    Larger geometric noise and discrete Gaussians are drawn exactly (:mod:`privkit.dp.exact`): diffprivlib cannot be
    given the sigma of a release of several answers.
    """

    def geometric(self, size: int, scale: Fraction) -> Integers:
        """See :meth:`Noise.geometric`."""
        if scale > DIFFPRIVLIB_SCALE:
            return exact.geometric(size, scale).astype(object)
        from diffprivlib.mechanisms import Geometric

        mechanism = Geometric(epsilon=float_down(1 / scale), sensitivity=1)
        out = np.empty(size, dtype=object)
        out[:] = [mechanism.randomise(0) for _ in range(size)]
        return out

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> Integers:
        """See :meth:`Noise.discrete_gaussian`."""
        return exact.discrete_gaussian(size, sigma_squared).astype(object)

    def choose(self, scores: NDArray[np.int64], epsilon: Fraction, sensitivity: int) -> int:
        """See :meth:`Noise.choose`."""
        from diffprivlib.mechanisms import PermuteAndFlip

        best = int(max(scores))
        below = [float(int(score) - best) for score in scores]  # exact, where large scores would round
        rate = float_down(epsilon / sensitivity)
        return int(PermuteAndFlip(epsilon=rate, sensitivity=1, utility=below).randomise())
