"""Tables under statistical secrecy: exact figures, but for the cells that would tell of a few units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from privkit.engine.cell_values import CellRequest, Cells, ContributionsOf, SumOf
from privkit.policy.model.aggregation import Aggregate as Rule
from privkit.policy.model.aggregation import Method
from privkit.secrecy.attack import Audit
from privkit.secrecy.cells import Cells as System
from privkit.secrecy.cells import Measure, gather
from privkit.secrecy.coverage import coverage
from privkit.secrecy.protect import Protected, protect
from privkit.secrecy.rounding import Rounded
from privkit.secrecy.rules import Rules
from privkit.steps.aggregate.dimensions import dimensions_of, grains, one_domain_each
from privkit.steps.aggregate.exact import MOST_CELLS, text_keys
from privkit.steps.aggregate.keys import KeyDomain
from privkit.steps.aggregate.outcome import Aggregated
from privkit.steps.aggregate.secrecy_rules import rules_of
from privkit.steps.aggregate.settled import Settled
from privkit.steps.aggregate.shown import as_rounded, exactly, round_all
from privkit.steps.aggregate.sums import ONE, Summed, sums_of
from privkit.steps.base import Context, Spot

if TYPE_CHECKING:
    from privkit.engine.protocol import Table


def make_secret(
    table: Table,
    settled: Settled,
    domains: Mapping[str, tuple[KeyDomain, ...]],
    rule: Rule,
    context: Context,
    spot: Spot,
    number: int,
) -> Aggregated:
    """The tables of a policy, protected as one system. DataError when they cannot be."""
    from privkit.steps.aggregate.secret_tables import published_tables

    assert rule.secrecy is not None
    listed = one_domain_each(domains, spot)
    rows, dropped = _rows(table, settled, listed, context)
    sums = sums_of(settled)
    found: dict[tuple[str, ...], Cells] = {}
    for by in grains([s.by for s in settled.specs]):
        found[by] = context.engine.cells(rows, _request(settled, by, sums))
    additive = _additive(rows, settled, listed, context, found)
    frames = [_frame(by, cells, sums) for by, cells in found.items()]
    system = gather(dimensions_of(listed, additive), frames, [_measure(s, settled) for s in sums])
    shown = {by: exactly(cells, sums) for by, cells in found.items()}
    held: tuple[Rounded, ...] = ()
    if rule.secrecy.method is Method.CONTROLLED_ROUNDING:
        held = round_all(system, rule.secrecy, sums, context.policy.technical.seed, number)
        shown = {by: as_rounded(held, system, n, sums, one) for n, (by, one) in enumerate(shown.items())}
        protected = unhidden(system, rules_of(rule.secrecy))
    else:
        protected = protect(system, rules_of(rule.secrecy))
    tables = published_tables(settled, domains, rule, found, shown, protected, sums, dropped)
    return Aggregated(tables, protected=protected, rounded=held, unit_name=settled.settings.unit_name)


def unhidden(system: System, rules: Rules) -> Protected:
    """A system of which no cell is hidden: its figures are rounded instead."""
    nothing = np.zeros(len(system), dtype=bool)
    return Protected(
        system, rules, nothing.astype(np.uint8), Audit(0, ()), coverage(system, nothing), optimal=False
    )


def _rows(
    table: Table, settled: Settled, listed: Mapping[str, KeyDomain], context: Context
) -> tuple[Table, int]:
    """The rows whose keys are all in the public lists, with text keys; and how many are not."""
    import narwhals as nw

    kept = text_keys(table, settled.schema, list(listed), context.language)
    wanted = {c for s in sums_of(settled) for c in (s.column,)} - {ONE}
    kept = kept.select(str(settled.schema.unit), *listed, *sorted(wanted - set(listed)))
    kept = kept.with_columns(nw.lit(1).cast(nw.Int64()).alias(ONE))
    if not listed:
        return context.engine.checkpoint(kept), 0
    kept, dropped = context.engine.listed(kept, {c: list(d.values or ()) for c, d in listed.items()})
    return context.engine.checkpoint(kept), dropped


def _request(settled: Settled, by: tuple[str, ...], sums: tuple[Summed, ...]) -> CellRequest:
    contributions = {s.name: ContributionsOf(s.column, s.precision) for s in sums}
    filled = {s.name: SumOf(s.column, s.precision, 0, 0, ("filled",)) for s in sums if s.column != ONE}
    return CellRequest(str(settled.schema.unit), by, filled, contributions=contributions, at_most=MOST_CELLS)


def _additive(
    rows: Table,
    settled: Settled,
    listed: Mapping[str, KeyDomain],
    context: Context,
    found: Mapping[tuple[str, ...], Cells],
) -> dict[str, bool]:
    """Of each key column, whether every unit has one value of it only."""
    unit = str(settled.schema.unit)
    everybody = _units(found.get(()) or context.engine.cells(rows, CellRequest(unit, ())))
    out = {}
    for column in listed:
        cells = found.get((column,)) or context.engine.cells(rows, CellRequest(unit, (column,)))
        out[column] = _units(cells) == everybody
    return out


def _units(cells: Cells) -> int:
    assert cells.units is not None
    return int(cells.units.sum())


def _frame(by: tuple[str, ...], cells: Cells, sums: tuple[Summed, ...]) -> pd.DataFrame:
    """The cells of one grain as secrecy takes them."""
    assert cells.units is not None
    columns: dict[str, Any] = {name: cells.keys[name].astype(str).to_numpy() for name in by}
    columns["units"] = cells.units
    for one in sums:
        made = cells.contributions[one.name]
        columns[one.name] = made.signed_total
        columns[f"{one.name}_largest"] = made.largest
        columns[f"{one.name}_second"] = made.two_largest - made.largest
        columns[f"{one.name}_magnitude"] = made.total
    return pd.DataFrame(columns)


def _measure(one: Summed, settled: Settled) -> Measure:
    """What everybody knows of a sum: it is not negative where the policy's bounds say so, or rows are counted."""
    if one.column == ONE:
        return Measure(one.name)
    low, _ = settled.settings.bounds.get(one.column, (None, None))
    return Measure(one.name, 0 if low is not None and low >= 0 else None)
