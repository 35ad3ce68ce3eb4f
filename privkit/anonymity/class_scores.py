"""Metrics of class sizes: discernibility and average class size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from privkit.anonymity.bounds import Floats
from privkit.anonymity.classes import Judged
from privkit.anonymity.scores import Labels, Levels


@dataclass(frozen=True)
class Discernibility:
    """The sum of squared class sizes, a suppressed unit counting the size of the table (Bayardo & Agrawal
    2005, doi:10.1109/ICDE.2005.42). ``order`` sorts nodes, as ``Score.steps`` when rising."""

    total: int
    order: Sequence[Sequence[float]]
    additive: ClassVar[bool] = True
    rising: ClassVar[bool] = True

    @property
    def steps(self) -> Sequence[Sequence[float]]:
        return self.order

    def base(self, levels: Levels, judged: Judged) -> float:
        return self.above(judged)

    def own(self, levels: Levels, labels: Labels, judged: Judged) -> float:
        gone = judged.weight[judged.bad]
        return float(self.above(judged) - np.square(gone).sum() + gone.sum() * self.total)

    def below(self, levels: Levels, labels: Labels, judged: Judged) -> float:
        """Each unit that must go counts the table instead of its class, which is no larger at finer levels."""
        return float(((judged.weight - judged.most) * (self.total - judged.weight)).sum())

    def above(self, judged: Judged) -> float:
        """Uniting classes only adds to the sum of squares."""
        return float(np.einsum("c,c->", judged.weight, judged.weight))

    def shown(self, score: float) -> float:
        return score

    def exact(
        self,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        levels: Levels,
        suppressed: npt.NDArray[np.bool_],
        sizes: Floats,
    ) -> float:
        kept = [int(size) for size in sizes]
        return float(sum(size * size for size in kept) + (self.total - sum(kept)) * self.total)


@dataclass(frozen=True)
class AverageClassSize:
    """Units per class (LeFevre, DeWitt & Ramakrishnan 2006, doi:10.1109/ICDE.2006.101, not divided by k);
    the suppressed units together count as one class. ``smallest``: no class left is smaller.

    Compared by the number of classes, negated.
    """

    total: int
    smallest: int
    may_suppress: bool
    order: Sequence[Sequence[float]]
    additive: ClassVar[bool] = False
    rising: ClassVar[bool] = True

    @property
    def steps(self) -> Sequence[Sequence[float]]:
        return self.order

    def base(self, levels: Levels, judged: Judged) -> float:
        return self.above(judged)

    def own(self, levels: Levels, labels: Labels, judged: Judged) -> float:
        kept, gone, _ = judged.tally
        return -float(kept + bool(gone))

    def below(self, levels: Levels, labels: Labels, judged: Judged) -> float:
        """What can be kept of each class makes at most so many classes."""
        return -float(np.floor(judged.most / self.smallest).sum() + self.may_suppress)

    def above(self, judged: Judged) -> float:
        """A class left above contains a class left here, or is made of classes suppressed here."""
        kept, gone, units = judged.tally
        return -float(kept + min(gone, units // self.smallest) + self.may_suppress)

    def shown(self, score: float) -> float:
        return self.total / -score if score else 0.0

    def exact(
        self,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        levels: Levels,
        suppressed: npt.NDArray[np.bool_],
        sizes: Floats,
    ) -> float:
        return self.total / (len(sizes) + bool(np.any(weights[suppressed])))
