from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from privkit.anonymity.builders import flat
from privkit.anonymity.criteria import (
    AlphaK,
    Criteria,
    DistinctL,
    EntropyL,
    KMap,
    Presence,
    RecursiveCL,
    TCloseness,
)
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


UNEVEN = np.array([0, 0, 0, 0, 0, 1, 1, 2])
EIGHT = (np.arange(8)[:, None] % 2, np.ones(8, int))
PEOPLE = np.full(8, 2)


@pytest.mark.parametrize(
    ("criteria", "en", "fr"),
    [
        (
            Criteria(1, (EntropyL(2.8, UNEVEN, "volume"),)),
            [
                "PK447 entropy l = 2.8 of volume is not met even with everything generalised: 2.46 is",
                "  → lower l to 2.46 or less, or allow more suppression",
            ],
            [
                "PK447 l par entropie = 2,8 de volume n'est pas tenu même en généralisant tout : 2,46 l'est",
                "  → abaissez l à 2,46 ou moins, ou permettez plus de suppression",
            ],
        ),
        (
            Criteria(1, (RecursiveCL(1, 2, UNEVEN, "volume"),)),
            [
                "PK447 recursive c = 1 of volume is not met even with everything generalised: 1.667 is",
                "  → raise c to 1.667 or lower l, or allow more suppression",
            ],
            [
                "PK447 c récursif = 1 de volume n'est pas tenu même en généralisant tout : 1,667 l'est",
                "  → relevez c à 1,667 ou abaissez l, ou permettez plus de suppression",
            ],
        ),
        (
            Criteria(1, (TCloseness(0.1, UNEVEN, "volume", table=np.array([1, 1, 1])),)),
            [
                "PK448 t = 0.1 of volume is not met even with everything generalised: 0.292 is",
                "  → raise t to 0.292 or more, or allow more suppression",
            ],
            [
                "PK448 t = 0,1 de volume n'est pas tenu même en généralisant tout : 0,292 l'est",
                "  → relevez t à 0,292 ou plus, ou permettez plus de suppression",
            ],
        ),
        (
            Criteria(1, (AlphaK(0.6, UNEVEN, "volume"),)),
            [
                "PK450 alpha = 0.6 of volume is not met even with everything generalised: 0.625 is",
                "  → raise alpha to 0.625 or more, or allow more suppression",
            ],
            [
                "PK450 alpha = 0,6 de volume n'est pas tenu même en généralisant tout : 0,625 l'est",
                "  → relevez alpha à 0,625 ou plus, ou permettez plus de suppression",
            ],
        ),
        (
            Criteria(1, (), (KMap(20, PEOPLE),)),
            [
                "PK454 k = 20 in the population cannot be reached: people in it: 16",
                "  → lower k to 16 or less, or give the whole population",
            ],
            [
                "PK454 k = 20 dans la population est hors d'atteinte : personnes qu'elle compte : 16",
                "  → abaissez k à 16 ou moins, ou donnez la population entière",
            ],
        ),
        (
            Criteria(1, (), (Presence(0, 0.4, PEOPLE),)),
            [
                "PK455 a presence of at most 0.4 is not met even with everything generalised: it is 0.5",
                "  → write at most 0.5, or give the population that the table was drawn from",
            ],
            [
                "PK455 une présence d'au plus 0,4 n'est pas tenue même en généralisant tout : elle est de 0,5",
                "  → écrivez au plus 0,5, ou donnez la population dont la table est tirée",
            ],
        ),
    ],
)
def test_each_model_tells_the_nearest_value_that_passes(
    criteria: Criteria, en: list[str], fr: list[str]
) -> None:
    with pytest.raises(DataError) as caught:
        search([KIND], *EIGHT, criteria, Fraction(0))
    assert caught.value.text("en") == en
    assert caught.value.text("fr") == fr


def test_the_value_told_passes() -> None:
    for model in (EntropyL(2.46, UNEVEN), RecursiveCL(1.667, 2, UNEVEN), AlphaK(0.625, UNEVEN)):
        assert search([KIND], *EIGHT, Criteria(1, (model,)), Fraction(0)).suppressed_units == 0
