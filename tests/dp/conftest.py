"""How well noise follows its distribution: nothing can be seeded, so tests are set to fail by chance never. And noise
that tests of other parts can foresee: none at all, or seeded draws. Never in the product."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import chi2

Fits = Callable[[Any, str, Fraction], bool]


@pytest.fixture
def follows() -> Fits:
    """A function that tells whether samples follow geometric or Gaussian noise; wrong once in ten million."""

    def tell(samples: Any, kind: str, parameter: Fraction) -> bool:
        return _p_value(samples, kind, float(parameter)) > 1e-7

    return tell


def _p_value(samples: Any, kind: str, parameter: float) -> float:
    """Chi-square in some 40 groups of integers, of probabilities summed from the definition."""
    spread = parameter if kind == "geometric" else math.sqrt(parameter)
    reach = math.ceil(60 * spread) + 20
    x = np.arange(-reach, reach + 1, dtype=float)
    p = np.exp(-np.abs(x) / parameter) if kind == "geometric" else np.exp(-(x**2) / (2 * parameter))
    p /= p.sum()
    group = np.minimum((np.cumsum(p) * 40).astype(int), 39)
    expected = np.bincount(group, weights=p, minlength=40) * len(samples)
    at = group[np.clip(samples + reach, 0, 2 * reach).astype(int)]
    observed = np.bincount(at, minlength=40)
    full = expected > 5
    statistic = float(((observed - expected)[full] ** 2 / expected[full]).sum())
    return float(chi2.sf(statistic, max(1, int(full.sum()) - 1)))


class NoNoise:
    """Adds nothing."""

    def geometric(self, size: int, scale: Fraction) -> NDArray[Any]:
        return np.zeros(size, dtype=object)

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> NDArray[Any]:
        return np.zeros(size, dtype=object)

    def choose(self, scores: NDArray[np.int64], epsilon: Fraction, sensitivity: int) -> int:
        return int(np.argmax(scores))


class SeededNoise(NoNoise):
    """The two laws, from a seed. A rounded normal stands for a discrete Gaussian of five steps or more."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def geometric(self, size: int, scale: Fraction) -> NDArray[Any]:
        chance = -math.expm1(-1 / float(scale))
        drawn = self.random.geometric(chance, size) - self.random.geometric(chance, size)
        return np.asarray(drawn.astype(object))

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> NDArray[Any]:
        if sigma_squared < 25:
            steps = np.arange(-80, 81)
            odds = np.exp(-(steps**2) / (2 * float(sigma_squared)))
            return np.asarray(self.random.choice(steps, size, p=odds / odds.sum()).astype(object))
        return np.asarray(
            np.rint(self.random.normal(0, math.sqrt(sigma_squared), size)).astype(np.int64).astype(object)
        )


@pytest.fixture
def no_noise() -> NoNoise:
    return NoNoise()


@pytest.fixture
def seeded_noise() -> SeededNoise:
    return SeededNoise(20261126)
