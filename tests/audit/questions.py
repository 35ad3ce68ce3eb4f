"""What a private fit asks of its data, and whether it looks at anything else: two tests without chance.

A fit may read its data through noisy answers alone. So it is run again on other data and *told* the answers of the first
time: all it gives must be the same (post-processing), and what it asked of two neighbours may not differ by more than was
paid. The door through which answers come is watched; noise drawn beside it is a fault by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
import pytest
from numpy.typing import NDArray

from privkit.synth.marginals.answers import Answers

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Question:
    """One question: the exact figures of the data, its noise (sigma squared, or epsilon), and what was answered."""

    kind: str
    exact: Counts
    scale: Fraction
    answer: Any
    sensitivity: int = 1

    @property
    def public(self) -> tuple[str, Fraction, int, int]:
        """What may be known beforehand."""
        return self.kind, self.scale, self.sensitivity, len(self.exact)


class Source(Protocol):
    """Integer noise."""

    def geometric(self, size: int, scale: Fraction) -> Any: ...

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> Any: ...

    def choose(self, scores: Counts, epsilon: Fraction, sensitivity: int) -> int: ...


class Watched:
    """Noise of ``inner``, or, ``told``, whatever makes the answers those of an earlier fit."""

    def __init__(self, inner: Source | None = None, told: Sequence[Question] = ()) -> None:
        self.inner, self.told = inner, told
        self.questions: list[Question] = []
        self.before: Counts | None = None  # the exact figures at the door

    def geometric(self, size: int, scale: Fraction) -> Any:
        raise AssertionError("no answer of a fit has geometric noise")

    def discrete_gaussian(self, size: int, sigma_squared: Fraction) -> Any:
        assert self.before is not None, "noise that no answer waits for"
        exact, self.before = self.before, None
        if self.inner is None:
            answer = self._answer()
            assert np.shape(answer) == exact.shape, "the size of a question tells of the data"
            noise = answer - exact
        else:
            noise = np.asarray(self.inner.discrete_gaussian(size, sigma_squared), dtype=np.int64)
        self.questions.append(Question("gaussian", exact, sigma_squared, exact + noise))
        return noise

    def choose(self, scores: Counts, epsilon: Fraction, sensitivity: int) -> int:
        chosen = self._answer() if self.inner is None else self.inner.choose(scores, epsilon, sensitivity)
        self.questions.append(Question("choice", np.array(scores), epsilon, int(chosen), sensitivity))
        return int(chosen)

    def _answer(self) -> Any:
        assert len(self.questions) < len(self.told), "a question more than of other data"
        return self.told[len(self.questions)].answer

    @contextmanager
    def at_the_door(self, patch: pytest.MonkeyPatch) -> Iterator[Watched]:
        """While it lasts, exact figures are noted on their way to the noise."""
        with patch.context() as patched:
            for name in ("gaussian", "threshold"):
                patched.setattr(Answers, name, _noting(self, getattr(Answers, name)))
            yield self


def _noting(watched: Watched, door: Callable[..., Any]) -> Callable[..., Any]:
    def through(self: Answers, *given: Any) -> Any:
        watched.before = np.array(given[-1], dtype=np.int64)  # the counts come last
        return door(self, *given)

    return through


def spent(first: Sequence[Question], second: Sequence[Question]) -> Fraction:
    """The zCDP that two neighbours, told the same, show of each other; AssertionError when they are asked otherwise.

    L2² / (2 σ²) of Gaussian noise. A choice whose scores move by up to d has an epsilon of d ε / sensitivity and costs
    half its square (permute-and-flip: a quarter of that would be false).
    """
    assert [q.public for q in first] == [q.public for q in second], "the questions tell of the data"
    return sum((_spent(a, b) for a, b in zip(first, second, strict=True)), Fraction(0))


def _spent(a: Question, b: Question) -> Fraction:
    moved = [abs(int(x) - int(y)) for x, y in zip(a.exact, b.exact, strict=True)]
    if a.kind == "gaussian":
        return Fraction(sum(m * m for m in moved)) / (2 * a.scale)
    return (a.scale * max(moved, default=0) / a.sensitivity) ** 2 / 2
