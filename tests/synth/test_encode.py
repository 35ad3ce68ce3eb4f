"""Columns to codes and back: nothing raises an error, nothing unknown is written back."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from privkit.synth.domain import Attribute, Kind
from privkit.synth.encode import encoding_of

RNG = np.random.default_rng(1)
TOWN = Attribute("town", Kind.CATEGORY, values=("a", "b"))


def test_a_category_its_others_and_its_gaps() -> None:
    encoding = encoding_of(TOWN)
    assert encoding.encode(pd.Series(["b", "a", "c", None, np.nan, pd.NA, 7], dtype=object)).tolist() == [
        1, 0, 2, 3, 3, 3, 2,
    ]  # fmt: skip
    assert encoding.decode(np.array([1, 0, 2, 3]), RNG).tolist() == ["b", "a", None, None]
    closed = encoding_of(Attribute("town", Kind.CATEGORY, values=("a", "b"), nullable=False))
    assert closed.encode(pd.Series(["b", None], dtype=object)).tolist() == [1, 2]
    assert (encoding.size, closed.size) == (4, 3)


@pytest.mark.parametrize("dtype", ["object", "string", "category"])
def test_texts_of_any_type_are_alike(dtype: str) -> None:
    column = pd.Series(["b", None, "a", "z"]).astype(dtype)
    assert encoding_of(TOWN).encode(column).tolist() == [1, 3, 0, 2]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([True, False, None], dtype=object),
        pd.Series([True, False, None], dtype="boolean"),
        pd.Series([1.0, 0.0, np.nan]),
    ],
)
def test_yes_and_no(column: pd.Series) -> None:
    encoding = encoding_of(Attribute("garden", Kind.YES_NO))
    assert encoding.encode(column).tolist() == [1, 0, 3]
    assert encoding.decode(np.array([1, 0, 3]), RNG).tolist() == [True, False, None]


def test_numbers_are_clipped_and_those_that_are_none_are_missing() -> None:
    encoding = encoding_of(Attribute("n", Kind.INTEGER, low=0, high=9))
    column = pd.Series([-5, 3, 1e300, np.inf, -np.inf, np.nan, None])
    assert encoding.encode(column).tolist() == [0, 3, 9, 9, 0, 11, 11]
    assert encoding.encode(pd.Series(["4", "four"], dtype=object)).tolist() == [4, 11]
    back = encoding.decode(np.array([3, 11]), RNG)
    assert str(back.dtype) == "Int64"
    assert back.isna().tolist() == [False, True]


def test_dates_by_day() -> None:
    encoding = encoding_of(Attribute("d", Kind.DATE, low=0, high=30))
    days = [dt.date(1970, 1, 2), dt.date(1969, 5, 5), dt.date(2020, 1, 1), None]
    assert encoding.encode(pd.Series(days, dtype=object)).tolist() == [1, 0, 30, 32]
    assert encoding.encode(pd.to_datetime(pd.Series(["1970-01-02 23:59", None]))).tolist() == [1, 32]
    assert encoding.decode(np.array([1, 32]), RNG).tolist() == [pd.Timestamp("1970-01-02"), pd.NaT]


def test_a_number_keeps_its_decimals_and_its_cell() -> None:
    encoding = encoding_of(Attribute("x", Kind.NUMBER, low=0, high=100, decimals=2, nullable=False))
    codes = np.arange(encoding.known)
    back = encoding.decode(codes, RNG)
    assert (encoding.encode(back) == codes).all()
    assert (back == back.round(2)).all()
