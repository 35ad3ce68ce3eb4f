"""Losses on a grid: what splitting keeps, and what composition adds."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.dp.pld import Losses, compose, epsilon_at, gaussian_losses, geometric_losses

EPSILONS = st.floats(0.01, 5)
STEPS = st.floats(0.0005, 0.3)


def delta_of(losses: Losses, epsilon: float) -> float:
    over = losses.values > epsilon
    return losses.infinite + float((losses.masses[over] * -np.expm1(epsilon - losses.values[over])).sum())


@settings(max_examples=150, deadline=None)
@given(EPSILONS, st.integers(1, 300), STEPS)
def test_splitting_keeps_the_probabilities_of_both_tables(epsilon: float, per_cell: int, step: float) -> None:
    losses = geometric_losses(epsilon, per_cell, step)
    assert losses.masses.min() >= 0
    assert losses.masses.sum() == pytest.approx(1, abs=1e-12)
    assert (losses.masses * np.exp(-losses.values)).sum() == pytest.approx(1, abs=1e-9)
    assert losses.values[-1] < epsilon + step + 1e-12


@settings(max_examples=100, deadline=None)
@given(EPSILONS, st.integers(1, 60), STEPS, st.floats(0, 1))
def test_a_coarse_grid_never_shows_less_delta(epsilon: float, per_cell: int, step: float, at: float) -> None:
    x = np.arange(per_cell + 1)
    p = np.exp(-x * epsilon / per_cell) * math.tanh(epsilon / per_cell / 2)
    ratio = math.exp(-epsilon / per_cell)
    p[0], p[-1] = 1 / (1 + ratio), math.exp(-epsilon) / (1 + ratio)
    loss = epsilon * (1 - 2 * x / per_cell)
    truth = float((p * np.maximum(-np.expm1(at * epsilon - loss), 0)).sum())
    assert delta_of(geometric_losses(epsilon, per_cell, step), at * epsilon) >= truth - 1e-12


@given(st.floats(0.01, 3), st.floats(0.001, 0.05))
def test_a_gaussian_keeps_its_probability(mu: float, step: float) -> None:
    losses = gaussian_losses(mu, 1e-3, step)  # ends near enough to matter
    assert losses.masses.sum() + losses.infinite == pytest.approx(1, abs=1e-12)
    assert losses.infinite <= 1e-3
    assert (losses.masses * np.exp(-losses.values)).sum() <= 1 + 1e-9


@pytest.mark.parametrize(("tilt", "exact_from"), [(0.0, 0.0), (2.0, 0.0), (6.0, 2.0), (20.0, 99.0)])
def test_composition_adds_losses_up(tilt: float, exact_from: float) -> None:
    """Beside a plain convolution; the tilt changes only where the rounding errors, always added, fall."""
    step = 0.01
    one, other = geometric_losses(0.5, 7, step), gaussian_losses(0.4, 1e-9, step)
    plain: Any = np.array([1.0])
    for part in (one, one, one, other, other):
        plain = np.convolve(plain, part.masses)
    low = 3 * one.low + 2 * other.low
    whole = Losses(step, low, plain, 1 - (1 - other.infinite) ** 2)
    composed = compose([(one, 3), (other, 2)], tilt)
    assert composed.infinite == pytest.approx(whole.infinite)
    for epsilon in (0.5, 1.0, 2.0):
        truth = delta_of(whole, epsilon)
        found = delta_of(composed, epsilon)
        assert found >= truth * (1 - 1e-9)
        assert epsilon < exact_from or found <= truth * (1 + 1e-6) + 1e-10


def test_the_tail_is_right_far_below_double_precision() -> None:
    """The chance that all of many randomised responses lose."""
    losses = compose([(geometric_losses(1.0, 1, 0.1), 40)], 3.0)
    p = 1 / (1 + math.exp(-1))
    top = p**40 * (1 - math.exp(39.0 - 40))  # all forty lose: a chance of 3.6e-6
    assert delta_of(losses, 39.0) == pytest.approx(top, rel=1e-6)
    rare = compose([(geometric_losses(0.1, 1, 0.1), 100)], 60.0)
    q = 1 / (1 + math.exp(-0.1))
    assert delta_of(rare, 9.9) == pytest.approx(q**100 * (1 - math.exp(-0.1)), rel=1e-4)  # 1e-28


def test_no_epsilon_where_an_infinite_loss_is_too_likely() -> None:
    losses = Losses(0.1, 0, np.array([0.5, 0.4]), 0.1)
    assert epsilon_at(losses, 0.1) is None
    assert epsilon_at(losses, 0.05) is None
    assert epsilon_at(losses, 0.9999999) == 0.0


def test_between_two_points_of_the_grid_delta_is_linear_in_the_odds() -> None:
    losses = Losses(1.0, 0, np.array([0.0, 0.0, 1.0]))  # delta = 1 - exp(epsilon - 2)
    for epsilon in (0.3, 1.0, 1.7):
        assert epsilon_at(losses, 1 - math.exp(epsilon - 2)) == pytest.approx(epsilon, abs=1e-4)
