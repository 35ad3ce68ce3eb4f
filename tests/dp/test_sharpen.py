"""A count is surer beside quantiles of the same values, and as honest."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy.stats import binom

from privkit.dp.answer import answer
from privkit.dp.contribution import Table
from privkit.dp.figures import Figures
from privkit.dp.fixed_point import FixedPoint
from privkit.dp.measures import Count, Mean, Measure, Quantiles, Sum
from privkit.dp.release import Wanted, plan_tables

F = Fraction
M3 = FixedPoint("m3", 0, 500, Decimal("0.1"))
CELLS = 4000
ASKS: tuple[tuple[Measure, Fraction], ...] = (
    (Count("n", "rows", "m3"), F(1, 5)),
    (Sum("sum", M3), F(1, 5)),
    (Mean("mean", M3), F(0)),
    (Quantiles("q", M3, (F(1, 2),)), F(3, 5)),
)


def release(mechanism: Any, noise: Any, epsilon: int = 1) -> tuple[dict[str, Figures], int]:
    """4,000 cells of 3,000 values evenly spread, and the margin of a count by itself."""
    wanted = Wanted(Table("t", CELLS, 12, 1), ASKS)
    (asked,), plan = plan_tables([wanted], F(epsilon), F(1, 10**7), "zcdp", {"t": mechanism})
    exact = {}
    for name, need in asked.needs.items():
        one = {"rows": 3000, "sum": 3000 * (250 - need.centre), "bins": 30}[need.kind]
        exact[name] = np.full((CELLS, need.bins) if need.kind == "bins" else CELLS, one)
    return answer(asked, exact, plan, noise).publish(), plan.of("t.rows.m3").margin95


def test_the_total_of_bins_makes_counts_surer_without_bias(seeded_noise: Any) -> None:
    """Fails by chance under once in 10^7; a margin that held at 92 % would be caught."""
    said, alone = release("discrete_gaussian", seeded_noise)
    count = said["n"]
    assert (count.half < 0.87 * alone).all()
    error = count.value - 3000
    assert abs(error.mean()) < 6 * error.std() / np.sqrt(CELLS)
    assert error.std() * 1.96 == pytest.approx(count.half[0], rel=0.06)
    for name, truth in (("n", 3000), ("sum", 750_000), ("mean", 25_000)):
        held = ((said[name].low <= truth) & (truth <= said[name].high)).sum()
        assert CELLS - binom.isf(1e-8, CELLS, 0.05) <= held <= 0.985 * CELLS, name


def test_sum_count_and_mean_agree(seeded_noise: Any) -> None:
    """All three are read from the same two numbers."""
    said, _ = release("discrete_gaussian", seeded_noise)
    mean = said["sum"].value / said["n"].value
    np.testing.assert_allclose(said["mean"].value, 100 * mean, atol=0.51)


def test_a_count_with_little_noise_is_left_alone(seeded_noise: Any, no_noise: Any) -> None:
    said, alone = release("geometric", seeded_noise, epsilon=40)
    assert (said["n"].half == alone).all()
    exact, _ = release("discrete_gaussian", no_noise)
    assert (exact["n"].value == 3000).all()
