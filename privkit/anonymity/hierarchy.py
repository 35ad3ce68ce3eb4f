"""A generalisation hierarchy: the labels a value takes, from itself (level 0) up to ``*``.

Full-domain generalisation (Samarati 2001, doi:10.1109/69.971193; LeFevre, DeWitt & Ramakrishnan 2005):
every value of a column is replaced by its label at one level, chosen for the whole column. Labels form
a tree: two values that share a label share every higher one. The criteria of this room are monotone
*because* of it, so it is checked when a hierarchy is built.

A missing value (NULL) is a value of its own: it keeps itself until the top, where it joins ``*``.

A cell that already reads ``*`` (a table that was generalised before) is no new category: its label is ``*``
at every level, and it costs the whole domain wherever it stands. Classes are told apart by labels, so below
the top a ``*`` shares a class with other ``*`` only. It could be any value, so an attacker gains nothing from
that, and nobody else's class is made larger by cells that say nothing: the prudent reading for both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from privkit.errors import DataError, Problem, nearest
from privkit.words import Words

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
TOP = "*"


@dataclass(frozen=True)
class Hierarchy:
    """The values of a column and their label at every level. The last level is ``*`` alone.

    ``labels[level][i]`` is the label of ``values[i]``; ``labels[0] == values``. ``leaves[i]`` counts the
    rows of the original hierarchy under ``values[i]`` (one each, unless :meth:`from_level` made it).
    ``null`` says that the last value stands for NULL. Build one with :mod:`privkit.anonymity.builders`
    or :func:`privkit.anonymity.hierarchy_file.read_hierarchy_file`, which check the tree.
    """

    name: str
    values: tuple[str, ...] = field(repr=False)  # may come from the data: never shown
    labels: tuple[tuple[str, ...], ...] = field(repr=False)
    level_names: tuple[str, ...]
    leaves: tuple[int, ...] = field(default=(), repr=False)
    null: bool = False

    def __post_init__(self) -> None:
        if not self.leaves:
            object.__setattr__(self, "leaves", (1,) * len(self.values))
        ragged = any(len(level) != len(self.values) for level in self.labels) or len(self.leaves) != len(
            self.values
        )
        if ragged or not self.labels or len(self.level_names) != len(self.labels):
            raise ValueError("a hierarchy needs one label per value and level, and one name per level")
        if self.labels[0] != self.values or any(label != TOP for label in self.labels[-1]):
            raise ValueError("level 0 must be the values themselves and the last level * alone")

    @property
    def height(self) -> int:
        """The number of the last level, where every value is ``*``."""
        return len(self.labels) - 1

    @property
    def domain(self) -> int:
        """Rows of the whole hierarchy, the size of the column's domain."""
        return sum(self.leaves)

    @cached_property
    def _coded(self) -> tuple[tuple[Ints, tuple[str | None, ...]], ...]:
        return tuple(self._code_level(level) for level in range(len(self.labels)))

    def _code_level(self, level: int) -> tuple[Ints, tuple[str | None, ...]]:
        column: list[str | None] = list(self.labels[level])
        if self.null and level < self.height:
            column[-1] = None  # so that NULL never meets an empty text
        known: dict[str | None, int] = {}
        codes = np.fromiter((known.setdefault(label, len(known)) for label in column), np.int64, len(column))
        return codes, tuple(known)

    def codes(self, level: int) -> Ints:
        """For each value, the number of its label at ``level`` (from 0, in order of appearance)."""
        return self._coded[level][0]

    def labels_at(self, level: int) -> tuple[str | None, ...]:
        """The distinct labels of ``level``, by number; None is NULL."""
        return self._coded[level][1]

    def weight_under(self, level: int) -> Ints:
        """For each value, the rows of the whole hierarchy under its label at ``level``."""
        codes = self.codes(level)
        under = np.zeros(len(self.labels_at(level)), np.int64)
        np.add.at(under, codes, np.asarray(self.leaves, np.int64))
        under[under == 0] = self.domain  # a cell that came in as *: all the domain, not one value of it
        return under[codes]

    def shares(self) -> list[npt.NDArray[np.float64]]:
        """Per level and value: rows under the label / rows of the whole hierarchy, in (0, 1]."""
        return [self.weight_under(level) / self.domain for level in range(self.height + 1)]

    def level_number(self, level: str | int) -> int:
        """The number of a level given by name or number. DataError PK436 when there is none."""
        if isinstance(level, int):
            if 0 <= level <= self.height:
                return level
        elif level in self.level_names:
            return self.level_names.index(level)
        raise DataError(_unknown_level(self, str(level)))

    def from_level(self, level: str | int) -> Hierarchy:
        """The hierarchy whose level 0 is ``level``: for a column already generalised that far.

        Leaves are carried over, so that shares stay those of the whole hierarchy. DataError PK436.
        """
        start = self.level_number(level)
        codes, labels = self._coded[start]
        first = np.unique(codes, return_index=True)[1]
        leaves = np.bincount(codes, weights=np.asarray(self.leaves, float), minlength=len(labels))
        kept = tuple(tuple(column[i] for i in first) for column in self.labels[start:])
        null = self.null and start < self.height
        return Hierarchy(
            self.name, kept[0], kept, self.level_names[start:], tuple(int(n) for n in leaves), null
        )

    def with_null(self) -> Hierarchy:
        """This hierarchy with NULL as one more domain value (itself when it has it already)."""
        if self.null:
            return self
        names = self.level_names if self.height else ("0", *self.level_names)
        below = self.labels[:-1] if self.height else self.labels
        labels = (*((*level, "") for level in below), (TOP,) * (len(self.values) + 1))
        return Hierarchy(self.name, labels[0], labels, names, (*self.leaves, 1), null=True)

    def with_top(self) -> Hierarchy:
        """This hierarchy with ``*`` as one more value, ``*`` at every level.

        It is no row of the domain: the shares of other labels stay as they were, and a row ``*`` of a file stops
        being one.
        """
        number = len(self.values) - self.null  # of values that are not NULL
        listed = TOP in self.values[:number]
        if listed and (self.height == 0 or len(self.values) == 1 or self.leaves[self.values.index(TOP)] != 1):
            return self  # already there, or a level at which values are * together
        at = self.values.index(TOP) if listed else number  # NULL stays last
        after = at + listed
        labels = tuple((*level[:at], TOP, *level[after:]) for level in self.labels)
        leaves = (*self.leaves[:at], 0, *self.leaves[after:])
        return Hierarchy(self.name, labels[0], labels, self.level_names, leaves, self.null)


def _unknown_level(hierarchy: Hierarchy, wanted: str) -> Problem:
    close = nearest(wanted, hierarchy.level_names)
    listed = ", ".join(f"{number} ({name})" for number, name in enumerate(hierarchy.level_names))
    instead = (
        Words(f"write {close}", f"écrivez {close}")
        if close
        else Words(f"write one of: {listed}", f"écrivez l'un de : {listed}")
    )
    return Problem(
        "PK436",
        Words(
            f"the hierarchy of {hierarchy.name} has no level {wanted}",
            f"la hiérarchie de {hierarchy.name} n'a pas de niveau {wanted}",
        ),
        instead=instead,
    )
