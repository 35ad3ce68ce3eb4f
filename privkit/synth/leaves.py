"""Which training values stand together in each leaf of a tree, and how one of them is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Leaves:
    """The training values of every leaf, leaf by leaf, in increasing order inside each.

    ``starts[leaf]`` and ``counts[leaf]`` say where they are in ``values``. ``between[i]``: this value is not given as
    it is, but a number drawn between it and its neighbour in the leaf. ``tree`` is None for a single leaf.
    """

    tree: Any
    starts: Codes
    counts: Codes
    values: Floats
    between: npt.NDArray[np.bool_]

    @property
    def number(self) -> int:
        """How many leaves hold a value."""
        return int((self.counts > 0).sum())

    def draw(self, features: npt.NDArray[np.float32], rng: np.random.Generator) -> Floats:
        """A value for each row of ``features``, drawn from the leaf where it falls.

        A leaf without value (all were too rare to be given) draws from all leaves.
        """
        if not len(features):
            return np.zeros(0)
        leaf = np.zeros(len(features), np.int64) if self.tree is None else self.tree.apply(features)
        start, count = self.starts[leaf], self.counts[leaf]
        start, count = np.where(count > 0, start, 0), np.where(count > 0, count, len(self.values))
        at = start + np.minimum((rng.random(len(features)) * count).astype(np.int64), count - 1)
        drawn: Floats = self.values[at]
        if not self.between.any():
            return drawn
        first, last = start, start + count - 1
        other = np.where(rng.random(len(at)) < 0.5, at - 1, at + 1)
        other = np.where(other < first, first + 1, np.where(other > last, last - 1, other))
        other = np.clip(other, first, last)
        share = 0.5 * rng.random(len(at))
        return np.where(self.between[at], drawn + share * (self.values[other] - drawn), drawn)


def fill_leaves(
    tree: Any,
    features: npt.NDArray[np.float32],
    values: Floats,
    given: npt.NDArray[np.bool_],
    common_from: int | None,
) -> Leaves:
    """Sort training values into the leaves of a tree.

    ``given``: values that may be given at all. ``common_from``: numbers held by at least so many units are given as
    they are, the others are smoothed (None: nothing is smoothed).
    """
    leaf = np.zeros(len(values), np.int64) if tree is None else tree.apply(features).astype(np.int64)
    leaf, values = leaf[given], values[given]
    order = np.lexsort((values, leaf))
    nodes = 1 if tree is None else int(tree.tree_.node_count)
    counts = np.bincount(leaf, minlength=nodes)
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    between = np.zeros(len(values), bool)
    if common_from is not None:
        _, where, held = np.unique(values, return_inverse=True, return_counts=True)
        between = held[where] < common_from
    return Leaves(tree, starts.astype(np.int64), counts.astype(np.int64), values[order], between[order])
