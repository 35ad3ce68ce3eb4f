"""From protected cells to the tables of the policy: figures where they are published, a status everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from privkit.dp.figures import Figures
from privkit.engine.cell_values import Cells
from privkit.policy.model.aggregation import Aggregate as Rule
from privkit.published import CellStatus, Published, header
from privkit.secrecy.primary import Reason
from privkit.secrecy.protect import Protected
from privkit.steps.aggregate.draft import Draft, frame_of, key_columns, measure_columns
from privkit.steps.aggregate.exact import product_of
from privkit.steps.aggregate.keys import KeyDomain
from privkit.steps.aggregate.layout import RATIO_DECIMALS, Figure, Layout
from privkit.steps.aggregate.notes import secrecy_notes
from privkit.steps.aggregate.outcome import TableOutcome
from privkit.steps.aggregate.settled import Settled
from privkit.steps.aggregate.shown import Shown
from privkit.steps.aggregate.sums import ONE, Summed, rounded

PUBLISHED, SECRET, NOT_APPLICABLE = (
    CellStatus.PUBLISHED.value,
    CellStatus.SECRET.value,
    CellStatus.NOT_APPLICABLE.value,
)


def published_tables(
    settled: Settled,
    domains: Mapping[str, tuple[KeyDomain, ...]],
    rule: Rule,
    found: Mapping[tuple[str, ...], Cells],
    shown: Mapping[tuple[str, ...], Shown],
    protected: Protected,
    sums: Sequence[Summed],
    dropped: int,
) -> dict[str, TableOutcome]:
    """One published table per table of the policy. ``found``: the exact cells of each grain, in the order protected."""
    order = {by: number for number, by in enumerate(found)}
    drafts = {}
    for spec in settled.specs:
        by = tuple(sorted(spec.by))
        statuses = protected.statuses(order[by]).to_numpy()
        drafts[spec.name] = _draft(
            settled.layouts[spec.name], domains[spec.name], found[by], shown[by], statuses
        )
    drafts = _with_ratios(drafts, rule)
    assert rule.secrecy is not None
    notes = secrecy_notes(rule.secrecy, dropped, settled)
    shares = {name: Fraction(share).limit_denominator(10**6) for name, share in protected.coverage.sums}
    covered = {s.column if s.column != ONE else "": shares[s.name] for s in sums if s.name in shares}
    out = {}
    for spec in settled.specs:
        draft = drafts[spec.name]
        coverage = {m.name: covered[m.column or ""] for m in spec.measures if (m.column or "") in covered}
        coverage |= {
            m.name: Fraction(protected.coverage.units).limit_denominator(10**6)
            for m in spec.measures
            if m.kind == "count_units"
        }
        made = Published(
            spec.name,
            key_columns(draft),
            measure_columns(draft),
            frame_of(draft),
            "statistical_secrecy",
            settled.settings.unit_name,
            status=draft.layout.status,
            adds_up=True,
            coverage=coverage,
            notes=notes,
        )
        private = {
            "rows_with_a_key_not_listed": dropped,
            "secret_cells": int((made.frame[draft.layout.status] == "secret").sum()),
            "secret_cells_by_reason": _reasons(protected, order[tuple(sorted(spec.by))]),
        }
        out[spec.name] = TableOutcome(made, draft.layout, True, private)
    return out


def _reasons(protected: Protected, frame: int) -> dict[str, int]:
    """Of one grain, the cells that are secret for each reason; some for several. Never published."""
    found = protected.reasons[protected.cells.frame_of == frame]
    return {r.name.lower(): n for r in Reason if r.name and (n := int(((found & r) > 0).sum()))}


def _draft(
    layout: Layout, domains: tuple[KeyDomain, ...], cells: Cells, shown: Shown, statuses: Any
) -> Draft:
    """All cells of the public keys; those without a row hold zeros, which everybody knows."""
    keys = product_of(domains)
    size = len(keys[0]) if keys else 1
    index = {k: n for n, k in enumerate(zip(*keys, strict=True))} if keys else {(): 0}
    columns = [cells.keys[d.column].astype(str) for d in domains]
    met = zip(*columns, strict=True) if columns else [()] * len(cells.rows)
    at = np.array([index[tuple(k)] for k in met], dtype=np.int64)
    status = np.full(size, PUBLISHED, dtype="<U16")
    status[at] = statuses
    figures = {f.name: _figure(f, shown, at, size, status) for f in layout.figures if f.spec}
    return Draft(layout, domains, keys, figures)


def _figure(figure: Figure, shown: Shown, at: Any, size: int, status: Any) -> Figures:
    spec = figure.spec
    assert spec is not None
    grid = Decimal(1).scaleb(-figure.decimals)
    values, own = np.zeros(size, dtype=np.int64), status.copy()
    if figure.kind == "count_units":
        values[at] = shown.units
    elif figure.kind == "count_rows":
        values[at] = shown.totals[Summed(ONE, Decimal(1)).name]
    else:
        name = Summed(str(spec.column), spec.precision).name
        totals, step = shown.totals[name], Fraction(spec.precision) / Fraction(grid)
        if figure.kind == "sum":
            values[at] = [int(rounded(int(t) * step, 0)) for t in totals]
        else:
            filled = shown.filled[name]
            own[_nothing(filled, at, size) & (own == PUBLISHED)] = NOT_APPLICABLE
            values[at] = [
                int(rounded(int(t) * step / max(int(n), 1), 0)) for t, n in zip(totals, filled, strict=True)
            ]
    return Figures(values, values, values, grid, own)


def _nothing(filled: Any, at: Any, size: int) -> Any:
    """Cells without a single value: a mean does not exist there."""
    counts = np.zeros(size, dtype=np.int64)
    counts[at] = filled
    return counts == 0


def _with_ratios(drafts: dict[str, Draft], rule: Rule) -> dict[str, Draft]:
    from privkit.steps.aggregate.after import measured, taken, within

    out = dict(drafts)
    for step in rule.then:
        if step.ratio is None:
            continue
        top, bottom = out[step.ratio.of], out[step.ratio.to]
        places = within(top, bottom)
        assert places is not None
        made = exact_ratio(
            measured(top, step.ratio.measure), taken(measured(bottom, step.ratio.over), places)
        )
        out[step.ratio.of] = top.having({header(step.ratio.as_): made})
    return out


def exact_ratio(top: Figures, bottom: Figures) -> Figures:
    """A ratio of exact figures; hidden where either is, and not applicable over zero."""
    grid = Decimal(1).scaleb(-RATIO_DECIMALS)
    status = np.where(top.shown, bottom.status, top.status).astype("<U16")
    status[(bottom.value == 0) & (status == PUBLISHED)] = NOT_APPLICABLE
    scale = Fraction(top.grid) / Fraction(bottom.grid) / Fraction(grid)
    values = np.array(
        [
            int(rounded(int(a) * scale / (int(b) or 1), 0))
            for a, b in zip(top.value, bottom.value, strict=True)
        ],
        dtype=np.int64,
    )
    return Figures(values, values, values, grid, status)
