"""Codes of what can be wrong with the levels a policy asks for, with a title for each."""

from __future__ import annotations

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK480": Words(
        "a hierarchy file without its column of shares", "fichier de hiérarchie sans sa colonne de parts"
    ),
    "PK481": Words(
        "a hierarchy file without a level asked for", "fichier de hiérarchie sans un niveau demandé"
    ),
    "PK482": Words("a share that is not a number", "une part qui n'est pas un nombre"),
    "PK483": Words("values that are not numbers", "valeurs qui ne sont pas des nombres"),
    "PK484": Words("values that no group lists", "valeurs qu'aucun groupe ne cite"),
    "PK750": Words("levels that do not apply to that type", "niveaux qui ne s'appliquent pas à ce type"),
    "PK751": Words("levels said twice for a column", "niveaux donnés deux fois pour une colonne"),
    "PK752": Words("levels that are not from fine to coarse", "niveaux qui ne vont pas du fin au large"),
    "PK753": Words("bounds of levels", "bornes de niveaux"),
    "PK754": Words("groups that do not hold together", "groupes qui ne tiennent pas ensemble"),
    "PK755": Words("a word that does not go with these levels", "un mot qui ne va pas avec ces niveaux"),
    "PK757": Words("a hierarchy file that is not there yet", "un fichier de hiérarchie pas encore là"),
    "PK758": Words("a hierarchy without levels", "une hiérarchie sans niveaux"),
    "PK756": Words(
        "levels of a column that is not generalised", "niveaux d'une colonne qui n'est pas généralisée"
    ),
}
