"""Noise that tests can foresee: none at all, seeded, counted, or replayed. Never in the product."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from privkit.synth.marginals.answers import Answers, Counts
from privkit.synth.marginals.noise import IntegerNoise


class NoNoise:
    """Adds nothing, and chooses the best."""

    def geometric(self, size: int, scale: Fraction) -> NDArray[Any]:
        raise AssertionError("no geometric noise is planned")

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> NDArray[Any]:
        return np.zeros(size, dtype=object)

    def choose(self, scores: NDArray[np.int64], epsilon: Fraction, sensitivity: int) -> int:
        return int(np.argmax(scores))


class SeededNoise(NoNoise):
    """Rounded normals, and the exponential mechanism, from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> NDArray[Any]:
        drawn = np.rint(self.random.normal(0, math.sqrt(sigma_squared), size)).astype(np.int64)
        return np.asarray(drawn.astype(object))

    def choose(self, scores: NDArray[np.int64], epsilon: Fraction, sensitivity: int) -> int:
        rate = float(epsilon) / (2 * sensitivity)
        return int(np.argmax(scores * rate + self.random.exponential(size=len(scores))))


@dataclass
class CountingNoise:
    """Every draw is written down as (kind, parameter), in order."""

    inner: IntegerNoise
    drawn: list[tuple[str, Fraction]] = field(default_factory=list)

    def geometric(self, size: int, scale: Fraction) -> NDArray[Any]:
        self.drawn.append(("geometric", scale))
        return self.inner.geometric(size, scale)

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> NDArray[Any]:
        self.drawn.append(("gaussian", sigma_squared))
        return self.inner.discrete_gaussian(size, sigma_squared)

    def choose(self, scores: NDArray[np.int64], epsilon: Fraction, sensitivity: int) -> int:
        self.drawn.append(("choice", epsilon / sensitivity))
        return self.inner.choose(scores, epsilon, sensitivity)


@dataclass
class Tape:
    """The exact inputs of every noisy answer, and what was answered."""

    exact: list[tuple[str, Any]] = field(default_factory=list)
    answered: list[Any] = field(default_factory=list)


class Recorded(Answers):
    """Answers with seeded noise that are written down; or, given a tape, answers that say the same again.

    With the second, two tables get the very same answers, so that what differs is what noise must hide.
    """

    tape: Tape = Tape()
    replay: Tape | None = None

    def _said(self, kind: str, exact: Any, answer: Any) -> Any:
        place = len(self.tape.exact)
        self.tape.exact.append((kind, exact))
        out = answer if self.replay is None else self.replay.answered[place]
        self.tape.answered.append(out)
        return out

    def gaussian(self, exact: Counts) -> tuple[Counts, float]:
        return self._said("gaussian", exact.copy(), super().gaussian(exact))

    def choice(self, scores: Counts, sensitivity: int) -> int:
        return self._said("choice", (scores.copy(), sensitivity), super().choice(scores, sensitivity))

    def threshold(self, texts: Any, counts: Counts) -> tuple[str, ...]:
        told = dict(zip(texts, counts.tolist(), strict=True))
        return self._said("threshold", told, super().threshold(texts, counts))
