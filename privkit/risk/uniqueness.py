"""Units alone in their class: those whom a few known facts are enough to single out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from privkit.risk.codes import misuse
from privkit.risk.packing import Ints, Labels, encode, pack, total, units_of
from privkit.words import Words


@dataclass(frozen=True)
class Uniqueness:
    """Units alone in their class, on some of the columns (positions, from 0)."""

    columns: tuple[int, ...]
    units: int
    unique: int

    @property
    def share(self) -> float:
        return self.unique / self.units if self.units else 0.0


def uniqueness(labels: Labels, *, weights: npt.ArrayLike | None = None) -> Uniqueness:
    """Units alone in their class on all columns together."""
    codes, units = encode(labels), units_of(weights, len(labels))
    return _measured(codes, units, tuple(range(codes.shape[1])))


def uniqueness_by_subset(
    labels: Labels,
    up_to: int = 3,
    *,
    weights: npt.ArrayLike | None = None,
    unit_codes: npt.ArrayLike | None = None,
    at_most: int = 500,
) -> tuple[Uniqueness, ...]:
    """Units alone on each set of 1 to ``up_to`` columns, the most telling set first.

    It answers "how many facts must a neighbour know?". The cost is one grouping per set: 129 sets for 9
    columns taken up to 3 by 3. ``unit_codes`` numbers the unit of each row when a unit has several rows: it
    is alone when some row of its own has values that no other unit has. Raises InternalError (PK680) above
    ``at_most`` sets.
    """
    codes, units = encode(labels), units_of(weights, len(labels))
    width = codes.shape[1]
    if (sets := sum(math.comb(width, n) for n in range(1, up_to + 1))) > at_most:
        raise misuse(
            Words(
                f"{sets} sets of columns are more than the {at_most} allowed",
                f"{sets} ensembles de colonnes, plus que les {at_most} permis",
            )
        )
    if unit_codes is None:
        measured = (_measured(codes, units, columns) for columns in _subsets(width, up_to))
    else:
        holder = pack(np.asarray(unit_codes, np.int64)[:, None])
        measured = (_alone(codes, holder, columns) for columns in _subsets(width, up_to))
    return tuple(sorted(measured, key=lambda u: (-u.unique, len(u.columns), u.columns)))


def _subsets(width: int, up_to: int) -> Iterator[tuple[int, ...]]:
    for size in range(1, up_to + 1):
        yield from combinations(range(width), size)


def _measured(codes: Ints, units: Ints, columns: tuple[int, ...]) -> Uniqueness:
    sizes = total(pack(codes[:, columns]), units)
    return Uniqueness(columns, int(units.sum()), int(np.count_nonzero(sizes == 1)))


def _alone(codes: Ints, holder: Ints, columns: tuple[int, ...]) -> Uniqueness:
    """Distinct units among those that hold some combination nobody else does."""
    keys, people = pack(codes[:, columns]), int(holder.max()) + 1 if len(holder) else 0
    low = np.full(int(keys.max()) + 1 if len(keys) else 0, people)
    high = np.full(len(low), -1)
    np.minimum.at(low, keys, holder)
    np.maximum.at(high, keys, holder)
    return Uniqueness(columns, len(np.unique(holder)), len(np.unique(low[low == high])))
