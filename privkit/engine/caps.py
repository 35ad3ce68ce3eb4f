"""Contribution bounding: what is asked and what comes back (Google's differential privacy library, 2020: L0 and Linf)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privkit.engine.protocol import Table


@dataclass(frozen=True)
class Caps:
    """The most one privacy unit may contribute. The caps bind one after the other, in this order.

    ``values``: at most so many distinct values of each column named. ``groups``: at most so many
    distinct combinations of ``columns``. ``rows_per_group``: at most so many rows in each
    combination of ``columns`` (in all, when there are none). NULL is a value of its own.
    """

    values: Mapping[str, int] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    groups: int | None = None
    rows_per_group: int | None = None

    def __post_init__(self) -> None:
        asked = [*self.values.values(), self.groups, self.rows_per_group]
        if any(cap is not None and cap < 1 for cap in asked):
            raise ValueError("Caps: a cap is at least 1")
        if self.groups is not None and not self.columns:
            raise ValueError("Caps: groups are made by columns")

    @property
    def implied_groups(self) -> int | None:
        """The most combinations of ``columns`` that the caps on values leave; None when nothing bounds them."""
        if any(column not in self.values for column in self.columns):
            return None
        return prod(self.values[column] for column in self.columns)


@dataclass(frozen=True)
class Bounded:
    """A table within its caps. The figures come from the data: they are private.

    Every unit keeps at least one row: ``units`` is the same before and after.
    """

    table: Table
    rows_before: int
    rows_after: int
    units: int
    units_over: int  # units that lost at least one row
    checked_only: bool  # nobody was over a cap: the table is the one given
