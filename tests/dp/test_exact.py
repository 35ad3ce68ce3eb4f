"""Exact samplers. Nothing can be seeded: each test fails by chance less than once in a million runs."""

import math
import os
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest

from privkit.dp import exact
from privkit.errors import InternalError

N = 40_000
GEOMETRIC = (F(1, 3), F(1), F(7, 2), F(240), F(48 * 2**40, 2**38 + 1))
GAUSSIAN = (F(1, 4), F(1), F(10, 3), F(900), F(688863801, 131072))


@pytest.mark.parametrize("scale", GEOMETRIC)
def test_geometric_noise_has_its_distribution(scale: F, follows: Any) -> None:
    samples = exact.geometric(N, scale)
    assert len(samples) == N
    assert follows(samples, "geometric", scale)


@pytest.mark.parametrize("sigma_squared", GAUSSIAN)
def test_gaussian_noise_has_its_distribution(sigma_squared: F, follows: Any) -> None:
    samples = exact.discrete_gaussian(N, sigma_squared)
    assert len(samples) == N
    assert follows(samples, "gaussian", sigma_squared)


@pytest.mark.parametrize("share", [F(9, 10), F(1, 2)])
def test_these_tests_see_too_little_noise(share: F, follows: Any) -> None:
    assert not follows(exact.geometric(N, 240 * share), "geometric", F(240))
    assert not follows(exact.discrete_gaussian(N, 900 * share**2), "gaussian", F(900))


def test_moments_of_large_noise() -> None:
    for samples, variance, fourth in (
        (exact.geometric(N, F(1_200_000)), 2 * 1.2e6**2, 6.0),
        (exact.discrete_gaussian(N, F(10**12)), 1e12, 3.0),
    ):
        x = samples.astype(float)
        assert abs(x.mean()) < 5.5 * math.sqrt(variance / N)
        assert abs((x**2).mean() / variance - 1) < 5.5 * math.sqrt((fourth - 1) / N)
        assert len(np.unique(samples)) > 0.9 * N  # no coarse grid
        assert abs((samples % 2).mean() - 0.5) < 5.5 * 0.5 / math.sqrt(N)  # nor in the last bit


def test_the_doubtful_cases_have_the_same_distribution() -> None:
    gammas = np.repeat([0.0, 0.01, 1.0, 4.0], 1500)
    fractions = [F(0), F(1, 100), F(1), F(4)]
    drawn = exact.below_exp(gammas, lambda i: fractions[i // 1500], doubt=2.0)  # all decided exactly
    for i, gamma in enumerate(fractions):
        p = math.exp(-gamma)
        share = drawn[i * 1500 : (i + 1) * 1500].mean()
        assert abs(share - p) <= 5.5 * math.sqrt(p * (1 - p) / 1500)


def test_a_doubt_is_decided_by_more_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A prefix that equals the first 64 bits of exp(-1) leaves the decision to the bits after it."""
    prefix = 0x5E2D58D8B3BCDF1A  # of exp(-1); then ...BADEC7829054F90D
    after = 0xBADEC7829054F90D
    for bits, below in ((after - 2**20, True), (after + 2**20, False), (0, True), (2**64 - 1, False)):
        raw = bits.to_bytes(8, "little")
        monkeypatch.setattr(os, "urandom", lambda n, raw=raw: raw * (n // 8))
        drawn = exact._decided(prefix, F(1))
        assert drawn is below


def test_uniform_integers_reach_every_value_alike() -> None:
    for bound in (1, 2, 3, 1000, 2**20 + 1):
        drawn = exact.uniform_below(N, bound)
        assert drawn.min() >= 0
        assert drawn.max() < bound
        halves = (drawn < bound // 2).mean() - (bound // 2) / bound
        assert abs(halves) < 5.5 * 0.5 / math.sqrt(N)


def test_the_generator_is_the_operating_system(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = os.urandom
    monkeypatch.setattr(os, "urandom", lambda n: asked.append(n) or real(n))
    np.random.seed(1)  # noqa: NPY002 - a seed must change nothing
    first = exact.geometric(50, F(10**6))
    np.random.seed(1)  # noqa: NPY002
    assert list(exact.geometric(50, F(10**6))) != list(first)
    assert sum(asked) > 800


@pytest.mark.parametrize("scale", [F(0), F(-1), F(2**50)])
def test_a_scale_out_of_range_is_a_bug(scale: F) -> None:
    with pytest.raises(InternalError, match="the scale of noise must be in"):
        exact.geometric(1, scale)


def test_no_noise_is_drawn_for_no_cell() -> None:
    assert len(exact.geometric(0, F(3))) == len(exact.discrete_gaussian(0, F(3))) == 0
