"""The codes of what a perturbation refuses, with a title for each."""

from __future__ import annotations

from privkit.errors import DataError, Problem
from privkit.words import Words

CODES: dict[str, Words] = {
    "PK470": Words("fewer units than k", "moins d'unités que k"),
    "PK471": Words("a group of units smaller than k", "un groupe d'unités plus petit que k"),
}


def fewer_than_k(k: int, units: int) -> DataError:
    """PK470: even one group of everything is too small."""
    return DataError(
        Problem(
            "PK470",
            Words(
                f"groups of {k} units cannot be made: units in the table: {units}",
                f"des groupes de {k} unités sont impossibles : unités de la table : {units}",
            ),
            instead=Words("lower k, or bring more data", "abaissez k, ou apportez plus de données"),
        )
    )


def small_strata(k: int, strata: int) -> DataError:
    """PK471: some strata hold fewer than k units."""
    return DataError(
        Problem(
            "PK471",
            Words(
                f"groups of {k} units cannot be made in every part: parts with fewer units: {strata}",
                f"des groupes de {k} unités sont impossibles dans chaque partie : parties de moins d'unités : {strata}",
            ),
            instead=Words(
                "make coarser the columns that cut the table, or lower k",
                "rendez moins précises les colonnes qui découpent la table, ou abaissez k",
            ),
        )
    )
