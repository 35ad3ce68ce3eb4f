"""Whole fits attacked from outside, with the noise of the product: no more is seen than rho allows.

The attacker knows all rows but one, and which of two rows that one is. Under rho-zCDP by Gaussian noise the two worlds
are no further apart than two normals at a distance mu with mu² / 2 = rho (Dong, Roth and Su 2022).
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

import privkit.synth.marginals.estimate as estimating
from privkit.dp.noise import open_noise
from privkit.synth.domain import Attribute, Domain, Kind
from privkit.synth.marginals import MarginalPlan, Neighbours, fit_marginals, plan_marginals
from privkit.synth.marginals.answers import Answers, Counts

FITS = 300
HOMES = Domain(
    (Attribute("garden", Kind.YES_NO, nullable=False), Attribute("pool", Kind.YES_NO, nullable=False))
)
EVERYBODY = [(False, False), (False, True), (True, False), (True, True)] * 10


def seen(row: tuple[bool, bool], plan: MarginalPlan, seed: int) -> float:
    """How much more there is of homes with both than of homes with neither, when one more home is ``row``."""
    frame = pd.DataFrame([*EVERYBODY, row], columns=["garden", "pool"])
    model = fit_marginals(frame, plan, open_noise("diffprivlib"), np.random.default_rng(seed))
    counts = model.population.counts((0, 1)).reshape(model.population.sizes)
    return float(counts[-1, -1] - counts[0, 0])


def distance(plan: MarginalPlan) -> tuple[float, float]:
    """The least mu that explains how well the two worlds are told apart, and its standard error."""
    there, not_there = (
        np.array([seen(row, plan, seed) for seed in range(FITS)]) for row in ((True, True), (False, False))
    )
    rank = float((there[:, None] > not_there).mean() + 0.5 * (there[:, None] == not_there).mean())
    return math.sqrt(2) * float(norm.ppf(rank)), math.sqrt(2) * math.sqrt(1 / (6 * FITS)) / float(norm.pdf(0))


@pytest.fixture(autouse=True)
def small_population(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimating, "_ROWS_LEAST", 400)


def test_a_planted_home_is_seen_no_better_than_rho_allows() -> None:
    plan = plan_marginals(HOMES, Fraction(1, 2), Fraction(0), Neighbours.REPLACE_ONE)
    mu, error = distance(plan)
    assert mu <= 1 + 4 * error


def test_a_third_of_the_noise_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def little(self: Answers, size: int, sigma_squared: Fraction) -> Counts:
        return np.asarray(self.noise.discrete_gaussian(size, sigma_squared / 9)).astype(np.int64)

    monkeypatch.setattr(Answers, "_drawn", little)
    plan = plan_marginals(HOMES, Fraction(1, 2), Fraction(0), Neighbours.REPLACE_ONE)
    mu, error = distance(plan)
    assert mu > 1 + 4 * error
