"""Which nodes of a lattice to count first: those whose counts are expected to settle the most others.

A count that shows a node cannot be mended within the limit condemns every finer node; one that shows that
coarser nodes score too much excludes those. Nodes are taken by the number of nodes not yet
settled below (and above) them, times the chance of such a count. The chance is guessed from the nodes counted
so far, as if each level of each column acted by itself. Guesses choose the order of work, and decide nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import copysign, inf, log1p, prod, sqrt

import numpy as np
import numpy.typing as npt

from privkit.anonymity.hierarchy import Floats
from privkit.anonymity.lattice import Flags, Lattice
from privkit.anonymity.scores import Levels
from privkit.anonymity.state import State
from privkit.anonymity.tables import Counted

Chances = npt.NDArray[np.float32]
#: In lattices of more nodes, choosing would take longer than counting.
MOST_NODES = 1 << 17
#: Counts between two choices: so many, and one more for so many nodes of the lattice.
_AT_ONCE, _PER_NODES = 8, 4096
#: A count expected to settle fewer nodes than this is left to the walk, of which each settles one at least.
_LEAST_GAIN = 2.0
#: Guesses by whose errors the next ones are trusted.
_REMEMBERED = 64
_STEEP = 1.7  # makes a logistic curve nearly a normal one


class Guess:
    """A number per node, guessed as a sum of what each level of each column brings (ridge regression).

    Before anything else is known, the number goes from ``at_bottom`` to ``at_top`` as labels become fewer.
    """

    def __init__(self, labels: Sequence[Sequence[int]], at_bottom: float, at_top: float) -> None:
        steps = [(column, level) for column, counts in enumerate(labels) for level in range(len(counts) - 1)]
        self._column, self._level = np.array(steps, np.int64).reshape(-1, 2).T
        merged = np.array(
            [np.log(labels[column][level] / labels[column][level + 1]) for column, level in steps]
        )
        self._rising = at_top > at_bottom
        falls = merged * (at_top - at_bottom) / max(merged.sum(), 1e-9)
        self._found = np.concatenate([[at_bottom], falls])
        self._products, self._sums = np.eye(len(self._found)), self._found.copy()
        self._misses = np.array([abs(at_top - at_bottom) / 8])
        self._new: list[tuple[Levels, float]] = []
        self._shape = [len(counts) for counts in labels]

    def learn(self, node: Levels, value: float) -> None:
        """Take account of the number found at a node."""
        self._new.append((node, value))

    def _fit(self) -> None:
        if not self._new:
            return
        nodes, values = np.array([node for node, _ in self._new]), np.array([value for _, value in self._new])
        features = np.ones((len(nodes), len(self._found)))
        features[:, 1:] = nodes[:, self._column] > self._level
        missed = values - np.einsum("nf,f->n", features, self._found)
        self._misses = np.concatenate([self._misses, missed])[-_REMEMBERED:]
        self._products += np.einsum("nf,ng->fg", features, features)
        self._sums += np.einsum("nf,n->f", features, values)
        self._found = np.linalg.solve(self._products, self._sums)
        self._new.clear()

    def chance(self, threshold: float) -> Chances:
        """For each node of the lattice, the chance that its number is above a threshold."""
        self._fit()
        spread = sqrt(float(np.square(self._misses).mean())) + 1e-9
        steps = np.maximum(self._found[1:], 0) if self._rising else np.minimum(self._found[1:], 0)
        total = added([steps[self._column == column] for column in range(len(self._shape))])
        total += np.float32(self._found[0] - threshold)
        total *= -_STEEP / spread
        np.clip(total, -50, 50, out=total)
        np.exp(total, out=total)
        total += 1
        return np.reciprocal(total, out=total).reshape(self._shape)


class Survey:
    """One survey; ``count`` counts a node and spreads what that shows in ``lattice``."""

    def __init__(self, state: State, lattice: Lattice, count: Callable[[Levels], Counted]) -> None:
        self.state, self.lattice, self._count = state, lattice, count
        self._lost: Guess | None = None
        self._above: Guess | None = None

    def run(self, counted: Sequence[tuple[Levels, Counted]]) -> None:
        """Count nodes while that settles several each; OutOfTime as the walk. ``counted``: what is known, the
        top first."""
        if self.lattice.size > MOST_NODES or not self._started(counted):
            return
        while self._round():
            self.state.tell(self.lattice.open_bound)

    def _started(self, counted: Sequence[tuple[Levels, Counted]]) -> bool:
        """Learn from what is known; False when no count can condemn."""
        top = counted[0][1]
        bottom = self._count((0,) * len(self.lattice.top))
        if bottom.lost <= self.state.limit:
            return False
        trees = self.state.tables.hierarchies
        labels = [[len(tree.labels_at(level)) for level in range(tree.height + 1)] for tree in trees]
        self._lost = Guess(labels, sqrt(bottom.lost), sqrt(top.lost))
        if self.lattice.rising:
            self._above = Guess(labels, _scaled(bottom.above), _scaled(top.above))
        for node, found in counted:
            self._learn(node, found)
        return True

    def _round(self) -> bool:
        """Count some nodes; False when nothing more is worth it."""
        lattice, cutoff = self.lattice, self.state.cutoff[0]
        unsettled = lattice.unsettled(cutoff)
        assert self._lost is not None
        chance = self._lost.chance(sqrt(self.state.limit))
        hopeful = unsettled & (chance < 0.5)
        gain = chance * summed(unsettled)
        chances = [(chance, slice_below)]
        if self._above is not None and cutoff < inf:
            chance = self._above.chance(_scaled(cutoff))
            turned = (slice(None, None, -1),) * unsettled.ndim
            gain += chance * summed(unsettled[turned])[turned]
            chances.append((chance, slice_above))
        self._try(hopeful, unsettled)
        taken = 0
        for node in self._best(np.where(lattice.open, gain, 0), _AT_ONCE + lattice.size // _PER_NODES):
            if gain[node] < _LEAST_GAIN:
                break
            left = sum(chance[node] * np.count_nonzero(unsettled[part(node)]) for chance, part in chances)
            if 2 * left >= gain[node]:  # not settled meanwhile
                taken += 1
                self._settle(node, unsettled)
        return taken > 0

    def _best(self, gain: Floats, wanted: int) -> list[Levels]:
        """The nodes that settle most, as far as can be told."""
        flat = gain.reshape(-1)
        wanted = min(wanted, len(flat))
        chosen = np.argpartition(flat, -wanted)[-wanted:]
        return [self.lattice.node(at) for at in chosen[np.argsort(-flat[chosen])].tolist()]

    def _try(self, hopeful: Flags, unsettled: Flags) -> None:
        """Count the first node that may win: the better the best score, the fewer nodes are left."""
        first = int(np.where(hopeful, self.lattice.orders, inf).argmin())
        node = self.lattice.node(first)
        if hopeful[node]:
            self._settle(node, unsettled)

    def _settle(self, node: Levels, unsettled: Flags) -> None:
        counted = self._count(node)
        self._learn(node, counted)
        if counted.below == inf:
            unsettled[slice_below(node)] = False
        if counted.above > self.state.cutoff[0]:
            unsettled[slice_above(node)] = False

    def _learn(self, node: Levels, counted: Counted) -> None:
        if self._lost is not None:
            self._lost.learn(node, sqrt(counted.lost))
        if self._above is not None:
            self._above.learn(node, _scaled(counted.above))


def added(steps: Sequence[Floats]) -> Chances:
    """At each node, the sum over columns of the steps up to its level; half of the columns by the others."""
    halves = []
    for part in (steps[: len(steps) // 2], steps[len(steps) // 2 :]):
        total = np.zeros(1)
        for of_column in part:
            total = np.add.outer(total, np.concatenate([[0.0], np.cumsum(of_column)])).reshape(-1)
        halves.append(total.astype(np.float32))
    return np.asarray(np.add.outer(*halves))


def summed(unsettled: Flags) -> npt.NDArray[np.int32]:
    """At each node, how many nodes at or below it are unsettled.

    Sums along the last columns are taken with the others innermost: short lines in memory are slow.
    """
    shape, half = unsettled.shape, unsettled.ndim // 2
    total = unsettled.astype(np.int32).reshape(prod(shape[:half]), -1)
    for part in (shape[:half], shape[half:]):
        for column in range(len(part)):
            along = total.reshape(prod(part[:column]), part[column], -1)
            for level in range(1, part[column]):
                along[:, level] += along[:, level - 1]
        total = total.T.copy()
    return total.reshape(shape)


def slice_below(node: Levels) -> tuple[slice, ...]:
    """The nodes at or below a node."""
    return tuple([slice(level + 1) for level in node])


def slice_above(node: Levels) -> tuple[slice, ...]:
    """The nodes at or above a node."""
    return tuple([slice(level, None) for level in node])


def _scaled(score: float) -> float:
    """Scores of classes range over powers of ten."""
    return copysign(log1p(abs(score)), score)
