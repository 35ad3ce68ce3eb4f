"""Values of a policy in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from privkit.policy.say import day, listing, number, share
from privkit.policy.scalars import Amount, Duration
from privkit.policy.terms import Choice
from privkit.words import Words, same

_LONG = 90  # a sentence is cut above this many characters


def value_words(value: Any) -> Words:
    """A value as a policy would say it; a sentence is quoted, and cut when it is long."""
    if isinstance(value, Choice):
        return Words(value.say("en"), value.say("fr"))
    if isinstance(value, bool):
        return Words("yes", "oui") if value else Words("no", "non")
    if isinstance(value, Fraction):
        return share(value)
    if isinstance(value, Decimal | int):
        return number(value)
    if isinstance(value, Duration):
        return value.words()
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Amount):
        return _amount(value)
    if isinstance(value, tuple | list):
        return listing([value_words(one) for one in value]) if value else Words("none", "aucun")
    return _text(str(value)) if not isinstance(value, Mapping) else same(str(len(value)))


def _amount(value: Amount) -> Words:
    if value.is_share:
        return share(value.number)
    exact = Decimal(value.number.numerator) / Decimal(value.number.denominator)
    return number(exact) + same(f" {value.unit}".rstrip())


def _text(text: str) -> Words:
    if " " not in text and len(text) <= _LONG:
        return same(text)
    shown = text if len(text) <= _LONG else f"{text[: _LONG - 1].rstrip()}…"
    return Words(f"“{shown}”", f"« {shown} »")
