"""From noisy counts to likely ones, and to a population that agrees with them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.synth.marginals.groups import group_values
from privkit.synth.marginals.population import Population, fit_margins, spread
from privkit.synth.marginals.project import down_the_tiers, shrink, tiers, to_simplex
from privkit.synth.marginals.select import score
from privkit.synth.marginals.table import Table

numbers = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=12)


@given(numbers, st.floats(0.1, 1e6))
def test_the_nearest_point_of_the_simplex(values: list[float], total: float) -> None:
    given_, near = np.array(values), to_simplex(np.array(values), total)
    assert near.min() >= 0
    assert near.sum() == pytest.approx(total, rel=1e-6, abs=1e-6)
    # Nearest: where it is positive, every coordinate moved by the same, and elsewhere by more.
    moved = near - given_
    inside = near > 1e-3
    if inside.any():
        assert np.ptp(moved[inside]) < 1e-3
        assert (moved[~inside] >= moved[inside].min() - 1e-2).all()


def test_a_marginal_the_model_knows_takes_no_noise_in() -> None:
    rng = np.random.default_rng(1)
    model = rng.dirichlet(np.ones(400)) * 10_000
    noisy = np.rint(model + rng.normal(0, 40, 400)).astype(np.int64)
    assert np.abs(shrink(noisy, 1600.0, model, 10_000) - model).sum() < 0.15 * np.abs(noisy - model).sum()
    far = np.roll(model, 1)
    found = shrink(np.rint(far + rng.normal(0, 2, 400)).astype(np.int64), 4.0, model, 10_000)
    assert np.abs(found - far).sum() < 0.1 * np.abs(model - far).sum()


@given(st.integers(1, 700), st.integers(0, 99), st.floats(0, 50))
def test_counts_along_an_order_keep_their_sum_and_are_none_negative(
    cells: int, seed: int, sigma: float
) -> None:
    rng = np.random.default_rng(seed)
    exact = rng.poisson(5.0, cells).astype(float)
    noisy = [
        np.add.reduceat(exact, np.arange(0, cells, w)) + rng.normal(0, sigma, -(-cells // w))
        for w in tiers(cells)
    ]
    found = down_the_tiers(noisy, [sigma**2] * len(noisy), 500.0)
    assert len(found) == cells
    assert found.min() >= -1e-9
    assert found.sum() == pytest.approx(500.0)


def test_the_empty_end_of_an_order_stays_empty() -> None:
    rng = np.random.default_rng(1)
    exact = np.concatenate([rng.poisson(150, 100), np.zeros(412)])
    for _ in range(20):
        noisy = [
            np.add.reduceat(exact, np.arange(0, 512, w)) + rng.normal(0, 30, -(-512 // w)) for w in tiers(512)
        ]
        found = down_the_tiers(noisy, [900.0] * 3, float(exact.sum()))
        assert found[128:].sum() < 0.02 * exact.sum()
        assert np.abs(np.cumsum(found) - np.cumsum(exact)).max() < 0.03 * exact.sum()


@given(
    st.lists(st.integers(0, 500), min_size=1, max_size=60),
    st.booleans(),
    st.floats(0.1, 200),
    st.integers(2, 30),
)
def test_groups_hold_enough_and_keep_the_order(
    counts: list[int], ordered: bool, least: float, most: int
) -> None:
    grouping = group_values(np.array(counts, dtype=float), len(counts), ordered, least, most)
    assert sorted(set(grouping.of_code.tolist())) == list(range(grouping.size))
    assert grouping.group_counts.sum() == pytest.approx(sum(counts))
    if ordered:
        assert (np.diff(grouping.of_code) >= 0).all()
        if grouping.size > 1:
            assert grouping.group_counts.min() >= max(least, sum(counts) / most) / 2


def test_other_and_missing_stay_apart_only_when_they_are_there() -> None:
    counts = np.array([500.0, 400.0, 3.0, 80.0])
    assert group_values(counts, 2, False, 20.0, 16, 60.0).of_code.tolist() == [0, 1, 1, 2]
    assert group_values(counts, 2, False, 20.0, 16, 100.0).of_code.tolist() == [0, 1, 1, 1]


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=20), st.integers(1, 500), st.integers(0, 9))
def test_systematic_draws_are_within_one_of_their_share(counts: list[float], draws: int, seed: int) -> None:
    drawn = np.bincount(spread(np.array(counts), draws, np.random.default_rng(seed)), minlength=len(counts))
    assert drawn.sum() == draws
    assert np.abs(drawn - np.array(counts) / sum(counts) * draws).max() <= 1 + 1e-6


@settings(deadline=None)
@given(st.integers(0, 99))
def test_a_joined_variable_has_its_share_in_each_cell(seed: int) -> None:
    rng = np.random.default_rng(seed)
    population = Population([3, 4], 100.0, 2000)
    population.start(0, np.array([1.0, 2.0, 3.0]), rng)
    table = rng.random((3, 4)) * (rng.random((3, 4)) < 0.7) + 1e-9
    population.join((0, 1), table.ravel(), rng)
    held = population.counts((0, 1)).reshape(3, 4) * 20
    wanted = table / table.sum(axis=1, keepdims=True) * held.sum(axis=1, keepdims=True)
    assert np.abs(held - wanted).max() <= 1 + 1e-6


def test_raking_agrees_with_every_marginal_aimed_at() -> None:
    rng = np.random.default_rng(3)
    population = Population([2, 3, 4], 1000.0, 20_000)
    population.columns = {v: rng.integers(0, size, 20_000) for v, size in enumerate([2, 3, 4])}
    truth = rng.dirichlet(np.ones(24)).reshape(2, 3, 4) * 1000
    aims = {(0, 1): truth.sum(axis=2), (1, 2): truth.sum(axis=0), (0, 2): truth.sum(axis=1)}
    for key, counts in aims.items():
        population.aim(key, counts.ravel())
    population.rake(200)
    for key, counts in aims.items():
        assert np.abs(population.counts(key) - counts.ravel()).max() < 0.01


def test_margins_of_a_table() -> None:
    found = fit_margins(np.array([[5.0, 0.0], [1.0, 1.0]]), np.array([6.0, 4.0]), np.array([7.0, 3.0]))
    assert np.allclose(found.sum(axis=1), [6, 4], atol=1e-3)
    assert np.allclose(found.sum(axis=0), [7, 3], atol=1e-3)


def test_counts_of_a_table_are_those_of_a_loop() -> None:
    rng = np.random.default_rng(1)
    columns = [rng.integers(0, size, 1000).astype(np.int16) for size in (2, 3, 5)]
    table = Table(columns, [2, 3, 5])
    for cell in product(range(5), range(2), range(3)):
        exact = ((columns[2] == cell[0]) & (columns[0] == cell[1]) & (columns[1] == cell[2])).sum()
        assert table.counts((2, 0, 1))[np.ravel_multi_index(cell, (5, 2, 3))] == exact


def test_a_score_is_what_a_measurement_would_mend() -> None:
    model = np.array([50.0, 50.0, 0.2, 0.0])
    assert score(np.array([90, 10, 0, 0]), model, 0.0) == 80
    assert (
        score(np.array([90, 10, 0, 0]), model, np.pi / 2 * 25) == 80 - 10
    )  # 5 in each full cell, 0.2 in the third
