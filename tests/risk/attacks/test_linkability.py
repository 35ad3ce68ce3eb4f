"""Linkability: which pairs are put together, ties, copies, and a control that does not link itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from privkit.errors import DataError
from privkit.risk.attacks import linkability
from privkit.risk.attacks.result import Orders, Tally
from privkit.risk.attacks.scene import Field, Scene
from tests.risk.attacks.worlds import apart, copied

FEW = Orders(attacks=400, seed=3)
TWO = (Field("a", "category"), Field("b", "category"))


def two(release: list[tuple[str, str]]) -> Tally:
    """The attack on two persons, (1, x) and (2, y): each second record is told from the other."""
    people = pd.DataFrame([("1", "x"), ("2", "y")], columns=["a", "b"])
    scene = Scene(pd.DataFrame(release, columns=["a", "b"]), people, people, TWO)
    return linkability.attack(scene, FEW, ["a"], ["b"]).originals


@pytest.mark.parametrize(
    ("release", "right"),
    [
        ([("1", "x"), ("2", "y")], 2),
        ([("1", "y"), ("2", "x")], 0),
        ([("1", "x"), ("1", "y"), ("2", "x"), ("2", "y")], 0),  # no reason for either
        ([("1", "x"), ("1", "x"), ("1", "y"), ("2", "x"), ("2", "y")], 2),  # 2 of 3 against 1 of 2
        ([("1", "x"), ("1", "x"), ("1", "y"), ("2", "x"), ("2", "x"), ("2", "y")], 0),  # shares are equal
        ([("1", "x"), ("2", "z"), ("3", "y")], 1),  # the first meets its record, the second none
        ([("1", "z"), ("2", "z"), ("3", "x"), ("3", "y")], 0),  # nobody meets
    ],
)
def test_the_record_whose_rows_are_most_among_those_of_the_person(
    release: list[tuple[str, str]], right: int
) -> None:
    assert two(release) == Tally(right, 2)


def test_the_same_second_record_is_no_rival_and_no_success() -> None:
    people = pd.DataFrame({"a": ["1", "2"], "b": ["x", "x"]})
    found = linkability.attack(Scene(people, people, people, TWO), FEW, ["a"], ["b"])
    assert found.originals == Tally(0, 2)


@pytest.mark.parametrize("persons", [10, 11, 200])
def test_strangers_to_the_release_are_found_once_in_ten(persons: int) -> None:
    """Columns that have nothing to do with each other: the right one of ten wins as often as any."""
    rng = np.random.default_rng(persons)
    frames = [
        pd.DataFrame({"a": rng.integers(0, 40, n).astype(str), "b": rng.integers(0, 40, n).astype(str)})
        for n in (5000, persons, persons)
    ]
    found = linkability.attack(Scene(*frames, fields=TWO), FEW, ["a"], ["b"])
    assert found.control.attacks == persons
    assert persons < 200 or 0.05 < found.control.rate < 0.17


@pytest.mark.parametrize("control", [2000, 500])
def test_an_exact_copy_is_linked_even_with_ties(control: int) -> None:
    """Anonymeter 1.1, one neighbour: 0.002 on a copy of Adult."""
    found = linkability.attack(
        copied("mixed", 1, 2000, control),
        FEW,
        ["sector", "dwelling", "volume"],
        ["occupants", "area", "balance"],
    )
    assert found.risk.value > 0.95
    numbers = linkability.attack(copied("numbers", 1, 2000, control), FEW, list("abc"), list("def"))
    assert numbers.risk.value > 0.95


def test_both_sides_are_attacked_as_often_and_each_person_once() -> None:
    found = linkability.attack(apart("mixed", 1, 500, 900, 100), FEW, ["sector", "area"], ["volume"])
    for part in (found, *found.groups):
        assert part.originals.attacks == part.control.attacks <= 100


def test_columns_that_go_together_are_no_leak() -> None:
    """Two columns that say the same: strangers are linked too."""
    rng = np.random.default_rng(1)
    frames = [
        pd.DataFrame({"a": v, "b": v})
        for v in (rng.integers(0, 99, n).astype(str) for n in (3000, 3000, 1000))
    ]
    found = linkability.attack(Scene(*frames, fields=TWO), FEW, ["a"], ["b"])
    assert found.control.rate > 0.95
    assert found.risk.low == 0


def test_same_seed_same_answer_whatever_the_order_of_rows() -> None:
    scene = apart("mixed", 1, 600, 800, 300)
    mixed = Scene(
        *(f.sample(frac=1, random_state=7) for f in (scene.release, scene.originals, scene.control)),
        scene.fields,
    )
    lists = ["sector", "dwelling", "area"], ["volume", "balance"]
    assert linkability.attack(scene, FEW, *lists) == linkability.attack(mixed, FEW, *lists)


def test_bad_input() -> None:
    scene = apart("mixed", 1, 10, 10, 10)
    with pytest.raises(DataError, match="PK671"):
        linkability.attack(scene, FEW, ["income"], ["sector"])
    with pytest.raises(DataError, match="PK670"):
        linkability.attack(scene, FEW, ["sector"], [])
    with pytest.raises(DataError, match="PK672"):
        linkability.attack(replace(scene, originals=scene.originals[:0]), FEW, ["sector"], ["area"])
