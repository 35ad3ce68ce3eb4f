"""Numbers that carry their own proof: the French social security number and the IBAN."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from privkit.risk.detector import Found, each

# Sex (3, 4, 7, 8: provisional), year, month (20-42 and 50-99: month not known), department (2A, 2B: Corsica),
# commune, order, key; a space, a full stop or a hyphen may stand between two parts.
_NIR = re.compile(
    r"(?<![0-9A-Za-z])"
    r"([123478])S(\d\d)S(0[1-9]|1[0-2]|[23]\d|4[0-2]|[5-9]\d)S(\d\d|2[AaBb])S(\d{3})S(\d{3})S(\d\d)".replace(
        "S", r"[\s.\-]?"
    )
    + r"(?![0-9A-Za-z])"
)
_CORSICA = {"2A": "19", "2B": "18"}

#: Shape of an account number after the two letters and the key, by country: SWIFT, *IBAN registry*.
#: n: digits, a: letters, c: both. Exact shapes keep hexadecimal digests out.
IBAN_SHAPES = {
    "AD": "8n12c", "AT": "16n", "BE": "12n", "BG": "4a6n8c", "CH": "5n12c", "CY": "8n16c", "CZ": "20n",
    "DE": "18n", "DK": "14n", "EE": "16n", "ES": "20n", "FI": "14n", "FR": "10n11c2n", "GB": "4a14n",
    "GI": "4a15c", "GR": "7n16c", "HR": "17n", "HU": "24n", "IE": "4a14n", "IS": "22n", "IT": "1a10n12c",
    "LI": "5n12c", "LT": "16n", "LU": "3n13c", "LV": "4a13c", "MC": "10n11c2n", "MT": "4a5n18c",
    "NL": "4a10n", "NO": "11n", "PL": "24n", "PT": "21n", "RO": "4a16c", "SE": "20n", "SI": "15n",
    "SK": "20n", "SM": "1a10n12c",
}  # fmt: skip
_LETTERS = {"n": "[0-9]", "a": "[A-Z]", "c": "[0-9A-Z]"}


def _pattern(country: str, shape: str) -> str:
    parts = re.findall(r"(\d+)([nac])", "2n" + shape)
    body = "".join(f"(?:[ \\u00a0\\u202f-]?{_LETTERS[kind]}){{{count}}}" for count, kind in parts)
    return country + body


_IBAN = re.compile(
    r"(?<![0-9A-Z])(?:" + "|".join(_pattern(c, s) for c, s in IBAN_SHAPES.items()) + r")(?![0-9A-Z])"
)
_IBAN_START = re.compile(r"(?<![0-9A-Z])(?:" + "|".join(IBAN_SHAPES) + r") ?\d")


def nirs(values: Sequence[str]) -> Found:
    """Which texts hold a French social security number (NIR) whose two-digit key is right.

    The key is 97 - number mod 97, with 19 for 2A and 18 for 2B (Insee). A number without its key is not
    found: thirteen digits are also many another code. Of codes of fifteen digits about one in 200 passes.
    """
    return each(values, lambda v: len(v) >= 15 and any(_nir_key_holds(m) for m in _NIR.finditer(v)))


def ibans(values: Sequence[str]) -> Found:
    """Which texts hold an IBAN of a European country: its exact shape and its key mod 97 (ISO 13616)."""
    return each(
        values, lambda v: len(v) >= 15 and any(_iban_key_holds(found) for found in _iban_like(v.upper()))
    )


def _nir_key_holds(match: re.Match[str]) -> bool:
    sex, year, month, department, commune, order, key = match.groups()
    department = _CORSICA.get(department.upper(), department)
    return int(key) == 97 - int(sex + year + month + department + commune + order) % 97


def _iban_like(text: str) -> Iterator[str]:
    if _IBAN_START.search(text):
        yield from (match.group() for match in _IBAN.finditer(text))


def _iban_key_holds(found: str) -> bool:
    account = re.sub(r"[^0-9A-Z]", "", found)
    moved = account[4:] + account[:4]
    return 2 <= int(account[2:4]) <= 98 and int("".join(str(int(c, 36)) for c in moved)) % 97 == 1
