"""Data that no generator should learn from, told the same way by all of them."""

from __future__ import annotations

from privkit.errors import Problem
from privkit.words import Words


def too_few_units(units: int, needed: int) -> Problem:
    """PK581: there is nothing to learn from so few."""
    return Problem(
        "PK581",
        Words(
            f"synthetic rows cannot be learnt from so few units: {units}, at least {needed} are needed",
            f"on ne peut pas apprendre de lignes synthétiques de si peu d'unités : {units}, il en faut au moins {needed}",
        ),
        instead=Words("bring more data", "apportez plus de données"),
    )


def nearly_all_different(name: str) -> Problem:
    """PK582: learning such a column is copying it."""
    return Problem(
        "PK582",
        Words(
            f"column {name}: more than half of the units hold a text that almost nobody else holds",
            f"colonne {name} : plus de la moitié des unités ont un texte que presque personne d'autre n'a",
        ),
        instead=Words(
            "generalise the column, or drop it: a generator could only copy it",
            "généralisez la colonne, ou retirez-la : un générateur ne pourrait que la recopier",
        ),
    )
