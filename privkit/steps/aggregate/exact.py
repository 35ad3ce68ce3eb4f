"""Exact whole numbers per cell, asked of the engine once per table and laid out over the public keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from privkit.engine.cell_values import CellRequest, Cells, HistogramOf, SumOf, SumPart
from privkit.steps.aggregate.keys import KeyDomain
from privkit.steps.texts import as_text
from privkit.values import Schema

if TYPE_CHECKING:
    from privkit.dp.contribution import Need
    from privkit.engine.protocol import Engine, Table
    from privkit.words import Language

Whole = NDArray[np.int64]
MOST_CELLS = 5_000_000
_KEY = "_privkit_key"


@dataclass(frozen=True, eq=False)
class Exact:
    """Exact answers by need: one number per cell, or one row per cell for bins. ``units`` when they were counted.

    ``keys`` are the texts of each key column, one per cell. ``unlisted`` rows have a key no public list holds.
    """

    keys: tuple[Sequence[str | None], ...]
    answers: Mapping[Need, Whole]
    rows: int
    unlisted: int


def text_keys(table: Table, schema: Schema, by: Sequence[str], language: Language) -> Table:
    """The table with its key columns as text, as they are published."""
    turned = [as_text(schema[c], language).alias(c) for c in by if not schema[c].type.is_text]
    return table.with_columns(*turned) if turned else table


def exact_answers(
    engine: Engine, table: Table, schema: Schema, domains: Sequence[KeyDomain], needs: Sequence[Need]
) -> Exact:
    """All needs of one table in one pass. ``table`` has text keys; cells of public keys without a row are 0."""
    by = tuple(d.column for d in domains)
    request = _request(schema, by, needs)
    found = engine.cells(table, request)
    at, keys = _places(found, domains)
    inside = at >= 0
    size = len(keys[0]) if keys else 1

    def laid(values: Any) -> Whole:
        out = np.zeros((size, *np.shape(values)[1:]), dtype=np.int64)
        out[at[inside]] = np.asarray(values)[inside]
        return out

    answers = {need: laid(_answer(need, found)) for need in needs}
    rows = int(found.rows.sum())
    return Exact(keys, answers, rows, rows - int(found.rows[inside].sum()))


def _request(schema: Schema, by: tuple[str, ...], needs: Sequence[Need]) -> CellRequest:
    sums: dict[str, SumOf] = {}
    histograms: dict[str, HistogramOf] = {}
    for need in needs:
        if need.kind in ("sum", "squares"):
            parts: tuple[SumPart, ...] = ("filled", "sum")
            if need.kind == "squares":
                parts = ("filled", "centred", "squares")
            sums[_named(need)] = SumOf(
                str(need.column), need.precision, need.lower, need.upper, parts, unit_total=need.totals
            )
        elif need.kind == "bins":
            edges = tuple(Decimal(edge) * need.precision for edge in need.edges)
            histograms[_named(need)] = HistogramOf(str(need.column), edges)
        elif need.kind == "rows" and need.column is not None:
            step = Decimal(1).scaleb(-schema[need.column].decimals)
            sums[_named(need)] = SumOf(need.column, step, 0, 0, ("filled",))
    units = any(need.kind == "units" for need in needs)
    return CellRequest(str(schema.unit), by, sums, histograms, count_units=units, at_most=MOST_CELLS)


def _named(need: Need) -> str:
    """One name per need: the engine's answers are found again by it."""
    return f"{need.kind}|{need.column}|{need.lower}|{need.upper}|{need.precision}|{need.totals}|{need.edges}"


def _answer(need: Need, found: Cells) -> Any:
    """The exact answer to one need, from the engine's figures."""
    if need.kind == "units":
        assert found.units is not None
        return found.units
    if need.kind == "rows":
        return found.rows if need.column is None else found.sums[_named(need)]["filled"]
    if need.kind == "bins":
        counts = np.array(found.histograms[_named(need)], dtype=np.int64)
        outside = found.outside[_named(need)]
        counts[:, 0] += outside[:, 0]
        counts[:, -1] += outside[:, 1]
        return counts
    part = found.sums[_named(need)]
    if need.kind == "sum":
        return part["sum"] - need.centre * part["filled"]
    # The engine centres 2x on low + high, which may be odd: (x - c)² from the sums of (2x - s) and (2x - s)².
    odd = need.lower + need.upper - 2 * need.centre
    squares = part["squares"].astype(object) + 2 * odd * part["centred"].astype(object)
    squares = (squares + odd * odd * part["filled"].astype(object)) // 4
    return (squares - need.offset * part["filled"].astype(object)).astype(np.int64)


def _places(found: Cells, domains: Sequence[KeyDomain]) -> tuple[Whole, tuple[Sequence[str | None], ...]]:
    """Where each cell met goes among all cells of the public keys (-1: nowhere), and the keys of those."""
    if any(d.values is None for d in domains):
        columns = tuple([None if _blank(v) else str(v) for v in found.keys[d.column]] for d in domains)
        inside = _inside(columns, domains, len(found.rows))
        kept = np.flatnonzero(inside)
        # a key outside its list, or a blank one, is no candidate: noise could show it
        return np.where(inside, np.cumsum(inside) - 1, -1), tuple(
            [texts[n] for n in kept] for texts in columns
        )
    at = np.zeros(len(found.rows), dtype=np.int64)
    known = np.ones(len(found.rows), dtype=bool)
    for domain in domains:
        assert domain.values is not None
        codes = {value: n for n, value in enumerate(domain.values)}
        one = np.array(
            [codes.get(str(v), -1) if not _blank(v) else -1 for v in found.keys[domain.column]],
            dtype=np.int64,
        )
        known &= one >= 0
        at = at * len(domain.values) + one
    return np.where(known, at, -1), product_of(domains)


def _inside(
    columns: Sequence[Sequence[str | None]], domains: Sequence[KeyDomain], cells: int
) -> NDArray[np.bool_]:
    """Cells without a blank key, and whose values of listed keys are in their lists."""
    inside = np.ones(cells, dtype=bool)
    for texts, domain in zip(columns, domains, strict=True):
        known = set(domain.values) if domain.values is not None else None
        inside &= np.array([t is not None and (known is None or t in known) for t in texts], dtype=bool)
    return inside


def product_of(domains: Sequence[KeyDomain]) -> tuple[Sequence[str | None], ...]:
    """The keys of every cell, the first column changing slowest."""
    if not domains:
        return ()
    grids = np.meshgrid(*[np.arange(len(d.values or ())) for d in domains], indexing="ij")
    out = []
    for domain, grid in zip(domains, grids, strict=True):
        values = np.array(domain.values, dtype=object)
        out.append(values[grid.ravel()].tolist())
    return tuple(out)


def _blank(value: Any) -> bool:
    return value is None or value != value  # NaN is how pandas tells a blank
