"""How unlikely it is that two people share a whole record by chance.

Read from pairs of people: how often two of them share a value in one column, and how often in a second when they
share it in a first. Values that many people have (a category, a volume of zero) are taken to agree for nothing.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from privkit.risk.attacks.encode import Codes

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_COMMON = 0.01  # a value that so many people share tells nothing of the digits of a record
_SAMPLE = 20_000  # people whose pairs are counted
_LEFT_OUT = (
    3  # columns of a record that a generator may rightly keep together, or that follow from the others
)


def chance_of(people: Codes) -> Floats:
    """For each record, an upper bound of the chance that one given other row equals it.

    One column after another, each counted at the most pessimistic of its rates of agreement given a column already
    counted: what one column tells of another is not counted twice (a volume in litres beside the same in m³, months
    of one household). The three most telling columns of a record are not counted: a good generator keeps
    combinations of three columns, and a total follows from its parts. 1 when nothing is left.
    """
    some = people[np.random.default_rng(len(people)).permutation(len(people))[:_SAMPLE]]
    sizes = [np.bincount(column) for column in people.T]
    seldom = np.column_stack(
        [(s <= max(1, _COMMON * len(people)))[c] for s, c in zip(sizes, people.T, strict=True)]
    )
    columns = np.flatnonzero(seldom.any(axis=0))
    if len(columns) <= _LEFT_OUT:
        return np.ones(len(people))
    among = np.column_stack(
        [(s <= max(1, _COMMON * len(people)))[c] for s, c in zip(sizes, some.T, strict=True)]
    )
    alone, given = _rates(some[:, columns], among[:, columns])
    return _chained(seldom[:, columns], alone, given)


def _rates(people: Codes, seldom: Bools) -> tuple[Floats, Floats]:
    """How often two people agree in column j, and in column j given that they agree in column i: [i, j].

    Upper bounds: three pairs more than were seen (the rule of three at zero).
    """
    width, pairs = people.shape[1], len(people) * (len(people) - 1) / 2
    both = np.zeros((width, width))
    for i in range(width):
        for j in range(i, width):
            which = seldom[:, i] & seldom[:, j]
            both[i, j] = both[j, i] = _pairs(people[which][:, [i, j]])
    single = np.diag(both)
    alone = np.minimum(1.0, (single + 3) / max(1.0, pairs))
    given = np.minimum(1.0, (both + 3) / np.maximum(1.0, single)[:, None])
    return alone, given


def _pairs(values: Codes) -> float:
    """Pairs of rows that agree."""
    if not len(values):
        return 0.0
    keys = values[:, 0].astype(np.int64) * (int(values[:, 1].max()) + 1) + values[:, 1]
    counts = np.unique(keys, return_counts=True)[1].astype(np.float64)
    return float((counts * (counts - 1) / 2).sum())


def _chained(seldom: Bools, alone: Floats, given: Floats) -> Floats:
    """The product along the columns of each record, those that agree least often last and not counted."""
    found = np.ones(len(seldom))
    done = np.zeros(seldom.shape, bool)
    left = seldom.sum(axis=1) - _LEFT_OUT
    for j in np.argsort(-alone, kind="stable"):
        counted = seldom[:, j] & (left > 0)
        rate = np.where(done, given[:, j], 0.0).max(axis=1)
        found[counted] *= np.maximum(rate, alone[j])[counted]
        done[counted, j] = True
        left[counted] -= 1
    return found
