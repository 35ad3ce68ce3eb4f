"""Rounding always goes to the private side."""

import math
from fractions import Fraction as F

from hypothesis import given
from hypothesis import strategies as st

from privkit.dp.rounding import float_down, float_up, short_down, short_up, up

POSITIVE = st.fractions(F(1, 10**30), 10**30)


@given(POSITIVE, st.integers(4, 60))
def test_a_short_fraction_is_just_above(x: F, bits: int) -> None:
    short = short_up(x, bits)
    assert x <= short <= x * (1 + F(1, 2 ** (bits - 3)))
    assert short.numerator.bit_length() <= max(
        bits, short.numerator.bit_length() if short > 2**bits else bits
    )
    assert short_down(x, bits) <= x


@given(POSITIVE)
def test_the_nearest_double_on_either_side(x: F) -> None:
    assert F(float_down(x)) <= x <= F(float_up(x))
    assert math.nextafter(float_down(x), math.inf) >= float_up(x)


@given(st.floats(0, 1e6))
def test_an_epsilon_is_rounded_up_to_nine_decimals(x: float) -> None:
    assert F(x) <= up(x) <= F(x) * (1 + F(1, 10**10)) + F(2, 10**9)
