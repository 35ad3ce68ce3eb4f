"""Our accounting beside Google's dp-accounting, where it is installed."""

from fractions import Fraction as F
from typing import Any

import pytest

from privkit.dp.accounting import epsilon_of
from privkit.dp.events import DiscreteGaussian, Event, Geometric

library = pytest.importorskip("dp_accounting.pld.privacy_loss_distribution")

DELTA = F(1, 10**7)
STEP = 1e-4


def geometric(epsilon: F, per_cell: int, pessimistic: bool) -> Any:
    return library.from_discrete_laplace_mechanism(
        float(epsilon) / per_cell,
        sensitivity=per_cell,
        value_discretization_interval=STEP,
        pessimistic_estimate=pessimistic,
    )


def gaussian(sigma: int, pessimistic: bool) -> Any:
    return library.from_discrete_gaussian_mechanism(
        sigma, value_discretization_interval=STEP, pessimistic_estimate=pessimistic
    )


@pytest.mark.parametrize("times", [1, 5, 60])
@pytest.mark.parametrize(("epsilon", "per_cell"), [(F(1, 5), 1), (F(1, 5), 40), (F(1), 3)])
def test_geometric_answers(epsilon: F, per_cell: int, times: int) -> None:
    low, high = (
        geometric(epsilon, per_cell, p).self_compose(times).get_epsilon_for_delta(1e-7) for p in (False, True)
    )
    found = float(epsilon_of([Geometric(epsilon, 1, per_cell)] * times, DELTA, "pld"))
    assert low - 1e-9 <= found <= high + 1e-6


@pytest.mark.parametrize(("sigma", "times", "dearer"), [(10, 5, 1.005), (40, 1, 1.001), (40, 48, 1.001)])
def test_gaussian_answers(sigma: int, times: int, dearer: float) -> None:
    low, high = (gaussian(sigma, p).self_compose(times).get_epsilon_for_delta(1e-7) for p in (False, True))
    events = [DiscreteGaussian(F(1, 2 * sigma**2), F(sigma**2))] * times
    assert low - 1e-9 <= float(epsilon_of(events, DELTA, "pld")) <= high * dearer


def test_both_kinds_together() -> None:
    low, high = (
        gaussian(20, p)
        .self_compose(12)
        .compose(geometric(F(1, 2), 4, p).self_compose(3))
        .get_epsilon_for_delta(1e-7)
        for p in (False, True)
    )
    events: list[Event] = [DiscreteGaussian(F(12, 2 * 400), F(400)), *[Geometric(F(1, 2), 1, 4)] * 3]
    assert low - 1e-9 <= float(epsilon_of(events, DELTA, "pld")) <= high * 1.002
