"""Which of two values protects more. Every scale is antisymmetric: backwards, the sign turns.

A scale is given what was and what is written, never None, and answers 1 (stronger), -1 (weaker) or 0 (cannot tell).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from privkit.policy.scalars import Duration, plain_number
from privkit.policy.terms import Choice

Scale = Callable[[Any, Any], int]

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_RANGE = re.compile(r"(?:up to |jusqu'à )?(\d+)(?: ?(?:to|à|-|–) ?(\d+))?( (?:and|or|et|ou) (?:more|plus))?")


def unknown(before: Any, after: Any) -> int:
    """Nothing can be told."""
    return 0


def higher(before: Any, after: Any) -> int:
    """More is stronger."""
    one, two = _size(before), _size(after)
    return 0 if one is None or two is None else (two > one) - (two < one)


def lower(before: Any, after: Any) -> int:
    """Less is stronger."""
    return -higher(before, after)


def ranked(*words: Choice | Sequence[Choice] | bool) -> Scale:
    """Words from the weakest to the strongest; those of one rank cannot be told apart."""
    ranks: dict[Any, int] = {}
    for rank, one in enumerate(words):
        for word in (one,) if isinstance(one, Choice | bool) else one:
            ranks[word] = rank

    def scale(before: Any, after: Any) -> int:
        if before not in ranks or after not in ranks:
            return 0
        return (ranks[after] > ranks[before]) - (ranks[after] < ranks[before])

    return scale


def wider_bands(before: Any, after: Any) -> int:
    """Bands made by joining those of before are stronger; bands cut otherwise, or that cover other values, cannot
    be told."""
    one, two = _cuts(before), _cuts(after)
    if one is not None and two is not None:
        return (two < one) - (one < two)
    if one is not None or two is not None:  # edges and labels do not cover the same values
        return 0
    was, now = _ranges(before), _ranges(after)
    if was is None or now is None or was[1] != now[1]:
        return 0
    return (now[0] < was[0]) - (was[0] < now[0])


def _size(value: Any) -> Fraction | None:
    """A number, a share, a day or a length of time as a number; None for what has no size."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal | Fraction):
        return Fraction(value)
    if isinstance(value, date):
        return Fraction(value.toordinal())
    if isinstance(value, Duration):  # a month is counted as 30.44 days: only the order matters
        return Fraction(value.days) + value.months * Fraction(36525, 1200)
    return None


def _cuts(bands: Sequence[str]) -> frozenset[Fraction] | None:
    """Where edges cut a number: below the first, between two, above the last. None when they are no numbers."""
    plain = [plain_number(text.strip()) for text in bands]
    if not plain or not all(_NUMBER.fullmatch(text) for text in plain):
        return None
    return frozenset(Fraction(text) for text in plain)


def _ranges(bands: Sequence[str]) -> tuple[frozenset[int], tuple[bool, int, bool, int]] | None:
    """Where labels such as ``3 to 4`` cut whole numbers, and the ends of what they cover; None when unread."""
    starts, open_below, open_above, last = set[int](), False, False, 0
    for text in (" ".join(band.split()) for band in bands):
        match = _RANGE.fullmatch(text)
        if match is None:
            return None
        if text.startswith(("up to", "jusqu'à")):
            open_below, last = True, max(last, int(match[1]))
            starts.add(-1)
            continue
        starts.add(int(match[1]))
        open_above = open_above or match[3] is not None
        last = max(last, int(match[2] or match[1]))
    if not starts:
        return None
    return frozenset(starts), (open_below, min(starts), open_above, -1 if open_above else last)
