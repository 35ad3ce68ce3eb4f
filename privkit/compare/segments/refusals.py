"""Why no bands are proposed."""

from __future__ import annotations

from collections.abc import Sequence

from privkit.errors import PolicyError, Problem, nearest
from privkit.words import Words


def too_small(at_least: int, floor: int) -> PolicyError:
    """The error for groups under the hard floor."""
    return PolicyError(
        Problem(
            "PK556",
            Words(
                f"groups of {at_least} are too small: never under {floor}",
                f"des groupes de {at_least} sont trop petits : jamais moins de {floor}",
            ),
            instead=Words("--at-least 30", "--at-least 30"),
        )
    )


def no_column(column: str, known: Sequence[str]) -> Problem:
    """A column that the file does not have; an empty name stands for none asked."""
    if not column:
        return Problem(
            "PK556",
            Words("no column to draw bands from", "aucune colonne dont tirer des tranches"),
            instead=Words("--columns occupants,surface", "--columns occupants,surface"),
        )
    guess = nearest(column, known) or ", ".join(known)
    return Problem(
        "PK556",
        Words(f"the file has no column {column}", f"le fichier n'a pas de colonne {column}"),
        instead=Words(f"write {guess}", f"écrivez {guess}"),
    )


def too_few(target: str, at_least: int) -> Problem:
    """Not enough units for two groups."""
    return Problem(
        "PK556",
        Words(
            f"too few units have {target} and every column to make two groups of {at_least}",
            f"trop peu d'unités ont {target} et toutes les colonnes pour faire deux groupes de {at_least}",
        ),
        instead=Words(
            "take more households, or fewer columns", "prenez davantage de foyers, ou moins de colonnes"
        ),
    )


def no_bands(target: str, columns: Sequence[str]) -> Problem:
    """A tree with no cut."""
    names = ", ".join(columns)
    return Problem(
        "PK556",
        Words(
            f"no band of {names} tells households apart by {target} better than chance",
            f"aucune tranche de {names} ne distingue les foyers par {target} mieux que le hasard",
        ),
        instead=Words(
            "try other columns, or do not compare", "essayez d'autres colonnes, ou ne comparez pas"
        ),
    )


def several_rows(unit: str) -> Problem:
    """A file with several rows per unit."""
    return Problem(
        "PK556",
        Words(
            f"a unit has several rows in the file (column {unit})",
            f"une unité a plusieurs lignes dans le fichier (colonne {unit})",
        ),
        instead=Words(
            "give a file of one row per household: summarise it first",
            "donnez un fichier d'une ligne par foyer : résumez-le d'abord",
        ),
    )
