"""Judging classes: which of them violate a criterion, and how much of each a finer choice could keep."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from privkit.anonymity.bounds import Counts, Flags, Floats, Ints
from privkit.anonymity.diversity import DistinctL
from privkit.anonymity.groupby import distinct_per_group

#: Counts of class x confidential value made at once (64 bits each).
CELLS = 1 << 20


class AttributeModel(Protocol):
    """What the confidential values of a class must satisfy. ``counts[class, value]`` are privacy units."""

    monotone: ClassVar[bool]  # no part of a violating class holds

    @property
    def codes(self) -> npt.NDArray[Any]: ...

    @property
    def name(self) -> str: ...

    @property
    def least(self) -> int:
        """No class of fewer units holds."""

    def holds(self, counts: Counts) -> Flags:
        """For each class, whether it holds."""

    def most_kept(self, counts: Counts, holds: Flags | None = None) -> Ints:
        """For each class, a bound on the units of any union of its parts that hold (all when it holds).

        ``holds``: when it is known already which classes hold.
        """

    def reached(self, counts: Counts) -> Floats:
        """For each class, the value of the model's own threshold that it reaches."""


class PopulationModel(Protocol):
    """What a class must satisfy given the people of the population that it matches."""

    @property
    def population(self) -> npt.NDArray[Any]: ...

    @property
    def forbids_suppression(self) -> bool: ...

    def most_kept(self, released: Floats, people: Floats) -> Floats: ...

    def violated(self, released: Floats, people: Floats) -> Flags: ...


@dataclass(frozen=True)
class Rows:
    """Rows put into classes: weights, confidential values (a row of ``values`` per column), population
    counts (a row of ``people`` per model) and, when several rows may be of one unit, their ``units``."""

    of_row: Ints
    classes: int
    weights: Floats
    values: Sequence[npt.NDArray[Any]] = ()
    people: Sequence[Floats] = ()
    units: npt.NDArray[Any] | None = None


@dataclass(frozen=True)
class Judged:
    """``weight`` and distinct ``units`` of each class, whether it is ``bad``, and for a bad class the most
    weight that finer levels can keep of it. ``hopeless``: no suppression mends what is bad; ``condemned``: nor
    at any finer level."""

    weight: Floats = field(repr=False)
    units: Floats = field(repr=False)
    bad: Flags = field(repr=False)
    most: Floats = field(repr=False)
    hopeless: bool
    condemned: bool

    @cached_property
    def tally(self) -> tuple[int, int, int]:
        """Classes with units that are left, those that are not, and the units of these."""
        gone = self.weight * self.bad
        lost = int(np.count_nonzero(gone))
        return int(np.count_nonzero(self.weight)) - lost, lost, int(np.add.reduce(gone))


def judge(
    rows: Rows,
    k: int,
    models: Sequence[tuple[AttributeModel, int]],
    widths: Sequence[int],
    population: Sequence[PopulationModel] = (),
    bounds: bool = True,
) -> Judged:
    """Judge every class. ``models`` come with the number of their column in ``rows.values``, which holds
    numbers below its width. Without ``bounds`` nothing is said of what finer levels keep (0 of a bad class)."""
    weight = _sums(rows.of_row, rows.weights, rows.classes)
    if population:  # rows of people who are not in the table count for the population models alone
        people = [_sums(rows.of_row, counts, rows.classes) for counts in rows.people]
        rows = _present(rows)
    units = weight
    if rows.units is not None:
        units = distinct_per_group(rows.of_row, rows.classes, rows.units).astype(np.float64)
    else:  # a class too small for a model needs no count of its values, and no part of it holds
        k = max(k, *[model.least for model, _ in models], 1)
    bad = (units < k) & (weight > 0)
    most = np.where(bad, 0.0, weight)
    missing = False
    for number, model in enumerate(population):
        wrong = model.violated(units, people[number])
        bad |= wrong
        missing |= model.forbids_suppression and bool(wrong.any())
        if rows.units is None:
            most = np.where(wrong, np.minimum(most, model.most_kept(weight, people[number])), most)
    for attribute, column in models:
        _apply(attribute, rows, column, widths[column], bad, most, bounds)
    most[(most < k) & bad] = 0  # fewer units than k are no class
    stuck = any(model.forbids_suppression for model in population) and bool(bad.any())
    condemned = stuck and (missing or bool((most < weight).any()))
    return Judged(weight, units, bad, most, stuck, condemned)


def _sums(of_row: Ints, amounts: Floats, classes: int) -> Floats:
    return np.asarray(np.bincount(of_row, amounts, minlength=classes), np.float64)


def _present(rows: Rows) -> Rows:
    live = rows.weights > 0
    if live.all():
        return rows
    units = None if rows.units is None else rows.units[live]
    values = [column[live] for column in rows.values]
    return Rows(rows.of_row[live], rows.classes, rows.weights[live], values, (), units)


def _apply(
    model: AttributeModel, rows: Rows, column: int, width: int, bad: Flags, most: Floats, bounds: bool
) -> None:
    """Add the verdict of one model, on the classes of which something could still be kept."""
    if isinstance(model, DistinctL):  # needs no count of units: much less work
        wrong = (distinct_per_group(rows.of_row, rows.classes, rows.values[column]) < model.l) & (most > 0)
        bad |= wrong
        most[wrong] = 0
        return
    for chosen, counts in class_counts(rows, column, width, np.flatnonzero(most > 0)):
        holds = model.holds(counts)
        failing = chosen[~holds]
        bad[failing] = True
        if not bounds:
            most[failing] = 0
        elif rows.units is None and len(failing):  # parts that share a unit do not add up: no bound then
            wrong = counts.T[:, ~holds].T
            most[failing] = np.minimum(most[failing], model.most_kept(wrong, np.zeros(len(wrong), bool)))


def class_counts(rows: Rows, column: int, width: int, chosen: Ints) -> Iterator[tuple[Ints, Counts]]:
    """Units per class and confidential value, for some classes, a block of classes at a time."""
    of_row, values, weights, units = rows.of_row, rows.values[column], rows.weights, rows.units
    if len(chosen) < rows.classes:
        slot = np.full(rows.classes, -1, np.int64)
        slot[chosen] = np.arange(len(chosen))
        of_row = slot.take(of_row)
        kept = np.flatnonzero(of_row >= 0)
        of_row, values, weights = of_row.take(kept), values.take(kept), weights.take(kept)
        units = None if units is None else units.take(kept)
    if units is not None:
        of_row, values, weights = _distinct(of_row, values, units, width)
    block = max(1, CELLS // width)
    if len(chosen) <= block:
        if len(chosen):
            yield chosen, _counts(of_row, values, weights, len(chosen), width)
        return
    order = np.argsort(of_row, kind="stable")
    of_row, values, weights = of_row[order], values[order], weights[order]
    for start in range(0, len(chosen), block):
        size = min(block, len(chosen) - start)
        low, high = np.searchsorted(of_row, (start, start + size))
        part = slice(low, high)
        yield (
            chosen[start : start + size],
            _counts(of_row[part] - start, values[part], weights[part], size, width),
        )


def _counts(of_row: Ints, values: npt.NDArray[Any], weights: Floats, classes: int, width: int) -> Floats:
    # A value's counts lie together: sums over values then add whole lines.
    counts = np.bincount(values * classes + of_row, weights, minlength=classes * width)
    return np.asarray(counts.reshape(width, classes).T, np.float64)


def _distinct(
    of_row: Ints, values: npt.NDArray[Any], units: npt.NDArray[Any], width: int
) -> tuple[Ints, Ints, Floats]:
    """One row per class, value and unit."""
    span = int(units.max(initial=0)) + 1
    pairs = np.unique((of_row * width + values) * span + units) // span
    return pairs // width, pairs % width, np.ones(len(pairs))
