"""Postal addresses: a number, a kind of street, a name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from privkit.risk.detector import Found, each

# Whole words, in any case. Words that count things more often than they begin an address (tour, villa,
# résidence, pont…) are left out: "2 tours", "3 villas" are no addresses.
_WHOLE = (
    "rue|avenue|boulevard|chemin|all[ée]e|place|impasse|quai|cours|cour|route|square|passage|ruelle|"
    "sentier|sente|venelle|promenade|mail|esplanade|faubourg|mont[ée]e|traverse|chauss[ée]e|lev[ée]e|"
    "rond[- ]point|hameau|lotissement|lieu[- ]dit"
)
_SHORT = r"ave?|bd|bld|blvd|bvd|rte"  # short forms that are no French words
# Short forms of the tax files (DGFiP); in lower case several are words: "3 pas", "5 all…".
_TAX = (
    "ALL|CAR|CHE|CHEM|CITE|CRS|CTRE|ESP|FG|HAM|IMP|LOT|MTE|PAS|PL|PROM|PRV|QU|RES|RLE|RPT|SEN|SQ|TRA|VEN|VLA"
)
# "12 places de parking", "1 place assise": not an address.
_NOT = r"(?!(?i:place|cour)\s+(?i:(?:de\s+)?(?:parking|stationnement)|assise|libre|disponible|couverte|int[ée]rieure))"

_ADDRESS = re.compile(
    r"(?<!\d)\d{1,5}(?:\s?[-/&]\s?\d{1,5})?"  # 12, 12-14
    r"(?:\s?(?i:bis|ter|quater|quinquies)|\s?[A-Fa-fQT])?"  # 12 bis, 12B
    r"[\s,]+" + _NOT + rf"(?:(?i:(?:{_WHOLE}|{_SHORT})\b)|(?:{_TAX})\b)\.?"
    r"\s+(?:\d{1,4}\s+)?(?:[A-Za-z][\s.'’]{1,2}){0,3}[^\W\d_]{2,}"  # RUE 8 MAI, rue d'Enfer, RUE J B DARBEFEUILLE
)


def addresses(values: Sequence[str]) -> Found:
    """Which texts hold a postal address in France: number, kind of street, name of street.

    A street without a number, a number without a street, and a place name (*lieu-dit*) are not found:
    they name a quarter, not a dwelling. A count followed by one of the words ("2 cours de danse") is
    flagged wrongly.
    """
    return each(values, lambda v: len(v) >= 7 and _ADDRESS.search(v) is not None)
