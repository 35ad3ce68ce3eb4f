"""Two readings of the same households side by side: what differs, who bears most of it, what chance alone would do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from privkit.compare import cost_measures as measures
from privkit.compare.cost_measures import Mask, Reading
from privkit.compare.labels import as_labels
from privkit.compare.marks import Floats
from privkit.compare.spec import ComparisonSpec

SMALLEST_SUBGROUP = 30  # units; a share over fewer says little


@dataclass(frozen=True)
class Subgroup:
    """Units that share a raw label: they may bear more of the cost than others. ``floor`` is theirs."""

    column: str
    label: str
    units: int
    value: float
    floor: float = 0.0

    @property
    def changed_share(self) -> float:
        """The value, of a subgroup that bears most of the messages changed."""
        return self.value


@dataclass(frozen=True)
class Between:
    """Two readings of the same households, the first of unprotected data."""

    before: Reading
    after: Reading
    volumes: Floats

    def against(self, other: Reading) -> Between:
        """The same first reading beside another one."""
        return Between(self.before, other, self.volumes)

    @cached_property
    def compared(self) -> Mask:
        return self.before.states >= 0

    @cached_property
    def changed(self) -> Mask:
        return measures.changed(self.before.states, self.after.states)

    @cached_property
    def opposite(self) -> Mask:
        return measures.opposite(self.before.states, self.after.states)

    @cached_property
    def errors(self) -> Floats:
        return measures.relative_errors(self.before.middle, self.after.middle)

    @property
    def error(self) -> float | None:
        return measures.median(self.errors)

    @property
    def rank_correlation(self) -> float | None:
        return measures.rank_correlation(self.volumes, self.before.middle, self.after.middle)


Measure = Callable[[Between, Mask], "float | None"]


@dataclass(frozen=True)
class Bearer:
    """The subgroup with the largest value of a measure."""

    measure: Measure
    column: str
    label: str
    who: Mask
    value: float


def bearers(two: Between, baseline: pd.DataFrame, spec: ComparisonSpec) -> tuple[Bearer | None, ...]:
    """Who bears most, of messages changed, of opposite messages and of the error of the reference.

    Ties: the first column, then the first label. None when all subgroups are under 30 units.
    """
    best: list[Bearer | None] = [None, None, None]
    for column, label, who in _subgroups(baseline, spec, two.compared):
        for n, measure in enumerate((_changed, _opposite, _error)):
            value, held = measure(two, who), best[n]
            if value is not None and (held is None or value > held.value):
                best[n] = Bearer(measure, column, label, who, value)
    return tuple(best)


def named(bearer: Bearer | None, floor: float | None) -> Subgroup | None:
    """A subgroup to be told, beside what its value would be by chance."""
    if bearer is None:
        return None
    return Subgroup(bearer.column, bearer.label, int(bearer.who.sum()), bearer.value, floor or 0.0)


@dataclass(frozen=True)
class Chance:
    """The same measures between unprotected data and the same data drawn again; ``bearers``: of who bears most."""

    changed: float | None
    opposite: float | None
    error: float | None
    rank_correlation: float | None
    bearers: tuple[float | None, ...]

    @staticmethod
    def mean(drawn: Sequence[Chance]) -> Chance:
        """The mean of each over bootstraps; None where no bootstrap has one."""
        return Chance(
            _mean([one.changed for one in drawn]),
            _mean([one.opposite for one in drawn]),
            _mean([one.error for one in drawn]),
            _mean([one.rank_correlation for one in drawn]),
            tuple(_mean([one.bearers[n] for one in drawn]) for n in range(3)),
        )


def chance(again: Between, worst: Sequence[Bearer | None]) -> Chance:
    """What one bootstrap says, in few figures: readings of everybody are not kept."""
    units = again.compared.sum()
    of_them = tuple(one.measure(again, one.who) if one else None for one in worst)
    changed, opposite = (float(mask.sum() / units) for mask in (again.changed, again.opposite))
    return Chance(changed, opposite, again.error, again.rank_correlation, of_them)


def _subgroups(
    baseline: pd.DataFrame, spec: ComparisonSpec, compared: Mask
) -> Iterator[tuple[str, str, Mask]]:
    """Who shares a raw label, among those compared; labels in order, those of too few left out."""
    for column in spec.groups_by:
        codes, labels = pd.factorize(as_labels(baseline[column], spec.language), sort=True)
        often = np.bincount(codes[compared & (codes >= 0)], minlength=len(labels))
        for code, label in enumerate(labels):
            if often[code] >= SMALLEST_SUBGROUP:
                yield column, str(label), compared & (codes == code)


def _changed(two: Between, who: Mask) -> float | None:
    return float(two.changed[who].mean())


def _opposite(two: Between, who: Mask) -> float | None:
    return float(two.opposite[who].mean())


def _error(two: Between, who: Mask) -> float | None:
    return measures.median(two.errors[who])


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None
