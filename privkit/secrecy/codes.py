"""The codes of errors about statistical secrecy, with a title for each."""

from __future__ import annotations

from privkit.errors import DataError, InternalError, PolicyError, Problem
from privkit.words import Words

CODES: dict[str, Words] = {
    "PK570": Words("secrecy of a table was asked for wrongly", "le secret d'un tableau est mal demandé"),
    "PK571": Words("a count or a largest contribution is negative", "un effectif ou une plus forte contribution est négatif"),
    "PK572": Words("the figures of a cell contradict each other", "les chiffres d'une case se contredisent"),
    "PK573": Words("the same cell is given twice", "la même case est donnée deux fois"),
    "PK574": Words("a margin is not the sum of its cells", "une marge n'est pas la somme de ses cases"),
    "PK575": Words("a code without a parent, or with a parent nobody knows", "un code sans parent, ou dont le parent est inconnu"),
    "PK576": Words("a figure too large to be added exactly", "un chiffre trop grand pour être additionné exactement"),
    "PK577": Words("a secrecy rule that cannot be", "une règle de secret impossible"),
    "PK578": Words("negative sums of a measure said to have none", "sommes négatives d'une mesure dite sans valeur négative"),
}  # fmt: skip


def misuse(message: Words) -> InternalError:
    """The error for arguments that only a bug can bring."""
    return InternalError(Problem("PK570", message))


def wrong_data(code: str, message: Words, instead: Words) -> DataError:
    """The error for figures that cannot be those of a table."""
    return DataError(Problem(code, message, instead=instead))


def wrong_rule(message: Words, instead: Words) -> PolicyError:
    """The error for a rule that no table can satisfy or that means nothing."""
    return PolicyError(Problem("PK577", message, instead=instead))
