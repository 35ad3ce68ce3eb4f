"""How much one privacy unit can change in a table, from the caps of ``limit_contribution``.

A cap is on the values of a column one unit has (``months: 12``), on its rows for each value of a column
(``rows_per_month: 1``), on its groups of all capped columns, or on its rows in all. Tables of any grain
get their bounds from the same caps: contributions are limited once for all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import prod

from privkit.words import Language

ROWS_PER: Mapping[Language, str] = {"en": "rows_per_", "fr": "lignes_par_"}
GROUPS: Mapping[Language, str] = {"en": "groups", "fr": "groupes"}
ROWS: Mapping[Language, str] = {"en": "rows", "fr": "lignes"}


@dataclass(frozen=True)
class Contribution:
    """Caps of one unit. ``totals`` bounds its total of a column in one cell of any table."""

    values: Mapping[str, int] = field(default_factory=dict)
    rows_per: Mapping[str, int] = field(default_factory=dict)
    groups: int | None = None
    rows: int | None = None
    totals: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns whose values are capped."""
        return tuple(self.values)

    def groups_of(self, by: Sequence[str]) -> int | None:
        """The most cells of a table by these columns that one unit can be in; None when nothing bounds it.

        >>> Contribution({"area": 1, "month": 12}).groups_of(["area", "month"])
        12
        >>> Contribution({"area": 2, "month": 12}, groups=12).groups_of(["area"])
        2
        >>> Contribution({"area": 2, "month": 12}, {"month": 1}).groups_of(["area", "month"])
        12
        >>> Contribution({"area": 2}).groups_of(["month"]) is None
        True
        """
        found = self._rows_in_all()  # a unit is in no more cells than it has rows
        if all(column in self.values for column in by):
            found.append(prod(self.values[column] for column in by))
            if self.groups is not None and by:
                found.append(self.groups)
        return min(found, default=None)

    def _rows_in_all(self) -> list[int]:
        """Every bound there is of the rows of one unit in the whole table."""
        found = [
            rows * self.values[column] for column, rows in self.rows_per.items() if column in self.values
        ]
        return found if self.rows is None else [self.rows, *found]

    def rows_in_cell(self, by: Sequence[str]) -> int | None:
        """The most rows one unit can have in one cell of a table by these columns; None when nothing bounds it.

        >>> Contribution({"area": 1, "month": 12}, {"month": 1}).rows_in_cell(["area", "month"])
        1
        >>> Contribution({"area": 1, "month": 12}, {"month": 1}).rows_in_cell(["area"])
        12
        """
        found = [self.rows] if self.rows is not None else []
        for column, rows in self.rows_per.items():
            if column in by:
                found.append(rows)
            elif column in self.values:
                found.append(rows * self.values[column])
        return min(found, default=None)


def column_meant(word: str, columns: Sequence[str]) -> str | None:
    """The column a key of ``at_most`` is about: its name, or its plural.

    >>> column_meant("areas", ["area", "month"]), column_meant("mois", ["mois"]), column_meant("x", ["y"])
    ('area', 'mois', None)
    """
    if word in columns:
        return word
    plurals = {plural: column for column in columns for plural in _plurals(column)}
    return plurals.get(word)


def _plurals(column: str) -> tuple[str, ...]:
    """``code_iris`` stays as it is; ``commune`` gives ``communes``, ``city`` gives ``cities``."""
    ends = (f"{column}s", f"{column}es", f"{column}x")
    return (*ends, f"{column[:-1]}ies") if column.endswith("y") else ends


def read_caps(
    at_most: Mapping[str, int], totals: Mapping[str, Decimal], columns: Sequence[str], language: Language
) -> tuple[Contribution, tuple[str, ...]]:
    """The caps as written, and the keys that name nothing there is."""
    values: dict[str, int] = {}
    rows_per: dict[str, int] = {}
    groups, rows = None, None
    unknown = [name for name in totals if name not in columns]
    for word, cap in at_most.items():
        column = column_meant(word, columns)
        per = word.removeprefix(ROWS_PER[language]) if word.startswith(ROWS_PER[language]) else None
        if column is not None:
            values[column] = cap
        elif word == GROUPS[language]:
            groups = cap
        elif word == ROWS[language]:
            rows = cap
        elif per is not None and (column := column_meant(per, columns)) is not None:
            rows_per[column] = cap
        else:
            unknown.append(word)
    if groups is not None and not values:
        unknown.append(GROUPS[language])  # groups are made by the columns whose values are capped
    return Contribution(values, rows_per, groups, rows, dict(totals)), tuple(unknown)
