"""Work that neighbouring steps share, with the same results as one step after the other.

Rows chosen by several steps in a row are counted in one reading of the data. Pseudonyms of the privacy unit
are computed after the summary that follows, once per unit instead of once per row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING

from privkit.steps.base import Context, Done, Schemas, Step, Tables, holding
from privkit.steps.pseudonymise import Pseudonymise
from privkit.steps.retention import DropOlderThan
from privkit.steps.rows import KeepRows
from privkit.steps.summarise import Summarise
from privkit.values import Counts, Schema

if TYPE_CHECKING:
    from privkit.engine.protocol import Table

TableCounts = dict[str, Counts]


@dataclass
class Ahead:
    """Runs the steps of one walk and counts after them; ``before`` and ``after`` are the schemas around each."""

    steps: Sequence[Step]
    before: Sequence[Schemas]
    after: Sequence[Schemas]
    context: Context
    known: dict[int, TableCounts] = field(default_factory=dict)

    def run(self, number: int, tables: Tables) -> Done:
        """Do a step; its tables come in canonical types, unless it is put off."""
        step = self.steps[number]
        if self._put_off(number):
            assert isinstance(step, Pseudonymise)
            self.context.secret(step.rule.key.secret)  # a key that is missing is told now
            return Done(tables, step.changes)
        if number and self._put_off(number - 1):
            done = self._summarised_then_hashed(number, tables)
        else:
            done = step.run(tables, self.before[number], self.context)
        after = self.after[number]
        return replace(
            done, tables={n: self.context.engine.cast(t, after[n]) for n, t in done.tables.items()}
        )

    def opening(self, tables: Tables, schemas: Schemas) -> TableCounts:
        """Counts before the first step."""
        return self._shared(0, tables, schemas, None)

    def counted(self, number: int, before: Tables, done: Done, counts: TableCounts) -> TableCounts:
        """Counts after a step, given those before it; tables that it counted itself are not counted again."""
        step, schemas, after = self.steps[number], self.after[number], done.tables
        if not step.changes_rows:
            return {name: counts[name] for name in after}
        if number not in self.known and len(self._filters(number)) > 1:
            self._shared(number, before, self.before[number], counts)
        if number in self.known:
            return self.known[number]
        known = done.counts
        return {name: known.get(name) or self._count(table, schemas[name]) for name, table in after.items()}

    def _filters(self, first: int) -> list[KeepRows | DropOlderThan]:
        """The steps from ``first`` on that only choose rows."""
        chosen = takewhile(lambda s: isinstance(s, KeepRows | DropOlderThan), self.steps[first:])
        return [step for step in chosen if isinstance(step, KeepRows | DropOlderThan)]

    def _shared(self, first: int, tables: Tables, schemas: Schemas, start: TableCounts | None) -> TableCounts:
        """Counts before ``first``; those after each of the filters from there on are remembered."""
        filters = self._filters(first)
        opening: TableCounts = {}
        for name, table in tables.items():
            conditions = [step.condition(schemas[name], self.context) for step in filters]
            if any(c is not None for c in conditions):
                found = self.context.engine.count_stages(table, schemas[name].unit, conditions)
            else:
                one = start[name] if start else self._count(table, schemas[name])
                found = [one] * (len(filters) + 1)
            opening[name] = found[0]
            for number, counts in enumerate(found[1:], first):
                self.known.setdefault(number, {})[name] = counts
        return opening

    def _count(self, table: Table, schema: Schema) -> Counts:
        return self.context.engine.count(table, schema.unit, one_each=schema.one_row_per_unit)

    def _put_off(self, number: int) -> bool:
        """Whether a step hashes the unit of one table that the next step summarises, and nothing else."""
        if number + 1 >= len(self.steps):
            return False
        step, following, schemas = self.steps[number], self.steps[number + 1], self.before[number]
        if not isinstance(step, Pseudonymise) or not isinstance(following, Summarise):
            return False
        old, new = step.rule.columns, step.rule.into
        held = [(name, schema) for column in old for name, schema in holding(schemas, column)]
        if len(old) != 1 or len(held) != 1 or old[0] == new[0]:
            return False
        name, schema = held[0]
        named = {*following.sources, *following.rule.columns}
        return schema.unit == old[0] and following.table_of(schemas) == name and not named & {*old, *new}

    def _summarised_then_hashed(self, number: int, tables: Tables) -> Done:
        hashing, schemas = self.steps[number - 1], self.before[number - 1]
        done = self.steps[number].run(tables, schemas, self.context)
        summed = self.steps[number].fate(schemas, lambda problem: None)
        hashed = hashing.run(done.tables, summed, self.context).tables
        kept = {n: t if t is tables.get(n) else self.context.engine.checkpoint(t) for n, t in hashed.items()}
        return replace(done, tables=kept)
