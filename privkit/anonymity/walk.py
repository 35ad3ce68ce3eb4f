"""Walking a lattice held in memory, from the least loss without suppression.

A node that may still win is settled by a binary search along a path to the top for the highest node whose
counts condemn it; every node below that one is condemned by the same count. After Flash (Kohlmayer, Prasser
et al. 2012, doi:10.1109/SocialCom-PASSAT.2012.52) and OLA (El Emam et al. 2009, doi:10.1197/jamia.M3144), with
a bound on the score added by suppression that holds for each model of :mod:`privkit.anonymity.criteria`.
"""

from __future__ import annotations

from math import inf, isnan

from privkit.anonymity.lattice import Lattice
from privkit.anonymity.scores import Levels, Score
from privkit.anonymity.state import State
from privkit.anonymity.survey import Survey
from privkit.anonymity.tables import Counted

#: Finer nodes come first, so what a count says of them matters only to guess at others: every so many is enough.
_TELLING = 16
#: A walk that is not over after so many counts takes the nodes that are left in another order.
_SEVERAL = 64


class Walk:
    """One walk; ``top`` is what counting the top has shown."""

    def __init__(self, state: State, score: Score, top: Counted) -> None:
        self.state, self.lattice = state, Lattice(score)
        self._seen = {self.lattice.top}
        self._starts, self._additive = 0, score.additive
        self._early: float = _SEVERAL
        if score.rising:  # what counts add excludes most nodes when it adds up, and few when it does not
            self._early = inf if score.additive else 1
        self._coarse = inf  # the least order at which a base alone passed the best score
        self._counted: list[tuple[Levels, Counted]] = []
        self._learned(self.lattice.top, top)

    def run(self) -> None:
        """Settle every node; OutOfTime when there is not the time for it."""
        surveyed = False
        for node in self.lattice.visit(self.state.cutoff):
            if not surveyed and len(self._seen) >= self._early:
                surveyed = True
                Survey(self.state, self.lattice, self._survey).run(self._counted)
            if node not in self._seen and self.lattice.bound(node) <= self.state.cutoff[0]:
                self._settle(node)
            self.state.tell(self.lattice.open_bound)

    def bound(self) -> float:
        """No node left has a lower score than this (or than the best found)."""
        return self.lattice.open_bound()

    def _settle(self, node: Levels) -> None:
        if node not in self._seen and self.lattice.order(node) >= self._coarse:
            self._count(node, False)  # its base likely condemns it and all above: nothing above can tell more
            return
        base = float(self.lattice.base[node])
        path = self.lattice.path_up(node)
        low, high = 1, len(path)
        while low < high:  # condemning nodes most likely come first on the way up
            middle = (low + high) // 2
            if self._condemns(path[middle], base):
                low = middle + 1
            else:
                high = middle
        if node not in self._seen and self.lattice.bound(node) <= self.state.cutoff[0]:
            self._starts += 1
            self._count(node, self._starts % _TELLING == 0)

    def _condemns(self, node: Levels, base: float) -> bool:
        """Whether the counts of ``node`` exclude a node below it with this base."""
        if node not in self._seen:
            if self.lattice.joined(base, self.lattice.likely(node)) <= self.state.cutoff[0]:
                return False
            self._count(node)
        return self.lattice.excludes(base, node, self.state.cutoff[0])

    def _survey(self, node: Levels) -> Counted:
        self._seen.add(node)
        counted = self.state.count(node)
        self.lattice.counted(node, counted)
        return counted

    def _learned(self, node: Levels, counted: Counted) -> None:
        self.lattice.counted(node, counted)
        if len(self._counted) < self._early and not isnan(counted.below):
            self._counted.append((node, counted))

    def _count(self, node: Levels, bounds: bool = True) -> None:
        self._seen.add(node)
        counted = self.state.count(node, bounds=bounds)
        self._learned(node, counted)
        if self._additive and counted.above > self.state.cutoff[0]:
            self._coarse = min(self._coarse, self.lattice.order(node))
