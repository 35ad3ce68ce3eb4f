"""Groups of units that share every quasi-identifier, and what an attacker gains from them.

Figures follow ARX (Prasser, Eicher, Spengler, Bild, Kuhn 2020, *Flexible data anonymization using ARX*):

* **prosecutor**: the attacker knows that the person is in the data. The risk of a unit is 1 / size of
  its class. The highest is 1 / smallest class; the average is classes / units.
* **journalist**: the attacker does not know it. Without a table of the population, which privkit does not
  have, it is the prosecutor's figure: an upper bound.
* **marketer**: the attacker re-identifies everyone at once and counts successes: classes / units.

Suppressed units stand in no class, and in no denominator.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from privkit.risk.packing import Ints, Labels, encode, pack, total, units_of


@dataclass(frozen=True)
class Prosecutor:
    """Risk for an attacker who knows that the person is in the data; shares of units, 0 to 1."""

    highest: float
    average: float
    threshold: float
    units_at_risk: int  # units whose risk is above the threshold
    share_at_risk: float


@dataclass(frozen=True)
class Band:
    """Classes whose size is from ``low`` to ``high`` units (None: no upper end)."""

    low: int
    high: int | None
    classes: int
    units: int


@dataclass(frozen=True)
class Groups:
    """How many classes there are of each size, in units. ``suppressed`` units stand in none."""

    histogram: tuple[tuple[int, int], ...]  # (size, classes of that size), sizes growing
    suppressed: int = 0

    @property
    def classes(self) -> int:
        return sum(classes for _, classes in self.histogram)

    @property
    def units(self) -> int:
        return sum(size * classes for size, classes in self.histogram)

    @property
    def smallest(self) -> int:
        """Units in the smallest class; 0 when there is none."""
        return self.histogram[0][0] if self.histogram else 0

    @property
    def largest(self) -> int:
        return self.histogram[-1][0] if self.histogram else 0

    @property
    def unique_units(self) -> int:
        """Units alone in their class."""
        return self.units_below(2)

    @property
    def share_unique(self) -> float:
        return _share(self.unique_units, self.units)

    def units_below(self, k: int) -> int:
        """Units in classes of fewer than ``k`` units: those that violate k-anonymity (Sweeney 2002)."""
        return sum(size * classes for size, classes in self.histogram if size < k)

    def units_below_each(self, ks: Iterable[int]) -> dict[int, int]:
        """The same for several k."""
        return {k: self.units_below(k) for k in ks}

    def bands(self, starts: Sequence[int]) -> tuple[Band, ...]:
        """The histogram in bands: ``starts`` (1, 2, 5, 11) gives 1, 2 to 4, 5 to 10, 11 and more."""
        ends: list[int | None] = [start - 1 for start in starts[1:]]
        return tuple(self._band(low, high) for low, high in zip(starts, [*ends, None], strict=True))

    def _band(self, low: int, high: int | None) -> Band:
        inside = [(s, n) for s, n in self.histogram if s >= low and (high is None or s <= high)]
        return Band(low, high, sum(n for _, n in inside), sum(s * n for s, n in inside))

    def prosecutor(self, threshold: float = 0.2) -> Prosecutor:
        """Risk when the attacker knows that the person is in the data. 0 everywhere without any class."""
        at_risk = sum(size * classes for size, classes in self.histogram if 1 / size > threshold)
        return Prosecutor(
            highest=1 / self.smallest if self.smallest else 0.0,
            average=_share(self.classes, self.units),
            threshold=threshold,
            units_at_risk=at_risk,
            share_at_risk=_share(at_risk, self.units),
        )

    def journalist(self, threshold: float = 0.2) -> Prosecutor:
        """Risk when the attacker does not know it: the prosecutor's, an upper bound without a population."""
        return self.prosecutor(threshold)

    @property
    def marketer(self) -> float:
        """Expected share of units re-identified by an attacker who tries them all: classes / units."""
        return _share(self.classes, self.units)


def class_sizes(
    labels: Labels, *, weights: npt.ArrayLike | None = None, suppressed: npt.NDArray[np.bool_] | None = None
) -> Groups:
    """Group the rows that agree on every column and count each group in privacy units.

    ``labels``: a matrix of codes or a frame of labels, quasi-identifiers only; a missing label is a label.
    ``weights``: units per row (one each without it). ``suppressed``: rows to leave out and to count
    apart. Raises InternalError (PK680) for codes or weights that are not whole numbers.
    """
    codes, units = encode(labels), units_of(weights, len(labels))
    gone = 0
    if suppressed is not None:
        gone = int(units[suppressed].sum())
        codes, units = codes[~suppressed], units[~suppressed]
    return _counted(total(pack(codes), units), gone)


def size_of_each(labels: Labels, *, weights: npt.ArrayLike | None = None) -> Ints:
    """For each row, the number of units in its class: 1 / this is its prosecutor risk."""
    keys = pack(encode(labels))
    return total(keys, units_of(weights, len(labels)))[keys]


def _counted(sizes: Ints, suppressed: int) -> Groups:
    found, classes = np.unique(sizes[sizes > 0], return_counts=True)
    return Groups(tuple(zip(found.tolist(), classes.tolist(), strict=True)), suppressed)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
