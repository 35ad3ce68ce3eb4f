"""What an attacker cannot rule out: the tables that agree with everything published.

Tables are written as deviations from the true one: zero is always one of them, and they form a convex set. A
deviation found by linear programming is a *witness*: it proves doubt about every cell it moves, so one program
settles many cells, and only those left need a program of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse import csgraph

from privkit.secrecy.cells import Bools, Ints
from privkit.secrecy.codes import misuse
from privkit.words import Words

Floats = npt.NDArray[np.float64]
NEAR = 1e-6  # relative: solvers answer to 1e-7
_FAR = 1e5  # deviations are followed up to this many times what is needed
_ROUNDS = 30
_FEW = 4  # below it one program per variable costs no more


@dataclass(frozen=True)
class Doubt:
    """Deviations d with equal·d = 0, below·d ≤ slack and low ≤ d ≤ high (low ≤ 0 ≤ high, maybe infinite)."""

    equal: sparse.csr_matrix
    below: sparse.csr_matrix
    slack: Floats
    low: Floats
    high: Floats

    def __len__(self) -> int:
        return len(self.low)

    def held(self, fixed: Bools) -> Doubt:
        """The same when some variables are known."""
        return Doubt(
            self.equal,
            self.below,
            self.slack,
            np.where(fixed, 0.0, self.low),
            np.where(fixed, 0.0, self.high),
        )

    def only(self, kept: Ints) -> Doubt:
        """The part on some variables, the others being known."""
        equal, below = self.equal[:, kept], self.below[:, kept]
        rows, lower = np.flatnonzero(np.diff(equal.indptr)), np.flatnonzero(np.diff(below.indptr))
        return Doubt(equal[rows], below[lower], self.slack[lower], self.low[kept], self.high[kept])


def settled(doubt: Doubt) -> Bools:
    """Variables that a relation gives away because it is the last unknown of it, again and again."""
    known = (doubt.low == 0) & (doubt.high == 0)
    pattern = abs(doubt.equal).sign()
    while True:
        alone = (pattern @ (~known).astype(np.int64)) == 1
        found = (np.asarray(pattern[np.flatnonzero(alone)].sum(axis=0)).reshape(-1) > 0) & ~known
        if not found.any():
            return np.asarray(known, np.bool_)
        known |= found


def parts(doubt: Doubt) -> Ints:
    """The number of the independent system each variable is in; -1 for known ones."""
    known = settled(doubt)
    free = np.flatnonzero(~known)
    both = sparse.vstack([doubt.equal[:, free], doubt.below[:, free]]).tocsr()
    graph = (
        sparse.bmat([[None, both.T], [both, None]]) if both.shape[0] else sparse.csr_matrix((len(free),) * 2)
    )
    _, label = csgraph.connected_components(graph, directed=False)
    out = np.full(len(doubt), -1, np.int64)
    out[free] = label[: len(free)]
    return out


def extreme(doubt: Doubt, goal: Floats) -> Floats:
    """The deviation that goes farthest along ``goal``; zeros when the solver finds none. Bounds must be finite."""
    result = linprog(
        -goal,
        A_eq=doubt.equal if doubt.equal.shape[0] else None,
        b_eq=np.zeros(doubt.equal.shape[0]) if doubt.equal.shape[0] else None,
        A_ub=doubt.below if doubt.below.shape[0] else None,
        b_ub=doubt.slack if doubt.below.shape[0] else None,
        bounds=np.column_stack([doubt.low, doubt.high]),
        method="highs",
    )
    if result.status != 0:
        raise misuse(Words("the solver did not answer on a program that has a solution",
                           "le solveur n'a pas répondu à un programme qui a une solution"))  # fmt: skip
    found = np.asarray(result.x, np.float64)
    return found if sound(doubt, found) else np.zeros(len(doubt))


def sound(doubt: Doubt, found: Floats) -> bool:
    """Whether a deviation really is one, the solver's word apart."""
    size = max(1e-9, float(np.abs(found).max(initial=0.0)))
    return bool(
        (np.abs(doubt.equal @ found) <= NEAR * size).all()
        and (doubt.below @ found <= doubt.slack + NEAR * size).all()
        and (found >= doubt.low - NEAR * size).all()
        and (found <= doubt.high + NEAR * size).all()
    )


def farthest(
    doubt: Doubt, cell: int, sign: int, enough: float | None = None, label: Ints | None = None
) -> float:
    """How far one variable can go up (sign 1) or down (-1).

    ``enough``: as far as it matters (None: as far as it can, infinite when nothing stops it). ``label``: the
    :func:`parts` of the doubt, if known.
    """
    label = parts(doubt) if label is None else label
    if label[cell] < 0:
        return 0.0
    kept = np.flatnonzero(label == label[cell])
    part, place = doubt.only(kept), int(np.searchsorted(kept, cell))
    scale = enough if enough else _span(part)
    high, low = np.minimum(part.high / scale, _FAR), np.maximum(part.low / scale, -_FAR)
    if enough is not None:
        high[place], low[place] = min(high[place], 1.0), max(low[place], -1.0)
    goal = np.zeros(len(kept))
    goal[place] = sign
    found = extreme(Doubt(part.equal, part.below, part.slack / scale, low, high), goal)
    reach = max(0.0, float(sign * found[place]))
    return np.inf if enough is None and reach >= _FAR * (1 - NEAR) else reach * scale


def _span(part: Doubt) -> float:
    """A scale for a system: the largest finite bound."""
    bounds = np.abs(np.concatenate([part.low, part.high, part.slack]))
    return float(bounds[np.isfinite(bounds)].max(initial=1.0)) or 1.0


class Shown:
    """How far each variable was shown to go, up and down; grows as witnesses are found."""

    def __init__(self, doubt: Doubt) -> None:
        self.doubt = doubt
        self.label = parts(doubt)
        self.up = np.zeros(len(doubt))
        self.down = np.zeros(len(doubt))

    def add(self, found: Floats) -> None:
        """Take a witness, and its opposite as far as that is one, in each independent part."""
        for one in (found, -found * self._back(found)):
            self.up = np.maximum(self.up, one)
            self.down = np.maximum(self.down, -one)

    def _back(self, found: Floats) -> Floats:
        """For each variable, the share of the opposite of a witness that its part allows, at most 1."""
        share = np.ones(int(self.label.max(initial=-1)) + 2)
        with np.errstate(divide="ignore", invalid="ignore"):
            room = np.where(
                found > 0, self.doubt.low / -found, np.where(found < 0, self.doubt.high / -found, 1.0)
            )
        np.minimum.at(share, self.label, np.where(np.isnan(room), 1.0, room))
        if self.doubt.below.shape[0]:
            along = self.doubt.below @ found
            with np.errstate(divide="ignore", invalid="ignore"):
                rows = np.where(along < 0, self.doubt.slack / -along, 1.0)
            first = self.doubt.below.indices[self.doubt.below.indptr[:-1]]
            np.minimum.at(share, self.label[first], rows)
        share[-1] = 0.0  # of known variables
        return np.clip(share, 0.0, 1.0)[self.label]


def show(doubt: Doubt, up: Floats, down: Floats, among: Bools) -> Shown:
    """Look for witnesses that ``among`` variables go ``up`` and ``down`` as far as told; many in each program.

    What is not shown here may still be true: ask :func:`farthest`.
    """
    shown = Shown(doubt)
    among = among & (shown.label >= 0)
    for side, want in ((1, up), (-1, down)):
        asked = np.flatnonzero(among & (want > 0))
        scale = np.log10(want[asked]) // 3  # one scale at a time
        for one in np.unique(scale):
            _show_all(shown, asked[scale == one], want, side)
    return shown


def _show_all(shown: Shown, cells: Ints, want: Floats, side: int) -> None:
    """All cells at once, then, as they stand in each other's way, half of them, a quarter..."""
    share, first = 1, True
    for turn in range(_ROUNDS):
        have = shown.up if side == 1 else shown.down
        open_ = cells[have[cells] < want[cells] * (1 - NEAR)]
        chosen = open_[(open_ * 40503 + turn * 9973) // 7 % share == 0]
        if len(chosen) < (1 if first else _FEW):
            return
        first = False
        shown.add(_together(shown.doubt, shown.label, chosen, want, side))
        have = shown.up if side == 1 else shown.down
        if (have[chosen] >= want[chosen] * (1 - NEAR)).sum() < len(chosen) / 4:
            share *= 2


def _together(doubt: Doubt, label: Ints, cells: Ints, want: Floats, side: int) -> Floats:
    """One program for many variables: each goes as far as it wants to, no farther."""
    out = np.zeros(len(doubt))
    smallest = float(want[cells].min())
    kept = np.flatnonzero(np.isin(label, label[cells]))
    part, place = doubt.only(kept), np.searchsorted(kept, cells)
    high, low = np.minimum(part.high / smallest, _FAR), np.maximum(part.low / smallest, -_FAR)
    target = want[cells] / smallest
    if side == 1:
        high[place] = np.minimum(high[place], target)
    else:
        low[place] = np.maximum(low[place], -target)
    goal = np.zeros(len(kept))
    goal[place] = side / target
    out[kept] = extreme(Doubt(part.equal, part.below, part.slack / smallest, low, high), goal) * smallest
    return out
