"""How far the released distribution is from the real one: of each column, of pairs, of triples.

The total variation distance is half the sum, over the values, of the differences between shares: the share of
units that would have to change value for the two to be alike. 0: the same; 1: nothing in common. Two samples of
the same people already differ, the more the more columns are crossed: each distance stands beside its floor,
the distance between two samples of true people of the same sizes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.usefulness.coding import Column
from privkit.usefulness.variables import Sides

Codes = npt.NDArray[Any]  # of whole numbers
#: Codes of each column for two samples to compare.
Samples = tuple[Sequence[Codes], Sequence[Codes]]


@dataclass(frozen=True)
class Distance:
    """The distance of one column, pair or triple, and what chance alone would make of it."""

    columns: tuple[str, ...]
    value: float
    floor: float


@dataclass(frozen=True)
class Way:
    """All distances of one order: 1 for columns, 2 for pairs, 3 for triples.

    ``floor_worst`` is the largest distance chance alone makes, mean over draws: not the floor of the worst.
    ``of``: combinations there are; fewer are in ``each`` when they were drawn among them.
    """

    order: int
    each: tuple[Distance, ...]
    floor_worst: float
    of: int

    @property
    def mean(self) -> float:
        return float(np.mean([d.value for d in self.each]))

    @property
    def floor_mean(self) -> float:
        return float(np.mean([d.floor for d in self.each]))

    @property
    def worst(self) -> Distance:
        return max(self.each, key=lambda d: d.value)


@dataclass(frozen=True)
class Distances:
    """One, two and three ways, as far as there are columns; ``left_out``: texts that are nearly all different."""

    ways: tuple[Way, ...]
    left_out: tuple[str, ...]

    def way(self, order: int) -> Way | None:
        """The distances of an order, None when there are too few columns for it."""
        return next((way for way in self.ways if way.order == order), None)


def distances(sides: Sides, *, orders: Sequence[int] = (1, 2, 3), at_most: int = 200) -> Distances:
    """Total variation distances between ``sides.real`` and ``sides.released``.

    Numbers are cut by quantiles of the real ones. ``at_most`` combinations of an order are measured, drawn by the
    seed when there are more. A text column of which more than half of the values are alone has no distribution
    to compare: it is left out and named.
    """
    columns = sides.telling
    sizes = [c.size for c in columns]
    samples: list[Samples] = [([c.real for c in columns], [c.released for c in columns])]
    samples += [_drawn(columns, *sides.redrawn(number)) for number in sides.redraws]
    small = [(_small(first), _small(second)) for first, second in samples]
    ways = []
    for order in orders:
        if order > len(columns):
            continue
        chosen = _chosen(len(columns), order, at_most, sides.generator(2, order))
        found = np.array([[_between(sample, sizes, c) for c in chosen] for sample in small])
        each = tuple(
            Distance(tuple(columns[j].name for j in c), float(v), float(f))
            for c, v, f in zip(chosen, found[0], found[1:].mean(axis=0), strict=True)
        )
        worst = float(found[1:].max(axis=1).mean())
        ways.append(Way(order, each, worst, comb(len(columns), order)))
    return Distances(tuple(ways), tuple(c.name for c in sides.columns if c.alone))


def total_variation(first: Codes, second: Codes, cells: int) -> float:
    """The distance between two samples of cells numbered from 0 to ``cells`` - 1."""
    if cells <= 4 * (len(first) + len(second)):
        shares = np.bincount(first, minlength=cells) / len(first)
        shares -= np.bincount(second, minlength=cells) / len(second)
    else:  # few of many cells are met: those only, in one sort; the last bit tells the sample
        met = np.sort(np.concatenate([first * 2, second * 2 + 1]))
        starts = np.flatnonzero(np.diff(met >> 1, prepend=-1))
        shares = np.add.reduceat(np.where(met & 1, -1 / len(second), 1 / len(first)), starts)
    return float(min(np.abs(shares).sum() / 2, 1.0))


def _between(sample: Samples, sizes: Sequence[int], chosen: tuple[int, ...]) -> float:
    cells = int(np.prod([sizes[j] for j in chosen], dtype=np.int64))
    first, second = (crossed([side[j] for j in chosen], [sizes[j] for j in chosen]) for side in sample)
    return total_variation(first, second, cells)


def crossed(codes: Sequence[Codes], sizes: Sequence[int]) -> Codes:
    """One number for each combination of codes."""
    cells = int(np.prod(sizes, dtype=np.int64))
    kind = np.int32 if cells < 2**30 else np.int64
    out: Codes = codes[0].astype(kind)
    for code, size in zip(codes[1:], sizes[1:], strict=True):
        out *= size
        out += code
    return out


def _drawn(columns: Sequence[Column], first: Codes, second: Codes) -> Samples:
    return [c.true[first] for c in columns], [c.true[second] for c in columns]


def _small(side: Sequence[Codes]) -> Sequence[Codes]:
    """Codes are below 256: a byte each, which is what crossing them costs most in."""
    return [codes.astype(np.uint8) for codes in side]


def _chosen(columns: int, order: int, at_most: int, rng: np.random.Generator) -> list[tuple[int, ...]]:
    """Every combination in order, or as many as are wanted, drawn among them."""
    every = list(combinations(range(columns), order))
    if len(every) <= at_most:
        return every
    return [every[i] for i in np.sort(rng.choice(len(every), at_most, replace=False))]
