"""Judge the tables of a run: exhibits, reference table, cost of protection, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from privkit.compare.cost import Cost
from privkit.compare.fit import Fit
from privkit.compare.reference import ReferenceTable
from privkit.compare.segments.circular import refuse_circular
from privkit.compare.segments.fairness import Told
from privkit.compare.segments.leaving import leaving_of
from privkit.compare.segments.quality import Quality, quality_of, refuse_chance
from privkit.compare.segments.successive import frozen_by
from privkit.errors import DataError, PolicyError
from privkit.gates.base import Trial
from privkit.gates.earlier import Earlier
from privkit.gates.exhibit import Exhibit, Measured
from privkit.gates.registry import judge, overall
from privkit.gates.successive import Successive
from privkit.run.comparing import (
    banded,
    cost_of,
    loss_of_rows,
    made_by,
    orders_of,
    reference_of,
    spec_of,
    who_is_told_high,
)
from privkit.run.comparing_tables import reference_of_table, rows_beneath
from privkit.run.outputs import comparison_table, table_of
from privkit.steps.base import Context
from privkit.values import Outcome, Schema, Verdict
from privkit.words import Words

if TYPE_CHECKING:
    from pandas import DataFrame

    from privkit.compare.spec import ComparisonSpec
    from privkit.engine.protocol import Table
    from privkit.policy.reader import Document
    from privkit.steps.walk import Walked


@dataclass(frozen=True)
class Judged:
    """What was measured and decided by the conditions, before a person decides."""

    exhibits: tuple[Exhibit, ...]
    verdicts: tuple[Verdict, ...]
    fit: Fit | None
    cost: Cost | None
    tables: Mapping[str, str]  # output → table it is made of
    quality: Quality | None = None

    @property
    def outcome(self) -> Outcome:
        return overall(self.verdicts)


def judge_run(
    document: Document,
    walked: Walked,
    context: Context,
    earlier: tuple[Earlier, ...] = (),
    previous: ReferenceTable | None = None,
) -> Judged:
    """One exhibit per output; the reference table is built before judging.

    ``previous`` is the last reference table released under the same policy, ``earlier`` the tables of any policy.
    """
    final, base = walked.flow.final, walked.flow.baseline
    measured = {n: Measured(context.engine, t, final[n]) for n, t in walked.released.items()}
    before = {n: Measured(context.engine, t, base[n]) for n, t in walked.baseline.items()}
    tables = {o.name: table_of(document, i, o, final) for i, o in enumerate(document.policy.outputs)}
    control = {n: _measured(context, t, base[n]) for n, t in walked.control.items() if n in base}
    exhibits = tuple(
        Exhibit(name, measured[table], before.get(table), control.get(table), context.made is not None)
        for name, table in tables.items()
    )
    try:
        found = _compared(document, walked, measured, before, context, previous)
        refused: tuple[Verdict, ...] = ()
    except (DataError, PolicyError) as error:
        found, refused = Compared(), (_no_comparison(error),)
    trial = Trial(
        exhibits,
        document.policy.data.privacy_unit.name,
        document.language,
        found.cost,
        context.folder,
        context.aggregated,
        earlier,
        context=context,
        told=found.told,
        successive=found.successive,
        units=_units_told_of(walked, context),
    )
    verdicts = (*judge(document.policy.release_only_if, trial), *refused)
    return Judged(exhibits, verdicts, found.fit, found.cost, tables, found.quality)


def _measured(context: Context, table: Table, schema: Schema) -> Measured:
    """People set aside, in the columns of the baseline that their rows hold."""
    held = set(table.collect_schema().names())
    return Measured(
        context.engine, table, replace(schema, columns=tuple(c for c in schema.columns if c.name in held))
    )


def _units_told_of(walked: Walked, context: Context) -> int | None:
    """How many privacy units the tables, or the rows, made are about: those there were before they were made."""
    if context.aggregated is None and context.made is None:
        return None
    before = next(r.before for r in walked.records if r.name in ("aggregate", "synthesise"))
    return max((count.units for count in before.values() if count.units is not None), default=None)


def _no_comparison(error: DataError | PolicyError) -> Verdict:
    """A comparison that would mislead is not made, and the run is refused: its evidence says why."""
    problem = error.problems[0]
    required = Words("groups that can be compared", "des groupes comparables")
    return Verdict(
        "comparison",
        "",
        Outcome.FAILED,
        problem.message,
        required,
        {"code": problem.code},
        nearest=problem.instead,
    )


@dataclass(frozen=True)
class Compared:
    """The reference table, what protection changes, and how well its bands foretell use."""

    fit: Fit | None = None
    cost: Cost | None = None
    quality: Quality | None = None
    told: Mapping[str, tuple[Told, ...]] | None = None
    successive: Successive | None = None


def _compared(
    document: Document,
    walked: Walked,
    measured: Mapping[str, Measured],
    before: Mapping[str, Measured],
    context: Context,
    previous: ReferenceTable | None,
) -> Compared:
    """DataError: PK562, PK563 or PK568 when nothing can be compared, PK557 when it would rest on chance; PolicyError
    PK555 when groups say again what is compared."""
    spec = spec_of(document.policy, document.language)
    if spec is None:
        return Compared()
    name = comparison_table(document, {n: m.schema for n, m in measured.items()})
    made = made_by(document.policy, context.as_of)
    if context.aggregated is not None:
        source, rows = rows_beneath(document, walked.flow)
        fitted = reference_of_table(spec, context.aggregated.tables[name], rows, context).by(made)
        raw = Measured(context.engine, walked.beneath[source], walked.flow.beneath[source])
        return _worth(document, spec, fitted, fitted.reference, raw, rows, context)
    if previous is not None:
        spec = frozen_by(previous, spec, context.recodings)
    fitted, frame = reference_of(spec, measured[name], context)
    fitted = fitted.by(made, loss_of_rows(context))
    if name not in before:
        return Compared(fitted)
    successive = None
    if any(c.successive_references for c in document.policy.release_only_if):
        seed = (document.policy.technical.seed, 2)
        left = leaving_of(frame, spec, orders_of(spec, context), np.random.default_rng(seed))
        successive = Successive(fitted.reference, previous, left) if left else None
    found = _worth(document, spec, fitted, frame, before[name], measured[name].schema, context)
    return replace(found, successive=successive)


def _worth(
    document: Document,
    spec: ComparisonSpec,
    fitted: Fit,
    made_from: DataFrame | ReferenceTable,
    raw: Measured,
    rows: Schema,
    context: Context,
) -> Compared:
    """What protection changes to the messages of the units of ``raw``, and how well their bands foretell use."""
    seed = document.policy.technical.seed
    by = [name for c in document.policy.release_only_if if c.fairness for name in c.fairness.by]
    people = banded(spec, raw, rows, context, by)
    known = people.bands[people.bands[spec.target].notna()]
    refuse_circular(known, spec.target, spec.groups_by, np.random.default_rng((seed, 3)))
    cost = cost_of(spec, made_from, people, seed)
    refuse_chance(spec, cost.floor_share)
    quality = quality_of(
        people.bands, replace(spec, frozen=()), people.orders, np.random.default_rng((seed, 1))
    )
    return Compared(fitted, cost, quality, who_is_told_high(spec, made_from, people))
