"""``generalise``: columns become coarser text: bands, parts of dates, prefixes, multiples, levels of a hierarchy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import narwhals as nw

from privkit.errors import DataError, Problem
from privkit.policy.model.data import ColumnType
from privkit.policy.model.steps import GENERALISATIONS, DateLevel
from privkit.policy.model.steps import Generalisation as Rule
from privkit.policy.say import each_said
from privkit.steps.bands import read_bands
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
from privkit.steps.limits import bad_multiple
from privkit.steps.recoding import (
    BandRecoding,
    DateRecoding,
    MapRecoding,
    PrefixRecoding,
    RangeRecoding,
    Recoding,
    RoundRecoding,
)
from privkit.steps.texts import as_text, bad_bands, banded
from privkit.values import Changes, Column, Schema, Type
from privkit.words import Words, joined

if TYPE_CHECKING:
    from privkit.anonymity.hierarchy import Hierarchy
    from privkit.engine.protocol import Table


@dataclass(frozen=True)
class Generalise:
    """Full-column generalisation chosen by hand; the result is always text."""

    spot: Spot
    rules: Mapping[str, Rule]
    name: str = "generalise"
    kind: Kind = "protect"
    changes_rows: bool = False

    def say(self) -> Words:
        parts = joined(each_said(self.rules, _said), " ; ")
        return Words(
            f"Make columns coarser: {parts.en}.", f"Rendre des colonnes moins précises : {parts.fr}."
        )

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        out = dict(schemas)
        for column, rule in self.rules.items():
            if not require(out, column, self.spot, report, at=(column,)) or not keep_unit(
                out, column, self.spot, report, at=(column,)
            ):
                continue
            for name, schema in list(holding(out, column)):
                self._check(schema[column], rule, report)
                if rule.as_ and rule.as_ != column and rule.as_ in schema:
                    report(self._name_taken(column, rule.as_))
                out[name] = _coarse(schema, column, rule)
        return out

    @property
    def renames(self) -> Mapping[str, str]:
        """Columns that take another name: the baseline follows, so that it can still be told what it is."""
        return {column: rule.as_ for column, rule in self.rules.items() if rule.as_ and rule.as_ != column}

    def _name_taken(self, column: str, name: str) -> Problem:
        return self.spot.problem(
            "PK709",
            Words(f"there is a column {name} already", f"il y a déjà une colonne {name}"),
            Words("choose another name", "choisissez un autre nom"),
            at=(column, "as"),
        )

    def _check(self, column: Column, rule: Rule, report: Report) -> None:
        at = (column.name, _kind(rule))
        wanted = {
            "into_bands": (Type.INTEGER, Type.NUMBER),
            "rounded_to": (Type.INTEGER, Type.NUMBER),
            "to": (Type.DATE, Type.DATETIME),
            "first_characters": (Type.CODE, Type.TEXT, Type.CATEGORY),
            "with_hierarchy": tuple(Type),
        }[_kind(rule)]
        kind = next(word for word in ColumnType if word.value == column.type.value)
        if column.type not in wanted:
            report(
                self.spot.problem(
                    "PK719",
                    Words(
                        f"the column {column.name} is of type {column.type}: this does not apply to it",
                        f"la colonne {column.name} est de type {kind.fr} : cela ne s'y applique pas",
                    ),
                    Words(
                        "for a column already made coarser, use a hierarchy",
                        "pour une colonne déjà moins précise, utilisez une hiérarchie",
                    ),
                    at=at,
                )
            )
        elif rule.into_bands is not None:
            if problem := bad_bands(rule.into_bands, column, self.spot, at):
                report(problem)
        elif rule.rounded_to is not None:
            for problem in bad_multiple(rule.rounded_to, column, self.spot, at):
                report(problem)
        if rule.with_hierarchy and rule.level is None:
            report(
                self.spot.problem(
                    "PK721",
                    Words("the level of the hierarchy is missing", "le niveau de la hiérarchie manque"),
                    Words(
                        "add level: and a column name of its file",
                        "ajoutez niveau : et un nom de colonne de son fichier",
                    ),
                    at=at,
                )
            )

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        out, live = dict(tables), dict(schemas)
        for column, rule in self.rules.items():
            target = rule.as_ or column
            chain = list(context.recodings.get(column, ()))
            recoding: Recoding | None = None
            for name, schema in list(holding(live, column)):
                if rule.with_hierarchy is not None:
                    out[name], hierarchy = self._by_hierarchy(out[name], schema[column], rule, context)
                    context.hierarchies[target] = hierarchy.from_level(str(rule.level))
                    recoding = _map_of(hierarchy, str(rule.level))
                else:
                    context.hierarchies.pop(target, None)
                    recoding = _recoding(rule, context)
                    out[name] = self._one(out[name], schema[column], target, recoding, context)
                live[name] = _coarse(schema, column, rule)
            if recoding is not None:
                context.recodings[target] = [*chain, recoding]
        return Done(out, Changes({"columns": list(self.rules)}))

    def _one(self, table: Table, column: Column, target: str, recoding: Recoding, context: Context) -> Table:
        from privkit.engine import expressions as ex

        value = nw.col(column.name)
        match recoding:
            case BandRecoding():
                made = banded(value, recoding)
            case RangeRecoding():
                made = banded(value, recoding)
                self._refuse_outside(table.filter(~value.is_null() & made.is_null()), column, context)
            case DateRecoding():
                made = ex.date_part(value, recoding.level)
            case PrefixRecoding():
                made = ex.first_characters(value, recoding.characters)
            case RoundRecoding():
                made = ex.text_of(ex.rounded(value, recoding.to, column), column)
            case _:
                raise AssertionError("unreachable")
        table = table.with_columns(made.alias(target))
        return table if target == column.name else table.drop(column.name)

    def _refuse_outside(self, outside: Table, column: Column, context: Context) -> None:
        rows = context.engine.count(outside, None).rows
        if rows:
            raise self.spot.data_error(
                "PK466",
                Words(
                    f"rows of the column {column.name} that fall in no band: {rows}",
                    f"lignes de la colonne {column.name} qui ne tombent dans aucune tranche : {rows}",
                ),
                Words(
                    'add the band that is missing, such as "0"',
                    "ajoutez la tranche qui manque, par exemple « 0 »",
                ),
                at=(column.name, "into_bands"),
            )

    def _by_hierarchy(
        self, table: Table, column: Column, rule: Rule, context: Context
    ) -> tuple[Table, Hierarchy]:
        import pandas as pd

        from privkit.anonymity.hierarchy import TOP
        from privkit.anonymity.hierarchy_file import read_hierarchy_file

        assert rule.with_hierarchy is not None and rule.level is not None
        hierarchy = read_hierarchy_file(context.folder / rule.with_hierarchy, column=column.name)
        level = self._level(hierarchy, column.name, rule.level)
        target, shown = rule.as_ or column.name, f"_privkit_{column.name}"
        table = table.with_columns(as_text(column, context.language).alias(shown))
        found = context.engine.collect(table.select(shown).unique(), context.largest_collect)[shown]
        present = [value for value in found if value is not None]
        if TOP in present:  # cells an earlier release suppressed
            hierarchy = hierarchy.with_top()
        _refuse_missing(present, hierarchy, column.name, self.spot, rule)
        label_of = dict(zip(hierarchy.values, hierarchy.labels[level], strict=True))
        mapping = pd.DataFrame(
            {shown: [*present, None], target: [*(label_of[v] for v in present), None]}, dtype=object
        )
        table = table if target == column.name else table.drop(column.name)
        coarse = Column(target, Type.CATEGORY, column.role)
        return context.engine.lookup(table, [shown], mapping, [coarse]).drop(shown), hierarchy

    def _level(self, hierarchy: Hierarchy, column: str, level: str) -> int:
        try:
            return hierarchy.level_number(level)
        except DataError as error:  # told where the policy names it
            (problem,) = error.problems
            raise self.spot.data_error(
                problem.code, problem.message, problem.instead, at=(column, "level")
            ) from None

    def parameters(self) -> Mapping[str, Any]:
        return {
            column: rule.model_dump(mode="json", exclude_none=True) for column, rule in self.rules.items()
        }


def _coarse(schema: Schema, column: str, rule: Rule) -> Schema:
    new = replace(schema[column], name=rule.as_ or column, type=Type.CATEGORY, decimals=0, measure=None)
    return schema.replacing(column, new)


def _map_of(hierarchy: Hierarchy, level: str) -> MapRecoding:
    number = hierarchy.level_number(level)
    return MapRecoding(dict(zip(hierarchy.values, hierarchy.labels[number], strict=True)), ())


def _refuse_missing(
    present: Sequence[str], hierarchy: Hierarchy, column: str, spot: Spot, rule: Rule
) -> None:
    known = set(hierarchy.values)
    missing = sum(value not in known for value in present)
    if missing:
        raise spot.data_error(
            "PK464",
            Words(
                f"distinct values of the column {column} that are not in the hierarchy {rule.with_hierarchy}: {missing}",
                f"valeurs distinctes de la colonne {column} absentes de la hiérarchie {rule.with_hierarchy} : {missing}",
            ),
            Words("add them to the file, one line each", "ajoutez-les au fichier, une ligne chacune"),
            at=(column, "with_hierarchy"),
        )


def _kind(rule: Rule) -> str:
    return next(kind for kind in GENERALISATIONS if getattr(rule, kind) is not None)


def _recoding(rule: Rule, context: Context) -> Recoding:
    if rule.into_bands is not None:
        return read_bands(rule.into_bands, context.language)
    if rule.to is not None:
        return DateRecoding(rule.to.value)
    if rule.first_characters is not None:
        return PrefixRecoding(rule.first_characters)
    assert rule.rounded_to is not None
    return RoundRecoding(rule.rounded_to)


def _said(column: str, rule: Rule) -> Words:
    if rule.into_bands is not None:
        shown = ", ".join(rule.into_bands)
        return Words(f"{column} into bands ({shown})", f"{column} en tranches ({shown})")
    if rule.to is not None:
        fr = {DateLevel.MONTH: "au mois", DateLevel.QUARTER: "au trimestre", DateLevel.YEAR: "à l'année"}[
            rule.to
        ]
        return Words(f"{column} to the {rule.to.value}", f"{column} {fr}")
    if rule.first_characters is not None:
        n = rule.first_characters
        if n == 1:
            return Words(f"{column} to its first character", f"{column} à son premier caractère")
        return Words(f"{column} to its first {n} characters", f"{column} à ses {n} premiers caractères")
    if rule.rounded_to is not None:
        to = shown_number(rule.rounded_to)
        return Words(f"{column} to the nearest {to.en}", f"{column} au multiple de {to.fr} le plus proche")
    return Words(f"{column} to the level {rule.level}", f"{column} au niveau {rule.level}")
