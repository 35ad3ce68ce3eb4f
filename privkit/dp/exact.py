"""Exact integer noise from the bits of the operating system (Canonne, Kamath and Steinke 2020, algorithms 1 to 3).

Every decision is "a uniform number is below exp(-γ)", for a rational γ. The first 64 bits of the number decide it
against exp(-γ) in double precision, unless the two lie closer than the rounding: then more bits are drawn and the
exponential is computed with more digits. So the result has exactly the stated distribution, and whole arrays are
drawn at once.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from decimal import Context, Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from privkit.dp.codes import misuse
from privkit.dp.rounding import short_up
from privkit.words import Words

Int64 = NDArray[np.int64]
Bits = NDArray[np.uint64]
Floats = NDArray[np.float64]

#: Over the error of exp(-γ) in double precision, of 2^-50 at most for the γ used here, and that of 64 bits.
_DOUBT = 2.0**-48
_LARGEST = 56  # bits of a scale: products of it with the small counts below stay in 63


def geometric(size: int, scale: Fraction) -> Int64:
    """``size`` integers of P(x) proportional to exp(-|x| / scale).

    The scale is exact while its numerator has at most 56 bits, and rounded up beyond. Raises InternalError
    (PK520) for a scale of 2^50 or more.
    """
    _hold(scale)
    short = short_up(scale, _LARGEST - 1)
    return _filled(size, lambda count: _two_sided(count, short.numerator, short.denominator))


def discrete_gaussian(size: int, sigma_squared: Fraction) -> Int64:
    """``size`` integers of P(x) proportional to exp(-x² / (2 sigma_squared)), exact for any fraction.

    Raises InternalError (PK520) when sigma is 2^50 or more.
    """
    root = math.isqrt(math.floor(sigma_squared)) + 1
    _hold(Fraction(root))
    return _filled(size, lambda count: _accepted(_two_sided(count, root, 1), sigma_squared, root))


def _hold(scale: Fraction) -> None:
    if not 0 < scale < 2**50:
        raise misuse(
            Words("the scale of noise must be in ]0, 2^50[", "l'échelle d'un bruit doit être dans ]0, 2^50[")
        )


def _filled(size: int, draw: Callable[[int], Int64]) -> Int64:
    """``size`` of the samples that ``draw`` gives: it is asked for some and may reject any."""
    parts, have = [np.empty(0, dtype=np.int64)], 0
    while have < size:
        parts.append(draw(2 * (size - have) + 16))
        have += len(parts[-1])
    return np.concatenate(parts)[:size]


def _two_sided(count: int, numerator: int, denominator: int) -> Int64:
    """Two-sided geometric noise of scale numerator / denominator: at most ``count`` samples."""
    remainder = uniform_below(count, numerator)
    remainder = remainder[below_exp(remainder / numerator, lambda i: Fraction(int(remainder[i]), numerator))]
    magnitude = (remainder + numerator * _whole(len(remainder))) // denominator
    negative = _bits(len(magnitude)) >> np.uint64(63) == 1
    kept = ~(negative & (magnitude == 0))  # zero has one sign only
    signed: Int64 = np.where(negative, -magnitude, magnitude)[kept]
    return signed


def _whole(count: int) -> Int64:
    """Integers of P(v) proportional to exp(-v): how many times in a row a chance of 1/e succeeds."""
    out, going = np.zeros(count, dtype=np.int64), np.arange(count)
    while len(going):
        going = going[below_exp(np.ones(len(going)), lambda _: Fraction(1))]
        out[going] += 1
    return out


def _accepted(candidates: Int64, sigma_squared: Fraction, root: int) -> Int64:
    """Of geometric noise of scale ``root``, what makes a discrete Gaussian."""
    shift = sigma_squared / root

    def exact(i: int) -> Fraction:
        return (abs(int(candidates[i])) - shift) ** 2 / (2 * sigma_squared)

    distance = np.abs(candidates) - float(shift)
    return candidates[below_exp(distance * distance / (2 * float(sigma_squared)), exact)]


def below_exp(gamma: Floats, exact: Callable[[int], Fraction], doubt: float = _DOUBT) -> NDArray[np.bool_]:
    """True with probability exp(-γ), independently for each γ ≥ 0.

    ``exact`` gives the γ of an index as a fraction, for the few (2^-47) where double precision leaves a doubt.
    """
    drawn = _bits(len(gamma))
    gap = np.exp(-gamma) - drawn * 2.0**-64
    out: NDArray[np.bool_] = gap > 0
    for i in np.flatnonzero(np.abs(gap) <= doubt):
        out[i] = _decided(int(drawn[i]), exact(int(i)))
    return out


def _decided(prefix: int, gamma: Fraction) -> bool:
    """Whether the uniform number that starts with these 64 bits is below exp(-γ), whatever number of bits it takes."""
    if gamma == 0:
        return True
    bits, digits = 64, 40
    while True:
        context = Context(prec=digits)
        power = context.divide(Decimal(-gamma.numerator), Decimal(gamma.denominator)).exp(context)
        error = Fraction(1, 10 ** (digits - 10))  # far over that of the quotient and of the exponential
        low, high = Fraction(prefix, 2**bits), Fraction(prefix + 1, 2**bits)
        if high <= Fraction(power) - error:
            return True
        if low >= Fraction(power) + error:
            return False
        prefix, bits, digits = prefix << 64 | int(_bits(1)[0]), bits + 64, digits + 20


def uniform_below(count: int, bound: int) -> Int64:
    """``count`` uniform integers in [0, bound), for a bound of at most 62 bits."""
    shift = np.uint64(64 - bound.bit_length())

    def draw(count: int) -> Int64:
        found = (_bits(count) >> shift).astype(np.int64)
        return found[found < bound]

    return _filled(count, draw)


def _bits(count: int) -> Bits:
    """64 random bits each, from the operating system."""
    return np.frombuffer(os.urandom(8 * count), dtype=np.uint64)
