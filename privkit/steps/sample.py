"""``sample``: a random part of the privacy units, of an exact size."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privkit.policy.model.perturbation import Sample as Rule
from privkit.steps.base import (
    Context,
    Done,
    Kind,
    Report,
    Schemas,
    Spot,
    Tables,
    plural,
    require,
    shown_share,
)
from privkit.steps.draws import canonical_types, generator_of_tables, refuse_too_many
from privkit.steps.perturbed import check_share, full_stop, one_table, said_by, strata_of, table_of
from privkit.values import Changes, Column, Schema
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.engine.protocol import Table


@dataclass(frozen=True)
class DrawnUnits:
    """The units that were drawn: ``size`` of ``of``, in so many strata."""

    unit: str
    column: Column
    units: Any = field(repr=False)  # a pyarrow table of one column
    of: int
    size: int
    strata: int

    def chosen(self, context: Context) -> Table:
        """The units as a table of the engine."""
        return context.engine.upload(self.units, [self.column])


@dataclass(frozen=True)
class Sample:
    """Simple or stratified random sampling of units (Cochran 1977), in every table that holds the unit."""

    spot: Spot
    rule: Rule
    unit_name: str
    name: str = "sample"
    kind: Kind = "protect"
    changes_rows: bool = True

    @property
    def perturbed(self) -> tuple[str, ...]:
        """No value changes."""
        return ()

    def say(self) -> Words:
        share, many = shown_share(self.rule.share), plural(self.unit_name)
        words = Words(
            f"Keep a random sample of {share.en} of {many}",
            f"Ne garder qu'un échantillon aléatoire de {share.fr} des {many}",
        )
        by = said_by(
            self.rule.by,
            ", in the same proportion for each value of {}",
            ", dans la même proportion pour chaque valeur de {}",
        )
        return words + by + full_stop(self.rule.because)

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        check_share(self.rule.share, self.spot, report, "share", none=True, all_=True)
        held = {name: schema for name, schema in schemas.items() if schema.unit is not None}
        if not held:
            report(
                self.spot.problem(
                    "PK724",
                    Words(
                        "no table has a privacy unit to count", "aucune table n'a d'unité protégée à compter"
                    ),
                    Words(
                        "link it with the table that holds the unit",
                        "croisez-la avec la table qui porte l'unité",
                    ),
                )
            )
            return schemas
        good = [require(schemas, column, self.spot, report, at=("by",)) for column in self.rule.by]
        if good and all(good):
            one_table(held, list(self.rule.by), self.spot, report, "by")
        return schemas

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        drawn = self.draw(tables, schemas, context)
        out = dict(tables)
        for name, schema in schemas.items():
            if schema.unit == drawn.unit:
                joined = tables[name].join(drawn.chosen(context), on=drawn.unit, how="inner")
                out[name] = context.engine.checkpoint(joined.select(*schema.names))
        figures = {"units_before": drawn.of, "units_drawn": drawn.size, "strata": drawn.strata}
        return Done(out, Changes(figures))

    def draw(self, tables: Tables, schemas: Schemas, context: Context) -> DrawnUnits:
        """The units of the sample, in every table that holds the unit."""
        import pyarrow as pa

        from privkit.anonymity.perturbation.sampling import sample_size, sample_units

        unit, column, units = self.units(tables, schemas, context)
        strata = strata_of([units.column(c).combine_chunks() for c in self.rule.by], units.num_rows)
        size = sample_size(units.num_rows, self.rule.share)
        drawn_from = {name: tables[name] for name, schema in schemas.items() if schema.unit == unit}
        rng = generator_of_tables(self.spot, drawn_from, schemas, context)
        chosen = units.filter(pa.array(sample_units(units.num_rows, size, rng, strata=strata)))
        parts = int(strata.max(initial=-1)) + 1
        return DrawnUnits(unit, column, chosen.select([unit]), units.num_rows, size, parts)

    def units(self, tables: Tables, schemas: Schemas, context: Context) -> tuple[str, Column, Any]:
        """The column of the unit, and every unit once, with the columns the sample goes by, in canonical order."""
        schema = self._schema(schemas)
        unit = str(schema.unit)
        return unit, schema[unit], self._units(tables, schemas, context)

    def _schema(self, schemas: Schemas) -> Schema:
        """The table that holds the unit and the columns the sample goes by."""
        held = {name: schema for name, schema in schemas.items() if schema.unit is not None}
        name = table_of(held, self.rule.by)
        assert name is not None
        return held[name]

    def _units(self, tables: Tables, schemas: Schemas, context: Context) -> Any:
        """The units and the columns the sample goes by, in canonical order, each unit once."""
        schema = self._schema(schemas)
        unit = str(schema.unit)
        held = {name: s for name, s in schemas.items() if s.unit == unit}
        if self.rule.by:
            held = {name: s for name, s in held.items() if s is schema}
        found = []
        for name in held:
            wanted = tables[name].select(unit, *(c for c in self.rule.by if c != unit)).unique()
            refuse_too_many(context.engine.count(wanted, None).rows, self.spot, context)
            found.append(self._sorted(wanted, schema, context))
        import pyarrow as pa

        units = pa.concat_tables(found)
        if len(found) > 1:
            units = units.group_by(unit).aggregate([]).sort_by(unit)
        if len(units.column(unit).unique()) != units.num_rows:
            raise self.spot.data_error(
                "PK734",
                Words(
                    f"a {self.unit_name} has several values of the columns the sample goes by",
                    f"une même unité ({self.unit_name}) a plusieurs valeurs des colonnes selon lesquelles on échantillonne",
                ),
                Words("summarise before, or leave out `by`", "résumez avant, ou retirez `par`"),
                at=("by",),
            )
        return units

    def _sorted(self, table: Table, schema: Schema, context: Context) -> Any:
        columns = [schema[c] for c in table.collect_schema().names()]
        held = canonical_types(context.engine.collect_arrow(table, context.largest_collect), columns)
        return held.sort_by([(c.name, "ascending") for c in columns])

    def parameters(self) -> Mapping[str, Any]:
        return {"share": str(self.rule.share), "by": list(self.rule.by)}
