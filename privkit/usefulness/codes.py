"""The codes of errors about usefulness, with a title for each."""

from __future__ import annotations

from privkit.errors import InternalError, Problem
from privkit.words import Words

CODES: dict[str, Words] = {
    "PK590": Words("usefulness was asked for wrongly", "une mesure d'utilité est mal demandée"),
    "PK591": Words("a column to compare is missing", "une colonne à comparer manque"),
    "PK592": Words("too few units to measure usefulness", "trop peu d'unités pour mesurer l'utilité"),
    "PK593": Words("a column cannot be predicted", "une colonne ne peut pas être prédite"),
    "PK594": Words("a column is not of the kind said", "une colonne n'est pas du genre annoncé"),
}


def misuse(message: Words) -> InternalError:
    """The error for arguments that only a bug can bring."""
    return InternalError(Problem("PK590", message))
