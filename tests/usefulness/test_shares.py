"""Bars fit to be shown: none stands for few people, and no bound is a value of the data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.usefulness.shares import LEAST, MOST, Shares, shares
from privkit.usefulness.variables import Kind, Sides, Variable
from privkit.words import Words


def of(real: Sequence[object], released: Sequence[object] | None = None, kind: Kind = "category") -> Shares:
    frames = [pd.DataFrame({"a": list(v)}) for v in (real, real if released is None else released)]
    (found,) = shares(Sides(frames[0], frames[1], (Variable("a", kind),)))
    return found


def labels(found: Shares, language: str = "en") -> list[str]:
    return [bar.label.fr if language == "fr" else bar.label.en for bar in found.bars]


def test_categories_of_few_people_are_others() -> None:
    found = of(["a"] * 60 + ["b"] * 20 + ["c"] * 9 + ["d"] * 9 + [None] * 2)
    assert labels(found) == ["a", "b", "other"] and labels(found, "fr")[-1] == "autres"
    assert [bar.real for bar in found.bars] == [0.6, 0.2, 0.2]


def test_others_that_would_be_few_take_the_least_shown_with_them() -> None:
    found = of(["a"] * 60 + ["b"] * 20 + ["secret"])
    assert labels(found) == ["a", "other"]


def test_invented_categories_are_others_and_missing_is_told() -> None:
    found = of(["a"] * 60 + [None] * 40, ["a"] * 50 + ["new"] * 50)
    assert labels(found) == ["a", "missing", "other"]
    assert [(b.real, b.released) for b in found.bars] == [(0.6, 0.5), (0.4, 0), (0, 0.5)]


def test_numbers_are_cut_at_round_numbers_with_open_ends() -> None:
    found = of(np.arange(1000) / 10 + 3.3, kind="number")
    assert labels(found)[:3] == ["< 10", "10 – 20", "20 – 30"] and labels(found)[-1] == "≥ 100"
    assert labels(of(np.arange(1000) / 1000, kind="number"), "fr")[1] == "0,1 – 0,2"


def test_few_whole_numbers_have_a_bar_each() -> None:
    assert labels(of([1] * 30 + [2] * 40 + [3] * 30 + [4] * 20, kind="number")) == ["< 2", "2", "3", "≥ 4"]


def test_dates_are_cut_at_first_days() -> None:
    days = pd.date_range("2001-03-05", "2020-10-20", periods=500)
    assert labels(of(days, kind="date"))[:2] == ["before 2002", "from 2002"]
    assert labels(of(days, kind="date"), "fr")[-1] == "dès 2020"
    days = pd.date_range("2020-01-15", "2020-12-20", periods=500)
    assert labels(of(days, kind="date"), "fr")[:2] == ["avant 2020-03", "dès 2020-03"]
    few = labels(of(np.repeat(pd.date_range("2020-01-01", periods=6), 20), kind="date"))
    assert few[:2] == ["before 2020-01-02", "from 2020-01-02"] and len(few) == 6


def test_whole_numbers_say_both_ends_and_yes_no_is_said() -> None:
    assert labels(of(np.arange(20, 70), kind="number"))[:3] == ["< 30", "30 – 39", "40 – 49"]
    assert labels(of([True] * 60 + [False] * 40), "fr") == ["oui", "non"]


def test_the_few_who_have_a_value_are_not_told_apart() -> None:
    assert labels(of([None] * 60 + [5.0] * 9, kind="number")) == ["all values"]


@pytest.mark.parametrize("values", [[7.0] * 80, [np.nan] * 80])
def test_a_constant_shows_no_value(values: list[float]) -> None:
    assert set(labels(of(values, kind="number"))) <= {"all values", "missing"}


@settings(deadline=None, max_examples=80)
@given(
    st.integers(0, 10**6),
    st.sampled_from(["category", "number", "date"]),
    st.integers(50, 400),
    st.floats(0, 1),
)
def test_every_bar_stands_for_ten_units_or_none_and_shows_no_rare_value(
    seed: int, kind: Kind, units: int, gaps: float
) -> None:
    rng = np.random.default_rng(seed)
    heavy = np.round(rng.lognormal(2, rng.uniform(0.1, 2), units), rng.integers(0, 3))
    values: list[object] = list(heavy)
    if kind == "category":
        values = [f"v{int(v)}" for v in heavy]
    elif kind == "date":
        values = list(pd.to_datetime(heavy, unit="D", origin="2000-01-01").normalize())
    missing = rng.random(units) < gaps
    values = [None if gone else v for v, gone in zip(values, missing, strict=True)]
    sides = Sides(pd.DataFrame({"a": values}), pd.DataFrame({"a": values[::-1]}), (Variable("a", kind),))
    for found in shares(sides):
        assert len(found.bars) <= MOST + 3
        assert sum(bar.real for bar in found.bars) == pytest.approx(1, abs=0.01)
        for bar in found.bars:
            assert bar.real == 0 or bar.real * units >= LEAST - 0.5 - 0.001 * units
            assert isinstance(bar.label, Words)
        if kind == "category":
            counts = pd.Series(values).value_counts()
            assert not {str(v) for v in counts[counts < LEAST].index} & set(labels(found))
