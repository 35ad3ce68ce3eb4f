from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.demo.draw import apportion, exact_share, from_table, lognormal, unique_numbers, weighted_share


@given(size=st.integers(0, 500), share=st.floats(0, 1), seed=st.integers(0, 99))
def test_an_exact_share_is_exact(size: int, share: float, seed: int) -> None:
    mask = exact_share(np.random.default_rng(seed), size, share)
    assert mask.size == size
    assert mask.sum() == round(share * size)


@given(weights=st.lists(st.floats(0, 10), min_size=1, max_size=80), share=st.floats(0, 1))
def test_a_weighted_share_never_draws_a_weight_of_zero(weights: list[float], share: float) -> None:
    array = np.array(weights)
    mask = weighted_share(np.random.default_rng(1), array, share)
    assert not mask[array == 0].any()
    assert mask.sum() == min(round(share * array.size), (array > 0).sum())


def test_a_heavier_place_is_drawn_more_often() -> None:
    rng = np.random.default_rng(1)
    weights = np.repeat([1.0, 9.0], 5_000)
    mask = weighted_share(rng, weights, 0.02)
    assert mask[5_000:].mean() / mask[:5_000].mean() == pytest.approx(9, rel=0.5)


@given(size=st.integers(1, 2_000), seed=st.integers(0, 99))
def test_numbers_are_unique_and_in_range(size: int, seed: int) -> None:
    numbers = unique_numbers(np.random.default_rng(seed), size, 100, 10_000)
    assert np.unique(numbers).size == size
    assert numbers.min() >= 100
    assert numbers.max() < 10_000


@settings(max_examples=60)
@given(total=st.integers(0, 10_000), weights=st.lists(st.floats(0.01, 100), min_size=1, max_size=50))
def test_an_apportionment_adds_up_and_is_within_one(total: int, weights: list[float]) -> None:
    array = np.array(weights)
    shares = apportion(total, array)
    assert shares.sum() == total
    assert np.all(np.abs(shares - total * array / array.sum()) < 1 + 1e-6)


def test_a_table_is_drawn_by_row() -> None:
    table = np.array([[1.0, 0.0, 0.0], [0.0, 0.3, 0.7]])
    row = np.repeat([0, 1], 20_000)
    drawn = from_table(np.random.default_rng(1), table, row)
    assert set(drawn[:20_000]) == {0}
    assert (drawn[20_000:] == 2).mean() == pytest.approx(0.7, abs=0.02)


def test_a_lognormal_draw_has_its_median_and_spread() -> None:
    drawn = lognormal(np.random.default_rng(1), 50_000, 38.0, 0.4)
    assert np.median(drawn) == pytest.approx(38, rel=0.01)
    assert np.log(drawn).std() == pytest.approx(0.4, abs=0.01)
