"""Titles of the codes of this room."""

from __future__ import annotations

from collections.abc import Mapping

from privkit.words import Words

CODES: Mapping[str, Words] = {
    "PK697": Words("a use that is not known", "un usage inconnu"),
    "PK698": Words(
        "columns that tables cannot be by", "des colonnes par lesquelles un tableau ne peut être fait"
    ),
    "PK699": Words("a bill without a comparison", "une facture sans comparaison"),
}
