"""Frames as numbers: equal is equal whatever the type, missing is alike to missing, the order of rows is nothing."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from privkit.errors import DataError
from privkit.risk.attacks.encode import MISSING, encode
from privkit.risk.attacks.scene import Field, Scene


def scene(release: list[object], originals: list[object], control: list[object], kind: str) -> Scene:
    frames = [pd.DataFrame({"a": pd.Series(v)}) for v in (release, originals, control)]
    return Scene(*frames, fields=(Field("a", "number" if kind == "number" else "category"),))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, "1"),
        (1.0, "1"),
        (True, "True"),
        (dt.date(2024, 5, 1), pd.Timestamp(2024, 5, 1)),
        (np.int8(3), 3.0),
        (None, float("nan")),
        (pd.NA, None),
        (pd.NaT, None),
    ],
)
def test_categories_that_mean_the_same_are_the_same(one: object, other: object) -> None:
    found = encode(scene([one, "x"], [other, "x"], [other], "category"))
    assert sorted(found.release.codes[:, 0]) == sorted(found.originals.codes[:, 0])


def test_missing_is_one_value_and_no_other() -> None:
    found = encode(scene(["a", None], [None, "b"], [float("nan")], "category"))
    assert found.control.codes.tolist() == [[MISSING]]
    assert (found.release.codes == MISSING).sum() == 1
    numbers = encode(scene([1.5, None], [float("nan"), -2.0], [pd.NA], "number"))
    assert numbers.control.codes.tolist() == [[MISSING]]
    assert np.isnan(numbers.control.places).all()


def test_numbers_keep_their_order_and_places() -> None:
    found = encode(scene([-5, 0, 0, 10], [-7, 3], [11], "number"))
    assert found.release.values[:, 0].tolist() == [-5, 0, 0, 10]
    assert found.release.places[:, 0].tolist() == [0.125, 0.5, 0.5, 0.875]
    assert found.originals.places[:, 0].tolist() == [0, 0.75]
    assert found.originals.codes[0, 0] < found.release.codes[0, 0] < found.originals.codes[1, 0]


def test_dates_and_numbers_as_text_are_numbers() -> None:
    day, later = dt.date(2024, 1, 1), dt.date(2024, 1, 3)
    found = encode(scene([day, later], [pd.Timestamp(day)], [None, later], "number"))
    assert np.diff(found.release.values[:, 0]).tolist() == [2.0]
    assert found.originals.codes[0] == found.release.codes[0]
    assert encode(scene(["1.5"], [1.5], ["2"], "number")).originals.values.tolist() == [[1.5]]


def test_the_order_of_rows_is_nothing() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"a": rng.normal(size=50).round(1), "b": rng.choice(list("xyz"), 50)})
    fields = (Field("a", "number"), Field("b", "category"))
    one = encode(Scene(frame, frame, frame, fields))
    mixed = frame.sample(frac=1, random_state=3)
    other = encode(Scene(mixed, mixed, mixed, fields))
    np.testing.assert_array_equal(one.release.codes, other.release.codes)
    assert frame["a"].to_numpy()[one.originals_order].tolist() == one.originals.values[:, 0].tolist()


def test_what_is_refused() -> None:
    good = pd.DataFrame({"a": [1, 2]})
    with pytest.raises(DataError, match="PK670 the attack has no column to work with"):
        encode(Scene(good, good, good, ()))
    with pytest.raises(DataError, match="PK671 a column that the attack needs is not in the rows given"):
        encode(Scene(good, good, good[[]], (Field("a", "number"),)))
    with pytest.raises(DataError, match="PK672 the attack needs released rows"):
        encode(Scene(good, good, good[:0], (Field("a", "number"),)))
    with pytest.raises(DataError, match="PK673 a column said to hold numbers holds something else"):
        encode(scene(["12 to 15"], [1], [2], "number"))
