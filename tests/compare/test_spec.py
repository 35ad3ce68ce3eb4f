from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from privkit.compare.phrase import Phrase
from privkit.compare.spec import spec_from_json
from privkit.errors import PolicyError

from .conftest import a_spec


def test_groups_made_from_the_target_are_refused() -> None:
    with pytest.raises(PolicyError) as caught:
        a_spec("nb_occupants", "volume_annuel")
    assert caught.value.text("fr") == [
        "PK560 les groupes ne peuvent pas être faits de volume_annuel, la grandeur comparée : "
        "chacun ressemblerait à son propre groupe",
        "  → retirez volume_annuel des colonnes qui font les groupes",
    ]
    assert caught.value.text("en") == [
        "PK560 groups cannot be made from volume_annuel, the quantity they compare: "
        "everybody would look like their own group",
        "  → take volume_annuel out of the columns that make groups",
    ]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"groups_by": ()}, "PK561 groups need columns, each named once"),
        ({"groups_by": ("a", "a")}, "PK561 groups need columns, each named once"),
        ({"low": Fraction(0)}, "PK561 the marks do not increase from 0 to 1"),
        ({"high": Fraction(1)}, "PK561 the marks do not increase from 0 to 1"),
        ({"middle": Fraction(1, 5)}, "PK561 the marks do not increase from 0 to 1"),
        ({"at_least": 1}, "PK561 a group of one is nobody to compare with"),
        ({"round_to": Decimal(0)}, "PK561 marks are rounded to a number above 0"),
        ({"round_to": Decimal("NaN")}, "PK561 marks are rounded to a number above 0"),
    ],
)
def test_numbers_out_of_range(change: dict[str, object], line: str) -> None:
    with pytest.raises(PolicyError) as caught:
        replace(a_spec(), **change)  # type: ignore[arg-type]
    assert caught.value.text("en")[0] == line


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(PolicyError) as caught:
        replace(a_spec(), at_least=0, round_to=Decimal(-1))
    assert len(caught.value.problems) == 2


def test_a_spec_comes_back_from_json() -> None:
    spec = a_spec(phrases={"nb_occupants": Phrase("personnes", "{} personnes", {"1": "1 personne"})})
    assert spec_from_json(json.loads(json.dumps(spec.to_json()))) == spec
