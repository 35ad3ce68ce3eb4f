from __future__ import annotations

from decimal import Decimal

import pytest

from privkit.dp.contribution import Table, bins, hold_rows, per_cell, squares, total
from privkit.dp.fixed_point import FixedPoint, fixed_point
from privkit.errors import DataError, PolicyError

D = Decimal


def test_bounds_in_whole_steps() -> None:
    assert fixed_point("m3", D("-2.5"), D(25), D("0.1"), 1) == FixedPoint("m3", -25, 250, D("0.1"))
    assert fixed_point("m3", D(0), D(25), D(5), 2, total=D(300)).totals == (0, 60)
    assert fixed_point("m3", D(-5), D(25), D(5), 2, total=D(300)).totals == (-60, 60)
    assert fixed_point("m3", D(-5), D(-1), D(1), 2, total=D(300)).totals == (-300, 0)


@pytest.mark.parametrize(
    ("arguments", "english", "french"),
    [
        (
            (None, D(25), D("0.1"), 1),
            [
                "PK541 m3: the lower bound is missing or not a finite number",
                "  → write it from what is known of the quantity, never from the data: bounds: [0, 50]",
            ],
            [
                "PK541 m3 : la borne basse est absente ou n'est pas un nombre fini",
                "  → écrivez-la d'après ce qu'on sait de la grandeur, jamais d'après les données : bornes: [0, 50]",
            ],
        ),
        (
            (D(0), D("Infinity"), D("0.1"), 1),
            [
                "PK541 m3: the upper bound is missing or not a finite number",
                "  → write it from what is known of the quantity, never from the data: bounds: [0, 50]",
            ],
            [
                "PK541 m3 : la borne haute est absente ou n'est pas un nombre fini",
                "  → écrivez-la d'après ce qu'on sait de la grandeur, jamais d'après les données : bornes: [0, 50]",
            ],
        ),
        (
            (D(25), D(25), D("0.1"), 1),
            [
                "PK542 m3: the lower bound is not below the upper one",
                "  → write the smaller bound first",
            ],
            [
                "PK542 m3 : la borne basse n'est pas sous la haute",
                "  → écrivez la plus petite borne d'abord",
            ],
        ),
        (
            (D(0), D(25), D("NaN"), 1),
            ["PK543 m3: the precision is not a positive number", "  → write a step such as 0.1"],
            [
                "PK543 m3 : la précision n'est pas un nombre positif",
                "  → écrivez un pas, par exemple 0.1",
            ],
        ),
        (
            (D(0), D(25), D("0.05"), 1),
            [
                "PK544 m3: a precision of 0.05 is finer than its 1 decimals",
                "  → write 0.1 or a multiple of it",
            ],
            [
                "PK544 m3 : une précision de 0.05 est plus fine que ses 1 décimales",
                "  → écrivez 0.1 ou un de ses multiples",
            ],
        ),
        (
            (D(0), D("25.5"), D(1), 1),
            [
                "PK545 m3: 25.5 is not a whole number of steps of 1",
                "  → write a bound that is a multiple of the precision",
            ],
            [
                "PK545 m3 : 25.5 n'est pas un nombre entier de pas de 1",
                "  → écrivez une borne multiple de la précision",
            ],
        ),
    ],
)
def test_wrong_bounds(arguments: tuple[D, D, D, int], english: list[str], french: list[str]) -> None:
    with pytest.raises(PolicyError) as told:
        fixed_point("m3", *arguments)
    assert told.value.text("en") == english
    assert told.value.text("fr") == french


def test_a_total_must_be_positive() -> None:
    with pytest.raises(PolicyError, match="PK554 m3: a total per group must be positive"):
        fixed_point("m3", D(0), D(25), D(1), total=D(0))


def test_totals_that_sums_could_not_hold() -> None:
    wide = fixed_point("m3", D(0), D(2**30), D(1))
    per_cell(total(wide), Table("t", 1, at_most_rows=2**21))
    with pytest.raises(PolicyError, match=r"PK546 t.sum.m3: totals could pass 2\^52 steps"):
        per_cell(total(wide), Table("t", 1, at_most_rows=2**22))
    with pytest.raises(PolicyError, match=r"PK546 t\.squares\.m3"):
        per_cell(squares(wide), Table("t", 1, at_most_rows=1))
    with pytest.raises(PolicyError, match="PK546 m3"):
        fixed_point("m3", D(0), D(2**52), D(1))


def test_more_rows_than_were_declared() -> None:
    hold_rows(Table("t", 1, at_most_rows=10), 10)
    with pytest.raises(DataError) as told:
        hold_rows(Table("t", 1, at_most_rows=10), 11)
    assert told.value.text("en") == [
        "PK546 t: more rows than the 10 up to which sums were proved exact",
        "  → write a larger number of rows at most",
    ]
    assert told.value.text("fr") == [
        "PK546 t : plus de lignes que les 10 jusqu'où les sommes sont exactes à coup sûr",
        "  → écrivez un plus grand nombre maximal de lignes",
    ]


@pytest.mark.parametrize("caps", [{"groups": 0}, {"rows_per_group": 0}, {"at_most_rows": 0}])
def test_caps_under_one(caps: dict[str, int]) -> None:
    with pytest.raises(PolicyError) as told:
        Table("t", 3, **caps)
    assert told.value.text("en") == [
        "PK554 t: a cap on what one unit contributes is under one",
        "  → write how many cells, and how many rows in each, one unit may touch",
    ]
    assert told.value.text("fr")[0] == ("PK554 t : un plafond de contribution d'une unité est inférieur à un")


@pytest.mark.parametrize("edges", [(0, 250), (0, 10, 10, 25), (1, 25), (0, 24), (0,), ()])
def test_bands_that_do_not_cover_the_bounds(edges: tuple[int, ...]) -> None:
    with pytest.raises(PolicyError) as told:
        bins(fixed_point("m3", D(0), D("2.5"), D("0.1")), edges)
    assert told.value.text("en") == [
        "PK548 m3: the bands do not rise from the lower bound to the upper one",
        "  → start at 0.0 and end at 2.5",
    ]
