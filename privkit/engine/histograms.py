"""Rows by bin of public edges, in one group-by per column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

import narwhals as nw
import numpy as np

from privkit.engine import expressions as ex
from privkit.engine.cell_values import HistogramOf
from privkit.engine.common import column_held, to_pandas
from privkit.engine.fixed_point import FixedPoint, fixed_point
from privkit.engine.protocol import Table

_BIN, _FROM, _N = "privkit bin", "privkit from", "privkit n"
_LARGE = 10**12  # in units of the last decimal


def histogram_of(
    table: Table, by: Sequence[str], asked: HistogramOf, collected: Callable[[Table, int], Any]
) -> tuple[np.ndarray, np.ndarray]:
    """Counts, cells x bins, and those below and above, cells x 2; cells in order of their keys.

    ``collected`` computes a table of the keys and more, at most so many rows per cell, in order.
    """
    bins = len(asked.edges) - 1
    marked = with_bins(table.select(*dict.fromkeys([*by, asked.column])), asked)
    found = collected(marked.group_by(*by, _BIN).agg(nw.len().alias(_N)), bins + 3)
    cell = _cells(found, by)
    place = found.column(_BIN).to_pandas()
    filled = place.notna().to_numpy()
    cells = int(cell.max(initial=-1)) + 1 if by else 1
    counts = np.zeros((cells, bins + 2), np.int64)
    where = place.fillna(0).to_numpy().astype(np.int64)
    counts[cell[filled], where[filled] + 1] = found.column(_N).to_numpy()[filled]
    return counts[:, 1:-1], counts[:, [0, -1]]


def _cells(found: Any, by: Sequence[str]) -> np.ndarray:
    """The number of the cell of each row, in order of first appearance."""
    if not by:
        return np.zeros(found.num_rows, np.int64)
    keys = to_pandas(found.select(list(by)))
    number: np.ndarray = keys.groupby(list(by), dropna=False, sort=False).ngroup().to_numpy()
    return number


def with_bins(table: Table, asked: HistogramOf) -> Table:
    """Add the bin of each row: by arithmetic when bins are as wide as each other, several times quicker."""
    column = column_held(asked.column, table.collect_schema()[asked.column])
    plain = fixed_point(column, Decimal(1).scaleb(-column.decimals))
    units = [edge.scaleb(column.decimals) for edge in asked.edges]
    first, last, width = units[0], units[-1], units[1] - units[0]
    even = all(b - a == width for a, b in pairwise(units)) and first == int(first) and width == int(width)
    if not even or max(abs(first), abs(last)) >= _LARGE:
        return table.with_columns(bin_of(nw.col(asked.column), asked.edges).alias(_BIN))
    near = FixedPoint(plain.column, 1, int(first) - 1, int(last) + 1)
    table, value = near.prepared(table, _BIN, integer=True), nw.col(_BIN)
    table = table.with_columns((value - int(first - width)).alias(_FROM))
    number = ex.divided(nw.col(_FROM), nw.lit(int(width), dtype=nw.Int64())) - 1
    bins = len(units) - 1
    inside: Any = nw.when(value > int(last)).then(_code(bins)).when(value == int(last)).then(_code(bins - 1))
    return table.with_columns(inside.otherwise(number).alias(_BIN))


def bin_of(value: nw.Expr, edges: Sequence[Decimal]) -> nw.Expr:
    """The bin from 0, -1 below the first edge, as many as bins above the last; NULL gives NULL.

    The last bin holds its upper edge too. Each value is compared with a few edges only.
    """
    last = len(edges) - 1
    inside = _between(value, edges, 0, last)
    nothing: Any = nw.when(value.is_null()).then(nw.lit(None, dtype=nw.Int64()))
    below = nothing.when(value < _edge(edges[0])).then(_code(-1))
    done: nw.Expr = below.when(value > _edge(edges[last])).then(_code(last)).otherwise(inside)
    return done


def _between(value: nw.Expr, edges: Sequence[Decimal], first: int, last: int) -> nw.Expr:
    if last - first == 1:
        return _code(first)
    middle = (first + last) // 2
    lower: Any = nw.when(value < _edge(edges[middle])).then(_between(value, edges, first, middle))
    done: nw.Expr = lower.otherwise(_between(value, edges, middle, last))
    return done


def _edge(edge: Decimal) -> nw.Expr:
    return nw.lit(Decimal(format(Decimal(edge), "f")))


def _code(number: int) -> nw.Expr:
    return nw.lit(number, dtype=nw.Int64())
