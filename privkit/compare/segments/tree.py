"""A shallow tree on the logarithm of a quantity, read back as ranges of rungs.

The tree only sees the rungs of round edges, so that every rule it learns can be written with those edges, and each
leaf holds as many units as asked whatever the rounding (CART, Breiman et al. 1984).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from privkit.compare.grid import Codes
from privkit.compare.marks import Floats

MOST_LEAVES = 12  # as many rules as a person reads
DEEPEST = 5
LEAST_GAIN = 0.002  # share of the spread that a cut must explain
CHANCE = (
    8.5  # over the number of units: what the best cut of a column explains by chance (Miller, Siegmund 1982)
)


@dataclass(frozen=True)
class Leaf:
    """Ranges of rungs, both ends taken, one per column; ``units`` of the sample are there."""

    ranges: tuple[tuple[int, int], ...]
    units: int


@dataclass(frozen=True)
class Tree:
    """The leaves, and the share of the spread that each cut explains: (column, first rung above) → share."""

    leaves: tuple[Leaf, ...]
    gains: dict[tuple[int, int], float]

    def place(self, codes: Codes) -> Codes:
        """The leaf of each row of codes."""
        found = np.zeros(len(codes), dtype=np.int64)
        for number, leaf in enumerate(self.leaves):
            low, high = np.array(leaf.ranges, dtype=np.int64).reshape(-1, 2).T
            found[((codes >= low) & (codes <= high)).all(axis=1)] = number
        return found


def grow(codes: Codes, quantity: Floats, sizes: tuple[int, ...], at_least: int, seed: int) -> Tree:
    """The tree of rungs ``codes`` (rows × columns, ``sizes`` rungs each) on ``quantity``, at least so many in a leaf."""
    from sklearn.tree import DecisionTreeRegressor

    n, spread = len(quantity), float(quantity.var())
    whole = tuple((0, size - 1) for size in sizes)
    if n < 2 * at_least or spread == 0.0:
        return Tree((Leaf(whole, n),), {})
    model = DecisionTreeRegressor(
        max_depth=DEEPEST,
        max_leaf_nodes=MOST_LEAVES,
        min_samples_leaf=at_least,
        min_impurity_decrease=max(LEAST_GAIN, CHANCE / n) * spread,
        random_state=seed,
    ).fit(codes.astype(np.float32), quantity)
    read = _Read(model.tree_)
    leaves = tuple(Leaf(ranges, units) for ranges, units in read.leaves(0, whole))
    gains: dict[tuple[int, int], float] = {}
    for key, gain in read.gains():
        gains[key] = gains.get(key, 0.0) + gain / spread
    return Tree(leaves, gains)


class _Read:
    """The arrays of a tree of scikit-learn."""

    def __init__(self, tree: Any) -> None:
        self.left: NDArray[np.int64] = tree.children_left
        self.right: NDArray[np.int64] = tree.children_right
        self.feature: NDArray[np.int64] = tree.feature
        self.cut: NDArray[np.int64] = np.floor(tree.threshold).astype(np.int64)  # the last rung on the left
        self.weight: Floats = tree.weighted_n_node_samples
        self.impurity: Floats = tree.impurity

    def leaves(
        self, node: int, ranges: tuple[tuple[int, int], ...]
    ) -> Iterator[tuple[tuple[tuple[int, int], ...], int]]:
        if self.left[node] < 0:
            yield ranges, int(self.weight[node])
            return
        column, cut = int(self.feature[node]), int(self.cut[node])
        low, high = ranges[column]
        for child, part in ((self.left[node], (low, cut)), (self.right[node], (cut + 1, high))):
            yield from self.leaves(int(child), (*ranges[:column], part, *ranges[column + 1 :]))

    def gains(self) -> Iterator[tuple[tuple[int, int], float]]:
        inside = self.weight * self.impurity
        for node in np.flatnonzero(self.left >= 0):
            left, right = self.left[node], self.right[node]
            gain = float(inside[node] - inside[left] - inside[right]) / float(self.weight[0])
            yield (int(self.feature[node]), int(self.cut[node]) + 1), gain
