"""An amount of privacy loss, exact: no figure of a budget is ever a float, for a tiny one can vanish from a sum."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any

from privkit.words import Words, same

_FIGURES = 4  # significant figures of a number too long to be shown whole


@dataclass(frozen=True)
class Amount:
    """(ε, δ) as exact fractions. ``delta`` is 0 for pure differential privacy."""

    epsilon: Fraction
    delta: Fraction = Fraction(0)

    def __add__(self, other: Amount) -> Amount:
        return Amount(self.epsilon + other.epsilon, self.delta + other.delta)

    def __sub__(self, other: Amount) -> Amount:
        return Amount(self.epsilon - other.epsilon, self.delta - other.delta)

    def within(self, other: Amount) -> bool:
        """Whether neither part is above that of ``other``."""
        return self.epsilon <= other.epsilon and self.delta <= other.delta

    def floored(self) -> Amount:
        """The same, nothing below 0."""
        return Amount(max(self.epsilon, Fraction(0)), max(self.delta, Fraction(0)))

    def body(self) -> dict[str, str]:
        """The amount as it stands in a ledger: exact text."""
        return {"epsilon": exact(self.epsilon), "delta": exact(self.delta)}

    def words(self, *, up: bool = True) -> Words:
        """``ε 2.9, δ 1e-7``; δ is not told when it is 0. A long number is rounded up, or down."""
        told = same("ε ") + shown(self.epsilon, up=up)
        return told + same(", δ ") + shown(self.delta, up=up) if self.delta else told


def amount_of(body: Mapping[str, Any]) -> Amount:
    """The amount of :meth:`Amount.body`. Raises ValueError, KeyError or TypeError when it is none."""
    return Amount(_fraction(body["epsilon"]), _fraction(body["delta"]))


def _fraction(text: Any) -> Fraction:
    if not isinstance(text, str):
        raise TypeError("not an exact number")
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise ValueError("not a number") from None


def exact(value: Fraction) -> str:
    """A fraction as exact text: a decimal number when it has an end, else ``1/3``.

    >>> exact(Fraction("2.9")), exact(Fraction(1, 3)), exact(Fraction("1e-7"))
    ('2.9', '1/3', '0.0000001')
    """
    rest, places = value.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    if rest != 1:
        return str(value)
    digits = value.numerator * 10**places // value.denominator
    return format(Decimal(digits).scaleb(-places, Context(prec=max(1, len(str(digits))))), "f")


def shown(value: Fraction, *, up: bool = True) -> Words:
    """A fraction for people: whole when it is short, else four significant figures, rounded up or down.

    >>> shown(Fraction(29, 10)).fr, shown(Fraction(1, 3)).en, shown(Fraction(1, 10**7)).en
    ('2,9', '0.3334', '1e-7')
    """
    text = exact(value)
    if "/" in text or len(text.lstrip("-0.")) > 7:
        context = Context(prec=_FIGURES, rounding=ROUND_CEILING if up else ROUND_FLOOR)
        text = format(context.divide(Decimal(value.numerator), Decimal(value.denominator)), "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
    if value and abs(value) < Fraction(1, 1000):
        mantissa, _, power = format(Decimal(text), "e").partition("e")
        mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
        text = f"{mantissa}e{int(power)}"
    return Words(text, text.replace(".", ","))


def times(epsilon: Fraction) -> Words:
    """What ε multiplies odds by at most, e to the power ε, in two significant figures: ``18`` for 2.9.

    >>> times(Fraction("2.9")).en, times(Fraction("0.5")).fr, times(Fraction(20)).en
    ('18', '1,6', '490,000,000')
    """
    if epsilon > 100:
        return Words("over a billion billion", "plus d'un milliard de milliards")
    value = math.exp(float(epsilon))
    if value < 10:
        text = f"{value:.2g}"
        return Words(text, text.replace(".", ","))
    rounded = round(value, 1 - int(math.log10(value)))
    return Words(f"{rounded:,.0f}", f"{rounded:,.0f}".replace(",", "\u202f"))
