"""Unique exact matches and apparent matches, against counting by hand."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.errors import DataError
from privkit.risk.attacks.matches import apparent_matches, unique_exact_matches

CELL = st.sampled_from(["a", "b", None, 1, 2.0])
ROWS = st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12)


def table(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["x", "y", "z"], dtype=object)


@settings(deadline=None)
@given(ROWS, ROWS)
def test_exact_matches_by_hand(people: list[tuple[object, ...]], rows: list[tuple[object, ...]]) -> None:
    times = Counter(people)
    found = unique_exact_matches(table(people), table(rows))
    assert found.unique == sum(times[p] == 1 for p in people)
    assert found.matched == sum(times[p] == 1 and p in rows for p in people)


@settings(deadline=None)
@given(ROWS, ROWS)
def test_apparent_matches_by_hand(people: list[tuple[object, ...]], rows: list[tuple[object, ...]]) -> None:
    known, shown = Counter(p[:2] for p in people), Counter(r[:2] for r in rows)
    pairs = [(p, r) for p in people for r in rows if p[:2] == r[:2] and known[p[:2]] == shown[p[:2]] == 1]
    found = apparent_matches(table(people), table(rows), ["x", "y"], ["z"])
    assert found.matched == len(pairs)
    assert sorted(found.alike) == sorted(float(p[2] == r[2]) for p, r in pairs)


def test_many_columns_of_many_values() -> None:
    rng = np.random.default_rng(1)
    frame = pd.DataFrame(rng.integers(0, 10**6, (2000, 30)), columns=[f"c{n}" for n in range(30)])
    assert unique_exact_matches(frame, frame.sample(500, random_state=1)).matched == 500
    assert unique_exact_matches(frame, frame + 10**7).matched == 0


def test_of_two_who_are_alike_neither_is_alone() -> None:
    people = pd.DataFrame({"x": ["a", "a", "b", None]})
    found = unique_exact_matches(people, pd.DataFrame({"x": ["a", "b", "b", np.nan]}))
    assert (found.records, found.unique, found.matched) == (4, 2, 2)
    assert (found.share_unique, found.share_matched) == (0.5, 1.0)


def test_a_column_that_is_not_there() -> None:
    with pytest.raises(DataError, match="PK671"):
        unique_exact_matches(pd.DataFrame({"x": [1]}), pd.DataFrame({"y": [1]}))
