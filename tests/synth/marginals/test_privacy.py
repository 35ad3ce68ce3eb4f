"""Everything privacy rests on: a fit spends its plan and no more, and one unit moves each answer as little as claimed.

Each check is first shown to fail on a planted fault.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import privkit.synth.marginals.estimate as estimating
import privkit.synth.marginals.fit as fitting
from privkit.errors import InternalError
from privkit.synth.domain import Attribute, Domain, Kind
from privkit.synth.marginals import MarginalPlan, Neighbours, fit_marginals, plan_marginals
from privkit.synth.marginals.answers import Answers, Counts, least_count
from privkit.synth.marginals.estimate import Estimate
from privkit.synth.marginals.neighbours import moments_l2_squared

from .noises import CountingNoise, NoNoise, Recorded, SeededNoise, Tape
from .worlds import domains, frame_of

DELTA = Fraction(1, 10**6)
HOMES = Domain(
    (
        Attribute("town", Kind.CATEGORY, values=("a", "b", "c"), nullable=False),
        Attribute("garden", Kind.YES_NO),
        Attribute("area", Kind.INTEGER, low=0, high=300),
    )
)
few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(autouse=True, scope="module")
def small_population() -> Iterator[None]:
    """A population of few rows: privacy does not depend on it, and these tests fit many times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(estimating, "_ROWS_LEAST", 300)
        yield


def spent_as_planned(frame: pd.DataFrame, plan: MarginalPlan) -> bool:
    """Whether a fit draws the noise of its plan, in order, and nothing else."""
    noise = CountingNoise(SeededNoise(1))
    fit_marginals(frame, plan, noise, np.random.default_rng(1))
    unit = 2 if plan.neighbours is Neighbours.REPLACE_ONE else 1
    wanted = [
        ("choice", (m.epsilon or 0) / unit) if m.kind == "choice" else ("gaussian", m.sigma_squared)
        for m in plan.measurements
    ]
    return noise.drawn == wanted


@few
@given(domains(), st.integers(0, 60), st.integers(0, 99), st.sampled_from(list(Neighbours)))
def test_a_fit_spends_its_plan(domain: Domain, rows: int, seed: int, neighbours: Neighbours) -> None:
    plan = plan_marginals(domain, Fraction(1, 2), DELTA, neighbours)
    assert spent_as_planned(frame_of(domain, rows, seed), plan)


def test_half_the_noise_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_marginals(HOMES, Fraction(1, 2), DELTA, Neighbours.REPLACE_ONE)
    assert spent_as_planned(frame_of(HOMES, 50, 1), plan)

    def half(self: Answers, size: int, sigma_squared: Fraction) -> Counts:
        return np.asarray(self.noise.discrete_gaussian(size, sigma_squared / 2)).astype(np.int64)

    monkeypatch.setattr(Answers, "_drawn", half)
    assert not spent_as_planned(frame_of(HOMES, 50, 1), plan)


def test_an_answer_that_was_not_paid_for_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_marginals(HOMES, Fraction(1, 2), DELTA, Neighbours.REPLACE_ONE)
    measure = Estimate._measure

    def twice(self: Estimate, key: Any, model: Any) -> Any:
        self.answers.noise.discrete_gaussian(1, Fraction(1))
        return measure(self, key, model)

    monkeypatch.setattr(Estimate, "_measure", twice)
    assert not spent_as_planned(frame_of(HOMES, 50, 1), plan)


def test_a_marginal_measured_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_marginals(HOMES, Fraction(1, 2), DELTA, Neighbours.REPLACE_ONE)
    measure = Estimate._measure

    def twice(self: Estimate, key: Any, model: Any) -> Any:
        measure(self, key, model)
        return measure(self, key, model)

    monkeypatch.setattr(Estimate, "_measure", twice)
    with pytest.raises(InternalError, match=r"^PK640 a measurement is not the one planned$"):
        fit_marginals(frame_of(HOMES, 50, 1), plan, SeededNoise(1), np.random.default_rng(1))


def test_an_answer_paid_for_and_not_asked_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_marginals(HOMES, Fraction(1, 2), DELTA, Neighbours.REPLACE_ONE)
    monkeypatch.setattr(Estimate, "refine", lambda self, times: None)
    with pytest.raises(InternalError, match=r"^PK640 a planned measurement was not asked$"):
        fit_marginals(frame_of(HOMES, 50, 1), plan, SeededNoise(1), np.random.default_rng(1))


def heard(frame: pd.DataFrame, plan: MarginalPlan, seed: int, replay: Tape | None = None) -> Tape:
    """What a fit asks of a table when it is answered in a way, or as another table was."""
    Recorded.tape, Recorded.replay = Tape(), replay
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fitting, "Answers", Recorded)
        fit_marginals(frame, plan, SeededNoise(seed), np.random.default_rng(seed))
    return Recorded.tape


def moved_too_far(plan: MarginalPlan, one: Tape, two: Tape) -> list[str]:
    """The answers that differ by more than their noise was made for."""
    out = []
    for planned, (kind, a), (_, b) in zip(plan.measurements, one.exact, two.exact, strict=True):
        if kind == "choice":
            far = int(np.abs(a[0] - b[0]).max(initial=0)) > min(a[1], b[1])
        else:
            if kind == "threshold":
                texts = sorted({*a, *b})
                a, b = (np.array([held.get(text, 0) for text in texts]) for held in (a, b))
            moved = sum(int(x) ** 2 for x in (a - b).tolist())  # integers of any size
            far = moved > 2 * planned.rho * (planned.sigma_squared or 0)
        if far:
            out.append(planned.what)
    return out


def audit(domain: Domain, rows: int, seed: int, neighbours: Neighbours) -> list[str]:
    """Answers moved too far between a table and a neighbour, given the same earlier answers."""
    plan = plan_marginals(domain, Fraction(seed % 7 + 1, 2), DELTA, neighbours)
    frame, spare = frame_of(domain, rows, seed), frame_of(domain, 3, seed + 1)
    if neighbours is Neighbours.REPLACE_ONE:
        other = pd.concat([frame.iloc[1:], spare.iloc[:1]]).reset_index(drop=True)
    else:
        other = frame.iloc[1:].reset_index(drop=True)
    tape = heard(frame, plan, seed)
    return moved_too_far(plan, tape, heard(other, plan, seed, replay=tape))


@few
@given(domains(), st.integers(1, 80), st.integers(0, 10_000), st.sampled_from(list(Neighbours)))
def test_one_unit_moves_no_answer_beyond_its_sensitivity(
    domain: Domain, rows: int, seed: int, neighbours: Neighbours
) -> None:
    assert audit(domain, rows, seed, neighbours) == []


def test_a_row_counted_twice_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = fitting.Table.counts
    monkeypatch.setattr(fitting.Table, "counts", lambda self, key: 2 * counts(self, key))
    found = {
        what for seed in range(10) for neighbours in Neighbours for what in audit(HOMES, 40, seed, neighbours)
    }
    assert {"marginal 1", "choice 1"} <= found


def test_replaced_rows_with_the_noise_of_added_ones_are_noticed() -> None:
    plan = plan_marginals(HOMES, Fraction(1), DELTA, Neighbours.ADD_OR_REMOVE_ONE)
    one, two = ({"town": [t], "garden": [g], "area": [x]} for t, g, x in (("a", True, 3), ("b", False, 200)))
    tape = heard(pd.DataFrame(one), plan, 1)
    assert moved_too_far(plan, tape, heard(pd.DataFrame(two), plan, 1, replay=tape)) != []


@given(st.integers(2, 12), st.integers(0, 10_000))
def test_moments_move_no_further_than_their_norm(size: int, seed: int) -> None:
    """The bound of neighbours.py by itself, on integer rows of any direction."""
    rng = np.random.default_rng(seed)
    x, y = rng.integers(-30, 31, (2, size))
    norm = int(max(x @ x, y @ y))
    upper = np.triu_indices(size)
    replaced = ((np.outer(x, x) - np.outer(y, y))[upper] ** 2).sum()
    assert replaced <= moments_l2_squared(Neighbours.REPLACE_ONE, norm)
    assert (np.outer(x, x)[upper] ** 2).sum() <= moments_l2_squared(Neighbours.ADD_OR_REMOVE_ONE, norm)


@few
@given(domains(), st.integers(0, 60), st.integers(0, 99))
def test_the_order_of_rows_means_nothing(domain: Domain, rows: int, seed: int) -> None:
    plan = plan_marginals(domain, Fraction(1, 2), DELTA, Neighbours.REPLACE_ONE)
    frame = frame_of(domain, rows, seed)
    shuffled = frame.sample(frac=1, random_state=seed)
    made = [
        fit_marginals(f, plan, SeededNoise(seed), np.random.default_rng(2)).sample(
            30, np.random.default_rng(3)
        )
        for f in (frame, shuffled)
    ]
    pd.testing.assert_frame_equal(*made)


class FourMore(NoNoise):
    """Adds four to every count."""

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> Any:
        return np.full(size, 4, dtype=object)


def test_the_number_of_rows_is_known_through_noisy_counts_only() -> None:
    plan = plan_marginals(HOMES, Fraction(1, 2), DELTA, Neighbours.REPLACE_ONE)
    frame = frame_of(HOMES, 100, 1)
    exact = fit_marginals(frame, plan, NoNoise(), np.random.default_rng(1)).describe()["rows_estimated"]
    moved = fit_marginals(frame, plan, FourMore(), np.random.default_rng(1)).describe()["rows_estimated"]
    assert exact == 100
    assert 110 <= moved <= 120  # 4 in each of the 4 codes: the columns with the fewest weigh most


@pytest.mark.parametrize("sigma_squared", [Fraction(1, 4), Fraction(3), Fraction(50), Fraction(12_345, 10)])
@pytest.mark.parametrize("delta", [Fraction(1, 100), Fraction(1, 10**6), Fraction(1, 10**9)])
def test_a_category_of_one_unit_hardly_ever_reaches_the_threshold(
    sigma_squared: Fraction, delta: Fraction
) -> None:
    least = least_count(sigma_squared, delta)
    reach = math.ceil(40 * math.sqrt(sigma_squared)) + 40
    x = np.arange(-reach, reach + 1, dtype=float)
    weight = np.exp(-(x**2) / (2 * float(sigma_squared)))
    assert weight[1 + x >= least].sum() / weight.sum() <= delta
    assert (
        weight[1 + x >= least - 3].sum() / weight.sum() > delta
    )  # and it is not much higher than it must be


def test_a_category_held_by_one_unit_is_not_shown() -> None:
    domain = Domain((Attribute("town", Kind.CATEGORY), Attribute("garden", Kind.YES_NO)))
    frame = pd.DataFrame({"town": ["alone"] + ["usual"] * 500, "garden": [True] * 501})
    plan = plan_marginals(domain, Fraction(1, 2), DELTA, Neighbours.REPLACE_ONE)
    for seed in range(40):
        model = fit_marginals(frame, plan, SeededNoise(seed), np.random.default_rng(seed))
        made = model.sample(300, np.random.default_rng(seed))
        assert set(made["town"].dropna()) == {"usual"}
        assert "alone" not in str(model.describe())
