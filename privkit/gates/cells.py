"""Units of an output by group and confidential value, counted in the engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import narwhals as nw

from privkit.gates.exhibit import Measured
from privkit.risk.disclosure import Cells
from privkit.risk.packing import pack
from privkit.steps.k_anonymous.confidential import ranks
from privkit.steps.k_anonymous.gather import numbered
from privkit.values import Column

if TYPE_CHECKING:
    pass

_LABEL, _N = "_privkit_label", "_privkit_n"
MOST = 5_000_000


def cells_of(
    measured: Measured, on: Sequence[str], value: nw.Expr, column: Column, bands: Sequence[str]
) -> tuple[Cells, list[str | None]]:
    """The cells of a table and the distinct values, by number; numbers follow the order of the values.

    A blank is a value. With several rows per unit, a unit counts once for each value it holds.
    """
    import numpy as np

    unit = measured.schema.unit
    alone = unit is None or measured.schema.one_row_per_unit
    count = nw.len() if alone else nw.col(str(unit)).n_unique()
    grouped = measured.table.with_columns(value.alias(_LABEL)).group_by(*on, _LABEL).agg(count.alias(_N))
    held = measured.engine.collect_arrow(grouped, MOST)
    codes = [numbered(held.column(name))[1] for name in on]
    keys = pack(np.stack(codes, axis=1)) if codes else np.zeros(held.num_rows, np.int64)
    groups, group = np.unique(keys, return_inverse=True)
    texts, numbers = numbered(held.column(_LABEL))
    place = np.asarray(ranks(texts, column, list(bands)), np.int64)
    ordered: list[str | None] = [None] * len(texts)
    for text, at in zip(texts, place.tolist(), strict=True):
        ordered[at] = text
    units = held.column(_N).to_numpy().astype(np.int64)
    value_numbers = place[numbers] if len(texts) else np.zeros(0, np.int64)
    return Cells(group.reshape(-1).astype(np.int64), value_numbers, units, len(groups), len(texts)), ordered
