"""The codes of errors about files and data, with a title for each."""

from __future__ import annotations

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK401": Words("the file cannot be found or opened", "le fichier est introuvable ou ne s'ouvre pas"),
    "PK402": Words("a value does not fit its type", "une valeur ne convient pas à son type"),
    "PK403": Words("a number has too many decimals", "un nombre a trop de décimales"),
    "PK404": Words("the decimal mark is not the same everywhere", "le signe décimal varie dans la colonne"),
    "PK405": Words("a column is missing from the file", "une colonne manque dans le fichier"),
    "PK406": Words("a column of the file has another type", "une colonne du fichier est d'un autre type"),
    "PK407": Words("the file is empty", "le fichier est vide"),
    "PK408": Words("the file is damaged or cut short", "le fichier est abîmé ou tronqué"),
    "PK409": Words("the encoding of the file is not known", "l'encodage du fichier est inconnu"),
    "PK410": Words("the separator is not clear", "le séparateur n'est pas clair"),
    "PK411": Words("a row has too many or too few columns", "une ligne a trop ou trop peu de colonnes"),
    "PK412": Words("a quotation mark is never closed", "un guillemet n'est jamais fermé"),
    "PK413": Words("the sheet of the workbook is not known", "la feuille du classeur n'est pas connue"),
    "PK414": Words("the kind of file is not known", "le genre de fichier est inconnu"),
    "PK415": Words("a setting of reading is not known", "un réglage de lecture est inconnu"),
    "PK416": Words("the header row is not in the file", "la ligne d'en-tête n'est pas dans le fichier"),
    "PK417": Words("a column name that Spark does not take", "un nom de colonne que Spark n'accepte pas"),
    "PK418": Words("a column to add up is not a number", "une colonne à totaliser n'est pas un nombre"),
    "PK419": Words(
        "a precision that is not a multiple of the last decimal",
        "une précision qui n'est pas un multiple de la dernière décimale",
    ),
    "PK420": Words("the engine failed", "le moteur a échoué"),
    "PK421": Words("more rows than may be collected", "plus de lignes que ce qui peut être ramené"),
    "PK422": Words("a key is twice in a mapping", "une clé est deux fois dans une table de passage"),
    "PK423": Words("a row has no match in a mapping", "une ligne est sans correspondance"),
    "PK424": Words("a column cannot be hashed", "une colonne ne peut pas être hachée"),
    "PK425": Words("an engine was asked for something impossible", "demande impossible à un moteur"),
    "PK426": Words("bounds too large for exact sums", "des bornes trop grandes pour des sommes exactes"),
    "PK427": Words("a total may pass 2^62", "un total peut dépasser 2^62"),
    "PK428": Words("too many cells", "trop de cellules"),
    "PK429": Words("the engine is not known", "le moteur est inconnu"),
}
