"""Jaro and Winkler's measure, against duckdb's."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.risk.attacks.names import jaro_winkler, plain


def alike(first: str, second: str) -> float:
    one = np.zeros(1, np.int64)
    return float(jaro_winkler([first], [second], one, one, 0.0)[0])


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        ("MARTHA", "MARHTA", 0.9611),
        ("DWAYNE", "DUANE", 0.84),
        ("DIXON", "DICKSONX", 0.8133),
        ("ABC", "XYZ", 0.0),
    ],
)
def test_the_examples_of_winkler(first: str, second: str, value: float) -> None:
    assert alike(first, second) == pytest.approx(value, abs=1e-4)


def test_the_same_as_duckdb() -> None:
    rng = np.random.default_rng(1)
    texts = ["".join(rng.choice(list("ABCDE "), rng.integers(1, 20))) for _ in range(400)]
    a, b = rng.integers(0, 400, (2, 20000))
    pairs = pd.DataFrame({"p": [texts[i] for i in a], "q": [texts[j] for j in b]})
    told = duckdb.sql("SELECT jaro_winkler_similarity(p, q) AS s FROM pairs").df()["s"].to_numpy()
    assert len(pairs) == 20000
    assert np.allclose(jaro_winkler(texts, texts, a, b, 0.0), told)
    some = jaro_winkler(texts, texts, a, b, 0.85)
    assert np.allclose(some, np.where(told >= 0.85 - 1e-12, told, 0.0))


@given(st.text("ABCDEFGHIJ '", max_size=24), st.text("ABCDEFGHIJ '", max_size=24))
def test_symmetric_between_0_and_1_and_1_for_the_same(first: str, second: str) -> None:
    assert alike(first, second) == pytest.approx(alike(second, first))
    assert 0 <= alike(first, second) <= 1
    assert first == "" or alike(first, first) == 1


def test_plain() -> None:
    assert plain("  Élodie-Anne  d'Ÿ ") == "ELODIE ANNE D Y"
    assert plain("???") == ""
