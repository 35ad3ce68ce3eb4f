"""The walker: the same list of steps, first over schemas (plan, check), then over tables (apply)."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from privkit.errors import DataError, PolicyError, Problem
from privkit.steps.ahead import Ahead
from privkit.steps.base import ROW, Context, Report, Schemas, Step, Tables, holding
from privkit.steps.generalise import Generalise
from privkit.steps.k_anonymous.step import MakeKAnonymous
from privkit.steps.link import Link
from privkit.steps.microaggregate import Microaggregate
from privkit.steps.noise import AddNoise
from privkit.steps.post_randomise import PostRandomise
from privkit.steps.rows import KeepRows
from privkit.steps.suppress_locally import SuppressLocally
from privkit.steps.swap import Swap
from privkit.values import Changes, Column, Counts, Role, Schema, StepRecord, Type
from privkit.words import Words

Perturbing = Microaggregate | Swap | AddNoise | PostRandomise | SuppressLocally
Progress = Callable[[int, int, Words], None]


@dataclass(frozen=True)
class Flow:
    """The schemas before and after each step, and those of the baseline at the end.

    The baseline is the same list with its *shape* steps only: what information loss, the cost of
    protection and the attacks' positive control are measured against. Where steps make aggregated
    tables there is none: a cell has no row beside it, and rows are not numbered.
    """

    before: tuple[Schemas, ...]
    after: tuple[Schemas, ...]
    fork: int  # number of the first protecting step
    baseline: Schemas
    final: Schemas
    beneath: Schemas = field(default_factory=dict)  # of the rows that tables are made from, as a baseline


@dataclass(frozen=True)
class Walked:
    """The tables at the end, the baseline beside them, and a record of each step."""

    released: Tables
    baseline: Tables
    flow: Flow
    records: tuple[StepRecord, ...]
    control: Tables = field(default_factory=dict)  # people set aside, in the columns of the baseline
    beneath: Tables = field(
        default_factory=dict
    )  # rows that tables are made from, as a baseline: for a comparison


def flow(steps: Sequence[Step], opening: Schemas, report: Report) -> Flow:
    """Walk the schemas. Problems go to ``report``; the walk goes on as well as it can."""
    fork = next((n for n, step in enumerate(steps) if step.kind == "protect"), len(steps))
    schemas, base = opening, opening
    last = _tables_at(steps)
    rows_leave = last == len(steps)
    before, after = [], []
    coarse: set[str] = set()
    perturbed: set[str] = set()
    for number, step in enumerate(steps):
        if number == fork and rows_leave:
            schemas = base = {name: _numbered(schema) for name, schema in schemas.items()}
        before.append(schemas)
        for column in _chosen_by(step):
            if rows_leave and column in coarse | perturbed:
                report(_after_protection(step, column, coarse=column in coarse))
        schemas = step.fate(schemas, report)
        after.append(schemas)
        coarse |= _made_coarse(step)
        perturbed |= set(step.perturbed) if isinstance(step, Perturbing) else set()
        if number < last:
            base = schemas if number < fork else _base_fate(step, base)
    kept, beneath = (base, Schemas()) if rows_leave else (Schemas(), base)
    return Flow(tuple(before), tuple(after), fork, kept, schemas, beneath)


def aggregate(steps: Sequence[Step]) -> bool:
    """Whether a step makes aggregated tables: it says so with an attribute ``aggregates``."""
    return any(getattr(step, "aggregates", False) for step in steps)


def _tables_at(steps: Sequence[Step]) -> int:
    """The number of the step that makes aggregated tables; that of steps when none does."""
    return next((n for n, step in enumerate(steps) if getattr(step, "aggregates", False)), len(steps))


def checked_flow(steps: Sequence[Step], opening: Schemas) -> Flow:
    """The flow, or a PolicyError with every problem met."""
    problems: list[Problem] = []
    found = flow(steps, opening, problems.append)
    errors = [p for p in dict.fromkeys(problems) if p.severity == "error"]
    if errors:
        raise PolicyError(*errors)
    return found


def walk(
    steps: Sequence[Step],
    tables: Tables,
    opening: Schemas,
    context: Context,
    progress: Progress | None = None,
) -> Walked:
    """Run the steps on tables. Raises DataError when data do not fit; nothing is written outside the engine."""
    found = checked_flow(steps, opening)
    _refuse_null_units(tables, opening, context)
    ahead = Ahead(steps, found.before, found.after, context)
    counts = ahead.opening(tables, opening)
    rows_leave = not aggregate(steps)
    compared = not rows_leave and context.policy.comparison is not None
    base, records = tables, []
    for number, step in enumerate(steps):
        if progress:
            progress(number + 1, len(steps), step.say())
            context.tell = partial(progress, number + 1, len(steps))
        if number == found.fork and rows_leave:
            tables = base = _forked(tables, found.before[number], context)
            context.aside = _forked(context.aside, found.before[number], context)
        elif number == found.fork and compared:
            tables = base = _forked(tables, found.before[number], context)
        started = time.monotonic()
        schemas, after = found.before[number], found.after[number]
        done = ahead.run(number, tables)
        new = ahead.counted(number, tables, done, counts)
        tables = done.tables
        records.append(
            _record(number, step, schemas, after, counts, new, done.changes, time.monotonic() - started)
        )
        counts = new
        if number < found.fork:
            base = tables
    if rows_leave or compared:
        base = _baseline(steps[: _tables_at(steps)], found, base, context)
    if rows_leave:
        return Walked(tables, base, found, tuple(records), context.aside)
    return Walked(tables, {}, found, tuple(records), {}, base if compared else {})


def _baseline(steps: Sequence[Step], found: Flow, base: Tables, context: Context) -> Tables:
    """Carry the baseline, and the people set aside, through the shape steps that follow the fork."""
    if found.fork >= len(steps):
        return base
    schemas = found.before[found.fork]
    beside = replace(
        context, recodings={}, hierarchies={}, straddled={}, aside=_set_aside_before(steps, found, context)
    )
    for step in steps[found.fork :]:
        after = _base_fate(step, schemas)
        if step.kind == "shape":
            base = step.run(base, schemas, beside).tables
        elif isinstance(step, Generalise):
            base = _renamed(step, base, schemas)
            beside.aside = _renamed(step, beside.aside, schemas)
        base = {name: context.engine.cast(table, after[name]) for name, table in base.items()}
        beside.aside = {name: context.engine.cast(table, after[name]) for name, table in beside.aside.items()}
        schemas = after
    context.aside = beside.aside
    return base


def _set_aside_before(steps: Sequence[Step], found: Flow, context: Context) -> Tables:
    """The rows set aside before the fork; a step after it leaves them as protected, and the baseline makes its own."""
    early = any(getattr(step, "sets_aside", False) for step in steps[: found.fork])
    return context.aside if early else {}


def _renamed(step: Generalise, tables: Tables, schemas: Schemas) -> Tables:
    return {
        name: table.rename({old: new for old, new in step.renames.items() if old in schemas[name]})
        for name, table in tables.items()
    }


def _base_fate(step: Step, base: Schemas) -> Schemas:
    """The baseline's schemas after a step: protecting ones only give it their new names."""
    if step.kind == "shape":
        return step.fate(base, _silent)
    if not isinstance(step, Generalise):
        return base
    for old, new in step.renames.items():
        for name, schema in list(holding(base, old)):
            base = {**base, name: schema.replacing(old, replace(schema[old], name=new))}
    return base


def _made_coarse(step: Step) -> set[str]:
    """Columns whose values are labels after the step."""
    if isinstance(step, Generalise):
        return {step.renames.get(column, column) for column in step.rules}
    return set(step.rule.on) if isinstance(step, MakeKAnonymous) else set()


def _chosen_by(step: Step) -> tuple[str, ...]:
    """Columns by whose values a shape step chooses rows."""
    if isinstance(step, KeepRows):
        return tuple(step.rules)
    return (step.rule.on,) if isinstance(step, Link) else ()


def _after_protection(step: Step, column: str, *, coarse: bool) -> Problem:
    """Rows chosen by labels or by perturbed values: the baseline, which has none, could not follow."""
    done = Words("made coarser", "rendue moins précise") if coarse else Words("perturbed", "perturbée")
    return step.spot.problem(
        "PK727",
        Words(
            f"rows are chosen by {column}, which a step before {done.en}",
            f"des lignes sont choisies selon {column}, qu'une étape d'avant a {done.fr}",
        ),
        Words("move this step before that one", "placez cette étape avant celle-là"),
    )


def _forked(tables: Tables, schemas: Schemas, context: Context) -> Tables:
    out = {}
    for name, table in tables.items():
        if ROW in schemas[name]:
            table = context.engine.row_numbered(table, ROW)
        out[name] = context.engine.checkpoint(table.select(*schemas[name].names))
    return out


def _numbered(schema: Schema) -> Schema:
    """A table with several rows per unit gets a hidden row number, so that rows can be compared later."""
    if schema.one_row_per_unit:
        return schema
    return replace(schema, columns=(*schema.columns, Column(ROW, Type.INTEGER, Role.OTHER, kept=False)))


def _refuse_null_units(tables: Tables, schemas: Schemas, context: Context) -> None:
    for name, table in tables.items():
        unit = schemas[name].unit
        nulls = context.engine.nulls(table, unit) if unit else 0
        if nulls:
            raise DataError(
                Problem(
                    "PK465",
                    Words(
                        f"table {name}: rows without {unit}, the column of the privacy unit: {nulls}",
                        f"table {name} : lignes sans {unit}, la colonne de l'unité protégée : {nulls}",
                    ),
                    instead=Words(
                        "fill it in, or take these rows out of the file: a person who is not counted is not protected",
                        "renseignez-la, ou retirez ces lignes du fichier : qui n'est pas compté n'est pas protégé",
                    ),
                )
            )


def _record(
    number: int,
    step: Step,
    schemas: Schemas,
    after: Schemas,
    counts: dict[str, Counts],
    new: dict[str, Counts],
    changes: Changes,
    seconds: float,
) -> StepRecord:
    return StepRecord(
        number=number + 1,
        name=step.name,
        kind=step.kind,
        sentence=step.say(),
        before=counts,
        after=new,
        columns_before={n: _shown(s) for n, s in schemas.items()},
        columns_after={n: _shown(s) for n, s in after.items()},
        parameters=step.parameters(),
        changes=changes,
        seconds=seconds,
    )


def _shown(schema: Schema) -> tuple[str, ...]:
    return tuple(name for name in schema.names if name != ROW)


def _silent(problem: Problem) -> None:
    """The baseline meets the same problems as the main walk; they are told once."""
