"""Inference: which guesses are right, ties, numbers of any sign, missing secrets, the recognisable."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from privkit.errors import DataError
from privkit.risk.attacks import inference
from privkit.risk.attacks.result import Orders, Tally
from privkit.risk.attacks.scene import Field, Scene
from tests.risk.attacks.worlds import apart, copied

FEW = Orders(attacks=400, seed=3)


def guesses(
    secrets: list[object],
    truth: list[object],
    kind: str,
    within: float = 0.05,
    known: list[str] | None = None,
) -> int:
    """How many of ``truth`` are guessed from released ``secrets``, all with the same known value."""
    release = pd.DataFrame({"k": known or ["v"] * len(secrets), "s": pd.Series(secrets)})
    people = pd.DataFrame({"k": ["v"] * len(truth), "s": pd.Series(truth)})
    fields = (Field("k", "category"), Field("s", "number" if kind == "number" else "category"))
    found = inference.attack(Scene(release, people, people, fields), FEW, "s", ["k"], within=within)
    assert found.originals.attacks == len(truth)
    return found.originals.successes


def test_the_most_frequent_value_of_the_nearest_rows() -> None:
    assert guesses(["a", "b", "b", "c"], ["b", "a", "b"], "category") == 2
    assert guesses(["a", None, None], [None, "a"], "category") == 1


def test_of_two_as_frequent_the_more_frequent_in_the_release() -> None:
    known = ["v", "v", "w", "w"]
    assert guesses(["a", "b", "b", "b"], ["b"], "category", known=known) == 1
    assert guesses(["a", "b", "a", "a"], ["a"], "category", known=known) == 1


def test_the_lower_median_of_numbers_and_missing_when_most_are() -> None:
    assert guesses([1, 2, 50, 60], [2.0], "number") == 1
    assert guesses([1, 2, 50], [2.0], "number") == 1
    assert guesses([1, None, None], [None], "number") == 1
    assert guesses([1, None], [1.0], "number") == 1
    assert guesses([7, None, None], [7.0], "number") == 0


@pytest.mark.parametrize(
    ("truth", "right"),
    [(-100.0, 1), (-95.3, 1), (-94, 0), (-105.5, 0), (100.0, 0), (0.0, 0), (-5.0, 0), (None, 0)],
)
def test_a_negative_guess_is_not_always_right(truth: float | None, right: int) -> None:
    """Fault of Anonymeter 1.1: a negative guess was right of every number."""
    wide = ["w", "w", *"v"]
    assert guesses([-1000, 1000, -100], [truth], "number", known=wide) == right


def test_zero_must_be_exact() -> None:
    wide = ["w", "w", "v"]
    assert guesses([-10, 10, 0], [0.0], "number", known=wide) == 1
    assert guesses([-10, 10, 0.001], [0.0], "number", known=wide) == 0


def test_large_numbers_that_differ_little_are_no_easier() -> None:
    """Dates are thousands of days: five per cent of the date would be years."""
    days = pd.date_range("2024-01-01", "2024-12-31").to_series().reset_index(drop=True)
    rng = np.random.default_rng(1)
    k = rng.integers(0, 1000, len(days)).astype(str)
    release = pd.DataFrame({"k": k, "s": days})
    people = release.assign(s=rng.permutation(days))
    scene = Scene(release, people, people, (Field("k", "category"), Field("s", "number")))
    assert inference.attack(scene, FEW, "s", ["k"]).originals.rate < 0.3


@pytest.mark.parametrize("secret", ["dwelling", "volume", "balance"])
@pytest.mark.parametrize("control", [2000, 500])
def test_on_an_exact_copy_the_recognisable_are_all_guessed(secret: str, control: int) -> None:
    scene = copied("mixed", 1, 2000, control)
    known = [f.name for f in scene.fields if f.name != secret]
    found = inference.attack(scene, FEW, secret, known)
    best = {part.group: part for part in (found, *found.groups)}.get("recognisable", found)
    assert best.risk.value > 0.95
    assert best.risk.low > 0.8


def test_numbers_alone_make_everybody_recognisable() -> None:
    found = inference.attack(copied("numbers", 1, 1000, 250), FEW, "a", list("bcdef"))
    assert found.groups == ()
    assert found.risk.value == 1


def test_both_sides_are_attacked_as_often() -> None:
    found = inference.attack(apart("mixed", 1, 500, 900, 100), FEW, "volume", ["sector", "area"])
    for part in (found, *found.groups):
        assert part.originals.attacks == part.control.attacks <= 100


def test_a_small_group_is_told_and_not_measured() -> None:
    scene = apart("mixed", 1, 500, 400, 400)
    few, many = np.arange(400) < 10, np.arange(400) < 200
    found = inference.attack(
        scene, FEW, "volume", ["area"], groups={"few": (few, many), "many": (many, many)}
    )
    parts = {part.group: part for part in found.groups}
    assert parts["few"].originals == Tally(0, 0)
    assert (parts["few"].risk.low, parts["few"].risk.high) == (0, 1)
    assert not parts["few"].measured
    assert found.worst.group != "few"
    assert parts["many"].originals.attacks == 200


def test_groups_follow_the_rows_of_the_frames() -> None:
    """A group of the originals copied into the release, the others not: the mask finds them in any order."""
    scene = apart("numbers", 4, 1000, 1000, 1000)
    mark = np.arange(1000) < 300
    scene = replace(scene, release=pd.concat([scene.originals[:300], scene.release[300:]]))
    found = inference.attack(
        scene, FEW, "a", list("bcdef"), groups={"in": (mark, mark), "out": (~mark, ~mark)}
    )
    parts = {part.group: part for part in found.groups}
    assert parts["in"].risk.value == 1
    assert parts["out"].risk.low == 0
    assert found.worst is parts["in"]


def test_same_seed_same_answer_whatever_the_order_of_rows() -> None:
    scene = apart("mixed", 1, 600, 800, 300)
    mixed = Scene(
        *(f.sample(frac=1, random_state=7) for f in (scene.release, scene.originals, scene.control)),
        scene.fields,
    )
    known = ["sector", "dwelling", "area"]
    assert inference.attack(scene, FEW, "volume", known) == inference.attack(mixed, FEW, "volume", known)


def test_bad_input() -> None:
    scene = apart("mixed", 1, 10, 10, 10)
    with pytest.raises(DataError, match="PK671"):
        inference.attack(scene, FEW, "income", ["sector"])
    with pytest.raises(DataError, match="PK670"):
        inference.attack(scene, FEW, "volume", ["volume"])
    with pytest.raises(DataError, match="PK672"):
        inference.attack(replace(scene, release=scene.release[:0]), FEW, "volume", ["sector"])
