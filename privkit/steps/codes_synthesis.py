"""The codes of the step that makes rows, with a title for each."""

from __future__ import annotations

from privkit.words import Words

CODES: dict[str, Words] = {
    "PK531": Words("no public bounds of a column", "pas de bornes publiques d'une colonne"),
    "PK532": Words(
        "a table without privacy unit to make rows of", "une table sans unité protégée dont faire des lignes"
    ),
    "PK533": Words("which tables to make is not clear", "on ne sait pas quelles tables fabriquer"),
    "PK534": Words("a column a model could only copy", "une colonne qu'un modèle ne pourrait que copier"),
    "PK535": Words(
        "a value of a hard rule is of another type", "une valeur d'une règle impérative est d'un autre type"
    ),
    "PK536": Words(
        "a hard rule on a column that is not made", "une règle impérative sur une colonne qui n'est pas faite"
    ),
    "PK537": Words(
        "periods of readings that are not listed", "des périodes de relevés qui ne sont pas listées"
    ),
    "PK538": Words("a period of another type than its column", "une période d'un autre type que sa colonne"),
}
