"""Singling out: what counts as a success, how many attacks were made, and copies found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from privkit.errors import DataError
from privkit.risk.attacks import singling_out
from privkit.risk.attacks.encode import encode
from privkit.risk.attacks.predicates import People, multivariate, univariate
from privkit.risk.attacks.result import Orders, Tally
from privkit.risk.attacks.scene import Field, Scene
from tests.risk.attacks.worlds import apart, copied

FEW = Orders(attacks=400, seed=3)


@pytest.mark.parametrize("kind", ["mixed", "numbers"])
@pytest.mark.parametrize("control", [2000, 500])
def test_an_exact_copy_is_singled_out(kind: str, control: int) -> None:
    found = singling_out.attack(copied(kind, 1, 2000, control), FEW)
    assert found.originals.rate == 1
    assert found.risk.value > 0.95
    assert found.risk.low > 0.9
    assert all(part.risk.low > 0.8 for part in found.groups if part.measured)


def test_unequal_ends_on_one_column() -> None:
    """10 and 40 are extremes, 20 is twice there: 3 predicates, x <= 10, x >= 40, x = 30."""
    release = pd.DataFrame({"x": [10, 20, 20, 30, 40]})
    originals = pd.DataFrame({"x": [-5, 30, 30, 40, 70]})  # one below 10; two at 30; two at 40 or above
    scene = Scene(release, originals, originals[:0].reindex(range(5)), (Field("x", "number"),))
    found = singling_out.attack(scene, FEW, kind="univariate")
    assert found.originals == Tally(1, 3)
    assert found.control == Tally(0, 3)  # all missing: nobody


def test_missing_is_a_value_that_can_single_out() -> None:
    release = pd.DataFrame({"x": ["a", "a", None]})
    scene = Scene(release, release, pd.DataFrame({"x": ["a", "a", "a"]}), (Field("x", "category"),))
    assert singling_out.attack(scene, FEW, kind="univariate").originals == Tally(1, 1)


def test_two_alike_are_not_singled_out() -> None:
    release = pd.DataFrame({"x": [1, 2], "y": ["a", "b"]})
    originals = pd.DataFrame({"x": [1, 1, 2], "y": ["a", "a", "b"]})
    fields = (Field("x", "number"), Field("y", "category"))
    found = singling_out.attack(Scene(release, originals, originals, fields), FEW, kind="multivariate")
    assert found.originals == Tally(1, 2)


def test_where_no_row_is_alone_the_rarest_values_are_tried() -> None:
    """Two classes of 10 in a release of 20: two attacks, and neither isolates anybody."""
    release = pd.DataFrame({"x": list("ab") * 10})
    scene = Scene(release, release, release, (Field("x", "category"),))
    for kind in ("univariate", "multivariate"):
        assert singling_out.attack(scene, FEW, kind=kind).originals == Tally(0, 2)
    people = pd.DataFrame({"x": ["a", "b", "b", "c"]})
    assert singling_out.attack(Scene(release, people, people, scene.fields), FEW).originals == Tally(2, 4)


def test_attacks_are_those_really_made() -> None:
    scene = apart("mixed", 1, 200, 300, 100)
    found = singling_out.attack(scene, FEW, kind="multivariate")
    unique = scene.release.groupby(list(scene.release), dropna=False).size().eq(1).sum()
    assert found.originals.attacks == found.control.attacks <= unique < 400
    assert singling_out.attack(scene, replace(FEW, attacks=50), columns_together=3).originals.attacks <= 100


@pytest.mark.parametrize("size", [1, 2, 4])
def test_counts_are_those_of_a_plain_search(size: int) -> None:
    """Predicates on categories, counted one by one."""
    rng = np.random.default_rng(1)
    frames = [pd.DataFrame(rng.integers(0, 9, (40, 4)), columns=list("abcd")).astype(str) for _ in range(3)]
    encoded = encode(Scene(*frames, fields=tuple(Field(c, "category") for c in "abcd")))
    people = People(
        (encoded.originals.rows(np.arange(20)), encoded.originals.rows(np.arange(20, 40))), encoded.control
    )
    counts, _ = multivariate(encoded, people, size, 1000, rng)
    wanted = []
    import itertools

    for columns in itertools.combinations(range(4), size):
        for row in encoded.release.codes:
            like = [
                (s.codes[:, columns] == row[list(columns)]).all(axis=1).sum()
                for s in (encoded.release, *people.all)
            ]
            if like[0] == 1:
                wanted.append(like[1:])
    got = np.column_stack([counts.blocks, counts.control])
    assert sorted(map(tuple, got.tolist())) == sorted(map(tuple, np.array(wanted).reshape(-1, 3).tolist()))


def test_predicates_of_one_column_hold_for_one_released_row() -> None:
    encoded = encode(apart("mixed", 2, 500, 500, 500))
    counts = univariate(encoded, People((encoded.release,), encoded.release), 1000, np.random.default_rng(1))
    assert len(counts) > 50
    assert (counts.blocks == 1).all()


@pytest.mark.parametrize("kind", ["univariate", "multivariate", "both"])
def test_same_seed_same_answer_whatever_the_order_of_rows(kind: singling_out.Sort) -> None:
    scene = apart("mixed", 1, 600, 800, 300)
    mixed = Scene(
        *(f.sample(frac=1, random_state=7) for f in (scene.release, scene.originals, scene.control)),
        scene.fields,
    )
    assert singling_out.attack(scene, FEW, kind=kind) == singling_out.attack(mixed, FEW, kind=kind)


def test_more_comparisons_ask_more_of_a_proof_and_leave_the_bound() -> None:
    scene = apart("numbers", 1, 500, 600, 300)
    copied = replace(scene, release=scene.originals)
    one, many = (singling_out.attack(copied, replace(FEW, comparisons=c)) for c in (1, 10))
    assert 0 < many.risk.low < one.risk.low and many.risk.high == one.risk.high
    one, many = (singling_out.attack(scene, replace(FEW, comparisons=c)) for c in (1, 10))
    assert many.risk.high == one.risk.high > 0


def test_bad_input() -> None:
    scene = apart("mixed", 1, 10, 10, 10)
    with pytest.raises(DataError, match="PK672"):
        singling_out.attack(replace(scene, control=scene.control[:0]), FEW)
    with pytest.raises(DataError, match="PK670"):
        singling_out.attack(scene.only([]), FEW)
