"""The codes of errors about synthetic data from noisy marginals, with a title for each."""

from __future__ import annotations

from privkit.errors import InternalError, Problem
from privkit.words import Words

CODES: dict[str, Words] = {
    "PK640": Words("noisy marginals were asked for wrongly", "des marginales bruitées sont mal demandées"),
    "PK641": Words(
        "a number without public bounds, for a private generator",
        "un nombre sans bornes publiques, pour un générateur privé",
    ),
    "PK642": Words(
        "categories to find privately, without a delta", "des catégories à trouver en privé, sans delta"
    ),
}


def misuse(message: Words) -> InternalError:
    """The error for arguments that only a bug can bring."""
    return InternalError(Problem("PK640", message))


def no_bounds(column: str) -> Problem:
    """A number or a date whose bounds are not known before the data are read."""
    return Problem(
        "PK641",
        Words(
            f"column {column}: a private generator needs a lowest and a highest value known beforehand",
            f"colonne {column} : un générateur privé demande une valeur minimale et une maximale connues d'avance",
        ),
        instead=Words("its two bounds, the lower one first", "ses deux bornes, la plus basse d'abord"),
    )


def no_delta(column: str) -> Problem:
    """Categories that are not listed, and no delta to find them with."""
    return Problem(
        "PK642",
        Words(
            f"column {column}: its categories are not listed, and finding them privately needs a delta",
            f"colonne {column} : ses catégories ne sont pas listées, et les trouver en privé demande un delta",
        ),
        instead=Words(
            "the list of its categories, or a delta in the budget",
            "la liste de ses catégories, ou un delta dans le budget",
        ),
    )
