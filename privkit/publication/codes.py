"""Problem codes of the files published beside a table."""

from __future__ import annotations

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK684": Words("unknown licence", "licence inconnue"),
    "PK685": Words("unknown frequency of publication", "rythme de parution inconnu"),
    "PK686": Words("a file of areas cannot be read", "un fichier de zones est illisible"),
    "PK687": Words(
        "no property of the areas holds the codes", "aucune propriété des zones ne porte les codes"
    ),
    "PK688": Words("areas of the table without a shape", "zones de la table sans contour"),
    "PK689": Words("a cell without a figure nor a reason", "une case sans chiffre ni motif"),
    "PK690": Words("a secret cell holds a figure", "une case secrète porte un chiffre"),
    "PK691": Words("names of the published columns", "noms des colonnes publiées"),
    "PK692": Words("the published table is not as told", "la table publiée n'est pas comme dit"),
    "PK693": Words("a map without areas", "une carte sans zones"),
    "PK695": Words("a SIRET of the wrong length", "un SIRET de mauvaise longueur"),
    "PK696": Words(
        "the page of a publication is not an address", "la page d'une publication n'est pas une adresse"
    ),
    "PK694": Words("two areas with the same code", "deux zones de même code"),
}
