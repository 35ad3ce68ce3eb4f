"""Fewer units of a large source, drawn at random: enough to try a protection on, in a time one waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from privkit.engine.protocol import Engine
    from privkit.steps.base import Schemas, Tables

MOST_COLLECTED = 50_000_000


def fewer_units(
    tables: Tables, schemas: Schemas, engine: Engine, most: int, seed: int
) -> tuple[Tables, tuple[int, int] | None]:
    """The rows of at most ``most`` units, in every table that holds the unit, and how many were drawn of how many.

    None when there are no more. The same seed draws the same units of the same source, whatever the order of its rows.
    Tables that do not hold the unit stay whole. Rows without a unit stay too: they are refused elsewhere.
    """
    held = [name for name, schema in schemas.items() if schema.unit is not None]
    if not held:
        return tables, None
    unit = str(schemas[held[0]].unit)
    found = [engine.collect_arrow(tables[n].select(unit).unique(), MOST_COLLECTED).column(unit) for n in held]
    units = (
        pa.chunked_array([c for column in found for c in column.chunks], found[0].type).unique().drop_null()
    )
    if len(units) <= most:
        return tables, None
    units = units.take(pa.compute.sort_indices(units))
    drawn = np.sort(np.random.default_rng((seed, 7)).choice(len(units), most, replace=False))
    column = schemas[held[0]][unit]
    chosen = engine.upload(pa.table({unit: units.take(pa.array(drawn))}), [column])
    out = dict(tables)
    for name in held:
        kept = tables[name].join(chosen, on=unit, how="semi")
        out[name] = engine.checkpoint(kept.select(*schemas[name].names))
    return out, (most, len(units))
