"""Bands as a policy writes them: edges ``[0, 40, 60]`` or labels ``["1", "2", "3 to 4", "5 and more"]``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from privkit.policy.scalars import plain_number
from privkit.steps.recoding import BandRecoding, RangeRecoding
from privkit.words import Language

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_RANGE = re.compile(r"(\d+) ?(?:to|à|-|–) ?(\d+)")
_MORE = re.compile(r"(\d+) (?:and more|or more|et plus|ou plus)")
_LESS = re.compile(r"(?:up to|jusqu'à) (\d+)")

BETWEEN = {"en": "{} to under {}", "fr": "{} à moins de {}"}
FROM = {"en": "{} and more", "fr": "{} et plus"}
TO = {"en": "{} to {}", "fr": "{} à {}"}
UP_TO = {"en": "up to {}", "fr": "jusqu'à {}"}
UNDER = {"en": "under {}", "fr": "moins de {}"}


class BadBands(ValueError):
    """Bands that cannot be read; the message tells the kind of fault: ``order``, ``form``, ``overlap``."""


def read_bands(written: Sequence[str], language: Language) -> BandRecoding | RangeRecoding:
    """The recoding that bands stand for.

    Raises BadBands: edges not increasing, a label that is no range of whole numbers, ranges that
    overlap or leave a hole.
    """
    plain = [
        plain_number(text.strip()) if _NUMBER.fullmatch(plain_number(text.strip())) else text
        for text in written
    ]
    if all(_NUMBER.fullmatch(text) for text in plain):
        return _edges([Decimal(text) for text in plain], language)
    return RangeRecoding(_ranges(written))


def _edges(edges: list[Decimal], language: Language) -> BandRecoding:
    if any(a >= b for a, b in pairwise(edges)):
        raise BadBands("order")
    shown = [format(e.normalize(), "f") for e in edges]
    labels = [BETWEEN[language].format(a, b) for a, b in pairwise(shown)]
    return BandRecoding(
        tuple(edges), (*labels, FROM[language].format(shown[-1])), UNDER[language].format(shown[0])
    )


def _ranges(written: Sequence[str]) -> tuple[tuple[int | None, int | None, str], ...]:
    found: list[tuple[int | None, int | None, str]] = []
    for label in written:
        text = " ".join(label.split())
        if text.isdigit():
            found.append((int(text), int(text), text))
        elif match := _RANGE.fullmatch(text):
            found.append((int(match[1]), int(match[2]), text))
        elif match := _MORE.fullmatch(text):
            found.append((int(match[1]), None, text))
        elif match := _LESS.fullmatch(text):
            found.append((None, int(match[1]), text))
        else:
            raise BadBands("form")
    for (_, high, _), (low, _, _) in pairwise(found):
        if high is None or low is None or low <= high:
            raise BadBands("overlap")
        if low != high + 1:
            raise BadBands("hole")
    if any(low is not None and high is not None and low > high for low, high, _ in found):
        raise BadBands("order")
    return tuple(found)


def join_labels(first: str, second: str, language: Language) -> str:
    """The label of two neighbouring bands taken together.

    >>> join_labels("40 to under 60", "60 to under 80", "en")
    '40 to under 80'
    >>> join_labels("3 à 4", "5 et plus", "fr")
    '3 et plus'
    """
    start, end = _start(first), _end(second)
    if start is None and end is None:
        return f"{first} / {second}"
    if end is None:
        return FROM[language].format(start)
    bound, left_out = end
    if start is None:
        return (UNDER if left_out else UP_TO)[language].format(bound)
    return (BETWEEN if left_out else TO)[language].format(start, bound)


def _start(label: str) -> str | None:
    match = re.match(r"(-?\d+(?:\.\d+)?)", label)
    return match[1] if match else None


def _end(label: str) -> tuple[str, bool] | None:
    """The end of a label and whether it is left out of it; None when it has no end."""
    if match := re.search(r"(?:under|moins de) (-?\d+(?:\.\d+)?)$", label):
        return match[1], True
    if match := re.search(r"(-?\d+(?:\.\d+)?)$", label):
        return match[1], False
    return None
