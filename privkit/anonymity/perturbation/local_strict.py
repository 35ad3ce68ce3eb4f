"""Local suppression when a blank is a value of its own: what is left stands in classes of k or more."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from privkit.anonymity.groupby import group_rows, pack
from privkit.anonymity.perturbation.local_suppression import lent, subsets

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


def strict_cells(shown: Ints, k: int, costs: Floats) -> Bools:
    """Cells to blank so that each class of equal records, blanks included, has k records or more.

    Records of classes below k that agree outside a set of columns are blanked there together; they join a class
    that already has these blanks, or borrow rows from larger classes when they are fewer than k.
    """
    state = _State.of(shown, k)
    q = shown.shape[1]
    by_size = {size: subsets(shown, size, costs) for size in range(1, q + 1)}
    cheapest = float(np.min(costs)) if np.min(costs) > 0 else 1.0
    for effort in range(1, q + 1):  # records freed per cell: 1 first, then 1/2, 1/3…
        for size in range(1, effort + 1):
            for columns in by_size[size]:
                if not state.exposed.any():
                    return state.blank
                state.blank_in(columns, 1 / (effort * cheapest), costs)
    for size in range(1, q + 1):
        for columns in by_size[size]:
            if not state.exposed.any():
                return state.blank
            state.blank_in(columns, 0.0, costs, whole=True)
    return state.blank


@dataclass
class _State:
    """The rows' classes, the codes and size of each class (0 is a blank), and the cells blanked so far."""

    class_of: Ints = field(repr=False)
    codes: Ints
    size: Ints
    k: int
    blank: Bools = field(repr=False)

    @classmethod
    def of(cls, shown: Ints, k: int) -> _State:
        groups = group_rows(shown)
        size = np.bincount(groups.of_row).astype(np.int64)
        return cls(groups.of_row, shown[groups.first], size, k, np.zeros(shown.shape, bool))

    @property
    def exposed(self) -> Bools:
        return self.size < self.k

    def blank_in(self, columns: tuple[int, ...], least: float, costs: Floats, *, whole: bool = False) -> None:
        """Blank ``columns`` in the groups that free ``least`` records per unit of cost or more.

        With ``whole``, a group may take a whole larger class with it.
        """
        q = self.codes.shape[1]
        others = [j for j in range(q) if j not in columns]
        keys = pack(self.codes[:, others])[0] if others else np.zeros(len(self.codes), np.int64)
        exposed = self.exposed
        names = np.unique(keys[exposed])
        place = np.minimum(np.searchsorted(names, keys), len(names) - 1)
        inside = names[place] == keys
        chosen = list(columns)
        new_cells = (self.codes[:, chosen] > 0) @ costs[chosen]  # cost of blanking one row of a class
        groups = len(names)

        def total(mask: Bools, of: npt.NDArray[np.generic]) -> Floats:
            return np.bincount(place[mask], np.asarray(of, np.float64)[mask], groups).astype(np.float64)

        units = total(inside & exposed, self.size)
        safe = inside & ~exposed
        joined = total(safe & (new_cells == 0), np.ones(len(keys))) > 0
        short = np.where(joined, 0, np.maximum(self.k - units, 0)).astype(np.int64)
        surplus = np.where(safe & (new_cells > 0), self.size - self.k, 0)
        give = lent(surplus, place, np.flatnonzero(surplus), short)
        reached = total(safe, give) >= short
        if whole and not reached.all():
            give, reached = self._with_a_whole_class(give, reached, place, safe & (new_cells > 0), short)
        cost = total(inside & exposed, self.size * new_cells) + total(safe, give * new_cells)
        accepted = reached & (cost > 0) & (units >= least * cost - 1e-9)
        self._move(np.where(inside & accepted[place], np.where(exposed, self.size, give), 0), chosen)

    def _with_a_whole_class(
        self, give: Ints, reached: Bools, place: Ints, safe: Bools, short: Ints
    ) -> tuple[Ints, Bools]:
        """Groups short of rows take their smallest larger class whole."""
        give, reached = give.copy(), reached.copy()
        candidates = np.flatnonzero(safe & ~reached[place])
        candidates = candidates[np.lexsort((self.size[candidates], place[candidates]))]
        firsts = candidates[np.unique(place[candidates], return_index=True)[1]]
        give[np.isin(place, place[firsts]) & safe] = 0
        give[firsts] = self.size[firsts]
        reached[place[firsts]] = True
        return give, reached

    def _move(self, count: Ints, columns: list[int]) -> None:
        """Blank ``columns`` in the first ``count`` rows of each class, and put equal classes together."""
        if not count.any():
            return
        rows = np.flatnonzero(count[self.class_of] > 0)
        rows = rows[np.argsort(self.class_of[rows], kind="stable")]
        held = self.class_of[rows]
        rank = np.arange(len(rows)) - np.searchsorted(held, held)
        rows = rows[rank < count[held]]
        self.blank[np.ix_(rows, np.array(columns))] = True
        old, of_row = np.unique(self.class_of[rows], return_inverse=True)
        new = self.codes[old]
        new[:, columns] = 0
        self.class_of[rows] = len(self.codes) + of_row
        codes = np.concatenate([self.codes, new])
        size = np.bincount(self.class_of, minlength=len(codes))
        left = np.flatnonzero(size)
        groups = group_rows(codes[left])
        renamed = np.zeros(len(codes), np.int64)
        renamed[left] = groups.of_row
        self.class_of = renamed[self.class_of]
        self.codes = codes[left][groups.first]
        self.size = np.bincount(self.class_of, minlength=len(self.codes)).astype(np.int64)
