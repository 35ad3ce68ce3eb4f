"""From cells to groups: neighbours are merged until every group is large enough.

The most important column is split first, into runs of neighbouring labels that each hold enough units;
each run is then split by the next column, and so on. So the least important column is the first to lose
its detail, and every combination of labels leads to one group at most. Only counts are looked at, never
the target: what a household used cannot move the border of its group.

Counts with noise are taken at the lower end of their 95 % interval: groups are merged until they surely hold enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from privkit.compare.grid import Axis, Codes
from privkit.compare.labels import ALL
from privkit.compare.spec import ComparisonSpec, FrozenGroup

NORMAL = NormalDist().inv_cdf(0.975)
Floats = NDArray[np.float64]


class Held(NamedTuple):
    """Some labels taken together: how many units, and the variance of the noise on that count."""

    members: tuple[int, ...]
    units: float
    variance: float

    @property
    def surely(self) -> float:
        """The units there are at least, at 97.5 %: all of them when they were counted without noise."""
        return self.units - NORMAL * sqrt(self.variance) if self.variance else self.units

    def and_(self, other: Held) -> Held:
        """Both together, members in order."""
        members = tuple(sorted(self.members + other.members))
        return Held(members, self.units + other.units, self.variance + other.variance)


@dataclass(frozen=True)
class Part:
    """Some labels of an axis taken together. ``whole``: all of them, known or not."""

    members: tuple[int, ...]
    whole: bool = False


@dataclass(frozen=True)
class Partition:
    """The groups, one part per column each; the group of each cell (-1: none)."""

    groups: tuple[tuple[Part, ...], ...]
    of_cell: Codes


def groups_of(codes: Codes, counts: Codes, axes: Sequence[Axis], spec: ComparisonSpec) -> Partition:
    """The groups of a comparison: those frozen by an earlier table, else as :func:`partition` finds them."""
    if spec.frozen:
        return frozen_groups(codes, counts, axes, spec.frozen, spec.at_least)
    return partition(codes, counts, axes, spec.at_least)


def frozen_groups(
    codes: Codes, counts: Codes, axes: Sequence[Axis], frozen: Sequence[FrozenGroup], at_least: int
) -> Partition:
    """The groups of an earlier table that still hold ``at_least`` units; the others are left out, never merged.

    A cell goes where ``ReferenceTable.group_of`` would send its labels: exactly, else to the most general.
    """
    left = np.ones((len(codes), len(frozen)), dtype=bool)
    for at, axis in enumerate(axes):
        holds = np.array([[label in g.labels[at] for g in frozen] for label in axis.labels], dtype=bool)
        exact = left & holds[codes[:, at]]
        general = left & holds[axis.labels.index(ALL)]
        left = np.where(exact.any(axis=1)[:, None], exact, general)
    first = np.where(left.any(axis=1), left.argmax(axis=1), -1)
    sizes = np.bincount(first[first >= 0], weights=counts[first >= 0], minlength=len(frozen))
    kept = np.flatnonzero(sizes >= at_least)
    number = np.full(len(frozen) + 1, -1, dtype=np.int64)  # the last place is that of no group
    number[kept] = np.arange(len(kept))
    return Partition(tuple(_parts(frozen[int(g)], axes) for g in kept), number[first])


def _parts(group: FrozenGroup, axes: Sequence[Axis]) -> tuple[Part, ...]:
    return tuple(
        Part(tuple(axis.labels.index(label) for label in labels), whole)
        for labels, whole, axis in zip(group.labels, group.whole, axes, strict=True)
    )


def partition(
    codes: Codes,
    counts: Codes | Floats,
    axes: Sequence[Axis],
    at_least: int,
    variances: Floats | None = None,
) -> Partition:
    """Groups of at least ``at_least`` units; cells whose count is 0 are placed as well.

    ``variances`` are those of the noise on each count, none without it. No group at all when the cells hold fewer
    units than that.
    """
    of_cell = np.full(len(codes), -1, dtype=np.int64)
    groups: list[tuple[Part, ...]] = []
    noise = np.zeros(len(codes)) if variances is None else variances

    def descend(cells: Codes, path: tuple[Part, ...]) -> None:
        if len(path) == len(axes):
            of_cell[cells] = len(groups)
            groups.append(path)
            return
        axis, own = axes[len(path)], codes[cells, len(path)]
        size = len(axis.labels)
        units = np.bincount(own, weights=counts[cells], minlength=size)
        spread = np.bincount(own, weights=noise[cells], minlength=size)
        parts = parts_of([Held((c,), float(units[c]), float(spread[c])) for c in range(size)], axis, at_least)
        part_of = _part_of_code(parts, axis)[own]
        for number, part in enumerate(parts):
            descend(cells[part_of == number], (*path, part))

    if _together(
        [Held((n,), float(u), float(v)) for n, (u, v) in enumerate(zip(counts, noise, strict=True))]
    ) >= (at_least):
        descend(np.arange(len(codes)), ())
    return Partition(tuple(groups), of_cell)


def parts_of(held: Sequence[Held], axis: Axis, at_least: int) -> tuple[Part, ...]:
    """The parts of one axis, each with at least ``at_least`` of the units counted (which are as many).

    Labels outside the order, ``*`` among them, have no neighbour: they make a part together, or are left
    out when they are too few.
    """
    whole = (Part(tuple(range(len(axis.labels))), whole=True),)
    outside = tuple(range(axis.ordered or axis.unknown, len(axis.labels)))
    inside = range(axis.ordered or axis.unknown)
    seen = [held[code] for code in inside if held[code].units or held[code].variance]
    if _together(seen) < at_least:
        return whole if seen else (Part(outside),)
    bands = [held[code] for code in inside] if axis.ordered else seen
    merged = (merge_neighbours if axis.ordered else merge_smallest)(bands, at_least)
    if len(merged) == 1 and len(bands) > 1:
        return whole
    parts = tuple(Part(members) for members in merged)
    others = _together([held[code] for code in outside])
    return (*parts, Part(outside)) if others >= at_least else parts


def _together(held: Sequence[Held]) -> float:
    """The units that several surely hold together."""
    return Held((), sum(one.units for one in held), sum(one.variance for one in held)).surely


def merge_neighbours(bands: Sequence[Held], at_least: int) -> list[tuple[int, ...]]:
    """The smallest band joins its smaller neighbour, until none is too small. Ties: the lower band."""
    bands = list(bands)
    while len(bands) > 1:
        i = min(range(len(bands)), key=lambda n: (bands[n].surely, n))
        if bands[i].surely >= at_least:
            break
        sides = [n for n in (i - 1, i + 1) if 0 <= n < len(bands)]
        j = min(sides, key=lambda n: (bands[n].surely, n))
        low, high = min(i, j), max(i, j)
        bands[low : high + 1] = [bands[low].and_(bands[high])]
    return [one.members for one in bands]


def merge_smallest(bags: Sequence[Held], at_least: int) -> list[tuple[int, ...]]:
    """Without an order, the smallest label joins the next smallest, until none is too small."""
    bags = sorted(bags, key=lambda bag: (bag.surely, bag.members))
    while len(bags) > 1 and bags[0].surely < at_least:
        first, second, *rest = bags
        bags = sorted([first.and_(second), *rest], key=lambda bag: (bag.surely, bag.members))
    return sorted(one.members for one in bags)


def _part_of_code(parts: Sequence[Part], axis: Axis) -> Codes:
    """The part of each code; a label in none goes where labels not known go, if anywhere."""
    part_of = np.full(len(axis.labels), -1, dtype=np.int64)
    for number, part in enumerate(parts):
        part_of[list(part.members)] = number
    part_of[part_of < 0] = part_of[axis.unknown]
    return part_of
