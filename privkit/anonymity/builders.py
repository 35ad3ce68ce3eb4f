"""Hierarchies made from values: flat, bands, code prefixes, dates, rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from privkit.anonymity.hierarchy import TOP, Hierarchy
from privkit.anonymity.hierarchy_checks import check_rows
from privkit.errors import DataError, Problem
from privkit.words import Words

DATE_LEVELS = ("month", "quarter", "year")


def from_rows(
    name: str,
    rows: Sequence[Sequence[str]],
    level_names: Sequence[str] = (),
    *,
    file: str = "",
    lines: Sequence[int] = (),
) -> Hierarchy:
    """One row per value: the value, then its label at each level; ``*`` is added on top if missing.

    ``level_names`` names every column of the rows (by default their numbers, and ``*`` on top).
    ``file`` and ``lines`` tell where rows come from. DataError PK432 to PK435, PK438.
    """
    names = tuple(level_names) or tuple(str(level) for level in range(len(rows[0]) if rows else 0))
    check_rows(name, rows, names, file=file, lines=lines)
    labels = [tuple(row[level] for row in rows) for level in range(len(names))]
    if any(label != TOP for label in labels[-1]):
        labels.append((TOP,) * len(rows))
        names = (*names, TOP)
    elif not level_names:
        names = (*names[:-1], TOP)
    return Hierarchy(name, labels[0], tuple(labels), names)


def flat(values: Sequence[str], *, name: str) -> Hierarchy:
    """Two levels: the value itself, then ``*``."""
    return from_rows(name, [(value,) for value in values])


def from_bands(bands: Sequence[str], join: Callable[[str, str], str], *, name: str) -> Hierarchy:
    """Bands in order, neighbours merged two by two until two are left, then ``*``.

    ``join(first, last)`` names the union of neighbouring bands; an odd last band stays alone one level more.
    """
    levels = [list(bands)]
    merged = list(bands)  # the distinct bands of the level
    width = 1
    while len(merged) > 2:
        width *= 2
        merged = [join(*pair) if len(pair) == 2 else pair[0] for pair in _pairs(merged)]
        levels.append([merged[i // width] for i in range(len(bands))])
    return from_rows(name, list(zip(*levels, strict=True)))


def _pairs(items: Sequence[str]) -> list[Sequence[str]]:
    return [items[i : i + 2] for i in range(0, len(items), 2)]


def from_code_prefixes(
    codes: Sequence[str], lengths: Sequence[int], *, name: str, level_names: Sequence[str] = ()
) -> Hierarchy:
    """Codes whose first characters name a larger area: IRIS 9 → commune 5 → department 2.

    ``lengths`` are the prefixes kept at levels 1, 2…, shorter and shorter. DataError PK443 when a code is
    shorter than the longest prefix.
    """
    wanted = list(lengths)
    if wanted != sorted(set(wanted), reverse=True) or any(length < 1 for length in wanted):
        raise ValueError("prefix lengths must be positive and decrease")
    short = sum(1 for code in codes if wanted and len(code) < wanted[0])
    if short:
        raise DataError(_short_codes(name, short, wanted[0]))
    return from_rows(name, [(code, *(code[:length] for length in wanted)) for code in codes], level_names)


def from_dates(
    days: Sequence[str], levels: Sequence[str] = DATE_LEVELS, *, name: str, quarter: str = "Q"
) -> Hierarchy:
    """ISO days or months (``2024-03-15`` or ``2024-03``) → month → quarter → year → ``*``.

    ``levels`` keeps some of these; ``quarter`` is the letter before its number (``T`` in French).
    DataError PK445 when a value is not such a date.
    """
    if [level for level in DATE_LEVELS if level in levels] != list(levels):
        raise ValueError("levels of dates are month, quarter, year, in this order")
    bad = sum(1 for day in days if not _is_day_or_month(day))
    if bad:
        raise DataError(not_dates(name, bad))
    rows = [(day, *(_date_label(day, level, quarter) for level in levels)) for day in days]
    return from_rows(name, rows, ("date", *levels))


def _is_day_or_month(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", text):
        return False
    try:
        date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    except ValueError:
        return False
    return True


def _date_label(day: str, level: str, quarter: str) -> str:
    if level == "month":
        return day[:7]
    return day[:4] if level == "year" else f"{day[:4]}-{quarter}{(int(day[5:7]) + 2) // 3}"


def _short_codes(name: str, count: int, length: int) -> Problem:
    return Problem(
        "PK443",
        Words(
            f"codes of {name} with fewer than {length} characters: {count}",
            f"codes de {name} de moins de {length} caractères : {count}",
        ),
        instead=Words(
            "check leading zeros, or give a hierarchy file",
            "vérifiez les zéros de tête, ou donnez un fichier de hiérarchie",
        ),
    )


def not_dates(name: str, count: int) -> Problem:
    """The problem PK445: values of a column of dates that are none."""
    return Problem(
        "PK445",
        Words(
            f"values of {name} that are neither days nor months: {count}",
            f"valeurs de {name} qui ne sont ni des jours ni des mois : {count}",
        ),
        instead=Words("write 2024-03-15 or 2024-03", "écrivez 2024-03-15 ou 2024-03"),
    )
