"""The step from the continuous Gaussian to the discrete one, and the curve of the continuous one."""

import math
from fractions import Fraction as F

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr

from privkit.dp.events import DiscreteGaussian
from privkit.dp.gaussian import bounds, epsilon_at, log_delta_of


@pytest.mark.parametrize(("sigma_squared", "s_squared"), [(2.0, 0.4), (2.0, 0.8), (20.0, 0.5), (20.0, 0.3)])
def test_a_rounded_gaussian_is_a_discrete_one_but_for_the_factor(
    sigma_squared: float, s_squared: float
) -> None:
    """Round a continuous Gaussian to the integers by a discrete Gaussian around it, by numerical integration."""
    z = np.arange(-60, 61)
    y = np.linspace(-60, 60, 24_001)
    r_squared = sigma_squared - s_squared
    density = np.exp(-(y**2) / (2 * r_squared)) / math.sqrt(2 * math.pi * r_squared) * (y[1] - y[0])
    total = sum(np.exp(-((k - y) ** 2) / (2 * s_squared)) for k in np.arange(-80, 81))
    reach = math.ceil(4 * math.sqrt(sigma_squared))
    wanted = np.exp(-(z**2) / (2 * sigma_squared))
    wanted /= wanted.sum()
    q = math.exp(-2 * math.pi**2 * s_squared)
    eta = 2 * q / (1 - q)
    allowed = math.log((1 + eta) / (1 - eta))
    for k in range(-reach, reach + 1):
        rounded = float((density * np.exp(-((k - y) ** 2) / (2 * s_squared)) / total).sum())
        assert abs(math.log(rounded / wanted[k + 60])) <= allowed + 1e-9
    assert allowed <= 5 * q  # what the code assumes


def test_each_bound_trades_variance_for_slack() -> None:
    events = [DiscreteGaussian(F(48, 2 * 5256), F(5256)), DiscreteGaussian(F(48, 2 * 90), F(90))]
    found = bounds(events)
    plain = math.sqrt(48 / 5256 + 48 / 90)
    assert len(found) == 8
    assert all(bound.mu > plain for bound in found)
    assert sorted(found, key=lambda b: b.mu) == sorted(found, key=lambda b: -b.slack)


def test_no_bound_where_sigma_is_unknown_or_too_small() -> None:
    assert bounds([DiscreteGaussian(F(1, 9)), DiscreteGaussian(F(1, 200), F(100))]) == []
    assert bounds([DiscreteGaussian(F(5), F(1, 10))]) == []


def test_the_bounds_hold_for_a_block_that_changes_in_many_cells() -> None:
    """The slack counts every touched cell: there are at most L2² of them."""
    few, many = (bounds([DiscreteGaussian(F(n, 200), F(100))]) for n in (1, 10_000))
    for one, other in zip(few, many, strict=True):
        assert other.mu / 100 > one.mu  # the same slack costs more variance


@settings(max_examples=200, deadline=None)
@given(st.floats(1e-4, 20), st.floats(1e-14, 0.3))
def test_epsilon_at_is_the_inverse_of_the_curve_from_above(mu: float, delta: float) -> None:
    epsilon = epsilon_at(mu, delta)
    assert log_delta_of(mu, epsilon) <= math.log(delta)
    if epsilon > 0:
        assert log_delta_of(mu, epsilon * (1 - 1e-6) - 1e-12) >= math.log(delta) - 1e-5


@pytest.mark.parametrize(("mu", "epsilon"), [(0.1, 0.2), (1.0, 3.0), (5.0, 0.0), (2.0, 30.0)])
def test_the_curve_is_that_of_balle_and_wang(mu: float, epsilon: float) -> None:
    plain = float(ndtr(mu / 2 - epsilon / mu) - math.exp(epsilon) * ndtr(-mu / 2 - epsilon / mu))
    assert math.exp(log_delta_of(mu, epsilon)) == pytest.approx(plain, rel=1e-6)


@pytest.mark.parametrize(("sigma_squared", "shift"), [(2, 1), (2, 2), (9, 1), (9, 3), (25, 5)])
def test_the_bounds_hold_at_every_epsilon_where_the_continuous_curve_does_not(
    sigma_squared: int, shift: int
) -> None:
    x = np.arange(-300, 301)
    p = np.exp(-(x**2) / (2 * sigma_squared))
    p /= p.sum()
    loss = (shift * shift - 2 * shift * x) / (2 * sigma_squared)
    found = bounds([DiscreteGaussian(F(shift**2, 2 * sigma_squared), F(sigma_squared))])
    below = 0
    for epsilon in np.linspace(0.03, 8, 267):
        truth = float(np.maximum(p * -np.expm1(epsilon - loss), 0).sum())
        if truth < 1e-13:
            break
        below += log_delta_of(shift / math.sqrt(sigma_squared), epsilon) < math.log(truth)
        for bound in found:
            assert log_delta_of(bound.mu, epsilon - 2 * bound.slack) + bound.slack > math.log(truth)
    assert below > 10  # so the step from one to the other is needed
