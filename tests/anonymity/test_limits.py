from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from privkit.anonymity.builders import flat, from_rows
from privkit.anonymity.criteria import Criteria, DistinctL
from privkit.anonymity.search import search
from privkit.errors import DataError

KIND = flat(["x", "y"], name="kind")
COMBOS, WEIGHTS = np.array([[0], [1]]), np.array([2, 1])


def test_fewer_units_than_k() -> None:
    with pytest.raises(DataError) as caught:
        search([KIND], COMBOS, WEIGHTS, Criteria(4), Fraction(99, 100))
    assert caught.value.text("en") == [
        "PK440 k = 4 cannot be reached: privacy units in the table: 3",
        "  → lower k to 3 or less, or bring more data; with this k, only suppressing 100% would pass",
    ]
    assert caught.value.text("fr") == [
        "PK440 k = 4 est hors d'atteinte : unités de confidentialité de la table : 3",
        "  → abaissez k à 3 ou moins, ou apportez plus de données ; avec ce k, seule une suppression de 100 % "
        "passerait",
    ]


def test_fewer_values_than_l_and_fewer_units_than_k_are_told_together() -> None:
    criteria = Criteria(4, (DistinctL(3, np.array([0, 1]), "tariff"),))
    with pytest.raises(DataError) as caught:
        search([KIND], COMBOS, WEIGHTS, criteria, Fraction(0))
    assert caught.value.text("en")[2:] == [
        "PK444 l = 3 cannot be reached: distinct values of tariff: 2",
        "  → lower l to 2 or less; with this l, only suppressing 100% would pass",
    ]
    assert caught.value.text("fr")[2] == "PK444 l = 3 est hors d'atteinte : valeurs distinctes de tariff : 2"


def test_too_large_a_lattice_is_refused_before_it_starts() -> None:
    deep = [from_rows(f"q{j}", [(str(i), f"a{i // 2}", f"b{i // 4}") for i in range(8)]) for j in range(12)]
    with pytest.raises(DataError) as caught:
        search(deep, np.zeros((1, 12), int), np.ones(1, int), Criteria(1), Fraction(0))
    assert caught.value.text("en") == [
        "PK441 12 quasi-identifiers make 16777216 combinations of levels; an exact search takes at most 5000000",
        "  → generalise the longest hierarchies first (q0, q1, q2), or keep fewer quasi-identifiers",
    ]


def test_too_many_combinations_are_refused_naming_the_widest_columns() -> None:
    wide = flat([str(i) for i in range(9)], name="street")
    with pytest.raises(DataError) as caught:
        search(
            [KIND, wide], np.zeros((3, 2), int), np.ones(3, int), Criteria(1), Fraction(0), max_combinations=2
        )
    assert caught.value.text("fr") == [
        "PK442 les quasi-identifiants ont 3 combinaisons distinctes ; une recherche exacte en prend au plus 2",
        "  → généralisez d'abord les colonnes aux valeurs les plus nombreuses (street, kind), ou gardez moins "
        "de quasi-identifiants",
    ]
