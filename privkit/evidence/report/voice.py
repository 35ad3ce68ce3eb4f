"""How numbers, shares, dates and units are written in each language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from privkit.words import Language

NARROW, NO_BREAK = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
FEW = "<11"  # a count too small to be told
_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
}
#: Names of privacy units known in both languages.
_UNITS = {
    "household": "foyer",
    "person": "personne",
    "contract": "contrat",
    "dwelling": "logement",
    "subscriber": "abonné",
    "meter": "compteur",
    "address": "adresse",
}


def typographic(text: str, language: Language) -> str:
    """French no-break spaces and apostrophes; other texts are left as they are."""
    if language != "fr":
        return text
    text = re.sub(r" (?=[;!?%€])", NARROW, text)
    text = re.sub(r" (?=[:»])", NO_BREAK, text).replace("« ", "«" + NO_BREAK)
    return re.sub(r"(?<=\w)'(?=[\w«])", "’", text)


def whole(n: int, language: Language) -> str:
    """A whole number: 12,345 or 12 345."""
    return f"{n:,}".replace(",", "," if language == "en" else NARROW)


def decimal(x: float, digits: int, language: Language) -> str:
    """A number with at most ``digits`` decimals."""
    text = f"{x:,.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if language == "en" else text.replace(",", NARROW).replace(".", ",")


def percent(share: float, language: Language, digits: int = 1) -> str:
    """A share. One that is not nothing never reads 0 %, nor one that is not all 100 %."""
    sign, least = ("%" if language == "en" else NARROW + "%"), 10.0**-digits
    value = share * 100
    if 0 < value < least / 2:
        return ("under " if language == "en" else "moins de ") + decimal(least, digits, language) + sign
    if 100 - least / 2 < value < 100:
        return ("over " if language == "en" else "plus de ") + decimal(100 - least, digits, language) + sign
    return decimal(round(value, digits), digits, language) + sign


def day(iso: str, language: Language) -> str:
    """A date, or the date of a time stamp; other text is given back as it is."""
    try:
        d = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    first = "1er" if language == "fr" and d.day == 1 else str(d.day)
    return f"{first}{NO_BREAK}{_MONTHS[language][d.month - 1]}{NO_BREAK}{d.year}"


def moment(iso: str, language: Language) -> str:
    """A time stamp in UTC: the date and the minute."""
    clock = re.match(r"\d{4}-\d\d-\d\d[T ](\d\d:\d\d)", iso)
    at = ", " if language == "en" else " à "
    return day(iso, language) + (f"{at}{clock[1]} UTC" if clock else "")


def duration(value: Any, language: Language) -> str:
    """A length of time, from ``{"days": …, "months": …}``, from both languages, or as it stands."""
    if not isinstance(value, Mapping):
        return str(value)
    if language in value:
        return str(value[language])
    days, months = int(value.get("days", 0)), int(value.get("months", 0))
    if days:
        n, word = days, ("day" if language == "en" else "jour")
    elif months % 12 == 0:
        n, word = months // 12, ("year" if language == "en" else "an")
    else:
        n, word = months, ("month" if language == "en" else "mois")
    many = n > 1 and not word.endswith("s")
    return f"{n}{NO_BREAK}{word}{'s' if many else ''}"


def unit_name(name: str, policy_language: str, language: Language) -> str:
    """The name of the privacy unit, translated when it is a usual one."""
    if policy_language == language:
        return name
    table = _UNITS if policy_language == "en" else {fr: en for en, fr in _UNITS.items()}
    return table.get(name.casefold(), name)


def plural(name: str, language: Language) -> str:
    """The plural of the name of a unit."""
    if language == "fr":
        first, space, rest = name.partition(" ")
        if first.endswith(("s", "x", "z")):
            return name
        return first + ("x" if first.endswith(("au", "eu")) else "s") + space + rest
    if name == "person":
        return "people"
    if re.search(r"(s|x|ch|sh)$", name):
        return name + "es"
    return name[:-1] + "ies" if re.search(r"[^aeiou]y$", name) else name + "s"


def to_float(value: Any) -> float | None:
    """A figure of the evidence as a number: evidence writes them as text."""
    if value is None or isinstance(value, bool):
        return None
    try:
        return float(Fraction(value)) if isinstance(value, str) and "/" in value else float(value)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
