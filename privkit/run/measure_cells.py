"""One table grouped once on its quasi-identifiers: sizes, known facts and diversity, through the engine.

Rows are never brought into memory: only histograms of sizes and, when there are not too many, distinct
combinations as small whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import narwhals as nw

from privkit.anonymity.hierarchy import TOP
from privkit.gates.exhibit import Measured
from privkit.risk.diversity import diversity
from privkit.risk.groups import Groups
from privkit.risk.uniqueness import uniqueness_by_subset
from privkit.run.measure_codes import coded, numbered
from privkit.run.measured import ColumnDiversity, Facts, KnownFacts
from privkit.steps.texts import as_text
from privkit.values import Column, Schema, Type
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.engine.protocol import Engine, Table

_N, _S, _V, _E = "_privkit_n", "_privkit_s", "_privkit_v", "_privkit_e"
MOST_FACTS = 3  # columns in a set of known facts
MOST_CELLS = 1_000_000  # distinct combinations brought into memory
MOST_WORK = 100_000_000  # combinations times sets of columns
MOST_SETS = 500
MOST_SIZES = 5_000_000


def not_suppressed(table: Table, schema: Schema, on: Sequence[str]) -> Table:
    """The rows that are not ``*`` in every quasi-identifier."""
    if not on or not all(schema[name].type.is_text for name in on):
        return table
    # a NULL goes to "otherwise": it is a value of its own, not a suppressed one
    starred = (nw.col(name).str.strip_chars() == TOP for name in on)
    stars = [nw.when(one).then(nw.lit(1)).otherwise(nw.lit(0)) for one in starred]
    return table.filter(nw.sum_horizontal(*stars) < len(on))


@dataclass(frozen=True)
class Cells:
    """The rows of a table that are not suppressed, and how they group. ``once``: one row per unit."""

    engine: Engine
    table: Table
    schema: Schema
    on: tuple[str, ...]
    once: bool

    @cached_property
    def present(self) -> Table:
        return not_suppressed(self.table, self.schema, self.on)

    @cached_property
    def measured(self) -> Measured:
        return Measured(self.engine, self._places, self.schema)

    @cached_property
    def _places(self) -> Table:
        """One row per unit and combination."""
        if self.once:
            return self.present
        return self.engine.checkpoint(self.present.select(*self.on, str(self.schema.unit)).unique())

    @cached_property
    def cells(self) -> Table:
        """Distinct combinations and the units in each."""
        return self.engine.checkpoint(self._places.group_by(*self.on).agg(nw.len().alias(_N)))

    @cached_property
    def units(self) -> int:
        """Units of which some row is not suppressed."""
        if self.once and self.on:
            return self.groups.units
        return self._counted(self.present, self.schema.unit)

    def _counted(self, table: Table, unit: str | None) -> int:
        counts = self.engine.count(table, unit, one_each=self.once)
        return counts.rows if counts.units is None else counts.units

    @cached_property
    def groups(self) -> Groups:
        if not self.on:
            return Groups(((self.units, 1),) if self.units else ())
        sizes = self.cells.group_by(_N).agg(nw.len().alias(_S))
        found = self.engine.collect(sizes, MOST_SIZES)
        return Groups(tuple(sorted((int(n), int(c)) for n, c in zip(found[_N], found[_S], strict=True))))

    @cached_property
    def unique(self) -> int:
        """Units alone in some group."""
        return self.groups.unique_units if self.once else self.measured.unique_units(self.on)

    def known_facts(self) -> KnownFacts:
        """Units alone on each set of a few quasi-identifiers, as far as the work stays reasonable."""
        width = len(self.on)
        wanted, found = min(MOST_FACTS, width), self._most_facts(width)
        reason = None if found == wanted else _too_many(self.rows, found + 1)
        if not found:
            return KnownFacts((), 0, reason if width else None)
        inside = self.rows <= MOST_CELLS
        sets = self._sets_inside(found) if inside else self._sets_by_engine(found)
        ordered = sorted(sets, key=lambda one: (-one.unique, len(one.columns), one.columns))
        return KnownFacts(tuple(ordered), found, reason)

    @cached_property
    def rows(self) -> int:
        """Rows that one grouping goes through."""
        return self.groups.classes if self.once else self._counted(self._places, None)

    def _most_facts(self, width: int) -> int:
        fits = [
            size
            for size in range(1, min(MOST_FACTS, width) + 1)
            if (sets := sum(math.comb(width, n) for n in range(1, size + 1))) <= MOST_SETS
            and sets * max(self.rows, 1) <= MOST_WORK
        ]
        return max(fits, default=0)

    def codes(self) -> tuple[Any, Any, Any]:
        """Distinct combinations as numbers, with their units; with several rows per unit, one row per unit and
        combination instead, and the number of its unit. For at most ``MOST_CELLS`` rows."""
        arrow = self.engine.collect_arrow(self.cells if self.once else self._places, MOST_CELLS)
        codes = coded(arrow, self.on)
        if self.once:
            return codes, arrow.column(_N).to_numpy(), None
        return codes, None, numbered(arrow.column(str(self.schema.unit)))

    def _sets_inside(self, up_to: int) -> Iterator[Facts]:
        codes, weights, holder = self.codes()
        found = uniqueness_by_subset(codes, up_to, weights=weights, unit_codes=holder, at_most=MOST_SETS)
        for one in found:
            yield Facts(tuple(self.on[c] for c in one.columns), one.unique, one.share)

    def _sets_by_engine(self, up_to: int) -> Iterator[Facts]:
        for size in range(1, up_to + 1):
            for names in combinations(self.on, size):
                if self.once:
                    sums = self.cells.group_by(*names).agg(nw.col(_N).sum().alias(_S))
                    unique = self.engine.count(sums.filter(nw.col(_S) == 1), None).rows
                else:
                    unique = self.measured.unique_units(names)
                yield Facts(names, unique, unique / self.units if self.units else 0.0)

    def diversity_of(self, column: Column) -> ColumnDiversity:
        """The least diverse group for a confidential column. A blank is a value."""
        entries = self._entries(column)
        if entries is None:  # somebody is alone in a group: it holds one value
            return ColumnDiversity(column.name, 1, 0.0, None, None, _ALONE)
        rows = self._counted(entries, None)
        if rows > MOST_CELLS:
            return self._by_engine(column, entries, rows)
        arrow = self.engine.collect_arrow(entries, MOST_CELLS)
        units = arrow.column(_N).to_numpy()
        found = ColumnDiversity.of(
            column.name,
            diversity(_dense(coded(arrow, self.on)), numbered(arrow.column(_V), ordered=True), units),
        )
        if column.type.is_text:  # the alphabet is no order to measure a distance in
            found = replace(found, largest_ordered_distance=None)
        return self._with_sets(column, found)

    def _entries(self, column: Column) -> Table | None:
        """Units per group and value; None when there may be too many and some group is one unit: it is known."""
        if self.groups.smallest == 1 and self.groups.units > MOST_CELLS:
            return None
        value = as_text(column, "en") if column.type is Type.YES_NO else nw.col(column.name)
        table = self.present.with_columns(value.alias(_V))
        if not self.once:
            table = table.select(*self.on, str(self.schema.unit), _V).unique()
        return self.engine.checkpoint(table.group_by(*self.on, _V).agg(nw.len().alias(_N)))

    def _by_engine(self, column: Column, entries: Table, rows: int) -> ColumnDiversity:
        n = nw.col(_N)
        each = entries.with_columns((n.cast(nw.Float64()) * n.cast(nw.Float64()).log()).alias(_E))
        keys, each = (list(self.on), each) if self.on else ([_S], each.with_columns(nw.lit(1).alias(_S)))
        total = each.group_by(*keys).agg(nw.len().alias("d"), nw.col(_N).sum().alias("s"), nw.col(_E).sum())
        size = nw.col("s").cast(nw.Float64())
        least = total.select(nw.col("d").min(), (size.log() - nw.col(_E) / size).min().alias("h"))
        found = self.engine.collect(least, 1)
        entropy = max(0.0, float(found["h"].iloc[0]))
        told = ColumnDiversity(column.name, int(found["d"].iloc[0]), entropy, None, None, _distances(rows))
        return self._with_sets(column, told)

    def _with_sets(self, column: Column, found: ColumnDiversity) -> ColumnDiversity:
        """With several rows per unit, what a unit holds taken together is one value: as l-diversity counts."""
        if self.once:
            return found
        whole = Measured(self.engine, self.present, self.schema)
        least = whole.smallest_diversity(self.on, as_text(column, "en"))
        entropy = 0.0 if least == 1 else found.least_entropy
        return replace(found, least_distinct=least, least_entropy=entropy)


def _dense(codes: Any) -> Any:
    from privkit.risk.packing import pack

    return pack(codes)


def _too_many(rows: int, size: int) -> Words:
    return Words(
        f"sets of {size} columns and more are not tried on {rows} distinct combinations",
        f"les ensembles de {size} colonnes et plus ne sont pas essayés sur {rows} combinaisons distinctes",
    )


_ALONE = Words(
    "distances are not measured: some group is one unit, whose value is known",
    "les distances ne sont pas mesurées : un groupe est d'une seule unité, dont la valeur est connue",
)


def _distances(rows: int) -> Words:
    return Words(
        f"distances are measured up to {MOST_CELLS} combinations; there are {rows}",
        f"les distances sont mesurées jusqu'à {MOST_CELLS} combinaisons ; il y en a {rows}",
    )
