"""Thousands of whole fits with real noise: what an attacker who knows both tables and all answers proves of epsilon.

The attacker is the strongest there is: he weighs every noisy figure by what both tables would have given (Neyman and
Pearson), and looks at the rows sampled besides. Two events, set beforehand, share ``ALPHA`` = 1e-8 in each of three tests: an
honest generator is accused once in thirty million runs. Half the noise doubles mu, from 0.9 to 1.9 where the claim allows
1.06: 1,200 fits of each table prove 1.4, and fail to prove 1.06 less than once in a billion runs.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from privkit.dp.gaussian import log_delta_of
from privkit.dp.noise import Noise, open_noise
from privkit.dp.zcdp import epsilon_of_rho
from privkit.synth.domain import Attribute, Domain, Kind
from privkit.synth.marginals import MarginalPlan, Neighbours

from .bounds import ALPHA, Counted, epsilon_of, mu_of
from .faults import Halved
from .generators import Kept, asked, small, table
from .questions import Question

Pair = tuple[pd.DataFrame, pd.DataFrame]
DELTA = Fraction(1, 10**5)
HOMES = Kept(
    Domain(
        (
            Attribute("home", Kind.CATEGORY, ("flat", "house", "boat"), nullable=False),
            Attribute("people", Kind.INTEGER, low=1, high=4, nullable=False),
        )
    ),
    table(np.random.default_rng(1), 60, home=("flat", "house"), people=(1.0, 2.0)),
    pd.DataFrame(),
    ({"home": "boat", "people": 4.0}, {"home": "flat", "people": 1.0}),
)


def weight(mine: list[Question], other: list[Question]) -> float:
    """The log likelihood of the answers under the exact figures of ``mine``, beside those of ``other``."""
    total = 0.0
    for a, b in zip(mine, other, strict=True):
        if a.kind == "gaussian":
            near, far = a.answer - a.exact, a.answer - b.exact
            total += float((far.astype(float) ** 2 - near.astype(float) ** 2).sum()) / (2 * float(a.scale))
        else:
            rate = float(a.scale) / (2 * a.sensitivity)
            total += rate * (_over(a.exact, a.answer) - _over(b.exact, a.answer))
    return total


def _over(scores: Any, chosen: int) -> float:
    """How far the candidate chosen is over the best."""
    return float(scores[chosen] - scores.max())


def fits(pair: Pair, plan: MarginalPlan, noise: Noise, patch: pytest.MonkeyPatch, times: int) -> Any:
    """For each fit: what the attacker reads in the answers, and in the rows; and on which of the two tables it was."""
    found, side = np.empty((2 * times, 2)), np.arange(2 * times) % 2 == 0
    rng = np.random.default_rng(7)
    for n, there in enumerate(side):
        frame, other = pair if there else pair[::-1]
        questions, made = asked(frame, plan, patch, by=noise)
        again, _ = asked(other, plan, patch, told=questions)
        rows = made.sample(600, rng)
        boats = ((rows["home"] == "boat") & (rows["people"] == 4)).mean()
        found[n] = weight(questions, again) * (1 if there else -1), boats * len(frame)
    return found, side


def proved(
    pair: Pair, plan: MarginalPlan, noise: Noise, patch: pytest.MonkeyPatch, times: int
) -> tuple[float, float]:
    """The most mu, and the most epsilon at ``DELTA``."""
    found, side = fits(pair, plan, noise, patch, times)
    events = [found[:, 0] > 0, found[:, 1] > 0.5]
    counted = [c for e in events for c in (Counted.of(e, side), Counted.of(~e, ~side))]
    alpha = ALPHA / len(counted)
    return max(mu_of(c, alpha) for c in counted), max(epsilon_of(c, alpha, float(DELTA)) for c in counted)


def within(mu: float, plan: MarginalPlan) -> bool:
    """Whether mu keeps within the epsilon that the plan's rho is claimed to be."""
    epsilon = float(epsilon_of_rho(plan.rho, DELTA))
    return mu <= 0 or log_delta_of(mu, epsilon) <= math.log(float(DELTA))


def neighbours(relation: Neighbours) -> Pair:
    outlier, usual = HOMES.outliers
    other = HOMES.with_row(usual) if relation is Neighbours.REPLACE_ONE else HOMES.known
    return HOMES.with_row(outlier), other


@pytest.mark.slow
@pytest.mark.parametrize("relation", list(Neighbours))
def test_epsilon_over_whole_fits_is_below_the_claim(
    relation: Neighbours, monkeypatch: pytest.MonkeyPatch
) -> None:
    small(monkeypatch)
    plan = HOMES.plan(relation)
    mu, epsilon = proved(neighbours(relation), plan, open_noise("diffprivlib"), monkeypatch, 600)
    assert within(mu, plan)
    assert epsilon <= float(epsilon_of_rho(plan.rho, DELTA))
    assert mu > 0.1, "an audit that sees little proves little"


@pytest.mark.slow
def test_half_the_noise_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source of noise that gives half of what it is asked: nothing but its figures can tell."""
    small(monkeypatch)
    plan = HOMES.plan(Neighbours.REPLACE_ONE)
    noise = Halved(open_noise("diffprivlib"))
    noise.choose = noise.inner.choose  # type: ignore[attr-defined]
    mu, _ = proved(neighbours(Neighbours.REPLACE_ONE), plan, noise, monkeypatch, 1_200)  # type: ignore[arg-type]
    assert not within(mu, plan)
