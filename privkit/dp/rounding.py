"""From floats to exact fractions, always to the private side."""

from __future__ import annotations

import math
from fractions import Fraction

#: Relative error allowed to a float formula before its result is rounded: far above double precision.
SLACK = 1e-11


def up(x: float) -> Fraction:
    """The float as a multiple of 10^-9, never below it, with room for the rounding of the formula."""
    return Fraction(math.ceil(x * (1 + SLACK) * 10**9), 10**9)


def short_up(x: Fraction, bits: int = 32) -> Fraction:
    """The fraction, or the next one above it whose numerator is at most about 2^``bits``.

    >>> short_up(Fraction(1000, 3), bits=5)
    Fraction(352, 1)
    """
    if x.numerator.bit_length() <= bits:
        return x
    power = bits - 1 - (math.floor(x).bit_length() if x >= 1 else 1 - (1 / x).__floor__().bit_length())
    return Fraction(math.ceil(x * Fraction(2) ** power)) / Fraction(2) ** power


def short_down(x: Fraction, bits: int = 32) -> Fraction:
    """The fraction, or the next one below it whose reciprocal is short in the sense of :func:`short_up`."""
    return 1 / short_up(1 / x, bits)


def float_up(x: Fraction) -> float:
    """The least double that is not below the fraction."""
    near = float(x)
    return near if Fraction(near) >= x else math.nextafter(near, math.inf)


def float_down(x: Fraction) -> float:
    """The greatest double that is not above the fraction."""
    return -float_up(-x)
