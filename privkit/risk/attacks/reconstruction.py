"""The attacker has several tables of counts about the same people, each by columns of its own. He knows some columns
of a person and wants another: by adding and subtracting he works out cells that nobody published.

Every published cell says how many people stand in some combinations of all columns together. From below and from
above, each combination is bounded by what is left of every cell it stands in, again and again (the shuttle of
Buzzigoli and Giusti 1999, which starts from Fréchet's bounds). The bounds are sound, and whole numbers; with loops
among three tables or more they are not always the narrowest. Cells hidden in one table, and overlapping bands, are
the matter of :mod:`privkit.secrecy`; here people are at stake.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from math import prod

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.errors import DataError, Problem
from privkit.risk.attacks.excess import excess
from privkit.risk.attacks.levels import bounded
from privkit.risk.attacks.result import AttackResult, Orders, Tally
from privkit.words import Words

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Combinations of all columns together, at most.
MOST_COMBINATIONS = 2_000_000
_ROUNDS = 100


@dataclass(frozen=True)
class CountTable:
    """A published table: ``frame`` holds ``columns`` and the counts in ``count``. A count that is missing is hidden; a
    combination without a row is empty when ``complete``, else hidden."""

    frame: pd.DataFrame
    columns: tuple[str, ...]
    count: str
    complete: bool = True


@dataclass(frozen=True)
class Reconstruction:
    """What the tables tell together. ``combinations``: of all columns; ``known``: those whose count is certain and above
    zero; ``small``: those of them with 1 to ``few`` people; ``attack``: people whose secret is given away."""

    combinations: int
    known: int
    small: int
    few: int
    attack: AttackResult


@dataclass(frozen=True)
class _Space:
    """All combinations of the values that the tables name, numbered in mixed radix."""

    columns: tuple[str, ...]
    values: tuple[pd.Index, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(len(v) for v in self.values)

    def keys(self, frame: pd.DataFrame, columns: Sequence[str]) -> Ints:
        """The number of each row among the combinations of ``columns``; -1 for a value that no table names."""
        out, known = np.zeros(len(frame), np.int64), np.ones(len(frame), bool)
        for name in columns:
            values = self.values[self.columns.index(name)]
            at = values.get_indexer(pd.Index(_said(frame[name])))
            out, known = out * len(values) + at, known & (at >= 0)
        return np.where(known, out, -1)

    def groups(self, columns: Sequence[str]) -> Ints:
        """For each combination of all columns, the number of its combination of ``columns``."""
        axes = np.indices(self.shape, sparse=True)
        out: Ints = np.zeros((1,) * len(self.shape), np.int64)
        for name in columns:
            at = self.columns.index(name)
            out = out * self.shape[at] + axes[at]
        return np.broadcast_to(out, self.shape).reshape(-1)

    def size(self, columns: Sequence[str]) -> int:
        return prod(self.shape[self.columns.index(name)] for name in columns)


def reconstruct(
    tables: Sequence[CountTable],
    originals: pd.DataFrame,
    control: pd.DataFrame,
    knows: Sequence[str],
    secret: str,
    orders: Orders,
    few: int = 2,
) -> Reconstruction:
    """Attack the people of the tables, and as many who are in none, who know nothing to do with them.

    The attacker knows ``knows`` of each; he says the ``secret`` when the tables leave one value possible, and succeeds
    when it is right. Columns of the tables that are not among them may be anything. Equal values are equal texts;
    missing is a value. Raises DataError (PK675) for a column that no table has, or that people lack, (PK676) for more
    than two million combinations.
    """
    names = tuple(dict.fromkeys(name for table in tables for name in table.columns))
    shared = set(originals.columns) & set(control.columns)
    if (
        secret not in names
        or not set(knows) <= set(names)
        or not {*knows, secret} <= shared
        or secret in knows
    ):
        raise _no_column()
    space = _space(tables, names)
    low, high = _bounds(tables, space)
    possible = _possible(high, space, knows, secret)
    rng = np.random.default_rng(orders.seed)
    size = min(len(originals), len(control), orders.attacks)
    drawn = [frame.iloc[rng.permutation(len(frame))[:size]] for frame in (originals, control)]
    mine, others = (Tally(_right(people, possible, space, knows, secret), size) for people in drawn)
    told = (low == high) & (low > 0)
    return Reconstruction(
        combinations=len(low),
        known=int(told.sum()),
        small=int((told & (low <= few)).sum()),
        few=few,
        attack=AttackResult(
            "reconstruction", mine, others, bounded(partial(excess, mine, others), orders.levels())
        ),
    )


def _space(tables: Sequence[CountTable], names: tuple[str, ...]) -> _Space:
    values = []
    for name in names:
        seen = [_said(t.frame[name]) for t in tables if name in t.columns]
        values.append(pd.Index(sorted(set().union(*(s.unique() for s in seen)))))
    space = _Space(names, tuple(values))
    if prod(space.shape) > MOST_COMBINATIONS:
        raise _too_many()
    return space


def _said(column: pd.Series) -> pd.Series:
    return column.astype(object).where(column.notna(), "").astype(str)


def _bounds(tables: Sequence[CountTable], space: _Space) -> tuple[Floats, Floats]:
    """The fewest and the most people in each combination of all columns."""
    size = prod(space.shape)
    low, high = np.zeros(size), np.full(size, np.inf)
    cells = []
    for table in tables:
        counts = np.full(space.size(table.columns), 0.0 if table.complete else np.nan)
        counts[space.keys(table.frame, table.columns)] = table.frame[table.count].to_numpy(
            np.float64, na_value=np.nan
        )
        cells.append((space.groups(table.columns), counts))
    for group, counts in cells:
        high = np.fmin(high, counts[group])
    for _ in range(_ROUNDS):
        before = low, high
        for group, counts in cells:
            low, high = _narrowed(low, high, group, counts)
        if np.array_equal(before[0], low) and np.array_equal(before[1], high):
            break
    return low, high


def _narrowed(low: Floats, high: Floats, group: Ints, counts: Floats) -> tuple[Floats, Floats]:
    """Each combination holds what its cell holds, less what the others of the cell hold at least, or at most."""
    least, most = (np.bincount(group, weights=w, minlength=len(counts))[group] for w in (low, high))
    with np.errstate(invalid="ignore"):  # the rest of a cell without an upper bound tells nothing
        new_high = counts[group] - (least - low)
        new_low = counts[group] - np.where(np.isinf(most), np.inf, most - high)
    return np.fmax(low, new_low), np.fmin(high, new_high)


def _possible(high: Floats, space: _Space, knows: Sequence[str], secret: str) -> npt.NDArray[np.bool_]:
    """Whether somebody with these values of ``knows`` may have each value of the secret: a matrix."""
    columns = [*knows, secret]
    some = np.bincount(space.groups(columns), weights=high > 0, minlength=space.size(columns)) > 0
    return some.reshape(-1, len(space.values[space.columns.index(secret)]))


def _right(
    people: pd.DataFrame, possible: npt.NDArray[np.bool_], space: _Space, knows: Sequence[str], secret: str
) -> int:
    key, true = space.keys(people, knows), space.keys(people, [secret])
    met = key >= 0
    left = possible[key[met]]
    return int(((left.sum(axis=1) == 1) & (left.argmax(axis=1) == true[met])).sum())


def _no_column() -> DataError:
    return DataError(
        Problem(
            "PK675",
            Words(
                "the columns known, or the one wanted, are in no table or not in the people given",
                "les colonnes connues, ou celle qui est cherchée, ne sont dans aucun tableau ou manquent aux personnes",
            ),
            instead=Words(
                "name columns of the tables, and as the secret one that the attacker does not know",
                "nommez des colonnes des tableaux, et pour secret une colonne que l'attaquant ne connaît pas",
            ),
        )
    )


def _too_many() -> DataError:
    return DataError(
        Problem(
            "PK676",
            Words(
                "the tables have more than two million combinations of all their columns together",
                "les tableaux ont plus de deux millions de combinaisons de toutes leurs colonnes ensemble",
            ),
            instead=Words(
                "give the tables that share columns with the secret, or fewer columns",
                "donnez les tableaux qui partagent des colonnes avec le secret, ou moins de colonnes",
            ),
        )
    )
