"""From an epsilon and a delta to the noise of every answer a generator asks: no data are read."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from privkit.policy.model.budget import Accounting
from privkit.policy.model.policy import Policy
from privkit.policy.model.synthesis import SynthesisLoss
from privkit.synth.domain import Domain
from privkit.synth.marginals.measurement import Measurement
from privkit.synth.marginals.neighbours import Neighbours as Relation
from privkit.synth.marginals.plan import MarginalPlan, plan_marginals

if TYPE_CHECKING:
    from privkit.dp.events import Event

_STEPS = 12  # of the search for the largest budget that fits: the last one moves it by 1/4096
THRESHOLDS = Fraction(
    1, 4
)  # of delta, for categories that are found in the data; the rest turns rho into epsilon
WITHOUT_NOISE = Fraction(10**6)  # the rho of a plan whose noise is left out


def events_of(measurements: Sequence[Measurement]) -> list[Event]:
    """The answers as a budget ledger counts them."""
    from privkit.dp.events import DiscreteGaussian, Exponential, GaussianThreshold

    out: list[Event] = []
    for m in measurements:
        if m.kind == "choice":
            assert m.epsilon is not None
            out.append(Exponential(m.epsilon))
        elif m.kind == "threshold":
            assert m.sigma_squared is not None and m.delta is not None
            out.append(GaussianThreshold(m.rho, m.sigma_squared, m.delta))
        else:
            out.append(DiscreteGaussian(m.rho, m.sigma_squared))
    return out


def planned(domain: Domain, loss: SynthesisLoss, policy: Policy, focus: tuple[str, ...]) -> MarginalPlan:
    """The plan of the largest rho that costs no more than the policy's epsilon at its delta.

    The search starts from the conversion of zCDP and goes up where a tighter accounting allows. All noise is fixed
    before data are read; only which columns are measured together depends on earlier answers.
    """
    from privkit.dp.accounting import epsilon_of
    from privkit.dp.zcdp import epsilon_of_rho

    accounting = (policy.privacy_budget.accounting if policy.privacy_budget else Accounting.PLD).value
    epsilon, delta = Fraction(loss.epsilon), Fraction(loss.delta)
    relation = Relation(loss.neighbours.value)

    def plan(rho: Fraction) -> MarginalPlan:
        return plan_marginals(domain, rho, delta * THRESHOLDS, relation, focus)

    def fits(rho: Fraction) -> bool:
        return epsilon_of(events_of(plan(rho).measurements), delta, accounting) <= epsilon

    low, high = Fraction(0), Fraction(1, 2**30)
    spare = delta * (1 - THRESHOLDS)
    while epsilon_of_rho(high, spare) <= epsilon:
        low, high = high, high * 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if epsilon_of_rho(middle, spare) <= epsilon else (low, middle)
    while not fits(low):  # a threshold takes its part of delta; the simple sum costs more
        low = low * Fraction(15, 16)
    high = low * Fraction(3, 2)
    for _ in range(_STEPS // 2):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return plan(low)


class NoNoise:
    """The noise of a policy that asks for none: exact answers, and always the best candidate."""

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> Any:
        """Zeros."""
        return np.zeros(size, np.int64)

    def geometric(self, size: int, scale: Fraction) -> Any:
        """Zeros."""
        return np.zeros(size, np.int64)

    def choose(self, scores: Any, epsilon: Fraction, sensitivity: int) -> int:
        """The first of the best."""
        return int(np.argmax(scores))
