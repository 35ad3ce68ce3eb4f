"""A reference table from a table made with differential privacy: which of its figures are read, as published."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from privkit.compare.fit import Fit
from privkit.compare.marks import Floats
from privkit.compare.noisy import NoisyCells, fit_noisy
from privkit.compare.reference import Privacy
from privkit.compare.spec import ComparisonSpec
from privkit.run.comparing import chains_of, orders
from privkit.steps.aggregate.outcome import TableOutcome, half_widths
from privkit.steps.aggregate.step import Aggregate
from privkit.steps.base import Context, shown_number
from privkit.steps.build import build_steps

if TYPE_CHECKING:
    from privkit.policy.reader import Document
    from privkit.steps.aggregate.layout import Figure
    from privkit.steps.walk import Flow
    from privkit.values import Schema


def reference_of_table(spec: ComparisonSpec, outcome: TableOutcome, rows: Schema, context: Context) -> Fit:
    """The reference table of a published table; ``rows`` is the schema of the rows it was made from."""
    chains = chains_of(spec, rows, context)
    return fit_noisy(cells_of_table(spec, outcome), spec, orders(chains), chains)


def rows_beneath(document: Document, flow: Flow) -> tuple[str, Schema]:
    """The rows that tables are made from: the name of their table and its schema, just before."""
    steps = build_steps(document)
    number, step = next((n, s) for n, s in enumerate(steps) if isinstance(s, Aggregate))
    before = flow.before[number - len(steps)]  # from the end: a trial walks the last steps only
    settled = step.settled(before)
    return settled.source, before[settled.source]


def cells_of_table(spec: ComparisonSpec, outcome: TableOutcome) -> NoisyCells:
    """The figures of a published table that a reference table is read from: nothing else of it, and nothing of a row."""
    published, layout = outcome.published, outcome.layout
    assert published.loss is not None
    names = {column: name for column, name, _ in layout.keys}
    labels = pd.DataFrame({c: published.frame[names[c]] for c in spec.groups_by}, dtype=object)
    privacy = Privacy(_exact(published.loss.epsilon), _exact(published.loss.delta))
    count = next((f for f in layout.figures if f.kind in ("count_units", "count_rows")), None)
    bands = [f for f in layout.figures if f.kind == "histogram" and f.spec and f.spec.column == spec.target]
    counts = None if count is None else _values(outcome, count)
    counts_half = 0.0 if count is None else _half(outcome, [count])
    if bands:
        first = bands[0].spec
        bands = [f for f in bands if f.spec is first]
        bins = np.column_stack([_values(outcome, f) for f in bands])
        assert first is not None
        return NoisyCells(labels, privacy, bins, _half(outcome, bands), first.edges, counts, counts_half)
    marks = [_quantile(spec, share, outcome) for share in spec.shares]
    ends = np.stack([_with_ends(outcome, figure) for figure in marks], axis=1)
    return NoisyCells(labels, privacy, counts=counts, counts_half=counts_half, quantiles=ends)


def _quantile(spec: ComparisonSpec, share: Fraction, outcome: TableOutcome) -> Figure:
    """The quantile of the target at one mark. The check of the policy has seen that it is there."""
    return next(
        f
        for f in outcome.layout.figures
        if f.kind == "quantile" and f.spec and f.spec.column == spec.target and f.spec.at[f.part] == share
    )


def _values(outcome: TableOutcome, figure: Figure) -> Floats:
    return _floats(outcome, figure.name)


def _floats(outcome: TableOutcome, name: str) -> Floats:
    values = outcome.published.frame[name]
    return np.array([np.nan if v is None else float(v) for v in values], dtype=np.float64)


def _with_ends(outcome: TableOutcome, figure: Figure) -> Floats:
    layout, name = outcome.layout, figure.name
    return np.column_stack([_floats(outcome, n) for n in (name, layout.low(name), layout.high(name))])


def _half(outcome: TableOutcome, figures: list[Figure]) -> float:
    """The widest half-width of the 95 % interval of some figures: noise is the same in every cell of a table."""
    return float(max((half for f in figures for _, half in half_widths(outcome, f.name)), default=Decimal(0)))


def _exact(value: Fraction) -> str:
    return shown_number(value).en
