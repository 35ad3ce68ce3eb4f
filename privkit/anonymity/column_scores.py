"""Metrics that sum or average a loss per column: loss, precision and non-uniform entropy.

The loss of a column is what its level costs every unit, and what suppressing some units adds. Columns are
combined by a weighted mean, a weighted geometric mean of (loss + 1), less 1, or a weighted sum. The
geometric mean is compared by its logarithm, where columns add up again: a column's addition to the
logarithm is smaller the larger its base, so the addition at a node bounds that of every finer node too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from privkit.anonymity.bounds import Floats
from privkit.anonymity.classes import Judged
from privkit.anonymity.scores import Labels, Levels

Numbers = Callable[[int], npt.NDArray[np.int64]]


class Costs(Protocol):
    """The loss of each column of one table."""

    #: Whether what several classes add is the sum of what each adds.
    linear: ClassVar[bool]

    @property
    def totals(self) -> Sequence[Sequence[float]]:
        """Per column and level, the loss without suppression."""

    def extra(self, levels: Levels, labels: Numbers, gone: Floats) -> Floats:
        """Per column, what suppressing ``gone`` units of each class adds; it grows with each of them."""

    def exact(
        self,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        levels: Levels,
        suppressed: npt.NDArray[np.bool_],
    ) -> Sequence[float]:
        """The loss of each column, from the rows."""


@dataclass(frozen=True)
class ColumnScore:
    """Columns of ``costs`` combined with weights that sum to 1, or as they are for a sum."""

    costs: Costs = field(repr=False)
    weights: tuple[float, ...]
    geometric: bool = False
    additive: ClassVar[bool] = True
    rising: ClassVar[bool] = False

    @cached_property
    def steps(self) -> Sequence[Sequence[float]]:
        return [
            [weight * self._on_scale(total) for total in totals]
            for weight, totals in zip(self.weights, self.costs.totals, strict=True)
        ]

    def _on_scale(self, total: float) -> float:
        return float(np.log1p(total)) if self.geometric else float(total)

    def _added(self, levels: Levels, labels: Labels, weight: Floats, gone: Floats) -> float:
        chosen = np.flatnonzero(gone)
        if not len(chosen):
            return 0.0
        if self.costs.linear and 2 * len(chosen) > len(gone):  # less work for what is left
            kept = weight - gone
            chosen = np.flatnonzero(kept)
            left = self.costs.extra(levels, labels(chosen), kept[chosen]).tolist()
            whole = [totals[-1] - totals[at] for totals, at in zip(self.costs.totals, levels, strict=True)]
            extra = [max(most - less, 0.0) for most, less in zip(whole, left, strict=True)]
        else:
            extra = self.costs.extra(levels, labels(chosen), gone[chosen]).tolist()
        if not self.geometric:
            return float(sum(w * more for w, more in zip(self.weights, extra, strict=True)))
        bases = (totals[level] for totals, level in zip(self.costs.totals, levels, strict=True))
        return float(
            sum(
                w * np.log1p(more / (1 + base))
                for w, more, base in zip(self.weights, extra, bases, strict=True)
            )
        )

    def base(self, levels: Levels, judged: Judged) -> float:
        return sum(steps[level] for steps, level in zip(self.steps, levels, strict=True))

    def own(self, levels: Levels, labels: Labels, judged: Judged) -> float:
        return self.base(levels, judged) + self._added(
            levels, labels, judged.weight, np.where(judged.bad, judged.weight, 0.0)
        )

    def below(self, levels: Levels, labels: Labels, judged: Judged) -> float:
        """Suppressing at least what must go of each class: at finer levels its units cost no less."""
        return self._added(levels, labels, judged.weight, judged.weight - judged.most)

    def above(self, judged: Judged) -> float:
        return -np.inf

    def shown(self, score: float) -> float:
        return float(np.expm1(score)) if self.geometric else score

    def exact(
        self,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        levels: Levels,
        suppressed: npt.NDArray[np.bool_],
        sizes: Floats,
    ) -> float:
        losses = self.costs.exact(codes, weights, levels, suppressed)
        pairs = zip(self.weights, losses, strict=True)
        if not self.geometric:
            return float(sum(weight * loss for weight, loss in pairs))
        return float(np.prod([(1 + loss) ** weight for weight, loss in pairs]) - 1)


class LinearCosts:
    """Costs of one number per label: a unit of class C adds the sum over columns of ``gap`` of its labels.

    ``cost[j][level][value]``, whole numbers; a suppressed unit costs as much as at the last level. The loss
    of a column is ``scale * (sum of costs - floor)``.
    """

    linear: ClassVar[bool] = True

    def __init__(
        self,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        cost: Sequence[Sequence[npt.NDArray[Any]]],
        labels: Sequence[Sequence[npt.NDArray[np.int64]]],
        floor: Sequence[int],
        scale: Sequence[float],
    ) -> None:
        self._cost, self._floor, self._scale = cost, floor, scale
        self.totals = [
            [scale[j] * (int(np.dot(np.asarray(c)[codes[:, j]], weights)) - floor[j]) for c in costs]
            for j, costs in enumerate(cost)
        ]
        self._gaps = _gaps(cost, labels)
        self._same = [[_single(np.asarray(costs[-1]) - np.asarray(c)) for c in costs] for costs in cost]

    def extra(self, levels: Levels, labels: Numbers, gone: Floats) -> Floats:
        per_column, total = np.zeros(len(levels)), float(gone.sum())
        for j, level in enumerate(levels):
            gap, same = self._gaps[j][level], self._same[j][level]
            if same is not None:  # labels that all lose the same (nothing more at the last level)
                per_column[j] = same * total
            else:
                # Not a matrix product: threads of the linear algebra library cost more than they bring here.
                per_column[j] = np.einsum("s,s->", gap.take(labels(j)), gone)
        return np.asarray(per_column * self._scale)

    def exact(
        self,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        levels: Levels,
        suppressed: npt.NDArray[np.bool_],
    ) -> Sequence[float]:
        losses = []
        for j, level in enumerate(levels):
            own, most = np.asarray(self._cost[j][level]), np.asarray(self._cost[j][-1])
            spent = np.where(suppressed, most[codes[:, j]], own[codes[:, j]])
            losses.append(self._scale[j] * (int(np.dot(spent, weights)) - self._floor[j]))
        return losses


def _gaps(
    cost: Sequence[Sequence[npt.NDArray[Any]]], labels: Sequence[Sequence[npt.NDArray[np.int64]]]
) -> list[list[Floats]]:
    """What suppressing one unit adds to its column, per column, level and label."""
    out: list[list[Floats]] = []
    for costs, codes in zip(cost, labels, strict=True):
        out.append([])
        for level, numbers in enumerate(codes):
            gap = np.zeros(int(numbers.max(initial=-1)) + 1)
            gap[numbers] = np.asarray(costs[-1]) - np.asarray(costs[level])
            out[-1].append(gap)
    return out


def _single(gap: npt.NDArray[Any]) -> float | None:
    """The one number that all are; None when they differ."""
    return float(gap[0]) if len(gap) and (gap == gap[0]).all() else None


class EntropyCosts:
    """Non-uniform entropy (Gionis & Tassa 2009, doi:10.1109/TKDE.2008.129): for each unit, the bits needed to
    tell its value from the units that share its label; and for suppressed units, their labels.

    ``normalised``: as a share of what a column loses at its last level.
    """

    linear: ClassVar[bool] = False

    def __init__(
        self,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        labels: Sequence[Sequence[npt.NDArray[np.int64]]],
        normalised: bool,
    ) -> None:
        self._labels = labels
        self._totals = [
            [_bits_between(codes[:, j], numbers, weights) for numbers in levels]
            for j, levels in enumerate(labels)
        ]
        most = [max(bits) for bits in self._totals]
        self._scale = np.array([1 / bits if normalised and bits > 0 else 1.0 for bits in most])

    @cached_property
    def totals(self) -> Sequence[Sequence[float]]:
        return [[s * bits for bits in totals] for s, totals in zip(self._scale, self._totals, strict=True)]

    def extra(self, levels: Levels, labels: Numbers, gone: Floats) -> Floats:
        total = float(gone.sum())
        per_column = np.zeros(len(levels))
        for j in range(len(levels)):
            counts = np.bincount(labels(j), gone)
            counts = counts[counts > 0]
            per_column[j] = float((counts * np.log2(total / counts)).sum())
        return np.asarray(per_column * self._scale)

    def exact(
        self,
        codes: npt.NDArray[Any],
        weights: npt.NDArray[Any],
        levels: Levels,
        suppressed: npt.NDArray[np.bool_],
    ) -> Sequence[float]:
        losses = []
        for j, level in enumerate(levels):
            own = self._labels[j][level]
            bits = _bits_between(codes[:, j], own, weights)
            if suppressed.any():
                gone = np.where(suppressed, weights, 0)
                star = np.zeros(int(own.max()) + 1, np.int64)
                bits += _bits_between(own[codes[:, j]], star, gone)
            losses.append(float(self._scale[j] * bits))
        return losses


def _bits_between(
    values: npt.NDArray[Any], labels: npt.NDArray[np.int64], weights: npt.NDArray[Any]
) -> float:
    """The sum over units of log2(units with its label / units with its value); ``labels`` of each value."""
    of_value = np.bincount(values, weights, minlength=len(labels))[: len(labels)]
    of_label = np.bincount(labels, of_value)[labels]
    present = of_value > 0
    return float((of_value[present] * np.log2(of_label[present] / of_value[present])).sum())
