"""The scalar types of the policy language, read from the characters as written.

YAML's and pydantic's own readings are not used: they take ``1_000``, ``nan``, ``off``, octal codes and
time stamps for something the writer did not mean. Every scalar reaches this module as text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from privkit.words import Words

SPACES = "\u00a0\u202f\u2009 "
_DURATION = {
    "day": ("day", "days", "jour", "jours"),
    "month": ("month", "months", "mois", "mois"),
    "year": ("year", "years", "an", "ans"),
}


def _expected(kind: str, en: str, fr: str) -> PydanticCustomError:
    return PydanticCustomError("scalar", "wrong kind of value", {"kind": kind, "en": en, "fr": fr})


def _text(value: Any, en: str, fr: str) -> str:
    if not isinstance(value, str):
        raise _expected("text", en, fr)
    return unicodedata.normalize("NFC", value).strip(SPACES + "\n\t")


def plain_number(text: str) -> str:
    """Drop thousands spaces and turn a decimal comma into a point."""
    for space in SPACES:
        text = text.replace(space, "")
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def _whole(value: Any) -> int:
    text = _text(value, "a whole number, such as 11", "un nombre entier, par exemple 11")
    if not re.fullmatch(r"[+-]?\d{1,15}", text):
        raise _expected("whole", "a whole number, such as 11", "un nombre entier, par exemple 11")
    return int(text)


def _positive(value: Any) -> int:
    number = _whole(value)
    if number < 1:
        raise _expected("whole", "a whole number of at least 1", "un nombre entier d'au moins 1")
    return number


def _number(value: Any) -> Decimal:
    text = plain_number(_text(value, "a number, such as 12.5", "un nombre, par exemple 12,5"))
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,12})?([eE]-?\d{1,2})?", text):
        raise _expected("number", "a number, such as 12.5", "un nombre, par exemple 12,5")
    return Decimal(text)


def _percent(value: Any) -> Fraction:
    text = _text(value, "a percentage, such as 5 %", "un pourcentage, par exemple 5 %")
    match = re.fullmatch(rf"(\d{{1,3}}(?:[.,]\d{{1,6}})?)[{SPACES}]*%", text)
    if not match or Decimal(match[1].replace(",", ".")) > 100:
        raise _expected(
            "percent",
            "a percentage from 0 % to 100 %, such as 5 %",
            "un pourcentage de 0 % à 100 %, par exemple 5 %",
        )
    return Fraction(Decimal(match[1].replace(",", "."))) / 100


@dataclass(frozen=True)
class Amount:
    """A number with its unit of measure (``400 m3``), or a share (``20 %``): then ``unit`` is ``%``."""

    number: Fraction
    unit: str = ""

    @property
    def is_share(self) -> bool:
        return self.unit == "%"


def _quantity(value: Any) -> Amount:
    en, fr = (
        "a number and its unit, such as 400 m3, or 20 %",
        "un nombre et son unité, par exemple 400 m3, ou 20 %",
    )
    text = _text(value, en, fr)
    if text.endswith("%"):
        return Amount(_percent(text), "%")
    match = re.fullmatch(rf"(\d{{1,15}}(?:[.,]\d{{1,12}})?)(?:[{SPACES}]+(\S.*))?", text)
    if not match:
        raise _expected("quantity", en, fr)
    return Amount(Fraction(Decimal(match[1].replace(",", "."))), match[2] or "")


def _day(value: Any) -> date:
    text = _text(value, "a date, such as 2026-12-01", "une date, par exemple 2026-12-01")
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise _expected("day", "a date, such as 2026-12-01", "une date, par exemple 2026-12-01") from None


def _yes_no(value: Any, info: ValidationInfo) -> bool:
    words = {"yes": True, "no": False} if _language(info) == "en" else {"oui": True, "non": False}
    if isinstance(value, bool):
        return value
    text = _text(value, "yes or no", "oui ou non")
    if text not in words:
        raise _expected("yes_no", "yes or no", "oui ou non")
    return words[text]


@dataclass(frozen=True)
class Duration:
    """A length of time in calendar units, as written: exactly one of days, months, years is not zero."""

    days: int = 0
    months: int = 0

    def before(self, day: date) -> date:
        """The day this long before ``day``; month ends are clipped: 31 March − 1 month = 29 February."""
        from datetime import timedelta

        if self.days:
            return day - timedelta(days=self.days)
        index = day.year * 12 + day.month - 1 - self.months
        year, month = divmod(index, 12)
        for last in (day.day, 30, 29, 28):
            if last <= day.day:
                try:
                    return date(year, month + 1, last)
                except ValueError:
                    continue
        raise AssertionError("unreachable: every month has 28 days")

    def words(self) -> Words:
        """The duration in plain words."""
        if self.days:
            return Words(
                f"{self.days} day{'s' * (self.days > 1)}", f"{self.days} jour{'s' * (self.days > 1)}"
            )
        if self.months % 12 == 0 and self.months > 12:
            n = self.months // 12
            return Words(f"{n} year{'s' * (n > 1)}", f"{n} an{'s' * (n > 1)}")
        return Words(f"{self.months} month{'s' * (self.months > 1)}", f"{self.months} mois")


def _parse_duration(text: str, language: str, en: str, fr: str, *, last: bool = False) -> Duration:
    for space in SPACES:
        text = text.replace(space, " ")
    shape = r"(\d{1,4}) *(\w+)"
    if last:
        shape = r"last (\d{1,4}) (\w+)" if language == "en" else r"(\d{1,4}) derni(?:er|ère)s? (\w+)"
    if match := re.fullmatch(shape, text):
        n, word = int(match[1]), match[2]
        for unit, names in _DURATION.items():
            if n and word in (names[:2] if language == "en" else names[2:]):
                return (
                    Duration(days=n) if unit == "day" else Duration(months=n * (12 if unit == "year" else 1))
                )
    raise _expected("duration", en, fr)


def _duration(value: Any, info: ValidationInfo) -> Duration:
    en, fr = (
        "a duration, such as 3 years, 12 months or 30 days",
        "une durée, par exemple 3 ans, 12 mois ou 30 jours",
    )
    return _parse_duration(_text(value, en, fr), _language(info), en, fr)


def _last(value: Any, info: ValidationInfo) -> Duration:
    en, fr = "a period, such as last 12 months", "une période, par exemple 12 derniers mois"
    return _parse_duration(_text(value, en, fr), _language(info), en, fr, last=True)


def _language(info: ValidationInfo) -> str:
    return str((info.context or {}).get("language", "en"))


def _prose(value: Any) -> str:
    text = _text(value, "a sentence", "une phrase")
    if len(text) < 3:
        raise _expected("prose", "a sentence that says why", "une phrase qui dit pourquoi")
    return " ".join(text.split())


def _label(value: Any) -> str:
    text = _text(value, "a short text", "un texte court")
    if not text:
        raise _expected("text", "a short text", "un texte court")
    return " ".join(text.split())


def plain_name(text: str) -> str:
    """A name or keyword as it is compared: NFC, no space around, one space where there were several.

    No-break and zero-width spaces count as spaces: French typography puts them before a colon.
    """
    text = re.sub("[\u200b\u2060\ufeff]", " ", unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def _name(value: Any) -> str:
    return plain_name(_label(value))


def _code(value: Any) -> str:
    if not isinstance(value, str):
        raise _expected("text", "a text", "un texte")
    return value


def _none_or(parse_one: Callable[[Any], Any]) -> Callable[[Any, ValidationInfo], Any]:
    """``none`` (``aucun``, ``aucune``) is an empty list; a lone text is a list of one."""

    def parse(value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            return value
        english = _language(info) == "en"
        text = value.strip(SPACES).lower()
        if text in (("aucun", "aucune") if english else ("none",)):
            raise _expected("none", "a list, or none", "une liste, ou aucun")
        return () if text in (("none",) if english else ("aucun", "aucune")) else (parse_one(value),)

    return parse


def _schema(kind: str, pattern: str | None = None, **more: Any) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, **({"pattern": pattern} if pattern else {}), **more})


_SCALAR = ["string", "integer", "number"]

Whole = Annotated[
    int,
    BeforeValidator(_whole),
    WithJsonSchema({"type": ["integer", "string"], "pattern": r"^[+-]?\d{1,15}$"}),
]
Positive = Annotated[
    int,
    BeforeValidator(_positive),
    WithJsonSchema({"type": ["integer", "string"], "pattern": r"^\+?0*[1-9]\d{0,14}$", "minimum": 1}),
]
Number = Annotated[Decimal, BeforeValidator(_number), WithJsonSchema({"type": ["number", "string"]})]
Percent = Annotated[
    Fraction,
    BeforeValidator(_percent),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,3}([.,]\d+)?\s*%$", "examples": ["5 %"]}),
]
Quantity = Annotated[
    Amount,
    BeforeValidator(_quantity),
    WithJsonSchema({"type": ["string", "number"], "examples": ["400 m3", "20 %"]}),
]
Day = Annotated[
    date, BeforeValidator(_day), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"})
]
YesNo = Annotated[
    bool,
    BeforeValidator(_yes_no),
    WithJsonSchema({"enum": ["yes", "no"], "x-fr-enum": ["oui", "non"]}),
]
Period = Annotated[
    Duration,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "examples": ["3 years"], "x-fr-examples": ["3 ans"]}),
]
LastPeriod = Annotated[
    Duration,
    BeforeValidator(_last),
    WithJsonSchema({"type": "string", "examples": ["last 12 months"], "x-fr-examples": ["12 derniers mois"]}),
]
Prose = Annotated[str, BeforeValidator(_prose), WithJsonSchema({"type": "string", "minLength": 3})]
Label = Annotated[
    str, BeforeValidator(_label), WithJsonSchema({"type": ["string", "number"], "minLength": 1})
]
Name = Annotated[str, BeforeValidator(_name), WithJsonSchema({"type": ["string", "number"], "minLength": 1})]
Code = Annotated[str, BeforeValidator(_code), WithJsonSchema({"type": _SCALAR})]
Names = Annotated[
    tuple[Name, ...],
    BeforeValidator(_none_or(_name)),
    WithJsonSchema(
        {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": ["string", "number"]}}]}
    ),
]
Codes = Annotated[
    tuple[Code, ...],
    WithJsonSchema({"type": "array", "minItems": 1, "items": {"type": _SCALAR}}),
]
none_or = _none_or
