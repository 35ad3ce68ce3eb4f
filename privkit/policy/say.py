"""Small pieces of sentences in both languages: dates, shares, lists, reasons, French spaces."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from typing import TypeVar

from privkit.words import Words, same

Rule = TypeVar("Rule")
FOLDED_FROM = 3  #: columns numbered from 1 that are told as one name

_MONTHS = Words(
    "January February March April May June July August September October November December",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
)


def french(text: str) -> str:
    """Put the no-break spaces of French typography: before : ; ? ! % and inside « ».

    >>> french("Oui ; « non » : 5 %").encode("ascii", "backslashreplace").decode()
    'Oui\\\\u202f; \\\\xab\\\\xa0non\\\\xa0\\\\xbb\\\\xa0: 5\\\\xa0%'
    """
    text = re.sub(r" ([:%»])", "\u00a0\\1", text)
    text = re.sub(r"« ", "«\u00a0", text)
    return re.sub(r" ([;?!])", "\u202f\\1", text)


def sentence(en: str, fr: str) -> Words:
    """A sentence in both languages, French spaces in place."""
    return Words(re.sub(r" %", "\u00a0%", en), french(fr))


def day(value: date) -> Words:
    """A date in words: 1 June 2027, 1er juin 2027."""
    english, francais = _MONTHS.en.split(), _MONTHS.fr.split()
    first = "1er" if value.day == 1 else str(value.day)
    return Words(
        f"{value.day} {english[value.month - 1]} {value.year}",
        f"{first} {francais[value.month - 1]} {value.year}",
    )


def number(value: Decimal | int) -> Words:
    """A number without useless zeros, with the decimal mark of each language."""
    text = format(Decimal(value), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return Words(text, text.replace(".", ","))


def several(count: int, one: Words, many: Words) -> Words:
    """A count and the word for what is counted, as many as both languages ask.

    >>> several(1, Words("unit", "unité"), Words("units", "unités"))
    Words(en='1 unit', fr='1 unité')
    """
    return Words(
        f"{count} {one.en if count == 1 else many.en}", f"{count} {one.fr if count < 2 else many.fr}"
    )


def units(count: int) -> Words:
    """A number of units."""
    return several(count, Words("unit", "unité"), Words("units", "unités"))


def distinct_values(count: int) -> Words:
    """A number of distinct values."""
    many = Words("distinct values", "valeurs distinctes")
    return several(count, Words("distinct value", "valeur distincte"), many)


def share(value: Fraction) -> Words:
    """A share as a percentage."""
    percent = value * 100
    shown = number(Decimal(percent.numerator) / Decimal(percent.denominator))
    return Words(f"{shown.en}%", f"{shown.fr} %")


def times_of(delta: Decimal) -> Words:
    """What a number of powers of two multiplies a frequency by, cut to the side that promises less."""
    times = Decimal(2) ** delta
    shown = times.quantize(Decimal("0.01"), ROUND_CEILING)
    about = Words("about ", "environ ") if shown != times else same("")
    return about + number(shown)


def together(names: Sequence[str]) -> list[Words]:
    """Names in their order; ``volume_1`` to ``volume_12`` are told as one name and how many columns it is.

    >>> [words.fr for words in together(["secteur", "volume_1", "volume_2", "volume_3"])]
    ['secteur', 'volume (3 colonnes)']
    """
    out: list[Words] = []
    rest = list(names)
    while rest:
        base, mark, number = rest[0].rpartition("_")
        length = 0
        if mark and base and number == "1":
            while rest[length : length + 1] == [f"{base}_{length + 1}"]:
                length += 1
        if length >= FOLDED_FROM:
            out.append(Words(f"{base} ({length} columns)", f"{base} ({length} colonnes)"))
        else:
            length = 1
            out.append(same(rest[0]))
        rest = rest[length:]
    return out


def each_said(rules: Mapping[str, Rule], say: Callable[[str, Rule], Words]) -> list[Words]:
    """What is said of each column, told once of columns that :func:`together` folds and that have one rule."""
    out: list[Words] = []
    for rule, names in _runs(rules):
        for name in together(names):
            out.append(Words(say(name.en, rule).en, say(name.fr, rule).fr))
    return out


def _runs(rules: Mapping[str, Rule]) -> list[tuple[Rule, list[str]]]:
    """Columns in their order, neighbours with the same rule in one list."""
    runs: list[tuple[Rule, list[str]]] = []
    for name, rule in rules.items():
        if runs and runs[-1][0] == rule:
            runs[-1][1].append(name)
        else:
            runs.append((rule, [name]))
    return runs


def listing(items: Sequence[str | Words]) -> Words:
    """Several items: a, b and c. Repeated columns are told as one name."""
    texts = [item for item in items if isinstance(item, str)]
    words = together(texts) if len(texts) == len(items) else [_worded(item) for item in items]
    if len(words) < 2:
        return words[0] if words else same("")
    head_en, head_fr = ", ".join(w.en for w in words[:-1]), ", ".join(w.fr for w in words[:-1])
    return Words(f"{head_en} and {words[-1].en}", f"{head_fr} et {words[-1].fr}")


def _worded(item: str | Words) -> Words:
    return same(item) if isinstance(item, str) else item


def bare(text: str) -> str:
    """A sentence of the writer's, without its final full stop."""
    return text.strip().rstrip(".").rstrip()


def reason(because: str | None) -> Words:
    """The writer's reason, as a sentence to put after another; nothing when there is none."""
    return Words(f" Reason: {bare(because)}.", f" Raison : {bare(because)}.") if because else same("")
