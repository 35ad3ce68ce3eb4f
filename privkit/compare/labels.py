"""Labels a person reads: merged bands, numbers, units, the words that describe a group."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pandas as pd

from privkit.steps.bands import join_labels
from privkit.words import Language, Words

ALL = "*"  # every label of a column, or a label that is not known

_NB = "\N{NO-BREAK SPACE}"
_NUMERIC = re.compile(
    r"(under |moins de |up to |jusqu'à )?-?\d+(\.\d+)?"
    r"(( to under | à moins de | to | à | ?- ?| ?– ?)-?\d+(\.\d+)?| and more| or more| et plus| ou plus)?"
)
_OTHERS = Words("others", "autres")
_NOT_STATED = Words("not stated", "non précisé")
_MOST_NAMED = 3
_MORE = re.compile(r" (and more|or more|et plus|ou plus)$")
_FROM_NOTHING = re.compile(r"^0 (?:à(?= moins de )|to(?= under )) ")


def as_labels(values: pd.Series, language: Language) -> pd.Series:
    """Labels as text; yes or no in the language; whole numbers without a point; a missing one is ``*``."""
    yes_no = {True: "yes", False: "no"} if language == "en" else {True: "oui", False: "non"}

    def one(value: Any) -> str:
        if pd.api.types.is_bool(value):
            return yes_no[bool(value)]
        whole = isinstance(value, float) and value.is_integer()
        return str(int(value)) if whole else str(value)

    present = values.notna()
    distinct = {value: one(value) for value in pd.unique(values[present])}
    return values.astype(object).map(distinct).where(present, ALL)


def show_run(labels: Sequence[str], language: Language) -> str:
    """Neighbouring bands as one label.

    >>> show_run(["60 to under 80", "80 to under 100"], "en")
    '60 to under 100'
    >>> show_run(["2025-Q1", "2025-Q2"], "fr")
    '2025-Q1 à 2025-Q2'
    """
    if len(labels) == 1:
        return labels[0]
    first, last = labels[0], labels[-1]
    if _NUMERIC.fullmatch(first) and _NUMERIC.fullmatch(last):
        return join_labels(first, last, language)
    return f"{first} {Words('to', 'à').say(language)} {last}"


def show_set(labels: Sequence[str], language: Language) -> str:
    """Labels without an order, as one.

    >>> show_set(["flat", "boat"], "en")
    'flat or boat'
    """
    if list(labels) == [ALL]:
        return _NOT_STATED.say(language)
    named = [label for label in labels if label != ALL]
    if len(named) > _MOST_NAMED:
        return f"{named[0]}, {named[1]}, {_OTHERS.say(language)} ({len(named) - 2})"
    words = [*named, *([_NOT_STATED.say(language)] if ALL in labels else [])]
    return f" {Words('or', 'ou').say(language)} ".join(words)


def number(value: Decimal, language: Language) -> str:
    """A number as it is written in the language.

    >>> number(Decimal("1234.50"), "en")
    '1,234.5'
    """
    text = format(value.normalize(), ",f")
    if language == "en":
        return text
    return text.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",")


def unit(written: str) -> str:
    """A unit of measure with its exponent raised: m³, m²."""
    return re.sub(r"\bm([23])\b", lambda found: "m" + {"2": "²", "3": "³"}[found[1]], written)


def quantity(value: Decimal, written_unit: str, language: Language) -> str:
    """A number and its unit, never cut at the end of a line."""
    return f"{number(value, language)}{_NB}{unit(written_unit)}"


def percent(share: Fraction, language: Language) -> str:
    """A share as a percentage: ``20%`` in English, ``20 %`` in French."""
    places = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return number(round(places, 1), language) + ("%" if language == "en" else _NB + "%")


def describe(column: str, shown: str, language: Language) -> str:
    """One column of a group when nobody gave words for it: ``surface : 60 à moins de 80 m²``."""
    name, measure = column, ""
    for ending in ("_m2", "_m3"):
        if column.endswith(ending):
            name, measure = column.removesuffix(ending), _NB + unit(ending[1:])
    colon = f"{_NB}: " if language == "fr" else ": "
    return f"{name.replace('_', ' ')}{colon}{placed_in('{}' + measure, shown)}"


def placed_in(band: str, shown: str) -> str:
    """A label in the words around it, ``{}`` standing for it.

    >>> placed_in("{} people", "5 and more")
    '5 people or more'
    >>> placed_in("{} m²", "0 to under 40")
    'under 40 m²'
    """
    shown = _FROM_NOTHING.sub("", shown)
    before, _, after = band.partition("{}")
    more = _MORE.search(shown) if after.strip() else None
    if more is None:
        return before + shown + after
    ending = " et plus" if more[1] in ("et plus", "ou plus") else " or more"
    return before + shown[: more.start()] + after + ending
