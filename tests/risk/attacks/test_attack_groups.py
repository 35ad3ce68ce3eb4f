"""Subgroups: who is in them, and that the rule looks at nobody's own sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from privkit.errors import DataError
from privkit.risk.attacks import inference
from privkit.risk.attacks.groups import subgroups
from privkit.risk.attacks.result import Orders
from privkit.risk.attacks.scene import Field, Scene
from tests.risk.attacks.worlds import apart


def test_the_names_and_the_sizes() -> None:
    scene = apart("mixed", 1, 500, 2000, 600)
    found = subgroups(scene, 1, small=["sector"], large=["volume"])
    assert list(found) == ["outliers", "rare combinations", "small values of sector", "largest volume"]
    for inside, outside in found.values():
        assert (len(inside), len(outside)) == (2000, 600)
        assert 0 < inside.sum() <= 600 * 0.5
        assert inside.sum() == pytest.approx(outside.sum(), abs=60)


def test_an_outlier_is_far_from_the_others() -> None:
    """3 % of people live in a corner of their own, each alone there."""
    rng = np.random.default_rng(1)

    def make(rows: int) -> pd.DataFrame:
        odd = np.arange(rows) % 33 == 0
        return pd.DataFrame(
            {
                "a": np.where(odd, rng.permutation(rows) + 1000, 0).astype(str),
                "b": np.where(odd, rng.permutation(rows) + 1000, rng.integers(0, 3, rows)).astype(str),
            }
        )

    fields = (Field("a", "category"), Field("b", "category"))
    scene = Scene(make(500), make(2000), make(1000), fields)
    for name, (inside, outside) in subgroups(scene, 1).items():
        odd = scene.originals["a"].to_numpy() != "0", scene.control["a"].to_numpy() != "0"
        if name == "outliers":
            assert (odd[1] <= outside).all()  # each stranger of the corner is found
            assert (inside & odd[0]).sum() == pytest.approx(odd[0].sum() / 2, abs=8)  # half only are attacked
        else:
            assert (odd[1] <= outside).all()


def test_small_places_hold_a_tenth_at_most_and_unseen_ones_are_small() -> None:
    rng = np.random.default_rng(1)
    place = rng.choice(["big", "middle", "small", "tiny"], 4000, p=[0.6, 0.32, 0.06, 0.02])
    frame = pd.DataFrame({"place": place})
    control = pd.DataFrame({"place": ["elsewhere", "big", "tiny", "small", "middle"] * 100})
    scene = Scene(frame, frame, control, (Field("place", "category"),))
    inside, outside = subgroups(scene, 1, small=["place"])["small values of place"]
    assert set(place[inside]) == {"small", "tiny"}
    assert set(control["place"][outside]) == {"elsewhere", "small", "tiny"}


def test_the_largest() -> None:
    frame = pd.DataFrame({"n": [1.0] * 900 + [5.0] * 60 + [9.0] * 40 + [np.nan] * 20})
    scene = Scene(frame, frame, frame, (Field("n", "number"),))
    inside, _ = subgroups(scene, 1, large=["n"])["largest n"]
    assert frame["n"][inside].min() >= 5


def test_the_same_people_whatever_the_order_of_rows() -> None:
    scene = apart("numbers", 1, 300, 900, 400)
    order = np.random.default_rng(2).permutation(900)
    one = subgroups(scene, 1)
    other = subgroups(replace(scene, originals=scene.originals.iloc[order]), 1)
    for name in one:
        assert (one[name][0][order] == other[name][0]).all()
        assert (one[name][1] == other[name][1]).all()


def test_a_leak_of_outliers_alone_is_the_worst_group() -> None:
    """The generator repeats the extremes it was shown, and nothing else."""
    scene = apart("numbers", 1, 3000, 3000, 1500)
    far = (scene.originals.abs() / scene.originals.std()).max(axis=1).nlargest(150).index
    leaked = pd.concat([scene.originals.loc[far], scene.release.iloc[150:]], ignore_index=True)
    stage = replace(scene, release=leaked)
    found = inference.attack(stage, Orders(), "a", list("bcdef"), groups=subgroups(stage, 1))
    parts = {part.group: part.risk for part in found.groups}
    assert parts["outliers"].low > 0.1
    assert parts["outliers"].value > 3 * found.risk.value
    assert found.worst.group == "outliers"


def test_bad_input() -> None:
    scene = apart("mixed", 1, 10, 10, 10)
    with pytest.raises(DataError, match="PK671"):
        subgroups(scene, 1, small=["commune"])
    tiny = apart("mixed", 1, 2, 2, 1)
    assert set(subgroups(tiny, 1)) == {"outliers", "rare combinations"}
    assert subgroups(apart("mixed", 1, 1, 1, 1), 1)["outliers"][0].sum() == 0
