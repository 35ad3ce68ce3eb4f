"""What a step that draws at random works on: rows in canonical order, and a generator nobody else can make.

The seed of a draw is the SHA-256 of the seed in the policy, the number of the step, and the rows themselves.
So a run can be done again to the same result, on any engine, and someone who has only the policy, or the policy
and what was released, cannot draw the same noise to take it away. Who already knows every row but one could try
its values in turn: pseudonymise the unit before, so that a secret key is part of the rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.random import Philox

from privkit.steps.base import ROW, Context, Spot
from privkit.values import Column, Schema
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.engine.protocol import Table

NUMBER = "_privkit_draw"  # tells the rows apart between collecting and joining back
_AT_ONCE = 65_536


@dataclass(frozen=True)
class Drawn:
    """The rows of a table as Arrow, sorted by all columns, and the generator of this step for these rows."""

    table: Table  # with the column NUMBER
    schema: Schema
    rows: Any
    rng: np.random.Generator

    def column(self, name: str) -> Any:
        """A column of the rows, in one piece."""
        return self.rows.column(name).combine_chunks()

    def put_back(self, changed: Mapping[str, Any], context: Context) -> Table:
        """The table with columns changed; each array is in the order of ``rows``."""
        import pyarrow as pa

        into = [self.schema[name] for name in changed]
        mapping = pa.table({NUMBER: self.column(NUMBER), **changed})
        joined = context.engine.lookup(self.table, [NUMBER], mapping, into)
        return context.engine.checkpoint(joined.select(*self.schema.names))


def draw(table: Table, schema: Schema, spot: Spot, context: Context) -> Drawn:
    """Collect a table for one step. Raises DataError PK731 above the rows that may be collected."""
    import pyarrow as pa
    import pyarrow.compute as pc

    numbered = context.engine.row_numbered(table, NUMBER)
    refuse_too_many(context.engine.count(numbered, None).rows, spot, context)
    columns = [c for c in schema.columns if c.name != ROW]
    held = context.engine.collect_arrow(
        numbered.select(*(c.name for c in columns), NUMBER), context.largest_collect
    )
    held = canonical_types(held, columns)
    order = pc.sort_indices(held, sort_keys=[(c.name, "ascending", "at_end") for c in columns])
    rows = held.take(order)
    assert isinstance(rows, pa.Table)
    return Drawn(numbered, schema, rows, generator(spot, rows, columns, context))


def refuse_too_many(rows: int, spot: Spot, context: Context) -> None:
    """PK731: the step brings rows into memory."""
    if rows <= context.largest_collect:
        return
    raise spot.data_error(
        "PK731",
        Words(
            f"{rows} rows: this step brings at most {context.largest_collect} together",
            f"{rows} lignes : cette étape en réunit {context.largest_collect} au plus",
        ),
        Words("summarise or keep fewer rows before", "résumez, ou gardez moins de lignes, avant"),
    )


def canonical_types(held: Any, columns: Sequence[Column]) -> Any:
    """The columns in the types every engine gives, and NUMBER when it is there."""
    from privkit.engine.canonical import arrow_type

    for column in columns:
        position = held.column_names.index(column.name)
        held = held.set_column(position, column.name, held.column(column.name).cast(arrow_type(column)))
    return held


def generator(spot: Spot, rows: Any, columns: Sequence[Column], context: Context) -> np.random.Generator:
    """The generator of a step for the rows it changes, given in canonical order."""
    from privkit.engine.canonical import csv_header, csv_rows

    shown = [replace(c, kept=True) for c in columns]
    digest = _digest(spot, context)
    digest.update(csv_header(shown))
    for start in range(0, rows.num_rows, _AT_ONCE):
        digest.update(csv_rows(rows.slice(start, _AT_ONCE), shown))
    return _keyed(digest)


def generator_of_tables(
    spot: Spot, tables: Mapping[str, Table], schemas: Mapping[str, Schema], context: Context
) -> np.random.Generator:
    """The generator of a step for whole tables, which the engine reads without bringing them together.

    Every column counts, and not only the identifiers of units, which many people may know.
    """
    digest = _digest(spot, context)
    for name, table in sorted(tables.items()):
        columns = tuple(replace(c, kept=True) for c in schemas[name].columns if c.name != ROW)
        digest.update(f"{name}\n{context.engine.digest(table, Schema(columns))}\n".encode())
    return _keyed(digest)


def _digest(spot: Spot, context: Context) -> Any:
    """What every draw of a step starts from: the seed of the policy and the number of the step."""
    return hashlib.sha256(f"privkit draw\n{context.policy.technical.seed}\n{spot.path[1]}\n".encode())


def _keyed(digest: Any) -> np.random.Generator:
    """Philox, a block cipher's rounds over a counter (Salmon et al. 2011), keyed by the digest.

    Not PCG64: its state can be found from a few known outputs (Bouillaguet, Martinez, Sauvage 2020), and whoever
    knows a few true values knows their noise.
    """
    return np.random.Generator(Philox(key=int.from_bytes(digest.digest()[:16], "big")))
