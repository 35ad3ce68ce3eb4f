"""How much denser a release is at a record than the people it may have been made from, in four ways.

Each way gives a score per record, higher where the release is denser. ``pool`` are people of both kinds, among them
the records scored, in equal numbers: nobody counts for his own density there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from privkit.risk.attacks.encode import Sheet
from privkit.risk.attacks.near import Scaled, nearest
from privkit.risk.packing import pack

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_BINS = 12  # parts that a number is cut into
_SETS = 130  # sets of one, two and three columns looked at, at most
_PAIRS_UP_TO = 12  # columns: with more, records that differ in two of them are not counted
_HALF = 0.5  # added to every count, so that none is zero


@dataclass(frozen=True)
class Counts:
    """Rows like each record of the pool: of the release, and others of the pool."""

    released: Floats
    others: Floats

    def ratio(self, rows: int, people: int) -> Floats:
        """The logarithm of the ratio of densities."""
        return np.log((self.released + _HALF) / (rows + 1)) - np.log((self.others + _HALF) / (people + 1))


def cut(sheet: Sheet) -> Ints:
    """Codes in which numbers are cut into parts of nearly equal numbers of released rows."""
    places = np.nan_to_num(sheet.places, nan=-1.0)
    parts = np.minimum((places * _BINS).astype(np.int64), _BINS - 1) + 1
    return np.where(places >= 0, parts, np.where(np.isnan(sheet.values), sheet.codes, 0)).astype(np.int64)


def marginals(release: Ints, pool: Ints, rng: np.random.Generator) -> Floats:
    """The mean log-ratio over sets of one, two and three columns, as an attacker who knows that the generator rests
    on such tables (MAMA-MIA, Golob, Pentyala, Maratkhan, De Cock 2024)."""
    width = pool.shape[1]
    sets = [s for size in (1, 2, 3) for s in combinations(range(width), size)]
    if len(sets) > _SETS:
        sets = [sets[i] for i in np.sort(rng.permutation(len(sets))[:_SETS])]
    total = np.zeros(len(pool))
    for columns in sets:
        total += _like(release, pool, columns).ratio(len(release), len(pool) - 1)
    return total / len(sets)


def kernels(release: Ints, pool: Ints) -> Iterator[Floats]:
    """Log-ratios of densities smoothed over rows that differ in one or two columns (the kernel of Aitchison and
    Aitken 1976): little, then hardly."""
    width = pool.shape[1]
    whole = range(width)
    same = _like(release, pool, whole)
    without = {j: _like(release, pool, [c for c in whole if c != j]) for j in whole} if width > 1 else {}
    two = list(combinations(whole, 2)) if 3 <= width <= _PAIRS_UP_TO else []
    fewer = [_like(release, pool, [c for c in whole if c not in pair]) for pair in two]
    near: list[tuple[Floats, Floats, Floats]] = []
    for side in ("released", "others"):
        exact = getattr(same, side)
        one = sum((getattr(c, side) - exact for c in without.values()), np.zeros(len(pool)))
        both = sum((getattr(c, side) - exact for c in fewer), np.zeros(len(pool)))
        near.append((exact, one, both - (width - 1) * one if fewer else np.zeros(len(pool))))
    for share in (0.1, 0.01):
        released, others = (exact + share * one + share**2 * both for exact, one, both in near)
        yield np.log((released + share**2) / len(release)) - np.log((others + share**2) / len(pool))


def distances(release: Scaled, pool: Scaled, asked: Ints) -> Floats:
    """How much nearer the nearest released row is than the nearest other person of the pool, for those asked."""
    to_release, _ = nearest(pool[asked], release)
    to_others, _ = nearest(pool[asked], pool, 1, asked)
    least = 1e-4 / max(1, pool.width)
    nearer: Floats = np.log(to_others[:, 0] + least) - np.log(to_release[:, 0] + least)
    return nearer.astype(np.float64)


def _like(release: Ints, pool: Ints, columns: range | list[int] | tuple[int, ...]) -> Counts:
    which = list(columns)
    keys = pack(np.vstack([release[:, which], pool[:, which]]))
    size = int(keys.max()) + 1
    mine = keys[len(release) :]
    return Counts(
        np.bincount(keys[: len(release)], minlength=size)[mine].astype(np.float64),
        np.bincount(mine, minlength=size)[mine].astype(np.float64) - 1,
    )
