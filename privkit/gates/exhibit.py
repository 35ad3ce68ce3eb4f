"""One output on trial: its table, the baseline beside it, and what is measured on both, once.

All counts are of privacy units. A group is the set of rows that share every quasi-identifier left in
the output; with no quasi-identifier left, everybody is in one group.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

import narwhals as nw

from privkit.engine.expressions import text_of
from privkit.gates.loss import column_loss
from privkit.risk.groups import Groups
from privkit.risk.identifiers import (
    HOLDS_DIGIT,
    LONG_ENOUGH,
    MAY_NAME,
    Finding,
    scan_name,
    scan_values,
)
from privkit.steps.base import ROW
from privkit.values import Column, Counts, Role, Schema, Type

if TYPE_CHECKING:
    from privkit.engine.protocol import Engine, Table

_N, _U, _LABEL, _RAW = "_privkit_n", "_privkit_u", "_privkit_label", "_privkit_raw"
_LOW, _HIGH, _AT = "_privkit_low", "_privkit_high", "_privkit_at"
AT_ONCE = 500_000  # distinct values of a column looked at together for direct identifiers
LONG_NUMBER = 10**12  # whole numbers from there may be a social security number (NIR, 13 digits)


@dataclass(frozen=True)
class Measured:
    """A table and its schema, and the figures of its groups."""

    engine: Engine
    table: Table
    schema: Schema

    @cached_property
    def counts(self) -> Counts:
        return self.engine.count(self.table, self.schema.unit, one_each=self.schema.one_row_per_unit)

    @property
    def units(self) -> int:
        return self.counts.units if self.counts.units is not None else self.counts.rows

    @property
    def one_row_each(self) -> bool:
        """Whether no unit has several rows: known from the steps, or seen in the data."""
        return self.schema.unit is None or self.schema.one_row_per_unit or self.counts.rows == self.units

    def groups(self, on: Sequence[str]) -> Groups:
        """Sizes of the groups of equal values of ``on``, in units."""
        if not on:
            return Groups(((self.units, 1),) if self.units else ())
        sizes = self._sized(on).group_by(_N).agg(nw.len().alias(_U))
        found = self.engine.collect(sizes, 5_000_000)
        return Groups(tuple(sorted((int(n), int(c)) for n, c in zip(found[_N], found[_U], strict=True))))

    def _sized(self, on: Sequence[str]) -> Table:
        unit = self.schema.unit
        count = nw.len() if unit is None or self.schema.one_row_per_unit else nw.col(unit).n_unique()
        return self.table.group_by(*on).agg(count.alias(_N))

    def unique_units(self, on: Sequence[str]) -> int:
        """Units that are alone in some group."""
        unit = self.schema.unit
        if unit is None or self.schema.one_row_per_unit or not on:
            return self.groups(on).unique_units
        alone = self.table.group_by(*on).agg(nw.col(unit).n_unique().alias(_N), nw.col(unit).min().alias(_U))
        return int(self.engine.count(alone.filter(nw.col(_N) == 1), _U).units or 0)

    def smallest_diversity(self, on: Sequence[str], value: nw.Expr) -> int:
        """The least number of distinct values of an expression in a group; a blank counts as a value.

        With several rows per unit, a unit counts once: its values, taken together, are one value.
        """
        table = self.table.with_columns(value.alias(_LABEL))
        table = table.with_columns(
            # a letter before, so that no text is taken for a blank
            nw.when(nw.col(_LABEL).is_null())
            .then(nw.lit("-"))
            .otherwise(nw.concat_str([nw.lit("+"), nw.col(_LABEL)]))
            .alias(_LABEL)
        )
        if not on:
            table, on = table.with_columns(nw.lit("").alias(_RAW)), [_RAW]
        each = table.group_by(*on).agg(nw.col(_LABEL).n_unique().alias(_N))
        least = self._least(each)
        if self.schema.unit is None or self.schema.one_row_per_unit:
            return least
        return min(least, self._least(self._sets(table, on)))

    def _sets(self, table: Table, on: Sequence[str]) -> Table:
        """Per group, the number of distinct sets of values that units hold: least, greatest and how many."""
        label = nw.col(_LABEL)
        sets = table.group_by(*on, str(self.schema.unit)).agg(
            label.min().alias(_LOW), label.max().alias(_HIGH), label.n_unique().alias(_N)
        )
        distinct = sets.select(*on, _LOW, _HIGH, _N).unique()
        return distinct.group_by(*on).agg(nw.len().alias(_N))

    def _least(self, each: Table) -> int:
        found = self.engine.collect(each.select(nw.col(_N).min()), 1)
        return 0 if found[_N].isna().all() else int(found[_N].iloc[0])


@dataclass(frozen=True)
class Exhibit:
    """One output, protected, beside its baseline.

    ``control`` holds people who were set aside, in the columns of the baseline; None when nobody was. ``made``: rows
    were made by a model, so that no row of the output is the row of someone, whatever its key.
    """

    output: str
    after: Measured
    before: Measured | None
    control: Measured | None = None
    made: bool = False

    @property
    def schema(self) -> Schema:
        return self.after.schema

    @property
    def quasi_identifiers(self) -> tuple[str, ...]:
        return self.schema.with_role(Role.QUASI_IDENTIFIER)

    @cached_property
    def groups(self) -> Groups:
        return self.after.groups(self.quasi_identifiers)

    @cached_property
    def groups_before(self) -> Groups | None:
        raw = self.quasi_identifiers_before
        return None if self.before is None or raw is None else self.before.groups(raw)

    @property
    def quasi_identifiers_before(self) -> tuple[str, ...] | None:
        """The same columns of the baseline, or None when one has no single counterpart there."""
        if self.before is None or len(self._raw_columns) < len(self.quasi_identifiers):
            return None
        return tuple(column.name for column in self._raw_columns.values())

    def holding(self, names: Sequence[str]) -> tuple[Table, Mapping[str, Column]]:
        """The output with columns it may not release, brought from the baseline row by row; those found."""
        found = {name: self.schema[name] for name in names if name in self.schema}
        key, lacking = self._row_key(), [name for name in names if name not in found]
        if self.before is None or key is None:
            return self.after.table, found
        there = [name for name in lacking if name in self.before.schema]
        if not there:
            return self.after.table, found
        beside = self.before.table.select(nw.col(key), *(nw.col(name) for name in there))
        return (
            self.after.table.join(beside, on=key, how="left"),
            found | {name: self.before.schema[name] for name in there},
        )

    @cached_property
    def unique_units(self) -> int:
        return self.after.unique_units(self.quasi_identifiers)

    @property
    def units_before(self) -> int:
        return self.before.units if self.before else self.after.units

    @cached_property
    def removed_share(self) -> float:
        """Share of the baseline's units that are not in the output."""
        return float(self.removed_exactly)

    @property
    def removed_exactly(self) -> Fraction:
        """The same as a fraction."""
        gone = max(0, self.units_before - self.after.units)
        return Fraction(gone, self.units_before) if self.units_before else Fraction(0)

    @cached_property
    def _raw_columns(self) -> Mapping[str, Column]:
        """For each quasi-identifier of the output, the baseline column of the same origin."""
        if self.before is None:
            return {}
        pairs = ((name, self._raw_column(name)) for name in self.quasi_identifiers)
        return {name: column for name, column in pairs if column is not None}

    def counterpart(self, name: str) -> Column | None:
        """The baseline column of the same origin; None when there is no baseline, or no single such column."""
        return None if self.before is None else self._raw_column(name)

    def _raw_column(self, name: str) -> Column | None:
        """By name first: two columns may come from the same one (a first and a last date)."""
        assert self.before is not None
        origin = self.schema[name].origin
        same = [c for c in self.before.schema.columns if c.origin == origin]
        named = [c for c in same if c.name == name]
        return next(iter(named or (same if len(same) == 1 else [])), None)

    @cached_property
    def loss_by_column(self) -> Mapping[str, float]:
        """Loss of detail of each quasi-identifier, in [0, 1]; see :mod:`privkit.gates.loss`."""
        key = self._row_key()
        if self.before is None or key is None:
            return {}
        out = {}
        for name, raw in self._raw_columns.items():
            # _U tells a row that was removed from one whose label is missing
            labels = self.after.table.select(nw.col(key), nw.col(name).alias(_LABEL), nw.lit(1).alias(_U))
            values = self.before.table.select(nw.col(key), nw.col(raw.name).alias(_RAW))
            pairs = values.join(labels, on=key, how="left")
            pairs = pairs.group_by(_RAW, _LABEL, _U).agg(nw.len().alias(_N))
            out[name] = column_loss(self.after.engine.collect(pairs, 5_000_000), _RAW, _LABEL, _U, _N)
        return out

    def _row_key(self) -> str | None:
        """The column that tells which released row comes from which baseline row."""
        if self.before is None or self.made:
            return None
        for key in (ROW, self.schema.unit):
            if key and key in self.schema and key in self.before.schema:
                return key if key == ROW or self.schema.one_row_per_unit else None
        return None

    @cached_property
    def information_loss(self) -> float | None:
        """The mean loss over quasi-identifiers; a removed unit is a total loss. None when not measurable."""
        by_column = self.loss_by_column
        if not by_column or len(by_column) < len(self.quasi_identifiers):
            return None if self.quasi_identifiers else 0.0
        return sum(by_column.values()) / len(by_column)

    @cached_property
    def identifiers(self) -> tuple[Finding, ...]:
        """Direct identifiers left: by role, by name of column, by content."""
        found: list[Finding] = []
        for column in self.schema.kept:
            if column.role is Role.DIRECT_IDENTIFIER:
                found.append(Finding(column.name, "role", 0, self.after.counts.rows))
                continue
            if column.pseudonym:
                continue
            named = scan_name(column.name)
            if named is not None and named.weight == "identifier":
                found.append(Finding(column.name, "name", 0, self.after.counts.rows))
            found += self._scan(column)
        return tuple(found)

    def _scan(self, column: Column) -> list[Finding]:
        """What the values look like: every distinct text, and whole numbers long enough to name someone.

        The engine leaves out the texts in which no detector can find anything: most columns are done then.
        """
        table, text = self.after.table, nw.col(column.name)
        if column.type is Type.INTEGER:
            table = table.filter(text.abs() >= LONG_NUMBER)
        elif not column.type.is_text:
            return []
        shown = text if column.type.is_text else text_of(text, column)
        each = table.select(shown.alias(_LABEL)).group_by(_LABEL).agg(nw.len().alias(_N))
        if column.type.is_text:
            label = nw.col(_LABEL)
            long = (label.str.len_chars() >= LONG_ENOUGH) & label.str.contains(HOLDS_DIGIT)
            each = each.filter(label.str.contains(MAY_NAME) | long)
        engine = self.after.engine
        numbered = engine.row_numbered(each, _AT)
        found: dict[str, Finding] = {}
        for start in range(0, engine.count(numbered, None).rows, AT_ONCE):
            part = numbered.filter((nw.col(_AT) >= start) & (nw.col(_AT) < start + AT_ONCE))
            values = engine.collect(part, AT_ONCE)
            for one in scan_values(column.name, list(values[_LABEL]), [int(n) for n in values[_N]]):
                met = found.get(one.detector, Finding(column.name, one.detector, 0, 0))
                found[one.detector] = replace(
                    met, values_found=met.values_found + one.values_found, rows=met.rows + one.rows
                )
        return list(found.values())
