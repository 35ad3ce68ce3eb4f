"""Small pieces of sentences in both languages: dates, shares, lists, reasons, French spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from privkit.words import Words, same

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


def listing(items: Sequence[str | Words]) -> Words:
    """Several items: a, b and c."""
    words = [same(item) if isinstance(item, str) else item for item in items]
    if len(words) < 2:
        return words[0] if words else same("")
    head_en, head_fr = ", ".join(w.en for w in words[:-1]), ", ".join(w.fr for w in words[:-1])
    return Words(f"{head_en} and {words[-1].en}", f"{head_fr} et {words[-1].fr}")


def bare(text: str) -> str:
    """A sentence of the writer's, without its final full stop."""
    return text.strip().rstrip(".").rstrip()


def reason(because: str | None) -> Words:
    """The writer's reason, as a sentence to put after another; nothing when there is none."""
    return Words(f" Reason: {bare(because)}.", f" Raison : {bare(because)}.") if because else same("")
