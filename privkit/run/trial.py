"""Judge the tables of a run: exhibits, reference table, cost of protection, verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privkit.compare.cost import Cost
from privkit.compare.fit import Fit
from privkit.errors import DataError
from privkit.gates.base import Trial
from privkit.gates.earlier import Earlier
from privkit.gates.exhibit import Exhibit, Measured
from privkit.gates.registry import judge, overall
from privkit.run.comparing import cost_of, reference_of, spec_of
from privkit.run.outputs import comparison_table, table_of
from privkit.steps.base import Context
from privkit.values import Outcome, Verdict
from privkit.words import Words

if TYPE_CHECKING:
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

    @property
    def outcome(self) -> Outcome:
        return overall(self.verdicts)


def judge_run(
    document: Document, walked: Walked, context: Context, earlier: tuple[Earlier, ...] = ()
) -> Judged:
    """One exhibit per output; the reference table is built before judging."""
    final, base = walked.flow.final, walked.flow.baseline
    measured = {n: Measured(context.engine, t, final[n]) for n, t in walked.released.items()}
    before = {n: Measured(context.engine, t, base[n]) for n, t in walked.baseline.items()}
    tables = {o.name: table_of(document, i, o, final) for i, o in enumerate(document.policy.outputs)}
    exhibits = tuple(Exhibit(name, measured[table], before.get(table)) for name, table in tables.items())
    try:
        fit, cost = _compared(document, measured, before, context)
        refused: tuple[Verdict, ...] = ()
    except DataError as error:
        fit, cost, refused = None, None, (_no_comparison(error),)
    trial = Trial(
        exhibits,
        document.policy.data.privacy_unit.name,
        document.language,
        cost,
        context.folder,
        context.aggregated,
        earlier,
        context=context,
        units=_units_told_of(walked, context),
    )
    verdicts = (*judge(document.policy.release_only_if, trial), *refused)
    return Judged(exhibits, verdicts, fit, cost, tables)


def _units_told_of(walked: Walked, context: Context) -> int | None:
    """How many privacy units the tables made are about: those there were before they were made."""
    if context.aggregated is None:
        return None
    before = next(r.before for r in walked.records if r.name == "aggregate")
    return max((count.units for count in before.values() if count.units is not None), default=None)


def _no_comparison(error: DataError) -> Verdict:
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


def _compared(
    document: Document, measured: Mapping[str, Measured], before: Mapping[str, Measured], context: Context
) -> tuple[Fit | None, Cost | None]:
    spec = spec_of(document.policy, document.language)
    if spec is None:
        return None, None
    name = comparison_table(document, {n: m.schema for n, m in measured.items()})
    fitted, frame = reference_of(spec, measured[name], context)
    seed = document.policy.technical.seed
    cost = (
        cost_of(spec, frame, before[name], measured[name].schema, context, seed) if name in before else None
    )
    return fitted, cost
