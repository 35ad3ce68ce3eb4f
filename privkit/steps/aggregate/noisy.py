"""Tables with differential privacy: exact answers, noise once, then arithmetic on noisy numbers only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from privkit.policy.model.aggregation import Aggregate as Rule
from privkit.policy.model.policy import Policy
from privkit.published import Loss, Published
from privkit.steps.aggregate.after import after
from privkit.steps.aggregate.draft import Draft, frame_of, key_columns, measure_columns
from privkit.steps.aggregate.exact import Exact, exact_answers, text_keys
from privkit.steps.aggregate.keys import KeyDomain
from privkit.steps.aggregate.layout import Layout
from privkit.steps.aggregate.noise_plan import NoisePlan
from privkit.steps.aggregate.notes import mechanisms_of, noise_notes, protects
from privkit.steps.aggregate.outcome import Aggregated, TableOutcome
from privkit.steps.aggregate.settled import Settled, private_keys
from privkit.steps.base import Context, Spot

if TYPE_CHECKING:
    from privkit.dp.answer import Answered
    from privkit.dp.figures import Figures
    from privkit.engine.protocol import Table


def make_noisy(
    table: Table,
    settled: Settled,
    domains: Mapping[str, tuple[KeyDomain, ...]],
    planned: NoisePlan,
    rule: Rule,
    policy: Policy,
    context: Context,
    spot: Spot,
) -> Aggregated:
    """The tables of a policy with their noise. Exact answers do not leave this function, but for private figures."""
    from privkit.dp.answer import answer
    from privkit.dp.contribution import hold_rows
    from privkit.dp.noise import open_noise

    source = open_noise(policy.technical.noise.value)
    keyed = sorted({column for spec in settled.specs for column in spec.by})
    rows = text_keys(table, settled.schema, keyed, context.language)
    drafts: dict[str, Draft] = {}
    private: dict[str, dict[str, Any]] = {}
    for asked, spec in zip(planned.asked, settled.specs, strict=True):
        exact = exact_answers(
            context.engine, rows, settled.schema, domains[spec.name], list(asked.needs.values())
        )
        hold_rows(asked.table, exact.rows)
        answers = {name: exact.answers[need] for name, need in asked.needs.items()}
        noisy = answer(asked, answers, planned.plan, source)
        layout = settled.layouts[spec.name]
        drafts[spec.name] = _draft(layout, domains[spec.name], exact, noisy)
        private[spec.name] = {"rows": exact.rows, "rows_with_a_key_not_listed": exact.unlisted}
    drafts = after(drafts, rule, settled, spot)
    loss = _loss(policy, planned)
    tables = {}
    for asked, spec in zip(planned.asked, settled.specs, strict=True):
        draft = drafts[spec.name]
        published = Published(
            spec.name,
            key_columns(draft),
            measure_columns(draft),
            frame_of(draft),
            "differential_privacy",
            settled.settings.unit_name,
            status=draft.layout.status,
            loss=loss,
            mechanism=mechanisms_of(asked, planned.plan),
            adds_up=_adds_up(rule, spec.name),
            notes=noise_notes(rule, settled, spec),
        )
        tables[spec.name] = TableOutcome(
            published, draft.layout, not private_keys(domains[spec.name]), private[spec.name]
        )
    return Aggregated(
        tables, planned.plan, (planned.epsilon, planned.delta), unit_name=settled.settings.unit_name
    )


def _draft(layout: Layout, domains: tuple[KeyDomain, ...], exact: Exact, noisy: Answered) -> Draft:
    """The figures of one table by published name; only the keys kept where they were chosen privately."""
    keys = exact.keys
    if noisy.kept is not None:
        keys = tuple([texts[n] for n in noisy.kept] for texts in keys)
    found = noisy.publish()
    figures: dict[str, Figures] = {}
    for figure in layout.figures:
        if figure.spec is None:
            continue  # a ratio, computed afterwards
        whole = found[figure.spec.name]
        figures[figure.name] = whole.part(figure.part) if whole.value.ndim > 1 else whole
    return Draft(layout, domains, keys, figures)


def _adds_up(rule: Rule, table: str) -> bool:
    """Whether totals are made to add up, and nothing done after undoes it."""
    held = False
    for step in rule.then:
        if step.consistent and table in step.consistent.tables:
            held = True
        elif step.round or (step.non_negative and table in step.non_negative):
            held = False
    return held


def _loss(policy: Policy, planned: NoisePlan) -> Loss:
    from fractions import Fraction

    budget = policy.privacy_budget
    assert budget is not None
    return Loss(
        planned.epsilon, planned.delta, protects(budget), budget.period, Fraction(budget.total.epsilon)
    )
