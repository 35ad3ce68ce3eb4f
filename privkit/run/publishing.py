"""Beside a published table: the files its output asks for, written from what was published alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from privkit.errors import PrivkitError, Problem
from privkit.policy.model.outputs import Output, Publication
from privkit.policy.model.policy import Policy
from privkit.publication.about import About
from privkit.publication.package import check_package, write_package
from privkit.published import KeyColumn
from privkit.steps.aggregate.outcome import Aggregated
from privkit.steps.aggregate.step import Aggregate
from privkit.steps.base import Schemas, Step
from privkit.words import Language

if TYPE_CHECKING:
    from privkit.policy.reader import Document
    from privkit.steps.aggregate.keys import KeyDomain


def about_of(policy: Policy, output: Output, as_of: date, folder: Path, language: Language) -> About:
    """What is said of a published table, in the words of the policy."""
    said = output.publication or Publication()
    budget = policy.privacy_budget
    return About(
        title=said.title or policy.policy.title,
        licence=output.licence or "",
        publisher=policy.register_.controller,
        as_of=as_of,
        language=language,
        description=said.description or "",
        purpose=policy.register_.purpose,
        contact=said.contact or policy.register_.dpo,
        period=said.period or (budget.period if budget else ""),
        frequency=said.frequency or "",
        errata=said.errata or "",
        version=policy.policy.version,
        geography_year=said.geography_year or "",
        geometry=folder / said.geometry if said.geometry else None,
        url=said.page or "",
        siret=said.siret or "",
        spatial=said.territory or "",
        spatial_grain=said.scale.fr.capitalize() if said.scale else "",
        theme=said.theme or "",
        keywords=said.keywords,
    )


def publication_problems(
    document: Document, steps: Sequence[Step], before: Sequence[Schemas], as_of: date, tables: Sequence[str]
) -> list[Problem]:
    """What would stop a publication and needs no figure: told before any budget is spent.

    DataError for public lists that cannot be used.
    """
    step, schemas = next(
        ((s, b) for s, b in zip(steps, before, strict=True) if isinstance(s, Aggregate)), (None, {})
    )
    folder, out = document.path.resolve().parent, list[Problem]()
    domains = _domains(step, schemas, folder) if step else {}
    for output, table in zip(document.policy.outputs, tables, strict=True):
        if not output.with_ or step is None:
            continue
        about = about_of(document.policy, output, as_of, folder, document.language)
        try:
            check_package(_keys(domains[table]), about, _words(output), table)
        except PrivkitError as error:
            out += error.problems
    return out


def _domains(step: Aggregate, schemas: Schemas, folder: Path) -> dict[str, tuple[KeyDomain, ...]]:
    from privkit.steps.aggregate.settled import domains_of

    return domains_of(step.settled(schemas), step.rule, step.spot, folder)


def _keys(domains: Sequence[KeyDomain]) -> list[KeyColumn]:
    from privkit.published import header

    return [KeyColumn(header(d.column), d.column, d.kind, d.values or (), d.labels) for d in domains]


def _words(output: Output) -> list[str]:
    return [beside.value for beside in output.with_]


def write_beside(
    document: Document, output: Output, made: Aggregated, table: str, path: Path, as_of: date
) -> tuple[Path, ...]:
    """Write the files beside a published table, which stands at ``path``. Their paths."""
    folder = document.path.resolve().parent
    about = about_of(document.policy, output, as_of, folder, document.language)
    return write_package(made.tables[table].published, about, _words(output), path, document.language)
