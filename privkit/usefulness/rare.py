"""What protection lost or made up: rare categories, and combinations of two columns."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from privkit.usefulness.coding import Column
from privkit.usefulness.distances import crossed
from privkit.usefulness.variables import Sides

LEAST = 10  # units: below, a category may be missing from a sample by chance, and must not be named either
_SCARCE = 4  # a category is scarce when the release has at most one unit where this many are expected


@dataclass(frozen=True)
class Categories:
    """One column of categories.

    ``enough``: categories with enough real units that chance would not lose them; ``lost`` of them, no row is left;
    ``scarce``: at most a quarter of the expected rows are left. ``invented``: the share of released rows with a
    category no training unit has; ``invented_floor``: that of control units, None without any.
    """

    column: str
    enough: int
    lost: tuple[str, ...]
    scarce: tuple[str, ...]
    invented: float
    invented_floor: float | None


@dataclass(frozen=True)
class Rare:
    """Categories of every column, and combinations of every two columns.

    ``covered``: of the combinations with enough real units, the share that the release still has. ``unseen``: the
    share of released rows in a combination no training unit has, mean over pairs; ``unseen_floor``: the same for
    control units, None without any. ``least``: units that are enough in a release as large as the real data.
    """

    categories: tuple[Categories, ...]
    covered: float | None
    unseen: float | None
    unseen_floor: float | None
    least: int

    @property
    def lost(self) -> int:
        """Categories lost, over all columns."""
        return sum(len(c.lost) for c in self.categories)


def rare(sides: Sides, *, least: int = LEAST) -> Rare:
    """Look for what was lost and made up. Only categories of ten units or more are ever named, whatever ``least``."""
    columns = sides.telling
    needed = max(least, LEAST) * max(1.0, len(sides.real) / len(sides.released))
    categories = tuple(_categories(c, needed) for c in columns if c.kind == "category")
    pairs = [_pair(a, b, needed) for a, b in combinations(columns, 2)]
    if not pairs:
        return Rare(categories, None, None, None, least)
    enough, met, unseen, floor = np.array(pairs).T
    return Rare(
        categories,
        float(met.sum() / enough.sum()) if enough.sum() else None,
        float(unseen.mean()),
        None if sides.held is None else float(floor.mean()),
        least,
    )


def _categories(column: Column, needed: float) -> Categories:
    assert column.true_all is not None and column.released_all is not None
    known = column.true_all[: column.real_units]
    real, released = (_counts(codes, len(column.labels)) for codes in (known, column.released_all))
    enough = real >= needed
    expected = real * (len(column.released) / column.real_units)
    named = np.array(column.labels, dtype=object)
    held = column.held
    new = column.size - 1  # the code of what no training unit has
    return Categories(
        column.name,
        int(enough.sum()),
        tuple(named[enough & (released == 0)]),
        tuple(named[enough & (released > 0) & (released * _SCARCE <= expected)]),
        float((column.released == new).mean()),
        float((held == new).mean()) if len(held) else None,
    )


def _counts(
    codes: np.ndarray[tuple[int], np.dtype[np.int32]], size: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.bincount(codes[codes >= 0], minlength=size).astype(np.int64)


def _pair(a: Column, b: Column, needed: float) -> tuple[float, float, float, float]:
    """Combinations of enough units, those released, the share of released rows and of control units in none."""
    sizes, cells = (a.size, b.size), a.size * b.size
    real = np.bincount(crossed((a.real, b.real), sizes), minlength=cells)
    given = crossed((a.released, b.released), sizes)
    released = np.bincount(given, minlength=cells)
    enough = real >= needed
    held = crossed((a.held, b.held), sizes)
    floor = float((real[held] == 0).mean()) if len(held) else 0.0
    return float(enough.sum()), float((released[enough] > 0).sum()), float((real[given] == 0).mean()), floor
