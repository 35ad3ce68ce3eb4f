"""``summarise``: one row per privacy unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import narwhals as nw

from privkit.errors import DataError, Problem
from privkit.policy.model.steps import SUMMARIES, Summary
from privkit.policy.model.steps import Summarise as Rule
from privkit.steps.base import Context, Done, Kind, Report, Schemas, Spot, Tables, counted, require
from privkit.values import Changes, Column, Schema, Type
from privkit.words import Words, joined

if TYPE_CHECKING:
    from privkit.engine.protocol import Table

_ADDED = "_privkit_"


@dataclass(frozen=True)
class Summarise:
    """Group the rows of each privacy unit and compute the columns asked for.

    Columns that later steps need and that are not computed are carried: they must not vary within a
    unit, or the run stops and says which one does. The rest is dropped.
    """

    spot: Spot
    rule: Rule
    unit_name: str
    needed: frozenset[str]  # columns named further down the policy, or kept before
    named_later: frozenset[str] = frozenset()  # those named further down
    name: str = "summarise"
    kind: Kind = "shape"
    changes_rows: bool = True

    def say(self) -> Words:
        parts = joined([_said(name, s) for name, s in self.rule.columns.items()], " ; ")
        return Words(
            f"Make one row per {self.rule.by}: {parts.en}.",
            f"Faire une ligne par {self.rule.by} : {parts.fr}.",
        )

    @property
    def sources(self) -> frozenset[str]:
        """The columns summaries are made from."""
        return frozenset(_source(summary) for summary in self.rule.columns.values())

    def table_of(self, schemas: Schemas) -> str | None:
        """The table that is summarised, when it is clear."""
        if self.rule.table:
            return self.rule.table if self.rule.table in schemas else None
        with_unit = [name for name, schema in schemas.items() if schema.unit]
        return with_unit[0] if len(with_unit) == 1 else None

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        table = self.table_of(schemas)
        if self.rule.by != self.unit_name:
            report(
                self.spot.problem(
                    "PK715",
                    Words(
                        f"{self.rule.by} is not the privacy unit",
                        f"{self.rule.by} n'est pas l'unité protégée",
                    ),
                    Words(f"write {self.unit_name}", f"écrivez {self.unit_name}"),
                    at=("by",),
                )
            )
        if table is None or schemas[table].unit is None:
            report(
                self.spot.problem(
                    "PK716",
                    Words("it is not clear which table to summarise", "on ne sait pas quelle table résumer"),
                    Words(f"add table: {' / '.join(schemas)}", f"ajoutez table : {' / '.join(schemas)}"),
                )
            )
            return schemas
        for name, summary in self.rule.columns.items():
            self._check(name, summary, schemas[table], report)
            if name == schemas[table].unit:
                report(
                    self.spot.problem(
                        "PK709",
                        Words(f"there is a column {name} already", f"il y a déjà une colonne {name}"),
                        Words("choose another name", "choisissez un autre nom"),
                        at=("columns", name),
                    )
                )
        return {n: self._after(s) if n == table else s for n, s in schemas.items()}

    def _check(self, name: str, summary: Summary, schema: Schema, report: Report) -> None:
        at = ("columns", name)
        source = _source(summary)
        if not require({"": schema}, source, self.spot, report, at=at):
            return
        kind = _kind(summary)
        if kind in ("sum", "mean") and not schema[source].type.is_numeric:
            report(
                self.spot.problem(
                    "PK717",
                    Words(f"the column {source} is not a number", f"la colonne {source} n'est pas un nombre"),
                    Words(
                        "name a column of type number or integer",
                        "nommez une colonne de type nombre ou entier",
                    ),
                    at=at,
                )
            )
        if (summary.over or kind == "latest") and self._date(summary, schema) is None:
            report(
                self.spot.problem(
                    "PK718",
                    Words("it is not clear which date to use", "on ne sait pas quelle date utiliser"),
                    Words(
                        "add by_date: and the name of a date column",
                        "ajoutez selon : et le nom d'une colonne de date",
                    ),
                    at=at,
                )
            )

    def _date(self, summary: Summary, schema: Schema) -> str | None:
        if summary.by_date:
            good = summary.by_date in schema and schema[summary.by_date].type in (Type.DATE, Type.DATETIME)
            return summary.by_date if good else None
        dates = [c.name for c in schema.columns if c.type in (Type.DATE, Type.DATETIME)]
        return dates[0] if len(dates) == 1 else None

    def _carried(self, schema: Schema) -> tuple[Column, ...]:
        """Columns that go on as they are. A date kept only so that periods can be cut stops here."""
        dates = {self._date(s, schema) for s in self.rule.columns.values() if s.over or _kind(s) == "latest"}
        stop = {schema.unit, *self.rule.columns, *(dates - self.named_later)}
        return tuple(c for c in schema.columns if c.name in self.needed and c.name not in stop)

    def _after(self, schema: Schema) -> Schema:
        assert schema.unit is not None
        computed = tuple(
            _computed(name, summary, schema[_source(summary)])
            for name, summary in self.rule.columns.items()
            if _source(summary) in schema and name != schema.unit
        )
        return Schema(
            (schema[schema.unit], *self._carried(schema), *computed), schema.unit, one_row_per_unit=True
        )

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        name = self.table_of(schemas)
        assert name is not None
        schema, table = schemas[name], tables[name]
        unit = schema.unit
        assert unit is not None
        carried = self._carried(schema)
        table = _with_windows(table, self.rule, schema, context, self._date)
        grouped = self._grouped(table, unit, carried, context)
        grouped = self._totals(grouped, schema)
        for target, summary in self.rule.columns.items():
            if _kind(summary) == "latest":
                grouped = self._with_latest(grouped, table, target, summary, schema)
        after = self._after(schema)
        return Done(
            {**tables, name: grouped.select(*after.names)}, Changes({"columns": list(self.rule.columns)})
        )

    def _grouped(self, rows: Table, unit: str, carried: tuple[Column, ...], context: Context) -> Table:
        """One row per unit, or a DataError when a carried column varies within one."""
        summed = [
            expression
            for target, summary in self.rule.columns.items()
            if _kind(summary) != "latest"
            for expression in self._expressions(target, summary)
        ]
        names = [c.name for c in carried]
        # Carried columns as keys: nearly always one group per unit, and much quicker than their extremes.
        quick = rows.group_by(unit, *names).agg(*(summed or [nw.len().alias(f"{_ADDED}rows")]))
        quick = context.engine.checkpoint(quick)
        found = context.engine.count(quick, unit)
        if not carried or found.rows == found.units:
            return quick
        # A value filled in on some rows only does not vary: extremes leave blanks out.
        extremes = [nw.col(name).max() for name in names]
        extremes += [nw.col(name).min().alias(f"{_ADDED}min_{i}") for i, name in enumerate(names)]
        grouped = context.engine.checkpoint(rows.group_by(unit).agg(*extremes, *summed))
        self._refuse_varying(grouped, carried, context)
        return grouped

    def _expressions(self, target: str, summary: Summary) -> list[nw.Expr]:
        source = nw.col(_windowed(target) if summary.over else _source(summary))
        match _kind(summary):
            case "sum" | "mean":
                return [
                    source.sum().alias(f"{_ADDED}sum_{target}"),
                    source.count().alias(f"{_ADDED}n_{target}"),
                ]
            case "count":
                return [source.count().alias(target)]
            case "smallest":
                return [source.min().alias(target)]
            case _:
                return [source.max().alias(target)]

    def _totals(self, grouped: Table, schema: Schema) -> Table:
        """Sums and means; of nothing they are missing, not zero: nothing read is no consumption of zero."""
        from privkit.engine.expressions import mean_of

        for target, summary in self.rule.columns.items():
            total, n = nw.col(f"{_ADDED}sum_{target}"), nw.col(f"{_ADDED}n_{target}")
            if _kind(summary) == "mean":
                source = schema[_source(summary)]
                mean = mean_of(total, n, _computed(target, summary, source).decimals, source)
                grouped = grouped.with_columns(mean.alias(target))
            elif _kind(summary) == "sum":
                grouped = grouped.with_columns(nw.when(n > 0).then(total).alias(target))
        return grouped

    def _with_latest(
        self, grouped: Table, table: Table, target: str, summary: Summary, schema: Schema
    ) -> Table:
        unit, source, day = schema.unit, _source(summary), self._date(summary, schema)
        assert unit is not None and day is not None
        source = _windowed(target) if summary.over else source
        rows = table.filter(~nw.col(source).is_null() & ~nw.col(day).is_null()).select(
            nw.col(unit), nw.col(source).alias(f"{_ADDED}value"), nw.col(day).alias(f"{_ADDED}day")
        )
        last = rows.group_by(unit).agg(nw.col(f"{_ADDED}day").max().alias(f"{_ADDED}last"))
        found = (
            rows.join(last, on=unit, how="inner")
            .filter(nw.col(f"{_ADDED}day") == nw.col(f"{_ADDED}last"))
            .group_by(unit)
            .agg(nw.col(f"{_ADDED}value").max().alias(target))
        )
        return grouped.join(found, on=unit, how="left")

    def _refuse_varying(self, grouped: Table, carried: tuple[Column, ...], context: Context) -> None:
        differs = [
            (nw.col(c.name) != nw.col(f"{_ADDED}min_{i}")).cast(nw.Int64).sum().alias(f"n{i}")
            for i, c in enumerate(carried)
        ]
        counts = context.engine.collect(grouped.select(*differs), 1).iloc[0]
        varying = [(c, int(counts[f"n{i}"])) for i, c in enumerate(carried) if counts[f"n{i}"] > 0]
        if varying:
            raise DataError(*(self._varies(column, units) for column, units in varying))

    def _varies(self, column: Column, units: int) -> Problem:
        name, among = column.name, counted(units, self.unit_name)
        return self.spot.problem(
            "PK463",
            Words(
                f"the column {name} varies within {among.en}",
                f"la colonne {name} varie au sein de {among.fr}",
            ),
            Words(
                f"say which value counts, such as {name}: {{ latest: {name} }}",
                f"dites quelle valeur compte, par exemple {name}: {{ dernière: {name} }}",
            ),
            at=("columns",),
        )

    def parameters(self) -> Mapping[str, Any]:
        return {
            name: {_kind(s): _source(s), **({"over": s.over.words().en} if s.over else {})}
            for name, s in self.rule.columns.items()
        }


def _kind(summary: Summary) -> str:
    return next(kind for kind in SUMMARIES if getattr(summary, kind) is not None)


def _source(summary: Summary) -> str:
    return str(getattr(summary, _kind(summary)))


def _windowed(target: str) -> str:
    return f"{_ADDED}in_{target}"


def _with_windows(table: Any, rule: Rule, schema: Schema, context: Context, date_of: Any) -> Any:
    """Blank the values outside each asked-for period, in a column of its own."""
    from privkit.engine.expressions import between

    for target, summary in rule.columns.items():
        if summary.over:
            day = schema[date_of(summary, schema)]
            # From the day after the period's start to the end of the as-of day, for dates and times alike.
            start = summary.over.before(context.as_of) + timedelta(days=1)
            end = context.as_of + timedelta(days=1)
            inside = between(nw.col(day.name), _moment(start, day), _moment(end, day), day)
            table = table.with_columns(
                nw.when(inside).then(nw.col(_source(summary))).alias(_windowed(target))
            )
    return table


def _moment(day: date, column: Column) -> date:
    """The day as the column holds it: its first second when it holds times."""
    return datetime(day.year, day.month, day.day) if column.type is Type.DATETIME else day


def _computed(name: str, summary: Summary, source: Column) -> Column:
    kind = _kind(summary)
    if kind == "count":
        return Column(name, Type.INTEGER, source.role, source.origin, kept=source.kept)
    if kind == "mean" and source.type is Type.INTEGER:
        return replace(source, name=name, type=Type.NUMBER, decimals=2)
    return replace(source, name=name)


def _said(name: str, summary: Summary) -> Words:
    source = _source(summary)
    said = {
        "sum": Words(f"sum of {source}", f"somme de {source}"),
        "mean": Words(f"mean of {source}", f"moyenne de {source}"),
        "count": Words(f"number of {source}", f"nombre de {source}"),
        "smallest": Words(f"smallest {source}", f"plus petite valeur de {source}"),
        "largest": Words(f"largest {source}", f"plus grande valeur de {source}"),
        "latest": Words(f"latest {source}", f"dernière valeur de {source}"),
    }[_kind(summary)]
    over = Words("", "")
    if summary.over:
        over = _period(summary.over.words())
    return Words(f"{name} = {said.en}{over.en}", f"{name} = {said.fr}{over.fr}")


def _period(span: Words) -> Words:
    """``over: last 12 months`` in a sentence."""
    number, word = span.fr.split()
    if word.startswith("mois"):
        fr = "le dernier mois" if number == "1" else f"les {number} derniers mois"
    elif word.startswith("an"):
        fr = "la dernière année" if number == "1" else f"les {number} dernières années"
    else:
        fr = "le dernier jour" if number == "1" else f"les {number} derniers jours"
    return Words(f" over the last {span.en.removeprefix('1 ')}", f" sur {fr}")
