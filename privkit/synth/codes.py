"""The codes of errors about synthetic data that hold without differential privacy, with a title for each."""

from __future__ import annotations

from privkit.errors import InternalError, Problem
from privkit.words import Words

CODES: dict[str, Words] = {
    "PK580": Words("a generator was asked for wrongly", "un générateur est mal demandé"),
    "PK581": Words("too few units to learn from", "trop peu d'unités pour apprendre"),
    "PK582": Words("a text that is nearly always different", "un texte presque toujours différent"),
    "PK583": Words("a rule that can never hold", "une règle qui ne peut jamais être respectée"),
    "PK584": Words(
        "rows that no redrawing makes keep the rules",
        "des lignes qu'aucun nouveau tirage ne rend conformes aux règles",
    ),
    "PK585": Words("readings without a place of their own", "des relevés sans place à eux"),
    "PK586": Words("a unit with too many rows", "une unité qui a trop de lignes"),
    "PK587": Words("keys that do not join two tables", "des clés qui ne relient pas deux tables"),
    "PK588": Words("SDV could not learn these data", "SDV n'a pas pu apprendre ces données"),
    "PK589": Words(
        "a model of SDV that does not fit the tables", "un modèle de SDV qui ne convient pas aux tables"
    ),
}


def misuse(message: Words) -> InternalError:
    """The error for arguments that only a bug can bring."""
    return InternalError(Problem("PK580", message))
