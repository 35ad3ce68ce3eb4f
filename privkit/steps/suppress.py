"""``suppress``: blank some values of a column (cell suppression)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

from privkit.policy.model.steps import Blank
from privkit.policy.say import each_said
from privkit.steps.base import (
    ROW,
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
from privkit.steps.literals import literal, wrong_values
from privkit.steps.recoding import BlankRecoding, written_forms
from privkit.values import Changes, Column, Schema, Type
from privkit.words import Words, joined

if TYPE_CHECKING:
    from privkit.engine.protocol import Table

_HIT, _N = "_privkit_hit", "_privkit_n"


@dataclass(frozen=True)
class Suppress:
    """Replace chosen values by a blank: listed, beyond a bound, or held by too few units."""

    spot: Spot
    rules: Mapping[str, Blank]
    name: str = "suppress"
    kind: Kind = "protect"
    changes_rows: bool = False

    def say(self) -> Words:
        parts = joined(each_said(self.rules, _said), " ; ")
        return Words(f"Blank {parts.en}.", f"Effacer {parts.fr}.")

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        for column, rule in self.rules.items():
            if require(schemas, column, self.spot, report, at=(column,)) and keep_unit(
                schemas, column, self.spot, report, at=(column,)
            ):
                for _, schema in holding(schemas, column):
                    amounts = [x for x in (rule.above, rule.below) if x is not None]
                    for problem in wrong_values(
                        rule.among or (), amounts, schema[column], self.spot, at=(column,)
                    ):
                        report(problem)
        return schemas

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        out, blanked = dict(tables), dict.fromkeys(self.rules, 0)
        for column, rule in self.rules.items():
            for name, schema in holding(schemas, column):
                marked = _marked(out[name], schema, schema[column], rule)
                blanked[column] += context.engine.count(marked.filter(nw.col(_HIT)), None).rows
                kept = nw.when(nw.col(_HIT)).then(nw.lit(None)).otherwise(nw.col(column))
                out[name] = context.engine.cast(marked.with_columns(kept.alias(column)), schema)
            self._remember(out, schemas, column, rule, context)
        return Done(out, Changes({"values_blanked": blanked}))

    def _remember(self, tables: Tables, schemas: Schemas, column: str, rule: Blank, context: Context) -> None:
        """The recoding of what was blanked; rare values are told by those that stayed, never by their names."""
        chain = context.recodings.setdefault(column, [])
        only = None
        if rule.rarer_than is not None:
            only = tuple(
                sorted(
                    {
                        form
                        for name, _ in holding(schemas, column)
                        for value in _distinct(tables[name], column, context)
                        for form in written_forms(value)
                    }
                )
            )
        order = tuple(
            label
            for label in (chain[-1].labels if chain else ())
            if label not in (rule.among or ()) and (only is None or label in only)
        )
        chain.append(BlankRecoding(rule.among or (), rule.above, rule.below, only, order))

    def parameters(self) -> Mapping[str, Any]:
        return {
            column: rule.model_dump(mode="json", exclude_none=True) for column, rule in self.rules.items()
        }


def _distinct(table: Table, column: str, context: Context) -> list[Any]:
    found = context.engine.collect(table.select(column).unique(), context.largest_collect)[column]
    return list(found.dropna())


def _marked(table: Table, schema: Schema, column: Column, rule: Blank) -> Table:
    """The table with one more column: whether the value is to be blanked."""
    if rule.rarer_than is not None:
        return _rare(table, schema, column.name, rule.rarer_than)
    return table.with_columns(_hit(column, rule).fill_null(False).alias(_HIT))


def _hit(column: Column, rule: Blank) -> nw.Expr:
    from privkit.engine import expressions as ex

    value, number = nw.col(column.name), replace(column, type=Type.NUMBER)
    if rule.above is not None:
        above: nw.Expr = value > ex.typed(rule.above, number)
        return above
    if rule.below is not None:
        below: nw.Expr = value < ex.typed(rule.below, number)
        return below
    return ex.among(value, [literal(x, column) for x in rule.among or ()], column)


def _rare(table: Table, schema: Schema, column: str, least: int) -> Table:
    """Marks the values held by fewer units than ``least``; joined, as they may be many."""
    unit = schema.unit or ROW
    held = table.select(column, unit).unique().group_by(column).agg(nw.len().alias(_N))
    rare = held.filter((nw.col(_N) < least) & ~nw.col(column).is_null())
    found = table.join(rare.select(nw.col(column), nw.lit(True).alias(_HIT)), on=column, how="left")
    return found.with_columns(nw.col(_HIT).fill_null(False).alias(_HIT))


def _said(column: str, rule: Blank) -> Words:
    if rule.among is not None:
        names = ", ".join(rule.among)
        return Words(f"{column} where it is {names}", f"{column} lorsqu'elle vaut {names}")
    if rule.above is not None:
        above = shown_number(rule.above)
        return Words(f"{column} above {above.en}", f"{column} au-dessus de {above.fr}")
    if rule.below is not None:
        below = shown_number(rule.below)
        return Words(f"{column} below {below.en}", f"{column} en dessous de {below.fr}")
    return Words(
        f"the values of {column} held by fewer than {rule.rarer_than} units",
        f"les valeurs de {column} portées par moins de {rule.rarer_than} unités",
    )
