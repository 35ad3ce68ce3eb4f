"""Ranges of periods that a column never holds: every cell would be empty, and would look well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from privkit.errors import Problem
from privkit.policy.model.aggregation import TableWanted
from privkit.steps.aggregate.periods import PeriodKind, kind_of
from privkit.steps.aggregate.wanted import Settings
from privkit.steps.base import Spot
from privkit.values import Schema, Type
from privkit.words import Words

WORDS: Mapping[PeriodKind, tuple[Words, str]] = {
    "day": (Words("days", "jours"), "2025-01-31"),
    "month": (Words("months", "mois"), "2025-01"),
    "quarter": (Words("quarters", "trimestres"), "2025-Q1"),
    "year": (Words("years", "années"), "2025"),
}


def never_met(
    name: str, wanted: TableWanted, schema: Schema, settings: Settings, spot: Spot
) -> Iterator[Problem]:
    """PK798: the range is of one kind of period and the column of another, or quarters are written 2025-T1."""
    for column, rule in wanted.by.items():
        kind = kind_of(str(rule.from_)) if rule.from_ is not None else None
        if kind is None or column not in schema:
            continue
        held = settings.periods.get(column)
        if schema[column].type is Type.DATE:
            held = "day"
        if held is not None and (held != kind or "T" in str(rule.from_)):
            (what, form), (asked, _) = WORDS[held], WORDS[kind]
            seen = asked if held != kind else Words("2025-T1", "2025-T1")
            yield spot.problem(
                "PK798",
                Words(
                    f"the range of {column} is written in {seen.en}, and the column holds {what.en} as {form}",
                    f"l'intervalle de {column} est écrit en {seen.fr}, et la colonne porte des {what.fr} comme {form}",
                ),
                Words(f"write dates as {form}", f"écrivez des dates comme {form}"),
                at=("tables", name, "by", column),
            )
