"""What a class must satisfy, asked of many classes at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from privkit.anonymity.classes import AttributeModel
from privkit.anonymity.criteria import Criteria, DistinctL
from privkit.anonymity.hierarchy import Ints

Flags = npt.NDArray[np.bool_]
#: At most this many counts are held at once.
BLOCK = 1 << 22


@dataclass(frozen=True)
class Confidential:
    """A model, the confidential value of each row, and how many values are numbered."""

    model: AttributeModel
    codes: Ints = field(repr=False)
    width: int


@dataclass(frozen=True)
class Guard:
    """At least ``k`` units in every class, and every model of a confidential column."""

    k: int
    models: tuple[Confidential, ...] = ()

    @classmethod
    def of(cls, criteria: Criteria) -> Guard:
        """The same criteria; ValueError for those of the population and several rows per unit."""
        if criteria.population or criteria.unit_codes is not None:
            raise ValueError(
                "local recoding takes neither models of the population nor several rows per unit"
            )
        columns = [np.asarray(column, np.int64) for column in criteria.columns]
        return cls(
            criteria.k, tuple(Confidential(m, columns[j], criteria.widths[j]) for m, j in criteria.models)
        )

    @property
    def plain(self) -> bool:
        """Whether only the size of a class counts."""
        return not self.models

    @property
    def monotone(self) -> bool:
        """Whether a class that holds cannot be made to fail by growing it."""
        return all(isinstance(confidential.model, DistinctL) for confidential in self.models)

    def holds(self, classes: int, of_class: Ints, points: Ints, units: Ints) -> Flags:
        """For each class, given the class, the point and the units of every piece, whether it satisfies all."""
        out = np.bincount(of_class, units, minlength=classes) >= self.k
        for confidential in self.models:
            _narrow(out, confidential, of_class, confidential.codes[points], units)
        return np.asarray(out)


def _narrow(out: Flags, confidential: Confidential, of_class: Ints, values: Ints, units: Ints) -> None:
    model, width = confidential.model, confidential.width
    step = max(1, BLOCK // width)
    if len(out) <= step:
        out &= model.holds(_counts(len(out), width, of_class, values, units))
        return
    order = np.argsort(of_class, kind="stable")
    edges = np.searchsorted(of_class[order], np.arange(0, len(out) + step, step))
    for block, (start, stop) in enumerate(pairwise(edges)):
        first, part = block * step, order[start:stop]
        size = min(step, len(out) - first)
        if size > 0:
            counts = _counts(size, width, of_class[part] - first, values[part], units[part])
            out[first : first + size] &= model.holds(counts)


def _counts(classes: int, width: int, of_class: Ints, values: Ints, units: Ints) -> Ints:
    flat = np.bincount(of_class * width + values, units, minlength=classes * width)
    return flat.reshape(classes, width).astype(np.int64)
