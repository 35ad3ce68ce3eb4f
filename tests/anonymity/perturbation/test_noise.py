"""Additive noise: its size, its correlations, and what is brought back. Bounds are 6 standard errors or more."""

from __future__ import annotations

import numpy as np
import pytest

from privkit.anonymity.perturbation.noise import add_noise, within_bounds

N = 40_000


def correlated():
    rng = np.random.default_rng(0)
    first = rng.normal(100, 20, N)
    return np.column_stack([first, 0.5 * first + rng.normal(0, 5, N), np.full(N, 7.0)])


@pytest.mark.parametrize("together", [True, False])
def test_noise_has_the_size_asked(together):
    values = correlated()
    noise = add_noise(values, 0.3, np.random.default_rng(1), correlated=together) - values
    wanted = 0.3 * values.std(axis=0)
    # standard error of a standard deviation: s / sqrt(2N), here 0.35 %
    assert noise.std(axis=0)[:2] == pytest.approx(wanted[:2], rel=0.025)
    assert np.abs(noise.mean(axis=0)[:2]).max() < 6 * wanted.max() / np.sqrt(N)
    assert np.array_equal(noise[:, 2], np.zeros(N))  # a constant column has nothing to hide


def test_correlations_are_kept_only_when_asked():
    values = correlated()[:, :2]
    true = np.corrcoef(values.T)[0, 1]
    kept = np.corrcoef(add_noise(values, 0.5, np.random.default_rng(2)).T)[0, 1]
    faded = np.corrcoef(add_noise(values, 0.5, np.random.default_rng(2), correlated=False).T)[0, 1]
    assert kept == pytest.approx(true, abs=0.01)
    assert faded == pytest.approx(true / 1.25, abs=0.02)


def test_mean_and_variance_are_brought_back():
    values = correlated()[:, :2]
    plain = add_noise(values, 0.5, np.random.default_rng(3))
    restored = add_noise(values, 0.5, np.random.default_rng(3), restore=True)
    assert plain.std(axis=0) == pytest.approx(values.std(axis=0) * np.sqrt(1.25), rel=0.025)
    assert restored.std(axis=0) == pytest.approx(values.std(axis=0), rel=0.025)
    assert restored.mean(axis=0) == pytest.approx(values.mean(axis=0), rel=0.01)


def test_missing_values_stay_missing_and_little_data_is_no_reason_to_stop():
    values = np.array([[1.0, np.nan], [np.nan, 2.0], [3.0, 4.0]])
    out = add_noise(values, 0.5, np.random.default_rng(0))
    assert np.array_equal(np.isnan(out), np.isnan(values))
    assert add_noise(np.zeros((0, 2)), 0.5, np.random.default_rng(0)).shape == (0, 2)
    assert not np.isnan(add_noise(np.ones((1, 2)), 0.5, np.random.default_rng(0))).any()


def test_bounds_reflect_then_hold():
    low, high = np.array([0.0]), np.array([10.0])
    values = np.array([[-1.0], [11], [5], [-25], [np.nan]])
    assert within_bounds(values, low, high)[:4].ravel().tolist() == [1, 9, 5, 0]
    free = np.array([-np.inf]), np.array([np.inf])
    assert within_bounds(values, *free)[:4].ravel().tolist() == [-1, 11, 5, -25]
