"""Fit, sample, repair: from the tables of units to the tables a model made."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from privkit.errors import DataError, PolicyError, Problem
from privkit.policy.model.synthesis import OF_SDV, SynthesisMethod
from privkit.steps.base import Context, Schemas, Tables
from privkit.steps.draws import canonical_types, generator, refuse_too_many
from privkit.steps.perturbed import refuse_several_rows
from privkit.steps.recoding import LimitRecoding, MultipleRecoding, apply_chain
from privkit.steps.synthesise.frames import frame_of, fresh_keys, in_order, rows_of
from privkit.steps.synthesise.made import Made
from privkit.steps.synthesise.settled import Settled, after
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.steps.synthesise.step import Synthesise
    from privkit.steps.synthesise.wanted import Wanted
    from privkit.synth.marginals.plan import MarginalPlan
    from privkit.synth.protocol import Fitted
    from privkit.synth.rules import Rule


def make(
    step: Synthesise,
    settled: Settled,
    wanted: Wanted,
    plan: MarginalPlan | None,
    tables: Tables,
    schemas: Schemas,
    context: Context,
) -> tuple[Tables, Made]:
    """The tables of made units, and what is said of them."""
    frame, rows = _read(step, settled, wanted, tables, schemas, context)
    promised = after(settled, schemas)
    if frame.empty and plan is None:
        made, facts = frame, Made(step.rule.method.value, 0, 0)
    else:
        made, facts = _made(step, wanted, plan, frame, rows, schemas, context)
    out: Tables = {}
    for name, part in _parts(settled, wanted, made).items():
        columns = promised[name].columns
        out[name] = context.engine.checkpoint(context.engine.upload(rows_of(part, columns), columns))
    return out, facts


def _read(
    step: Synthesise, settled: Settled, wanted: Wanted, tables: Tables, schemas: Schemas, context: Context
) -> tuple[pd.DataFrame, Any]:
    """One row per unit, in an order that only values tell; the rows as Arrow, which seed the draws."""
    unit_name = step.policy.data.privacy_unit.name
    held: dict[str, Any] = {}
    for name in settled.tables:
        extra = [settled.unit, *([settled.period] if name == settled.child else [])]
        columns = [*(schemas[name][c] for c in extra if c), *settled.columns(schemas, name)]
        refuse_too_many(context.engine.count(tables[name], None).rows, step.spot, context)
        if name == settled.parent:
            refuse_several_rows(tables[name], schemas[name], unit_name, step.spot, context)
        table = tables[name].select(*(c.name for c in columns))
        found = context.engine.collect_arrow(table, context.largest_collect)
        held[name] = canonical_types(found, columns)
    if settled.child is None:
        assert settled.parent is not None
        rows = in_order(held[settled.parent], wanted.columns)
        return frame_of(rows, wanted.columns), rows.select([c.name for c in wanted.columns])
    from privkit.steps.synthesise.readings import beside

    return beside(step, settled, wanted, held, schemas)


def _made(
    step: Synthesise,
    wanted: Wanted,
    plan: MarginalPlan | None,
    frame: pd.DataFrame,
    rows: Any,
    schemas: Schemas,
    context: Context,
) -> tuple[pd.DataFrame, Made]:
    private = plan is not None
    rng = step.public_rng() if private else generator(step.spot, rows, wanted.all_columns, context)
    rules = step.rules(wanted, context.folder, _refuse)
    try:
        fitted = _fit(step, wanted, plan, frame, rules, rng, context)
    except DataError as error:
        raise step.spot.located(error) from None
    described = dict(fitted.describe())
    number = step.rule.rows or int(described.get("rows_estimated", len(frame)))
    made = fitted.sample(number, rng)
    repaired: dict[str, int] = {}
    if rules:
        from privkit.synth.rules import repair

        made, mended = repair(made, rules, wanted.domain, lambda many: fitted.sample(many, rng), rng)
        repaired = {"redrawn": mended.redrawn, "mended": mended.mended, "replaced": mended.replaced}
    made = _as_the_steps_left_them(made, wanted, context)
    loss = step.loss
    return made, Made(
        step.rule.method.value,
        None if private else len(frame),
        len(made),
        described,
        repaired,
        str(loss.epsilon) if loss else "",
        str(loss.delta) if loss else "",
        loss.neighbours.value if loss else "",
        _events(plan),
    )


def _events(plan: MarginalPlan | None) -> tuple[Mapping[str, Any], ...]:
    if plan is None:
        return ()
    from privkit.steps.synthesise.privacy import events_of

    return tuple(event.to_body() for event in events_of(plan.measurements))


def _fit(
    step: Synthesise,
    wanted: Wanted,
    plan: MarginalPlan | None,
    frame: pd.DataFrame,
    rules: tuple[Rule, ...],
    rng: np.random.Generator,
    context: Context,
) -> Fitted:
    method = step.rule.method
    if method is SynthesisMethod.MARGINALS:
        from privkit.synth.marginals.fit import fit_marginals
        from privkit.synth.marginals.neighbours import Neighbours
        from privkit.synth.marginals.plan import plan_marginals

        if plan is not None:
            from privkit.dp.noise import open_noise

            return fit_marginals(frame, plan, open_noise(step.policy.technical.noise.value), rng)
        from privkit.steps.synthesise.open_domain import with_bounds
        from privkit.steps.synthesise.privacy import WITHOUT_NOISE, NoNoise

        domain = with_bounds(wanted.domain, frame)
        exact = plan_marginals(domain, WITHOUT_NOISE, Fraction(0), Neighbours.REPLACE_ONE, wanted.focus)
        return fit_marginals(frame, exact, NoNoise(), rng)
    if method is SynthesisMethod.TREES:
        from privkit.synth.trees import fit_trees

        return fit_trees(frame, wanted.domain, rng)
    assert method in OF_SDV
    from privkit.synth.sdv import fit_sdv

    return fit_sdv(
        frame, wanted.domain, method.value, int(rng.integers(2**31)), rules, _progress(step, context)
    )


def _progress(step: Synthesise, context: Context) -> Any:
    """How far a long fit is, told to whoever waits."""
    if context.tell is None:
        return None
    tell = context.tell

    def told(done: int, of: int) -> None:
        tell(Words(f"model: {done} of {of}", f"modèle : {done} sur {of}"))

    return told


def _as_the_steps_left_them(made: pd.DataFrame, wanted: Wanted, context: Context) -> pd.DataFrame:
    """Numbers brought to the limits and multiples that the steps before gave the column."""
    out = made.copy()
    for column in (*wanted.columns, *wanted.readings):
        chain = [
            r
            for r in context.recodings.get(column.name, ())
            if isinstance(r, LimitRecoding | MultipleRecoding)
        ]
        if not chain or not column.type.is_numeric:
            continue
        for name in (column.name,) if column in wanted.columns else wanted.wide_names(column):
            out[name] = apply_chain(chain, out[name])
    return out


def _refuse(problem: Problem) -> None:
    """A rule that the public lists show to be impossible."""
    raise PolicyError(problem)


def _parts(settled: Settled, wanted: Wanted, made: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """One frame per table, under fresh keys."""
    made = made.reset_index(drop=True)
    if settled.child is None:
        assert settled.parent is not None
        return {settled.parent: made.assign(**{settled.unit: fresh_keys(len(made))})}
    from privkit.steps.synthesise.readings import apart

    return apart(settled, wanted, made)
