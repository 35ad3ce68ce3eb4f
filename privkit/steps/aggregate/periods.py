"""Ranges of days, months, quarters or years, as ``generalise`` writes them: 2025-01, 2025-Q1, 2025."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

PeriodKind = Literal["day", "month", "quarter", "year"]
_FORMS: dict[PeriodKind, str] = {
    "day": r"\d{4}-\d{2}-\d{2}",
    "month": r"\d{4}-(0[1-9]|1[0-2])",
    "quarter": r"\d{4}-[QT][1-4]",
    "year": r"\d{4}",
}
LONGEST = 40_000  # values of one range


class TooLong(ValueError):
    """A range of more than :data:`LONGEST` values."""


def kind_of(text: str) -> PeriodKind | None:
    """Which kind of period a text is, or None.

    >>> kind_of("2025-03"), kind_of("2025-Q1"), kind_of("2025-13")
    ('month', 'quarter', None)
    """
    return next((kind for kind, form in _FORMS.items() if re.fullmatch(form, text)), None)


def period_range(first: str, last: str) -> tuple[str, ...]:
    """All periods from ``first`` to ``last``. ValueError when they are not of one kind, out of order, or too many.

    >>> period_range("2024-11", "2025-02")
    ('2024-11', '2024-12', '2025-01', '2025-02')
    """
    kind = kind_of(first)
    if kind is None or kind != kind_of(last):
        raise ValueError("not two periods of one kind")
    if kind == "day":
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        numbers = _not_too_many(range((end - start).days + 1))
        found = tuple((start + timedelta(n)).isoformat() for n in numbers)
    else:
        found = _counted(first, last, kind)
    if not found:
        raise ValueError("the range is empty")
    return found


def _counted(first: str, last: str, kind: PeriodKind) -> tuple[str, ...]:
    parts = {"month": 12, "quarter": 4, "year": 1}[kind]
    start, end = _number(first, parts), _number(last, parts)
    numbers = _not_too_many(range(start, end + 1))
    if kind == "year":
        return tuple(f"{n:04d}" for n in numbers)
    if kind == "month":
        return tuple(f"{n // 12:04d}-{n % 12 + 1:02d}" for n in numbers)
    return tuple(f"{n // 4:04d}-{first[5]}{n % 4 + 1}" for n in numbers)


def _not_too_many(numbers: range) -> range:
    """A range cut short would leave out cells, and nobody would know."""
    if len(numbers) > LONGEST:
        raise TooLong(f"over {LONGEST} values")
    return numbers


def _number(text: str, parts: int) -> int:
    year, _, part = text.partition("-")
    return int(year) * parts + (int(part.lstrip("QT")) - 1 if part else 0)
