"""Direct identifiers left in a table: by the name of a column, and by what its texts look like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from privkit.risk.addresses import addresses
from privkit.risk.checked_numbers import ibans, nirs
from privkit.risk.codes import misuse
from privkit.risk.column_names import NameFinding, scan_name
from privkit.risk.contact import emails, french_phones
from privkit.risk.detector import Detector
from privkit.words import Words

__all__ = ["DETECTORS", "Detector", "Finding", "NameFinding", "scan_name", "scan_values"]


@dataclass(frozen=True)
class Finding:
    """What a detector found in a column. Never the values."""

    column: str
    detector: str  # a key of DETECTORS
    values_found: int  # distinct values
    rows: int


DETECTORS: dict[str, Detector] = {
    "email": Detector(Words("e-mail address", "adresse électronique"), emails),
    "telephone": Detector(Words("French telephone number", "numéro de téléphone français"), french_phones),
    "nir": Detector(Words("French social security number", "numéro de sécurité sociale (NIR)"), nirs),
    "iban": Detector(Words("bank account number (IBAN)", "numéro de compte bancaire (IBAN)"), ibans),
    "address": Detector(Words("postal address", "adresse postale"), addresses),
}

#: A text that no detector could find anything in matches neither this nor :data:`LONG_ENOUGH`: an at sign, the
#: end of a telephone number, or a number with a space or a comma somewhere after it (RE2 and Java syntax).
MAY_NAME = r"@|[1-9].?\p{Nd}\p{Nd}(?:.?\p{Nd}\p{Nd}){3}|(?s:\p{Nd}.*[\s\p{Z}\x0b\x1c-\x1f\x85,])"
#: The shortest social security number or account number, which hold digits.
LONG_ENOUGH, HOLDS_DIGIT = 15, r"\p{Nd}"


def scan_values(
    name: str, values: Sequence[str | None], counts: Sequence[int] | None = None
) -> tuple[Finding, ...]:
    """What each detector finds in the texts of a column; nothing for a detector that finds none.

    ``values`` are best distinct, with ``counts`` the rows that carry each; without counts each stands for
    one row. Missing values are passed over. Raises InternalError (PK680) when the two do not match.
    """
    if counts is not None and len(counts) != len(values):
        raise misuse(Words("one count per value is needed", "il faut un effectif par valeur"))
    rows: dict[str, int] = {}
    for value, count in zip(values, counts if counts is not None else [1] * len(values), strict=True):
        if value is not None:
            rows[value] = rows.get(value, 0) + int(count)
    texts, held = list(rows), np.fromiter(rows.values(), np.int64, len(rows))
    out = []
    for key, detector in DETECTORS.items():
        found = detector.find(texts)
        if found.any():
            out.append(Finding(name, key, int(found.sum()), int(held[found].sum())))
    return tuple(out)
