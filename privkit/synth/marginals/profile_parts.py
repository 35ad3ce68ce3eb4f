"""The parts a profile is cut into: which months are known, how many are zero, its level, its shape, its spread.

A quantity over periods is a level (the mean over the periods known) times a shape (what each period is beside the
level). The shape is written along a few directions, the same for all; what they leave is a spread, and chance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from privkit.synth.domain import Domain, Profile

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

#: Directions kept of a shape: season, its phase, a trend.
SCORES = 3
#: Whole steps in a deviation of once the level.
STEP = 64
_LEVELS, _SHAPES, _SPREADS = 512, 128, 32  # cells of public grids
_FAINT, _STRONG = 0.005, 2.0  # spreads told apart: half a percent of the level to twice as much


def parts_of(domain: Domain, profile: Profile) -> tuple[str, ...]:
    """The names of the variables of a profile; *gaps* only where values may be missing."""
    gaps = ("gaps",) if any(domain[column].nullable for column in profile.columns) else ()
    shapes = tuple(f"shape {k + 1}" for k in range(scores_of(profile)))
    return tuple(f"{profile.name}:{part}" for part in (*gaps, "zeros", "level", *shapes, "spread"))


def ordered_cells(name: str) -> int:
    """The cells of the grid of a part, by its name; 1 for the parts that are categories."""
    part = name.rsplit(":", 1)[-1]
    return (
        _LEVELS
        if part == "level"
        else _SPREADS
        if part == "spread"
        else _SHAPES
        if part[:5] == "shape"
        else 1
    )


def scores_of(profile: Profile) -> int:
    """How many directions: one less than there are periods, at most."""
    return min(SCORES, max(0, len(profile.columns) - 1))


def radius_squared(periods: int) -> int:
    """The squared norm, in steps, to which the deviations of a unit are clipped: half the level in each period."""
    return STEP**2 * periods // 4


def moments_norm_squared(periods: int) -> int:
    """The squared norm of a row of moments: a constant, as large as deviations may be, and the deviations."""
    return 2 * radius_squared(periods)


@dataclass(frozen=True)
class Scale:
    """A public grid for a number from 0 to ``most`` (``signed``: from -most), finer near 0: cells follow its root."""

    most: float
    cells: int
    signed: bool = False

    def code(self, values: Floats) -> Codes:
        """The cell of each value, clipped."""
        root = np.sqrt(np.clip(np.abs(values) / self.most, 0.0, 1.0)) * np.sign(values)
        place = (root + 1) / 2 if self.signed else np.maximum(root, 0.0)
        return np.clip(np.floor(place * self.cells), 0, self.cells - 1).astype(np.int64)

    def draw(self, codes: Codes, rng: np.random.Generator) -> Floats:
        """A value in each cell, each as likely."""
        ends = np.linspace(-1.0 if self.signed else 0.0, 1.0, self.cells + 1)
        ends = np.sign(ends) * ends**2 * self.most
        values: Floats = ends[codes] + rng.random(len(codes)) * (ends[codes + 1] - ends[codes])
        return values


def level_scale(width: float) -> Scale:
    """The grid of levels, for values up to ``width`` above the least."""
    return Scale(max(width, 1e-9), _LEVELS)


def shape_scale(periods: int) -> Scale:
    """The grid of the coordinates of a shape: no deviation is longer than the number of periods."""
    return Scale(float(periods), _SHAPES, signed=True)


def spread_code(spreads: Floats) -> Codes:
    """The cell of each spread, on a public logarithmic grid."""
    place = np.log(np.maximum(spreads, _FAINT) / _FAINT) / math.log(_STRONG / _FAINT)
    return np.clip(np.floor(place * _SPREADS), 0, _SPREADS - 1).astype(np.int64)


def spread_draw(codes: Codes, rng: np.random.Generator) -> Floats:
    """A spread in each cell, each logarithm as likely."""
    place = (codes + rng.random(len(codes))) / _SPREADS
    return np.asarray(_FAINT * (_STRONG / _FAINT) ** place)


def spreads() -> int:
    """The number of cells of spreads."""
    return _SPREADS


def gap_codes(absent: Flags) -> Codes:
    """Which periods are missing: none, the first k, the last k, k here and there, or all of them."""
    periods = absent.shape[1]
    count = absent.sum(axis=1)
    first = np.where(absent.all(axis=1), periods, np.argmin(absent, axis=1))
    last = np.where(absent.all(axis=1), periods, np.argmin(absent[:, ::-1], axis=1))
    kind = np.where(first == count, 0, np.where(last == count, 1, 2))
    out = np.where(count == 0, 0, kind * (periods - 1) + count)
    return np.where(count == periods, 3 * (periods - 1) + 1, out).astype(np.int64)


def gap_sizes(periods: int) -> int:
    """The number of codes of :func:`gap_codes`."""
    return 3 * (periods - 1) + 2


def gap_draw(codes: Codes, periods: int, rng: np.random.Generator) -> Flags:
    """Missing periods for each code; those here and there are any."""
    kind, count = np.divmod(codes - 1, max(periods - 1, 1))
    count = np.where(codes == 0, 0, count + 1)
    place = np.broadcast_to(np.arange(periods), (len(codes), periods))
    rank = np.argsort(rng.random((len(codes), periods)), axis=1)
    rank = np.where((kind == 0)[:, None], place, np.where((kind == 1)[:, None], periods - 1 - place, rank))
    flags: Flags = (rank < count[:, None]) | (codes == gap_sizes(periods) - 1)[:, None]
    return flags


def public_directions(periods: int) -> Floats:
    """Directions taken when noise drowns those of the data: the year and its phase where there are months over more
    than one, then half a wave, a wave..., all orthonormal and of mean 0."""
    month = np.arange(periods)
    waves = [np.cos(np.pi * (month + 0.5) * k / periods) for k in range(1, SCORES + 1)]
    if periods > 12:
        waves = [np.cos(np.pi * month / 6), np.sin(np.pi * month / 6), *waves]
    centred = np.stack(waves) - np.stack(waves).mean(axis=1, keepdims=True)
    basis, _ = np.linalg.qr(centred.T[:, : min(SCORES, periods - 1)])
    return np.asarray(basis.T)
