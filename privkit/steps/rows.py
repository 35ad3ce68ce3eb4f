"""``keep_rows``: keep the rows whose columns hold wanted values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import narwhals as nw

from privkit.errors import Problem
from privkit.policy.model.steps import RowRule
from privkit.steps.base import (
    Context,
    Done,
    Kind,
    Report,
    Schemas,
    Spot,
    Tables,
    holding,
    require,
    shown_number,
)
from privkit.steps.literals import literal, wrong_values
from privkit.values import Column, Schema, Type
from privkit.words import Words, joined


@dataclass(frozen=True)
class KeepRows:
    """Keep the rows that satisfy every rule. A missing value satisfies only ``filled: no``."""

    spot: Spot
    rules: Mapping[str, RowRule]
    because: str | None
    name: str = "keep_rows"
    kind: Kind = "shape"
    changes_rows: bool = True

    def say(self) -> Words:
        parts = joined([_said(column, rule) for column, rule in self.rules.items()], " ; ")
        reason = f" ({self.because.rstrip('.')})" if self.because else ""
        return Words(
            f"Keep only the rows where {parts.en}{reason}.",
            f"Ne garder que les lignes où {parts.fr}{reason}.",
        )

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        for column, rule in self.rules.items():
            if require(schemas, column, self.spot, report, at=(column,)):
                listed = (*(rule.among or ()), *(rule.not_among or ()))
                for _, schema in holding(schemas, column):
                    for problem in wrong_values(
                        listed, _amounts(rule), schema[column], self.spot, at=(column,)
                    ):
                        report(problem)
                    if (rule.from_ or rule.to) and schema[column].type not in (Type.DATE, Type.DATETIME):
                        report(_not_a_date(column, self.spot))
        return schemas

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        out = dict(tables)
        for name, schema in schemas.items():
            condition = self.condition(schema, context)
            if condition is not None:
                out[name] = out[name].filter(condition)
        return Done(out)

    def condition(self, schema: Schema, context: Context) -> nw.Expr | None:
        """What a row of a table must satisfy; None when no rule is about its columns."""
        tests = [_condition(schema[c], rule) for c, rule in self.rules.items() if c in schema]
        return nw.all_horizontal(*tests, ignore_nulls=False) if tests else None

    def parameters(self) -> Mapping[str, Any]:
        return {
            column: rule.model_dump(mode="json", exclude_none=True) for column, rule in self.rules.items()
        }


def _amounts(rule: RowRule) -> list[Decimal]:
    return [n for n in (rule.at_least, rule.at_most, rule.above, rule.below) if n is not None]


def _condition(column: Column, rule: RowRule) -> nw.Expr:
    from privkit.engine import expressions as ex

    value = nw.col(column.name)
    tests: list[nw.Expr] = []

    def at(amount: Decimal) -> nw.Expr:
        # an amount between two whole numbers compares as it is with a column of whole numbers
        return ex.typed(amount, replace(column, type=Type.NUMBER))

    if rule.among is not None:
        tests.append(ex.among(value, [literal(x, column) for x in rule.among], column))
    if rule.not_among is not None:
        listed = [literal(x, column) for x in rule.not_among]
        tests += [~value.is_null(), ~ex.among(value, listed, column)]
    if rule.at_least is not None:
        tests.append(value >= at(rule.at_least))
    if rule.at_most is not None:
        tests.append(value <= at(rule.at_most))
    if rule.above is not None:
        tests.append(value > at(rule.above))
    if rule.below is not None:
        tests.append(value < at(rule.below))
    if rule.from_ is not None:
        tests.append(value >= _start_of(rule.from_, column))
    if rule.to is not None:
        tests.append(value < _start_of(rule.to + timedelta(days=1), column))
    if rule.filled is not None:
        tests.append(~value.is_null() if rule.filled else value.is_null())
    return nw.all_horizontal(*tests, ignore_nulls=False)


def _start_of(day: date, column: Column) -> nw.Expr:
    """A day, or its first second where the column has hours."""
    return nw.lit(day if column.type is Type.DATE else datetime(day.year, day.month, day.day))


def _not_a_date(column: str, spot: Spot) -> Problem:
    return spot.problem(
        "PK796",
        Words(f"the column {column} holds no dates", f"la colonne {column} ne porte pas de dates"),
        Words(
            "choose its rows by at_least, at_most or among; or before its dates are made coarser",
            "choisissez ses lignes par au_moins, au_plus ou parmi ; ou avant de rendre ses dates moins précises",
        ),
        at=(column,),
    )


def _said(column: str, rule: RowRule) -> Words:
    parts: list[Words] = []
    if rule.among is not None:
        names = ", ".join(rule.among)
        parts.append(Words(f"{column} is {names}", f"{column} vaut {names}"))
    if rule.not_among is not None:
        names = ", ".join(rule.not_among)
        parts.append(Words(f"{column} is not {names}", f"{column} ne vaut pas {names}"))
    for amount, en, fr in (
        (rule.at_least, "is at least", "vaut au moins"),
        (rule.at_most, "is at most", "vaut au plus"),
        (rule.above, "is more than", "dépasse"),
        (rule.below, "is less than", "est inférieure à"),
    ):
        if amount is not None:
            shown = shown_number(amount)
            parts.append(Words(f"{column} {en} {shown.en}", f"{column} {fr} {shown.fr}"))
    if rule.from_ is not None:
        parts.append(
            Words(f"{column} is not before {rule.from_}", f"{column} n'est pas avant le {rule.from_}")
        )
    if rule.to is not None:
        parts.append(Words(f"{column} is not after {rule.to}", f"{column} n'est pas après le {rule.to}"))
    if rule.filled is not None:
        parts.append(
            Words(f"{column} is filled in", f"{column} est renseignée")
            if rule.filled
            else Words(f"{column} is blank", f"{column} n'est pas renseignée")
        )
    return joined(parts, ", ")
