"""Everything an ``aggregate`` step knows before data are read: source, tables, caps, keys, layouts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import prod
from pathlib import Path

from privkit.errors import DataError, Problem
from privkit.policy.model.aggregation import Aggregate as Rule
from privkit.policy.model.aggregation import PrivacyModel
from privkit.policy.model.policy import Policy
from privkit.steps.aggregate.after_checks import after_problems
from privkit.steps.aggregate.checks import bound_problems, rounding_problems, secrecy_problems, table_specs
from privkit.steps.aggregate.contribution import Contribution, read_caps
from privkit.steps.aggregate.keys import PRIVATE, KeyDomain, read_domain
from privkit.steps.aggregate.layout import Layout, layout_of, ratios_of
from privkit.steps.aggregate.sources import limit_before, names_before, order_problems, source_of
from privkit.steps.aggregate.wanted import (
    MeasureSpec,
    Settings,
    TableSpec,
    bounds_before,
    filled_before,
    periods_before,
)
from privkit.steps.base import Report, Schemas, Spot, shown_number
from privkit.values import Schema
from privkit.words import Language, Words

MOST_CELLS = 1_000_000  # of one table, empty ones too


@dataclass(frozen=True)
class Settled:
    """A step ready to be run: ``specs`` and ``layouts`` by table, in the order of the policy."""

    source: str
    schema: Schema
    specs: tuple[TableSpec, ...]
    caps: Contribution
    layouts: Mapping[str, Layout]
    settings: Settings


def settle(
    rule: Rule, policy: Policy, number: int, spot: Spot, schemas: Schemas, report: Report
) -> Settled | None:
    """Read the step over the schemas before it; what does not fit is reported. None when nothing can be made."""
    language: Language = spot.language
    unit_name = policy.data.privacy_unit.name
    for problem in order_problems(rule, policy, number, spot):
        report(problem)
    source = source_of(rule, schemas)
    if source is None:
        report(
            spot.problem(
                "PK782",
                Words(
                    "one table must hold the rows of the privacy units at this step",
                    "une seule table doit porter les lignes des unités protégées à cette étape",
                ),
                Words("write from: and its name", "écrivez tirés_de : et son nom"),
            )
        )
        return None
    schema = schemas[source]
    limit = limit_before(policy, number)
    caps = Contribution()
    if limit is not None:
        body = policy.steps[limit].limit_contribution
        assert body is not None
        columns = [*schema.names, *names_before(policy, number)]
        caps, _ = read_caps(body.at_most, body.total_per_group, columns, language)
    noisy = rule.privacy_model is PrivacyModel.DIFFERENTIAL_PRIVACY
    settings = Settings(
        unit_name,
        bounds_before(policy, number),
        caps.totals,
        filled_before(policy, number),
        language,
        noisy,
        periods_before(policy, number),
    )
    specs = table_specs(rule, schema, settings, spot, report)
    if noisy and limit is not None:
        for problem in bound_problems(specs, caps, unit_name, spot):
            report(problem)
    for problem in (
        *secrecy_problems(rule, specs, spot),
        *rounding_problems(rule, specs, spot),
        *after_problems(rule, specs, caps, unit_name, spot),
    ):
        report(problem)
    layouts = {s.name: _layout(s, rule, schema, specs, unit_name, language, noisy) for s in specs}
    for layout in layouts.values():
        _told_apart(layout, spot, report)
    return Settled(source, schema, specs, caps, layouts, settings)


def _layout(
    spec: TableSpec,
    rule: Rule,
    schema: Schema,
    specs: tuple[TableSpec, ...],
    unit_name: str,
    language: Language,
    noisy: bool,
) -> Layout:
    units = {c.name: c.measure for c in schema.columns}
    keys = {c: rule.tables[spec.name].by[c] for c in spec.by}
    ratios = [
        (name, _ratio_unit(rule, spec.name, name, specs, units, unit_name))
        for name in ratios_of(rule.then, spec.name)
    ]
    return layout_of(spec, keys, ratios, unit_name, units, language, bounded=noisy)


def _ratio_unit(
    rule: Rule,
    table: str,
    name: str,
    specs: tuple[TableSpec, ...],
    units: Mapping[str, str | None],
    unit_name: str,
) -> str:
    """The unit of a ratio, such as m3 per household; blank where a measure has none."""
    found = next(s.ratio for s in rule.then if s.ratio and s.ratio.as_ == name and s.ratio.of == table)
    by_name = {spec.name: spec for spec in specs}
    top, bottom = by_name.get(found.of), by_name.get(found.to)
    if top is None or bottom is None or not top.measures or not bottom.measures:
        return ""
    above, below = _named(top, found.measure), _named(bottom, found.over)
    over = units.get(above.column or "") or (unit_name if above.kind == "count_units" else "")
    per = unit_name if below.kind == "count_units" else ""
    return f"{over}/{per}" if over and per else over


def _named(spec: TableSpec, word: str | None) -> MeasureSpec:
    """The measure named, or the first."""
    return next((m for m in spec.measures if word in (m.word, m.name)), spec.measures[0])


def _told_apart(layout: Layout, spot: Spot, report: Report) -> None:
    """Report two columns of one table with the same published name (PK791)."""
    names = [c.name for c in layout.schema(Schema(())).columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        report(
            spot.problem(
                "PK791",
                Words(
                    f"two columns of the table {layout.table} would be called {twice[0]}",
                    f"deux colonnes du tableau {layout.table} s'appelleraient {twice[0]}",
                ),
                Words("name the measures under measures:", "nommez les mesures sous mesures :"),
                at=("tables", layout.table),
            )
        )


def domains_of(settled: Settled, rule: Rule, spot: Spot, folder: Path) -> dict[str, tuple[KeyDomain, ...]]:
    """The keys of each table, public lists read. DataError with every list that cannot be used."""
    problems: list[Problem] = []
    out: dict[str, tuple[KeyDomain, ...]] = {}
    for spec in settled.specs:
        found = []
        for column in spec.by:
            at = ("tables", spec.name, "by", column)
            try:
                found.append(read_domain(column, rule.tables[spec.name].by[column], folder, spot, at))
            except DataError as error:
                problems += spot.located(error).problems
        out[spec.name] = tuple(found)
        cells = prod(len(d.values) for d in found if d.values is not None)
        if cells > MOST_CELLS:
            problems.append(_too_many(spec.name, cells, spot))
    if problems:
        raise DataError(*dict.fromkeys(problems))
    return out


def _too_many(table: str, cells: int, spot: Spot) -> Problem:
    shown, most = shown_number(Decimal(cells)), shown_number(Decimal(MOST_CELLS))
    return spot.problem(
        "PK795",
        Words(
            f"the public lists of {table} make {shown.en} cells, more than {most.en}",
            f"les listes publiques de {table} font {shown.fr} cases, plus de {most.fr}",
        ),
        Words(
            "publish fewer keys together, shorter lists or longer periods: most of these cells would be empty",
            "publiez moins de clés ensemble, des listes plus courtes ou des périodes plus longues : la plupart de ces "
            "cases seraient vides",
        ),
        at=("tables", table, "by"),
    )


def private_keys(domains: tuple[KeyDomain, ...]) -> tuple[str, ...]:
    """The columns of a table whose values are chosen privately."""
    return tuple(d.column for d in domains if d.listed_in == PRIVATE)
