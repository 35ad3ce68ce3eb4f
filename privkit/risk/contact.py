"""E-mail addresses and French telephone numbers in text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from privkit.risk.detector import Found, each

_EMAIL = re.compile(
    r"[\w.%+'-]{0,63}\w@(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?![\w@])", re.IGNORECASE
)

# After 0, +33 or 0033: nine digits, the first not 0; then four pairs with the same separator all along, so
# that a decimal number or a date with an hour is none. No letter, digit or decimal mark may touch it.
_PHONE = re.compile(
    r"(?<![\w+])(?<!\d[.,])"
    r"(?:0|(?:\+|00)33[ .\-\u00a0\u202f]?(?:\(0\)[ .\-\u00a0\u202f]?|0)?)"
    r"[1-9]([ .\-/\u00a0\u202f]?)\d\d(?:\1\d\d){3}"
    r"(?!\w|[.,]\d)"
)


def emails(values: Sequence[str]) -> Found:
    """Which texts hold an e-mail address."""
    return each(values, lambda v: "@" in v and _EMAIL.search(v) is not None)


def french_phones(values: Sequence[str]) -> Found:
    """Which texts hold a French telephone number: 0, +33 or 0033, then nine digits in pairs.

    A choice: ten digits in a row that start with 01 to 09 are taken for a telephone, for that is how most
    files write them; a code of that shape is flagged wrongly, and a person tells them apart. Codes of ten
    digits that start with 00 or with 1 to 9 are not flagged. A number that lost its first 0 (read as a
    whole number) is not found: nine digits are also an IRIS code.
    """
    return each(values, lambda v: len(v) >= 10 and _PHONE.search(v) is not None)
