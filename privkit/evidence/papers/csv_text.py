"""Rows as CSV that a spreadsheet opens as text: no cell can become a formula, a new cell or a new line.

Every value is quoted (RFC 4180). A value a spreadsheet would take for a formula gets a leading apostrophe, which it
shows as text (OWASP, *CSV injection*).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from privkit.words import Language

#: What begins a formula, full-width forms included, after spaces a spreadsheet may trim.
_FORMULA = re.compile(r"^[\s\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20\u2212|%]")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


def cell(text: str) -> str:
    """A value on one line, that no spreadsheet computes.

    >>> cell("=1+1"), cell("a\\nb"), cell("two years")
    ("'=1+1", 'a b', 'two years')
    """
    shown = _BREAKS.sub(" ", text).strip()
    return f"'{shown}" if _FORMULA.match(shown) else shown


def csv_text(rows: Iterable[Sequence[str]], language: Language) -> str:
    """Rows, the names of columns first. French spreadsheets expect semicolons, others commas."""
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=";" if language == "fr" else ",", quoting=csv.QUOTE_ALL, lineterminator="\r\n"
    )
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()
