"""People who are alone in the data with all their values, and whose row stands in the release as it was.

Two counts that evaluations of protected releases publish (NIST, *SDNist*, for the Collaborative Research Cycle):
**unique exact matches**, over all the columns released, and **apparent matches**, over quasi-identifiers. They describe:
on few columns a row may stand there by chance, so whether something leaked is for attacks that have a control to say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.risk.attacks.encode import Codes, encode
from privkit.risk.attacks.scene import Field, Scene

Positions = npt.NDArray[np.intp]


@dataclass(frozen=True)
class UniqueMatches:
    """Of ``records`` people, ``unique`` are alone with their values, and ``matched`` of those are in the release."""

    records: int
    unique: int
    matched: int

    @property
    def share_unique(self) -> float:
        return self.unique / self.records if self.records else 0.0

    @property
    def share_matched(self) -> float:
        """Of the people who are alone."""
        return self.matched / self.unique if self.unique else 0.0


@dataclass(frozen=True)
class ApparentMatches:
    """Of ``records`` people, ``matched`` are alone with their quasi-identifiers in the data and in the release.

    ``alike``: for each of them, the share of the other columns where both rows say the same, 0 to 1; an apparent match
    that is alike in little more than chance is none.
    """

    records: int
    matched: int
    alike: npt.NDArray[np.float64]


def unique_exact_matches(
    originals: pd.DataFrame, release: pd.DataFrame, columns: Sequence[str] | None = None
) -> UniqueMatches:
    """How many people, alone in ``originals`` over ``columns`` (all of ``release`` by default), stand in ``release``.

    Rows of the release count once however often they are repeated. A missing value is a value of its own. Raises
    DataError as :func:`privkit.risk.attacks.encode.encode` does (PK670 to PK672).
    """
    people, rows = _coded(originals, release, list(release.columns) if columns is None else columns)
    group, of_row = _groups(people, rows)
    alone = np.bincount(group)[group] == 1
    return UniqueMatches(len(people), int(alone.sum()), int((alone & np.isin(group, of_row)).sum()))


def apparent_matches(
    originals: pd.DataFrame, release: pd.DataFrame, quasi_identifiers: Sequence[str], others: Sequence[str]
) -> ApparentMatches:
    """People alone in both tables with the same ``quasi_identifiers``, and how alike both rows are on ``others``.

    Raises DataError as :func:`privkit.risk.attacks.encode.encode` does (PK670 to PK672).
    """
    people, rows = _coded(originals, release, [*quasi_identifiers, *others])
    known = len(quasi_identifiers)
    group, of_row = _groups(people[:, :known], rows[:, :known])
    first, second = _alone(group), _alone(of_row)
    _, here, there = np.intersect1d(group[first], of_row[second], assume_unique=True, return_indices=True)
    first, second = first[here], second[there]
    same = people[first, known:] == rows[second, known:]
    alike = same.mean(axis=1) if others else np.ones(len(first))
    return ApparentMatches(len(people), len(first), np.asarray(alike, np.float64))


def _coded(originals: pd.DataFrame, release: pd.DataFrame, columns: Sequence[str]) -> tuple[Codes, Codes]:
    fields = tuple(Field(name, "category") for name in columns)
    found = encode(Scene(release, originals, originals, fields))
    return found.originals.codes, found.release.codes


def _groups(people: Codes, rows: Codes) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """The combination of values each row has, numbered over both tables."""
    number = np.zeros(len(people) + len(rows), dtype=np.int64)
    for column in np.concatenate([people, rows]).T:
        number = np.unique(number * (int(column.max()) + 1) + column, return_inverse=True)[1]
    return number[: len(people)], number[len(people) :]


def _alone(group: npt.NDArray[Any]) -> Positions:
    """Rows whose combination nobody else in the table has, in the order of the combinations."""
    _, first, times = np.unique(group, return_index=True, return_counts=True)
    alone: Positions = first[times == 1]
    return alone
