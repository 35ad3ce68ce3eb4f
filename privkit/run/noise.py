"""What a policy's tables cost, and what would stop their publication: from the policy and its public lists alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.errors import Problem
from privkit.run.outputs import table_of
from privkit.run.publishing import publication_problems
from privkit.steps.aggregate.step import Aggregate
from privkit.steps.base import Schemas
from privkit.steps.build import build_steps, opening_schemas
from privkit.steps.synthesise.step import Synthesise
from privkit.steps.walk import checked_flow

if TYPE_CHECKING:
    from privkit.policy.reader import Document


def noise_events(document: Document) -> Sequence[Mapping[str, Any]]:
    """Every noisy answer a release will ask, as a budget ledger keeps it."""
    events: list[Mapping[str, Any]] = []
    for step, schemas, folder in _noisy(document):
        if isinstance(step, Synthesise):
            from privkit.steps.synthesise.privacy import events_of

            made = step.noise(schemas, folder)
            events += [event.to_body() for event in events_of(made.measurements)] if made else []
        elif planned := step.noise(schemas, folder):
            events += [event.to_body() for event in planned.plan.events]
    return events


def _noisy(document: Document) -> Iterator[tuple[Aggregate | Synthesise, Schemas, Path]]:
    """The steps that may draw noise, with the schemas before each."""
    if not any(item.aggregate or item.synthesise for item in document.policy.steps):
        return
    steps = build_steps(document)
    found = checked_flow(steps, opening_schemas(document.policy))
    folder = document.path.resolve().parent
    for number, step in enumerate(steps):
        if isinstance(step, Aggregate | Synthesise):
            yield step, found.before[number], folder


def tables_problems(document: Document, as_of: date) -> list[Problem]:
    """What would stop the publication of the tables once they are made."""
    if not any(step.aggregate for step in document.policy.steps):
        return []
    steps = build_steps(document)
    found = checked_flow(steps, opening_schemas(document.policy))
    tables = [table_of(document, n, o, found.final) for n, o in enumerate(document.policy.outputs)]
    return publication_problems(document, steps, found.before, as_of, tables)
