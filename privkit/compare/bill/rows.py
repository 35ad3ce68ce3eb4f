"""Some rows of a billing run, a column at a time, as numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from privkit.compare.bill.household import YEAR_DAYS, YEARS
from privkit.compare.bill.placer import Whole, as_arrow
from privkit.engine.canonical import unscaled


class Rows:
    """Columns are named by role; one that the run does not have is of absent values."""

    def __init__(self, table: pa.Table) -> None:
        self._table, self.count = table, table.num_rows

    def __contains__(self, role: object) -> bool:
        return role in self._table.schema.names

    def column(self, role: str) -> Any:
        return as_arrow(self._table.column(role))

    def number(self, role: str) -> tuple[Whole, Any]:
        """Whole numbers of the last decimal (0 when not given), and which are given."""
        if role not in self:
            return self._nothing()
        array = self.column(role)
        return unscaled(array).astype(np.int64), array.is_valid().to_numpy(zero_copy_only=False)

    def whole(self, role: str) -> tuple[Whole, Any]:
        """Whole numbers (0 when not given), and which are given."""
        if role not in self:
            return self._nothing()
        array = self.column(role)
        values = array.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
        return values, array.is_valid().to_numpy(zero_copy_only=False)

    def flag(self, role: str, *, absent: bool) -> Any:
        if role not in self:
            return np.full(self.count, absent)
        return self.column(role).fill_null(absent).to_numpy(zero_copy_only=False)

    def own_years(self) -> Whole:
        """How many of the previous years are the subscriber's own."""
        years, given = self.whole("own_years")
        return np.where(given, years, YEARS)

    def of_a_year(self, role: str = "days") -> Any:
        """Whether so many days are a year, as far as is known."""
        days, given = self.whole(role)
        return ~given | ((days >= YEAR_DAYS[0]) & (days <= YEAR_DAYS[1]))

    def _nothing(self) -> tuple[Whole, Any]:
        return np.zeros(self.count, dtype=np.int64), np.zeros(self.count, dtype=bool)
