"""Codes of the papers made from a run and of its signed statements."""

from __future__ import annotations

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK836": Words("a paper does not come in this form", "un document n'existe pas sous cette forme"),
    "PK837": Words("a card is about one output", "une fiche porte sur une seule sortie"),
    "PK838": Words("a key to sign or to check cannot be used", "une clé de signature est inutilisable"),
    "PK839": Words("a statement does not verify", "une déclaration ne se vérifie pas"),
}
