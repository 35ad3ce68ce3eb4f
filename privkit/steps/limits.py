"""``top_code``, ``bottom_code`` and ``round``: numbers brought to a bound or to a multiple."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import narwhals as nw

from privkit.errors import Problem
from privkit.policy.model.steps import Limit, Rounding
from privkit.policy.say import each_said
from privkit.steps.base import (
    Context,
    Done,
    Kind,
    Report,
    Schemas,
    Spot,
    Tables,
    holding,
    keep_unit,
    require,
    shown_number,
)
from privkit.steps.recoding import LimitRecoding, MultipleRecoding
from privkit.values import Changes, Column, Role, Type
from privkit.words import Words, joined


def _check_number(schemas: Schemas, column: str, value: Decimal, spot: Spot, report: Report) -> None:
    if not require(schemas, column, spot, report, at=(column,)) or not keep_unit(
        schemas, column, spot, report, at=(column,)
    ):
        return
    for _, schema in holding(schemas, column):
        if not schema[column].type.is_numeric:
            report(
                spot.problem(
                    "PK717",
                    Words(f"the column {column} is not a number", f"la colonne {column} n'est pas un nombre"),
                    Words(
                        "do it before the column is made coarser",
                        "faites-le avant que la colonne soit rendue moins précise",
                    ),
                    at=(column,),
                )
            )
        elif problem := _too_fine(value, schema[column], spot, (column,)):
            report(problem)


def _too_fine(value: Decimal, column: Column, spot: Spot, at: tuple[str | int, ...]) -> Problem | None:
    digits = -int(value.normalize().as_tuple().exponent)
    if digits <= column.decimals:
        return None
    shown = shown_number(value)
    return spot.problem(
        "PK722",
        Words(
            f"{shown.en} has more decimals than the column {column.name} ({column.decimals})",
            f"{shown.fr} a plus de décimales que la colonne {column.name} ({column.decimals})",
        ),
        Words("write fewer decimals", "écrivez moins de décimales"),
        at=at,
    )


def bad_multiple(to: Decimal, column: Column, spot: Spot, at: tuple[str | int, ...]) -> list[Problem]:
    """Problems of a multiple that a number is to be rounded to: PK723, PK722."""
    if to > 0:
        problem = _too_fine(to, column, spot, at)
        return [problem] if problem else []
    words = Words("a multiple is more than 0", "un multiple est plus grand que 0")
    return [spot.problem("PK723", words, Words("write 5 or 10", "écrivez 5 ou 10"), at=at)]


def _bounded(column: str, limit: Limit, en: str, fr: str) -> Words:
    at = shown_number(limit.at)
    return Words(f"{column} {en} {at.en}", f"{column} à {at.fr} {fr}")


@dataclass(frozen=True)
class Code:
    """Top-coding or bottom-coding: values beyond the bound take the bound (Hundepool et al. 2012)."""

    spot: Spot
    limits: Mapping[str, Limit]
    side: Literal["top", "bottom"]
    kind: Kind = "protect"
    changes_rows: bool = False

    @property
    def name(self) -> str:
        return f"{self.side}_code"

    def say(self) -> Words:
        if self.side == "top":
            parts = each_said(self.limits, lambda c, x: _bounded(c, x, "at most", "au plus"))
            return Words("Cap: ", "Plafonner : ") + joined(parts) + Words(".", ".")
        parts = each_said(self.limits, lambda c, x: _bounded(c, x, "at least", "au moins"))
        return Words("Raise to a floor: ", "Relever au plancher : ") + joined(parts) + Words(".", ".")

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        for column, limit in self.limits.items():
            _check_number(schemas, column, limit.at, self.spot, report)
        return schemas

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        from privkit.engine.expressions import bottom, top, typed

        out, figures = dict(tables), dict.fromkeys(self.limits, 0)
        for column, limit in self.limits.items():
            value = nw.col(column)
            for name, schema in holding(schemas, column):
                at = typed(limit.at, schema[column])
                beyond = value > at if self.side == "top" else value < at
                figures[column] += context.engine.count(out[name].filter(beyond), None).rows
                bring = top if self.side == "top" else bottom
                out[name] = out[name].with_columns(bring(value, limit.at, schema[column]).alias(column))
            context.recodings.setdefault(column, []).append(LimitRecoding(self.side, limit.at))
        return Done(out, Changes({"values_changed": figures}))

    def parameters(self) -> Mapping[str, Any]:
        return {
            c: {"at": str(x.at), **({"because": x.because} if x.because else {})}
            for c, x in self.limits.items()
        }


def _rounded(column: str, rule: Rounding) -> Words:
    to = shown_number(rule.to)
    return Words(f"{column} to the nearest {to.en}", f"{column} au multiple de {to.fr} le plus proche")


@dataclass(frozen=True)
class Round:
    """Rounding to the nearest multiple, half away from zero."""

    spot: Spot
    rules: Mapping[str, Rounding]
    name: str = "round"
    kind: Kind = "protect"
    changes_rows: bool = False

    def say(self) -> Words:
        parts = joined(each_said(self.rules, _rounded))
        return Words(f"Round {parts.en}.", f"Arrondir {parts.fr}.")

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        for column, rule in self.rules.items():
            if rule.to <= 0:
                for problem in bad_multiple(
                    rule.to, Column(column, Type.NUMBER, Role.OTHER), self.spot, (column,)
                ):
                    report(problem)
            else:
                _check_number(schemas, column, rule.to, self.spot, report)
        return schemas

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        from privkit.engine.expressions import rounded

        out = dict(tables)
        for column, rule in self.rules.items():
            for name, schema in holding(schemas, column):
                source: Column = schema[column]
                out[name] = out[name].with_columns(rounded(nw.col(column), rule.to, source).alias(column))
            context.recodings.setdefault(column, []).append(MultipleRecoding(rule.to))
        return Done(out, Changes({"columns": list(self.rules)}))

    def parameters(self) -> Mapping[str, Any]:
        return {c: {"to": str(r.to)} for c, r in self.rules.items()}
