"""What a search refuses before it starts: what cannot pass, and what would take too long."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from privkit.anonymity.criteria import Criteria
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.lattice import lattice_size
from privkit.errors import DataError, Problem
from privkit.words import Words

MOST_COMBINATIONS = 2_000_000
MOST_NODES = 5_000_000


def check_size(hierarchies: Sequence[Hierarchy], combinations: int, most: int = MOST_COMBINATIONS) -> None:
    """DataError PK441 or PK442 when a search would be too large, naming what to coarsen."""
    problems = []
    nodes = lattice_size([h.height for h in hierarchies])
    if nodes > MOST_NODES:
        problems.append(_too_many_nodes(hierarchies, nodes))
    if combinations > most:
        problems.append(_too_many_combinations(hierarchies, combinations, most))
    if problems:
        raise DataError(*problems)


def check_feasible(criteria: Criteria, units: int, limit: int) -> None:
    """DataError PK440 or PK444 when even one class of everything violates a criterion.

    Then every class at every level does, so only suppressing everything would pass.
    """
    if limit >= units:
        return
    problems = [] if units >= criteria.k else [_fewer_units(criteria.k, units)]
    for diversity in criteria.distinct_l:
        found = len(np.unique(diversity.codes))
        if found < diversity.l:
            problems.append(_fewer_values(diversity.name, diversity.l, found))
    if problems:
        raise DataError(*problems)


def _fewer_units(k: int, units: int) -> Problem:
    return Problem(
        "PK440",
        Words(
            f"k = {k} cannot be reached: privacy units in the table: {units}",
            f"k = {k} est hors d'atteinte : unités de confidentialité de la table : {units}",
        ),
        instead=Words(
            f"lower k to {units} or less, or bring more data; with this k, only suppressing 100% would pass",
            f"abaissez k à {units} ou moins, ou apportez plus de données ; avec ce k, seule une suppression "
            "de 100 % passerait",
        ),
    )


def _fewer_values(name: str, wanted: int, found: int) -> Problem:
    column = name or "?"
    return Problem(
        "PK444",
        Words(
            f"l = {wanted} cannot be reached: distinct values of {column}: {found}",
            f"l = {wanted} est hors d'atteinte : valeurs distinctes de {column} : {found}",
        ),
        instead=Words(
            f"lower l to {found} or less; with this l, only suppressing 100% would pass",
            f"abaissez l à {found} ou moins ; avec ce l, seule une suppression de 100 % passerait",
        ),
    )


def _longest(hierarchies: Sequence[Hierarchy], size: Sequence[int]) -> str:
    order = sorted(range(len(size)), key=lambda j: -size[j])[:3]
    return ", ".join(hierarchies[j].name for j in order)


def _too_many_nodes(hierarchies: Sequence[Hierarchy], nodes: int) -> Problem:
    columns = _longest(hierarchies, [h.height for h in hierarchies])
    return Problem(
        "PK441",
        Words(
            f"{len(hierarchies)} quasi-identifiers make {nodes} combinations of levels; "
            f"an exact search takes at most {MOST_NODES}",
            f"{len(hierarchies)} quasi-identifiants font {nodes} combinaisons de niveaux ; "
            f"une recherche exacte en prend au plus {MOST_NODES}",
        ),
        instead=Words(
            f"generalise the longest hierarchies first ({columns}), or keep fewer quasi-identifiers",
            f"généralisez d'abord les hiérarchies les plus longues ({columns}), ou gardez moins "
            "de quasi-identifiants",
        ),
    )


def _too_many_combinations(hierarchies: Sequence[Hierarchy], found: int, most: int) -> Problem:
    columns = _longest(hierarchies, [len(h.values) for h in hierarchies])
    return Problem(
        "PK442",
        Words(
            f"the quasi-identifiers have {found} distinct combinations; an exact search takes at most {most}",
            f"les quasi-identifiants ont {found} combinaisons distinctes ; une recherche exacte en prend "
            f"au plus {most}",
        ),
        instead=Words(
            f"generalise the columns with most values first ({columns}), or keep fewer quasi-identifiers",
            f"généralisez d'abord les colonnes aux valeurs les plus nombreuses ({columns}), ou gardez moins "
            "de quasi-identifiants",
        ),
    )
