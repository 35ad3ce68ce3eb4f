"""One noisy answer as it is planned and paid for, before any data are read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from privkit.synth.marginals.neighbours import rho_of_choice, rho_of_gaussian

_BITS = 24  # of an amount: short fractions keep exact noise quick


@dataclass(frozen=True)
class Measurement:
    """A noisy answer: what it is about, its noise, what it costs as zCDP (``rho``, exact).

    ``gaussian``: a vector with discrete Gaussian noise of ``sigma_squared``. ``choice``: the choice of one candidate
    for pure ``epsilon`` (rho = epsilon² / 2). ``threshold``: the categories whose noisy count of units reaches a
    threshold, with ``sigma_squared`` and the chance ``delta`` that one held by a single unit is shown; it composes as
    its noise and, apart, a mechanism of (0, delta).
    """

    kind: Literal["gaussian", "choice", "threshold"]
    rho: Fraction
    sigma_squared: Fraction | None
    epsilon: Fraction | None
    delta: Fraction | None
    what: str


def gaussian(what: str, rho: Fraction, l2_squared: int) -> Measurement:
    """Gaussian noise that costs ``rho`` or a hair less."""
    sigma_squared = _short_up(l2_squared / (2 * rho))
    return Measurement(
        "gaussian", rho_of_gaussian(l2_squared, sigma_squared), sigma_squared, None, None, what
    )


def choice(what: str, rho: Fraction) -> Measurement:
    """A choice that costs ``rho`` or a hair less."""
    scale = _short_up(1 / (2 * rho))  # epsilon² = 1 / scale
    root = Fraction(math.isqrt(math.ceil(scale * 4**_BITS)) + 1, 2**_BITS)
    epsilon = 1 / _short_up(root)
    return Measurement("choice", rho_of_choice(epsilon), None, epsilon, None, what)


def threshold(what: str, rho: Fraction, l2_squared: int, delta: Fraction) -> Measurement:
    """Categories found by a threshold, for ``rho`` or a hair less, and ``delta``."""
    paid = gaussian(what, rho, l2_squared)
    return Measurement("threshold", paid.rho, paid.sigma_squared, None, delta, what)


def _short_up(x: Fraction) -> Fraction:
    """The fraction, or one just above it (by 2^-22 of it at most) with a numerator of some 24 bits."""
    power = _BITS - 1 - (math.floor(x).bit_length() if x >= 1 else 1 - math.floor(1 / x).bit_length())
    return Fraction(math.ceil(x * Fraction(2) ** power)) / Fraction(2) ** power
