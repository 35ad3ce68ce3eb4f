"""Nearest rows, and the description that rests on them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from privkit.risk.attacks import distances
from privkit.risk.attacks.distances import describe_distances
from privkit.risk.attacks.near import Scaled, nearest
from privkit.risk.attacks.result import Orders
from privkit.risk.attacks.scene import Field, Scene

FIELDS = (Field("a", "category"), Field("b", "number"), Field("c", "number"))


def rows(number: int, rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "a": rng.choice(["x", "y", "z", None], number),
            "b": np.where(rng.random(number) < 0.1, np.nan, rng.normal(-5, 3, number)),
            "c": rng.random(number),
        }
    )


def gower(one: Scaled, other: Scaled) -> np.ndarray:
    """All distances, plainly."""
    unlike = (one.codes[:, None] != other.codes).sum(axis=2)
    apart = np.minimum(np.abs(one.numbers[:, None] - other.numbers), 1).sum(axis=2)
    return (unlike + apart) / one.width


@pytest.mark.parametrize("number", [1, 3, 50])
def test_the_nearest_are_the_nearest(number: int) -> None:
    rng = np.random.default_rng(1)
    one, other = (
        Scaled(
            rng.integers(0, 3, (n, 4)).astype(np.int32),
            rng.choice([0.0, 0.3, 2.0, 3.0], (n, 2)).astype(np.float32),
        )
        for n in (30, 40)
    )
    distance, position = nearest(one, other, number)
    whole = gower(one, other)
    assert np.allclose(distance[:, : min(number, 40)], np.sort(whole, axis=1)[:, :number])
    assert (distance[:, 40:] == np.inf).all()
    assert np.allclose(whole[np.arange(30), position[:, 0]], distance[:, 0])


def test_nobody_is_nearest_to_himself() -> None:
    values = Scaled(np.arange(5, dtype=np.int32)[:, None], np.zeros((5, 0), np.float32))
    assert nearest(values, values)[0].tolist() == [[0.0]] * 5
    assert nearest(values, values, 1, np.arange(5))[0].tolist() == [[1.0]] * 5


def test_a_copy_lies_at_nothing_from_the_originals() -> None:
    rng = np.random.default_rng(2)
    o, c = rows(800, rng), rows(400, rng)
    found = describe_distances(Scene(o, o, c, FIELDS), Orders(attacks=300))
    assert (found.rows, found.people) == (300, 400)
    assert found.closest_original.low == 0 and found.ratio_original.low == 0
    assert 0 < found.closest_control.low <= found.closest_control.median <= 1
    assert found == describe_distances(Scene(o, o, c, FIELDS), Orders(attacks=300))


def test_other_people_lie_as_far_as_strangers() -> None:
    rng = np.random.default_rng(3)
    found = describe_distances(Scene(rows(900, rng), rows(700, rng), rows(700, rng), FIELDS), Orders())
    assert found.closest_original.median == pytest.approx(found.closest_control.median, rel=0.15)
    assert found.ratio_original.median == pytest.approx(found.ratio_control.median, rel=0.15)


def test_equal_rows_have_a_ratio_of_one() -> None:
    frame = pd.DataFrame({"a": ["x"] * 9, "b": [1.0] * 9, "c": [np.nan] * 9})
    found = describe_distances(Scene(frame, frame, frame, FIELDS), Orders())
    assert found.closest_original.median == 0 and found.ratio_original.lowest == 1


def test_it_says_what_it_is_not() -> None:
    assert "do not see leakage" in str(distances.__doc__)
