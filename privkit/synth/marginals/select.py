"""Which marginals could be measured next, and how much each would teach: the scores of a private choice."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from privkit.synth.marginals.table import Key, Table

Floats = NDArray[np.float64]

MOST_CELLS = 20_000
_LOOKS = 30_000  # candidates looked at in a whole fit, about


def score(real: NDArray[np.int64], model: Floats, variance: float) -> int:
    """|real - model|₁ less the error a measurement would leave: what measuring this marginal would mend, in rows.

    The penalty is that of AIM (McKenna et al. 2022), √(2/π) σ a cell, but no more than the model holds in a
    cell: an all but empty one stays so (:func:`privkit.synth.marginals.project.shrink`). How far one unit moves a
    score: :func:`privkit.synth.marginals.neighbours.score_sensitivity`.
    """
    rounded = np.rint(model).astype(np.int64)
    penalty = np.minimum(math.sqrt(2 / math.pi * variance), model).sum()
    return int(np.abs(real - rounded).sum()) - round(float(penalty))


def scores(
    table: Table, keys: Sequence[Key], model: Callable[[Key], Floats], variance: float
) -> NDArray[np.int64]:
    """The score of each candidate."""
    return np.array([score(table.counts(key), model(key), variance) for key in keys], dtype=np.int64)


def thin(keys: Iterable[Key], table: Table, rng: np.random.Generator, rounds: int) -> list[Key]:
    """Candidates small enough to measure, at least one when there is one.

    When there are too many for so many ``rounds`` of choices, a random part of them, which the data have no say in.
    """
    all_of_them = list(keys)
    small = [key for key in all_of_them if table.cells(key) <= MOST_CELLS]
    small = small or sorted(all_of_them, key=table.cells)[:1]
    most = max(200, _LOOKS // max(1, rounds))
    if len(small) <= most:
        return small
    return [small[i] for i in np.sort(rng.choice(len(small), most, replace=False))]


def joins(inside: Sequence[int], outside: Sequence[int]) -> list[Key]:
    """A variable still outside, the last of each key, with one or two of those inside."""
    parents = [p for count in (1, 2) for p in combinations(inside, count)]
    return [(*p, child) for child in outside for p in parents]


def pairs_and_triples(variables: int) -> list[Key]:
    """All sets of two or three variables."""
    return [key for count in (2, 3) for key in combinations(range(variables), count)]
