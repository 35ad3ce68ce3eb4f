"""Audit of a plan and its noise together: what an attacker measures never goes beyond the budget.

The attacker knows everything but whether one household is in the table, sees many releases of each case and
guesses. Bounds are of Clopper and Pearson at 1e-7, so an honest release fails never; one with half its noise always.
"""

import math
from fractions import Fraction as F
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from scipy.special import betaincinv

from privkit.dp.calibrate import plan_release
from privkit.dp.gaussian import log_delta_of
from privkit.dp.noise import DiffprivlibNoise, open_noise
from privkit.dp.queries import Query

CHANCE, N = 1e-7, 16_000
NOISE = open_noise("diffprivlib")


def at_least(hits: int) -> float:
    return float(betaincinv(hits, N - hits + 1, CHANCE)) if hits else 0.0


def at_most(hits: int) -> float:
    return float(betaincinv(hits + 1, N - hits, 1 - CHANCE)) if hits < N else 1.0


def epsilon_seen(with_unit: Any, without: Any, threshold: int) -> float:
    """The least epsilon that explains how often each case reaches a threshold set in advance."""
    return math.log(
        max(at_least(int((with_unit >= threshold).sum())), 1e-300)
        / at_most(int((without >= threshold).sum()))
    )


@pytest.mark.parametrize(("share", "caught"), [(F(1), False), (F(1, 2), True)])
@pytest.mark.parametrize("per_cell", [48, 48_000])
def test_one_cell_of_a_pure_release(per_cell: int, share: F, caught: bool) -> None:
    """Small noise is diffprivlib's, large noise our own sampler's."""
    plan = plan_release([Query("t.sum", 10, 1, per_cell, F(1))], F(1), F(0), "pld", {})
    scale = (plan.spent[0].scale or F(0)) * share
    with_unit = per_cell + NOISE.geometric(N, scale)
    seen = epsilon_seen(with_unit, NOISE.geometric(N, scale), per_cell)
    assert (seen > plan.epsilon) is caught
    assert seen > 0.7  # the attack is a good one: most of the budget is there to be seen


@pytest.mark.parametrize(("share", "caught"), [(1.0, False), (0.5, True)])
def test_all_cells_of_a_gaussian_release(share: float, caught: bool) -> None:
    """A household with a row in each of 24 months; counts and sums of one release are read together."""
    groups = 24
    queries = [
        Query("t.count", 1152, groups, 1, F(1, 2)),
        Query("t.sum", 1152, groups, 500, F(1, 2)),
    ]
    plan = plan_release(queries, F(1), F(1, 10**5), "pld", {"t": "discrete_gaussian"})

    def scores(there: bool) -> Any:
        """The likelihood ratio: what is read of all 48 figures, each in its own deviations."""
        total = np.zeros(N)
        for planned in plan.spent:
            sigma_squared = float(planned.sigma_squared or 0)
            for _ in range(groups):
                drawn = NOISE.discrete_gaussian(N, (planned.sigma_squared or F(0)) * F(share) ** 2)
                total += (drawn.astype(float) + there * planned.query.per_cell) * (
                    planned.query.per_cell / sigma_squared
                )
        return total

    with_unit, without = scores(True), scores(False)
    middle = sum(p.query.l2_squared / float(p.sigma_squared or 1) for p in plan.spent) / 2
    normal = NormalDist()
    seen = normal.inv_cdf(at_least(int((with_unit >= middle).sum()))) - normal.inv_cdf(
        at_most(int((without >= middle).sum()))
    )
    # A Gaussian of that many deviations must keep within the budget: no more than delta at its epsilon.
    kept = seen <= 0 or log_delta_of(seen, float(plan.epsilon)) <= math.log(1e-5)
    assert kept is not caught
    assert seen > 0.05


def test_a_rare_household_shows_no_more_often_than_delta() -> None:
    """Keys held by one household alone, at a delta large enough to be counted."""
    delta = F(1, 100)
    query = Query("k.units", None, 4, 1, F(1), selects=True)
    for word in ("geometric", "discrete_gaussian"):
        plan = plan_release([query], F(1), delta, "pld", {"k": word})  # type: ignore[dict-item]
        keys = plan.spent[0]
        source = DiffprivlibNoise()
        noise = (
            source.geometric(4 * N, keys.scale)
            if keys.scale
            else source.discrete_gaussian(4 * N, keys.sigma_squared or F(0))
        )
        shown = ((1 + noise).reshape(N, 4) >= keys.threshold).any(axis=1)
        assert at_least(int(shown.sum())) <= float(delta)
        assert shown.sum() > 0
