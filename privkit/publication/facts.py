"""What is worked out from a published table to be said of it. It reads published figures only."""

from __future__ import annotations

import calendar
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Any

from privkit.evidence.report.voice import NARROW, NO_BREAK, day, decimal, plural, unit_name
from privkit.publication.about import About
from privkit.publication.frame import statuses, statuses_of
from privkit.published import CellStatus, KeyColumn, MeasureColumn, Published
from privkit.words import Language, Words, joined, same

TIMES = ("day", "month", "quarter", "year")
ADDITIVE = ("count_units", "count_rows", "sum", "histogram")
NO_PROTECTION = 1000  # odds multiplied by more than this: nothing to speak of is protected
YEARS = 5  # the horizon over which a reader is told of the cumulated loss

MECHANISMS: dict[str, Words] = {
    "geometric": Words(
        "whole-number noise of the geometric law (discrete Laplace)",
        "un bruit entier de loi géométrique (Laplace discrète)",
    ),
    "discrete_gaussian": Words(
        "whole-number noise of the discrete Gaussian law", "un bruit entier de loi gaussienne discrète"
    ),
    "": Words("no noise", "aucun bruit"),
}


def mechanism_words(published: Published) -> Words:
    """The mechanisms in words: laws of noise (``geometric, discrete_gaussian``), or statistical secrecy."""
    if published.protection == "statistical_secrecy" and not published.mechanism:
        return Words("hiding of cells (statistical secrecy)", "masquage de cases (secret statistique)")
    kinds = [kind.strip() for kind in published.mechanism.split(",")]
    return joined([MECHANISMS.get(kind, same(kind)) for kind in kinds])


def odds_factor(epsilon: Fraction) -> float:
    """e^ε: by how much an attacker's odds may be multiplied (Wasserman and Zhou 2010)."""
    return math.exp(min(float(epsilon), 700.0))


def times(epsilon: Fraction, language: Language) -> str:
    """The same for a reader: two significant digits; above 1000 it is only said to be above.

    >>> [times(Fraction(e), "en") for e in ("1/20", "1", "2.9", "6", "10")]
    ['1.06', '2.7', '18', '400', 'more than 1,000']
    """
    factor = odds_factor(epsilon)
    if factor > NO_PROTECTION:
        text = decimal(NO_PROTECTION, 0, language)
        return f"more than {text}" if language == "en" else f"plus de {text}"
    if factor < 1.1:
        return decimal(math.ceil(factor * 100) / 100, 2, language)
    return decimal(float(f"{factor:.2g}"), 1, language)


def at_most_sure(epsilon: Fraction) -> float:
    """How sure one may become who hesitated between yes and no (one chance in two)."""
    factor = odds_factor(epsilon)
    return factor / (1 + factor)


def one_in(delta: Fraction, language: Language) -> str:
    """A small probability as one chance in so many, rounded to two digits.

    >>> one_in(Fraction(1, 10_000_000), "en")
    '1 in 10,000,000'
    """
    many = decimal(float(f"{float(1 / delta):.2g}"), 0, language)
    return f"1 in {many}" if language == "en" else f"1 sur {many}"


def half_width(published: Published, measure: MeasureColumn) -> tuple[Decimal, bool] | None:
    """Half of the 95 % interval of a cell, and whether it is the same in all (or else the median); None without noise."""
    if measure.margin is not None:
        return measure.margin, True
    if measure.low is None or measure.high is None:
        return None
    widths = [
        (number(high) - number(low)) / 2
        for low, high, status in zip(
            published.frame[measure.low],
            published.frame[measure.high],
            statuses_of(published, measure),
            strict=True,
        )
        if status is CellStatus.PUBLISHED
    ]
    if not widths:
        return None
    return median(widths), min(widths) == max(widths)


def number(value: Any) -> Decimal:
    """A figure of a table as an exact number."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def figure(value: Any, decimals: int, language: Language) -> str:
    """A figure for a reader, with all its decimals."""
    text = f"{number(value):,.{decimals}f}"
    return text if language == "en" else text.replace(",", NARROW).replace(".", ",")


def status_counts(published: Published) -> dict[CellStatus, int]:
    """How many rows have each status, in the order of the statuses."""
    found = Counter(statuses(published))
    return {status: found[status] for status in CellStatus if found[status]}


def time_key(published: Published) -> KeyColumn | None:
    """The first key that is a time."""
    return next((key for key in published.keys if key.kind in TIMES), None)


@dataclass(frozen=True)
class Days:
    """From a first to a last day, both included."""

    first: date
    last: date


def coverage_in_time(published: Published, period: str) -> Days | None:
    """The days that the table covers: those of its time key, or else of the period; None when neither says."""
    key = time_key(published)
    texts = [v for v in key.values if v != key.total] if key else []
    found = [d for d in map(days_of, texts) if d is not None]
    if texts and len(found) == len(texts):
        return Days(min(d.first for d in found), max(d.last for d in found))
    ends = [days_of(part) for part in re.split(r"\s*(?:\.\.|/)\s*", period.strip())]
    if not ends or ends[0] is None or ends[-1] is None:
        return None
    return Days(ends[0].first, ends[-1].last)


def unit_of(measure: MeasureColumn, prose: Language, language: Language) -> str:
    """The unit of a figure for a reader: units of privacy, named in the language ``prose``, are many; "" when it has none."""
    if measure.kind != "count_units":
        return measure.unit
    name = unit_name(measure.unit, prose, language)
    return name if name.endswith("s") or not name else plural(name, language)


def days_of(text: str) -> Days | None:
    """The days of an ISO date, month, quarter or year.

    >>> days_of("2024-02")
    Days(first=datetime.date(2024, 2, 1), last=datetime.date(2024, 2, 29))
    """
    found = re.fullmatch(r"(\d{4})(?:-(?:[QT](\d)|(\d\d)(?:-(\d\d))?))?", text)
    if found is None:
        return None
    year, quarter, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    if quarter is not None:
        first, last = 3 * quarter - 2, 3 * quarter
    else:
        first, last = (month, month) if month is not None else (1, 12)
    try:
        end = day if day is not None else calendar.monthrange(year, last)[1]
        return Days(date(year, first, day or 1), date(year, last, end))
    except (ValueError, IndexError):
        return None


def keywords(published: Published, about: About) -> Sequence[str]:
    """The words under which it is found: those of the policy, or else the names of its columns."""
    return about.keywords or [*(k.name for k in published.keys), *(m.name for m in published.measures)]


def label_of(key: KeyColumn, value: str) -> str:
    """What a reader calls a value of a key."""
    return key.labels.get(value, value)


def in_words(key: KeyColumn, value: str, language: Language) -> str:
    """The same read aloud: a month or a day by its name."""
    if key.kind == "day":
        return day(value, language)
    if key.kind == "month" and days_of(value) is not None:
        return day(f"{value}-01", language).partition(NO_BREAK)[2]
    return label_of(key, value)


def example_row(published: Published) -> int | None:
    """The published row whose first figure is in the middle; ties to the first. None when nothing is published."""
    name = published.measures[0].name
    rows = [
        n
        for n, status in enumerate(statuses_of(published, published.measures[0]))
        if status is CellStatus.PUBLISHED
    ]
    figures: Sequence[Any] = published.frame[name].tolist()
    ordered = sorted(rows, key=lambda n: (number(figures[n]), n))
    return ordered[len(ordered) // 2] if ordered else None
