"""Hierarchies of dates: day, week, month, quarter, year, decade."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from privkit.anonymity.builders import not_dates
from privkit.anonymity.builders_rules import from_levels
from privkit.anonymity.hierarchy import Hierarchy
from privkit.errors import DataError

#: Every level a rule may name, from fine to coarse.
ALL_DATE_LEVELS = ("day", "week", "month", "quarter", "year", "decade")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2}([ T][0-9]{2}:[0-9]{2}(:[0-9]{2})?)?)?")


def from_moments(
    moments: Sequence[str], levels: Sequence[str], *, name: str, quarter: str = "Q"
) -> Hierarchy:
    """Moments, days or months → the levels named among day, week, month, quarter, year, decade → ``*``.

    Weeks, and the years and decades above them, are those of ISO 8601 (2024-12-30 is in 2025-W01): a week belongs
    to no month, so ``week`` goes with neither month nor quarter. ``day`` and ``week`` need values with a day.
    ValueError when levels cannot stand together, DataError PK445 when a value is not such a date.
    """
    if fault_of_levels(levels):
        raise ValueError("levels of dates go from fine to coarse, and a week belongs to no month")
    fine = any(level in ("day", "week") for level in levels)
    bad = sum(1 for moment in moments if not _is_date(moment) or (fine and len(moment) < 10))
    if bad:
        raise DataError(not_dates(name, bad))
    weekly = "week" in levels
    labels = [[_label(m, level, quarter, weekly=weekly) for m in moments] for level in levels]
    return from_levels(name, list(moments), labels, levels)


def fault_of_levels(levels: Sequence[str]) -> str | None:
    """``order`` or ``week`` when levels of dates cannot stand together, else None."""
    if not levels or [level for level in ALL_DATE_LEVELS if level in levels] != list(levels):
        return "order"
    return "week" if "week" in levels and {"month", "quarter"} & set(levels) else None


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text[:10] if len(text) >= 10 else f"{text}-01")
    except ValueError:
        return False
    return True


def _label(text: str, level: str, quarter: str, *, weekly: bool = False) -> str:
    year = text[:4]
    if weekly and level != "day":
        iso = date.fromisoformat(text[:10]).isocalendar()
        if level == "week":
            return f"{iso.year:04}-W{iso.week:02}"
        year = f"{iso.year:04}"
    if level == "day":
        return text[:10]
    if level == "month":
        return text[:7]
    if level == "quarter":
        return f"{year}-{quarter}{(int(text[5:7]) + 2) // 3}"
    return year if level == "year" else f"{year[:3]}0-{year[:3]}9"
