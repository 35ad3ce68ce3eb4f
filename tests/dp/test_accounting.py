"""Accounting against the truth: sums over all outputs, closed forms, and figures known from elsewhere."""

import math
from collections.abc import Callable
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtr
from scipy.stats import binom

from privkit.dp.accounting import epsilon_of, in_parallel
from privkit.dp.events import DiscreteGaussian, Event, Exponential, GaussianThreshold, Geometric, Threshold
from privkit.dp.zcdp import epsilon_of_rho, rho_of
from privkit.errors import DataError

DELTA = F(1, 10**7)
Delta = Callable[[float], float]


def gaussian(sigma_squared: F | int, l2_squared: int = 1) -> DiscreteGaussian:
    return DiscreteGaussian(F(l2_squared) / (2 * F(sigma_squared)), F(sigma_squared))


def least(curve: Delta, delta: float, top: float = 60.0) -> float:
    """The epsilon at which a curve comes down to ``delta``, by bisection."""
    low, high = 0.0, top
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if curve(middle) > delta else (low, middle)
    return high


def hockey_stick(p: Any, q: Any) -> Delta:
    """delta(epsilon) = sum of max(0, P - exp(epsilon) Q), from the probabilities of all outputs."""
    return lambda epsilon: float(np.maximum(p - math.exp(epsilon) * q, 0).sum())


def geometric_outputs(epsilon: float, per_cell: int, times: int) -> Delta:
    """The curve of ``times`` geometric answers: their losses are multiples of epsilon / per_cell, so they convolve."""
    x = np.arange(-4000, 4000 + per_cell)
    unit = epsilon / per_cell
    p = np.exp(-np.abs(x) * unit)
    p /= p.sum()
    loss = np.abs(x - per_cell) - np.abs(x)
    one = np.bincount(loss + per_cell, weights=p, minlength=2 * per_cell + 1)
    all_of_them = np.array([1.0])
    for _ in range(times):
        all_of_them = np.convolve(all_of_them, one)
    losses = (np.arange(len(all_of_them)) - per_cell * times) * unit
    return hockey_stick(all_of_them, all_of_them * np.exp(-losses))


def lattice(sigma_squared: float, shifts: list[int]) -> Delta:
    """The curve of discrete Gaussian noise on several cells, from all their outputs."""
    reach = math.ceil(12 * math.sqrt(sigma_squared)) + max(shifts)
    x = np.arange(-reach, reach + 1)
    one = np.exp(-(x.astype(float) ** 2) / (2 * sigma_squared))
    one /= one.sum()
    p, ratio = np.array([1.0]), np.array([0.0])
    for shift in shifts:
        p = np.multiply.outer(p, one).ravel()
        ratio = np.add.outer(ratio, (shift * shift - 2 * shift * x) / (2 * sigma_squared)).ravel()
    return hockey_stick(p, p * np.exp(-ratio))


@pytest.mark.parametrize(
    ("epsilon", "per_cell", "times"), [(1.0, 1, 1), (0.5, 3, 4), (0.2, 7, 30), (2.0, 50, 2)]
)
@pytest.mark.parametrize("delta", [F(1, 1000), F(1, 10**7), F(1, 10**11)])
def test_geometric_answers_cost_what_all_their_outputs_show(
    epsilon: float, per_cell: int, times: int, delta: F
) -> None:
    truth = least(geometric_outputs(epsilon, per_cell, times), float(delta))
    events = [Geometric(F(epsilon).limit_denominator(100), 1, per_cell)] * times
    found = float(epsilon_of(events, delta, "pld"))
    assert truth * (1 - 1e-9) <= found <= truth * 1.001 + 1e-6


@pytest.mark.parametrize(("epsilon", "times"), [(F(1, 5), 60), (F(1, 48), 48), (F(1), 10)])
def test_pure_mechanisms_cost_what_the_binomial_law_says(epsilon: F, times: int) -> None:
    """The worst pure mechanisms are randomised responses: their loss is epsilon × (2 K - times), K binomial."""
    k, e = np.arange(times + 1), float(epsilon)
    p = binom.pmf(k, times, 1 / (1 + math.exp(-e)))
    truth = least(hockey_stick(p, p * np.exp(-e * (2 * k - times))), float(DELTA))
    for events in ([Exponential(epsilon)] * times, [Geometric(epsilon * times, times, 1)]):
        found = float(epsilon_of(events, DELTA, "pld"))
        assert truth * (1 - 1e-9) <= found <= truth + 1e-5


@pytest.mark.parametrize("shifts", [(2, 1), (1, 1, 1), (1, 2)])
def test_a_block_leaks_most_when_it_changes_in_one_cell(shifts: tuple[int, ...]) -> None:
    """Geometric noise on a histogram of three rows, in one bin or in several: one event covers both."""
    x = np.arange(-40, 44)
    one = np.exp(-np.abs(x) / 1.5)
    one /= one.sum()
    p, loss = np.array([1.0]), np.array([0.0])
    for shift in shifts:
        p = np.multiply.outer(p, one).ravel()
        loss = np.add.outer(loss, (np.abs(x - shift) - np.abs(x)) / 1.5).ravel()
    for delta in (F(1, 100), F(1, 10**5)):
        spread = least(hockey_stick(p, p * np.exp(-loss)), float(delta))
        assert spread <= float(epsilon_of([Geometric(F(2), 1, 3)], delta, "pld"))


@pytest.mark.parametrize("sigma_squared", [F(1, 2), F(2), F(9), F(25), F(200), F(5000)])
@pytest.mark.parametrize("delta", [F(1, 1000), F(1, 10**7)])
def test_one_discrete_gaussian_costs_no_less_than_all_its_outputs_show(sigma_squared: F, delta: F) -> None:
    truth = least(lattice(float(sigma_squared), [1]), float(delta))
    found = float(epsilon_of([gaussian(sigma_squared)], delta, "pld"))
    dearer = (
        1.21 if sigma_squared < 4 else 1.04 if sigma_squared < 25 else 1.02 if sigma_squared < 200 else 1.004
    )
    assert truth <= found <= truth * dearer


@pytest.mark.parametrize("shifts", [[1, 1], [2], [1, 1, 1], [3, 1]])
def test_several_cells_of_one_unit_count_together(shifts: list[int]) -> None:
    truth = least(lattice(9.0, shifts), 1e-6)
    found = float(epsilon_of([gaussian(9, sum(s * s for s in shifts))], F(1, 10**6), "pld"))
    assert truth <= found <= truth * 1.04


def test_gaussian_and_geometric_noise_cost_what_their_sum_of_losses_shows() -> None:
    """delta(epsilon) is the mean over the losses of one of the curve of the other."""
    sigma_squared, epsilon, per_cell = 400.0, 0.5, 4
    x = np.arange(-400, 400 + per_cell)
    p = np.exp(-np.abs(x) * epsilon / per_cell)
    p /= p.sum()
    losses, mu = (np.abs(x - per_cell) - np.abs(x)) * epsilon / per_cell, math.sqrt(48 / sigma_squared)

    def curve(e: float) -> float:
        rest = e - losses
        return float((p * (ndtr(mu / 2 - rest / mu) - np.exp(rest) * ndtr(-mu / 2 - rest / mu))).sum())

    truth = least(curve, 1e-7)
    events = [gaussian(400, 24), Geometric(F(1, 2), 1, 4), gaussian(400, 24)]
    assert truth <= float(epsilon_of(events, DELTA, "pld")) <= truth * 1.004


def test_figures_known_from_elsewhere() -> None:
    five = [gaussian(F("10.46") ** 2)] * 5  # of a PLD accountant: epsilon 1 at 1e-7
    assert 1 <= float(epsilon_of(five, DELTA, "pld")) < 1.005
    rho = DiscreteGaussian(F("0.0151"), 48 / (2 * F("0.0151")))
    assert 0.8025 < float(epsilon_of([rho], DELTA, "pld")) < 0.8035
    textbook = 0.0151 + 2 * math.sqrt(0.0151 * math.log(1e7))  # 1.002; Canonne et al. are tighter
    assert 0.85 < float(epsilon_of([rho], DELTA, "zcdp")) < 0.86 < textbook
    sixty = [Geometric(F(1, 5), 1, 10**5)] * 60  # as good as continuous Laplace
    assert epsilon_of(sixty, DELTA, "basic") == 12
    assert 8.065 < float(epsilon_of(sixty, DELTA, "pld")) < 8.07


def test_five_pure_answers_gain_nothing() -> None:
    five = [Geometric(F(1, 5), 1, 100)] * 5
    assert epsilon_of(five, F(0), "pld") == epsilon_of(five, DELTA, "basic") == 1
    assert F(999, 1000) < epsilon_of(five, DELTA, "pld") <= 1


def test_rho_of_zcdp_is_exact() -> None:
    events = [
        gaussian(7, 3),
        Geometric(F(1, 3)),
        Geometric(F(1, 3), 48, 5),
        Exponential(F(1, 7)),
        Threshold(F(1, 2), DELTA, 4),
        GaussianThreshold(F(1, 11), F(3), DELTA),
    ]
    assert rho_of(events) == F(1, 11) + F(3, 14) + F(1, 18) + F(1, 9) / 96 + F(1, 98) + F(1, 32)


@pytest.mark.parametrize("rho", [F(1, 10**8), F("0.0151"), F(1, 2), F(20)])
@pytest.mark.parametrize("delta", [F(1, 100), DELTA, F(1, 10**14)])
def test_rho_converts_to_no_less_than_its_gaussian_and_no_more_than_the_textbook(rho: F, delta: F) -> None:
    found, log = float(epsilon_of_rho(rho, delta)), math.log(1 / float(delta))
    mu = math.sqrt(2 * rho)
    truth = least(
        lambda e: float(ndtr(mu / 2 - e / mu) - math.exp(e) * ndtr(-mu / 2 - e / mu)), float(delta), 300
    )
    assert truth - 1e-6 <= found <= float(rho) + 2 * math.sqrt(float(rho) * log) + 1e-9


def test_a_gaussian_of_unknown_sigma_counts_by_its_rho() -> None:
    events: list[Event] = [DiscreteGaussian(F(1, 50)), Geometric(F(1, 10))]
    assert epsilon_of(events, DELTA, "pld") == epsilon_of(events, DELTA, "zcdp")
    assert epsilon_of(events, DELTA, "zcdp") == epsilon_of_rho(F(1, 50), DELTA) + F(1, 10)
    assert epsilon_of(events[:1] * 3, DELTA, "pld") == epsilon_of_rho(F(3, 50), DELTA)


def test_thresholds_take_their_part_of_delta() -> None:
    keys = Threshold(F(1, 5), DELTA / 2, 48)
    both = epsilon_of([gaussian(5000, 48), keys], DELTA, "pld")
    assert both > epsilon_of([gaussian(5000, 48), Geometric(F(1, 5), 48, 1)], DELTA, "pld")
    assert both >= epsilon_of([gaussian(5000, 48), Geometric(F(1, 5), 48, 1)], DELTA / 2, "pld")
    assert epsilon_of([keys], DELTA / 2, "basic") == F(1, 5)


def test_a_threshold_costs_its_noise_and_its_delta() -> None:
    half = DELTA / 2
    for keys, noise in (
        (Threshold(F(1, 5), half, 48), Geometric(F(1, 5), 48, 1)),
        (GaussianThreshold(F(1, 200), F(4800), half), gaussian(4800, 48)),
    ):
        for accounting in ("basic", "zcdp", "pld"):
            assert epsilon_of([keys, keys], 3 * half, accounting) == epsilon_of(
                [noise, noise], half, accounting
            )


def test_keys_of_one_unit_alone_show_with_their_delta_and_no_more() -> None:
    """All outputs of a threshold on two keys: one shared with another unit, one held by the unit alone."""
    epsilon, delta, groups, threshold = 1.0, 0.01, 2, 11
    scale = groups / epsilon
    x = np.arange(-200, 201)
    noise = np.exp(-np.abs(x) / scale)
    noise /= noise.sum()

    def shown(count: int) -> Any:
        """Probabilities of what is seen of a key: hidden, or its noisy count."""
        p = np.zeros(430)
        p[x + count + 200] = noise
        p[: 200 + threshold] = 0.0
        return np.concatenate(([1 - p.sum()], p))

    alone, absent = shown(1), np.eye(1, 431)[0]
    assert alone[1:].sum() * groups <= delta < alone[1:].sum() * groups * math.exp(1 / scale)
    without = np.multiply.outer(shown(20), absent).ravel()
    with_unit = np.multiply.outer(shown(21), alone).ravel()
    bound = float(epsilon_of([Threshold(F(1), F(1, 100), groups)], F(1, 50), "pld"))
    for p, q in ((without, with_unit), (with_unit, without)):
        assert hockey_stick(p, q)(bound) <= 0.02
        assert hockey_stick(p, q)(1.0) <= 0.01


@pytest.mark.parametrize(
    ("events", "delta"),
    [
        ([gaussian(100)], F(0)),
        ([Threshold(F(1), DELTA)], DELTA / 2),
        ([Threshold(F(1), DELTA), gaussian(100)], DELTA),
    ],
)
@pytest.mark.parametrize("accounting", ["basic", "zcdp", "pld"])
def test_no_epsilon_without_enough_delta(events: list[Event], delta: F, accounting: Any) -> None:
    with pytest.raises(DataError) as caught:
        epsilon_of(events, delta, accounting)
    assert caught.value.text("en") == [
        "PK521 no epsilon is enough for this delta: Gaussian noise and keys chosen by a threshold need their part of it",
        "  → a greater delta, or geometric noise on keys that are listed in advance",
    ]


def test_nothing_costs_nothing() -> None:
    assert epsilon_of([gaussian(1), Geometric(F(1))], F(1), "pld") == 0
    for accounting in ("basic", "zcdp", "pld"):
        assert epsilon_of([], DELTA, accounting) == 0
        assert epsilon_of([Geometric(F(0)), DiscreteGaussian(F(0), F(1))], F(0), accounting) == 0


def test_disjoint_units_cost_the_dearest_of_them() -> None:
    parts: list[list[Event]] = [[Geometric(F(1, 2))], [Geometric(F(1, 2)), Exponential(F(1, 4))], []]
    assert in_parallel(parts, F(0), "basic") == F(3, 4)
    assert in_parallel([], DELTA, "pld") == 0


EPSILONS = st.fractions(F(1, 50), 2, max_denominator=50)
EVENTS = st.one_of(
    st.builds(Geometric, EPSILONS, st.integers(1, 60), st.integers(1, 200)),
    st.builds(Exponential, EPSILONS),
    st.builds(gaussian, st.integers(1, 5000), st.integers(1, 60)),
    st.builds(Threshold, EPSILONS, st.just(F(1, 10**9)), st.integers(1, 60)),
    st.builds(GaussianThreshold, st.just(F(1, 99)), st.integers(9, 999).map(F), st.just(F(1, 10**9))),
)
LISTS = st.lists(EVENTS, min_size=1, max_size=5)
DELTAS = st.integers(4, 12).map(lambda power: F(1, 10**power) + F(1, 10**8))


@settings(max_examples=60, deadline=None)
@given(LISTS, DELTAS)
def test_the_tighter_accounting_is_never_dearer(events: list[Event], delta: F) -> None:
    basic, zcdp, pld = (epsilon_of(events, delta, a) for a in ("basic", "zcdp", "pld"))
    assert 0 < pld <= zcdp <= basic


@settings(max_examples=60, deadline=None)
@given(LISTS, EVENTS, DELTAS, st.sampled_from(["zcdp", "pld", "basic"]))
def test_one_answer_more_never_costs_less(
    events: list[Event], more: Event, delta: F, accounting: Any
) -> None:
    """But for the grid of losses, which changes with the events: its excess is under one percent."""
    before = epsilon_of(events, delta, accounting)
    assert epsilon_of([*events, more], delta, accounting) >= before * F(99, 100)


@settings(max_examples=30, deadline=None)
@given(LISTS, DELTAS, st.sampled_from(["zcdp", "pld", "basic"]))
def test_a_greater_delta_never_costs_more(events: list[Event], delta: F, accounting: Any) -> None:
    assert epsilon_of(events, 2 * delta, accounting) <= epsilon_of(events, delta, accounting) + F(1, 10**6)


@settings(max_examples=40, deadline=None)
@given(LISTS, DELTAS)
def test_the_order_of_answers_does_not_matter(events: list[Event], delta: F) -> None:
    there, back = epsilon_of(events, delta, "pld"), epsilon_of(events[::-1], delta, "pld")
    assert abs(there - back) <= F(1, 10**6)
