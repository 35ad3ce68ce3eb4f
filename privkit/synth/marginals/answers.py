"""The only door to the data: every noisy answer goes through here, in the order of the plan, and none is free."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from privkit.synth.codes_marginals import misuse
from privkit.synth.marginals.measurement import Measurement
from privkit.synth.marginals.noise import IntegerNoise
from privkit.words import Words

Counts = NDArray[np.int64]


@dataclass
class Answers:
    """Planned measurements, asked one after the other. Raises InternalError (PK640) when one is not the next."""

    planned: Sequence[Measurement]
    noise: IntegerNoise
    asked: int = field(default=0)

    def gaussian(self, exact: Counts) -> tuple[Counts, float]:
        """Exact integers plus noise, and the variance of the noise."""
        sigma_squared = self._next("gaussian").sigma_squared or Fraction(0)
        return exact + self._drawn(len(exact), sigma_squared), float(sigma_squared)

    def choice(self, scores: Counts, sensitivity: int) -> int:
        """The position of one candidate, the better its score the likelier."""
        epsilon = self._next("choice").epsilon or Fraction(0)
        return int(self.noise.choose(scores.astype(np.int64), epsilon, sensitivity))

    def threshold(self, texts: Sequence[str], counts: Counts) -> tuple[str, ...]:
        """The categories whose count of units plus noise reaches the threshold of the measurement."""
        planned = self._next("threshold")
        sigma_squared = planned.sigma_squared or Fraction(0)
        noisy = counts + self._drawn(len(counts), sigma_squared)
        least = least_count(sigma_squared, planned.delta or Fraction(0))
        return tuple(text for text, held in zip(texts, noisy.tolist(), strict=True) if held >= least)

    def close(self) -> None:
        """Everything planned, and paid for, was asked."""
        if self.asked != len(self.planned):
            raise misuse(
                Words("a planned measurement was not asked", "une mesure prévue n'a pas été demandée")
            )

    @property
    def sigma_squared_ahead(self) -> float:
        """The variance of the next noise but for choices: known from the plan."""
        ahead = (m.sigma_squared for m in self.planned[self.asked :] if m.kind == "gaussian")
        return float(next(ahead, None) or 0)

    def _next(self, kind: str) -> Measurement:
        if self.asked >= len(self.planned) or self.planned[self.asked].kind != kind:
            raise misuse(
                Words("a measurement is not the one planned", "une mesure n'est pas celle qui était prévue")
            )
        self.asked += 1
        return self.planned[self.asked - 1]

    def _drawn(self, size: int, sigma_squared: Fraction) -> Counts:
        return np.asarray(self.noise.discrete_gaussian(size, sigma_squared)).astype(np.int64)


def least_count(sigma_squared: Fraction, delta: Fraction) -> int:
    """The noisy count that a category held by one unit reaches with probability ``delta`` at most.

    P(noise ≥ m) is at most that of the continuous Gaussian from m - 1 on (Canonne et al. 2020, proposition 25), and a
    single unit counts one. Between neighbours, replaced or added, at most one category is in one table only, in each
    direction: the two are told apart by the noise on what they share, and by that chance (Korolova et al. 2009).
    """
    reach = -math.sqrt(sigma_squared) * float(ndtri(float(delta)))
    return 2 + max(1, math.ceil(reach * (1 + 1e-12) + 1e-9))
