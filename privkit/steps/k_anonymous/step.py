"""``make_k_anonymous``: the least generalisation, with bounded removal, that leaves groups of k units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from privkit.errors import Problem
from privkit.policy.model.anonymity import LossMetric, Method
from privkit.policy.model.anonymity import MakeKAnonymous as Rule
from privkit.steps.base import (
    Context,
    Done,
    Kind,
    Report,
    Schemas,
    Spot,
    Tables,
    keep_unit,
    plural,
    require,
)
from privkit.steps.k_anonymous.blocked import located
from privkit.steps.k_anonymous.fits import problem_of_table, report_table, table_of
from privkit.steps.k_anonymous.say import parameters_of, sentence_of
from privkit.steps.level_rules import straddling_changes
from privkit.values import Changes, Column, Schema, Type
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.anonymity.criteria import Criteria
    from privkit.engine.protocol import Table
    from privkit.steps.k_anonymous.gather import Gathered


@dataclass(frozen=True)
class MakeKAnonymous:
    """Generalisation and suppression into groups of k privacy units; suppressed units are removed.

    k-anonymity (Samarati 2001), the models of attribute disclosure of the literature, Loss metric (Iyengar 2002).
    ``first`` are columns whose detail matters most, the most important first: those of the comparison.
    """

    spot: Spot
    rule: Rule
    unit_name: str
    first: tuple[str, ...] = ()
    name: str = "make_k_anonymous"
    kind: Kind = "protect"
    changes_rows: bool = True

    def say(self) -> Words:
        return sentence_of(self.rule, self.unit_name, self._aligned())

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        good = [require(schemas, column, self.spot, report, at=("on",)) for column in self.rule.on]
        good += [keep_unit(schemas, column, self.spot, report, at=("on",)) for column in self.rule.on]
        if not all(good):
            return schemas
        if problem := problem_of_table(self.rule, schemas, self.spot):
            report(problem)
        name = table_of(self.rule, schemas)
        if name is None:
            return schemas
        report_table(self.rule, name, schemas[name], self.unit_name, self.spot, report)
        if self.rule.method is not Method.FULL_DOMAIN and set(self.first) & set(self.rule.on):
            report(self._several_labels())
        return {**schemas, name: _coarse(schemas[name], self.rule.on)}

    def _several_labels(self) -> Problem:
        """A comparison places a household by the label of each of its values: there must be one."""
        return self.spot.problem(
            "PK767",
            Words(
                "the comparison needs one label per value, and this method gives a value several",
                "la comparaison demande un libellé par valeur, et cette méthode en donne plusieurs",
            ),
            Words("write method: full_domain", "écrivez méthode: domaine_entier"),
            at=("method",),
        )

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        name = table_of(self.rule, schemas)
        assert name is not None
        schema = schemas[name]
        levels: Sequence[int] | None
        with located(self.spot):
            table, gathered, criteria = self.asked(tables, schemas, context)
            if self.rule.method is Method.LOCAL:
                out, changes, levels = self._locally(table, schema, gathered, criteria, context)
            elif self.rule.method is Method.MONDRIAN:
                out, changes = self._into_regions(table, schema, gathered, criteria, context)
                levels = None  # they differ between regions
            else:
                out, changes, levels = self._full_domain(table, schema, gathered, criteria, context)
        straddling = straddling_changes(context, self.rule.on, gathered.codes, gathered.weights, levels)
        changes = Changes({**changes.figures, **straddling.figures}, (*changes.notes, *straddling.notes))
        after = _coarse(schema, self.rule.on)
        return Done({**tables, name: context.engine.checkpoint(out.select(*after.names))}, changes)

    def asked(self, tables: Tables, schemas: Schemas, context: Context) -> tuple[Table, Gathered, Criteria]:
        """What a search is given: the table with its working columns, its combinations, what groups must satisfy."""
        from privkit.steps.k_anonymous.criteria import criteria_of
        from privkit.steps.k_anonymous.gather import gather, prepared

        name = table_of(self.rule, schemas)
        assert name is not None
        several = self._several_rows(tables[name], schemas[name], context)
        table = prepared(self.rule, tables[name], schemas[name], context)
        gathered = gather(self.rule, table, schemas[name], context, self.spot, several_rows=several)
        return table, gathered, criteria_of(self.rule, gathered)

    def _full_domain(
        self, table: Table, schema: Schema, gathered: Gathered, criteria: Criteria, context: Context
    ) -> tuple[Table, Changes, Sequence[int]]:
        from privkit.steps.k_anonymous.full_domain import FullDomain
        from privkit.steps.k_anonymous.levels_chosen import chosen_levels

        chosen = chosen_levels(self.rule, gathered, criteria, self.column_weights(), self.spot, context)
        found = FullDomain(self.rule.on, gathered, criteria, chosen.levels)
        into = [Column(c, Type.CATEGORY, schema[c].role) for c in self.rule.on]
        keys = gathered.quasi
        out = context.engine.lookup(table.drop(*self.rule.on), keys, found.mapping(), into, drop=True)
        for column, recoding in found.recodings(schema, context.language).items():
            context.recodings.setdefault(column, []).append(recoding)
        return out, Changes({**found.heights(), **chosen.figures}, chosen.notes), chosen.levels

    def _locally(
        self, table: Table, schema: Schema, gathered: Gathered, criteria: Criteria, context: Context
    ) -> tuple[Table, Changes, Sequence[int]]:
        from privkit.steps.k_anonymous.local import recoded_locally

        return recoded_locally(self.rule, table, schema, gathered, criteria, self.column_weights(), context)

    def _into_regions(
        self, table: Table, schema: Schema, gathered: Gathered, criteria: Criteria, context: Context
    ) -> tuple[Table, Changes]:
        from privkit.steps.k_anonymous.mondrian import cut_into_regions

        return cut_into_regions(self.rule, table, schema, gathered, criteria, context)

    def _several_rows(self, table: Table, schema: Schema, context: Context) -> bool:
        """Whether a unit has more than one row, as the data stand."""
        if schema.one_row_per_unit:
            return False
        counts = context.engine.count(table, schema.unit)
        several = counts.rows != counts.units
        if several and self.rule.method is not Method.FULL_DOMAIN:
            raise self.spot.data_error(
                "PK467",
                Words(
                    f"{counts.rows} rows for {counts.units} {plural(self.unit_name)}: local groups would count rows",
                    f"{counts.rows} lignes pour {counts.units} {plural(self.unit_name)} : "
                    "des groupes locaux compteraient des lignes",
                ),
                Words(
                    "add a step summarise before, or write method: full_domain",
                    "ajoutez une étape résumer avant, ou écrivez méthode: domaine_entier",
                ),
            )
        return several

    def column_weights(self) -> list[float] | None:
        """How much the detail of each column counts in the loss; None when all count alike."""
        if self.rule.metric in (LossMetric.DISCERNIBILITY, LossMetric.AVERAGE_CLASS_SIZE):
            return None  # of sizes alone
        if self.rule.weights:
            return [float(self.rule.weights.get(column, 1)) for column in self.rule.on]
        return aligned_weights(self.rule.on, self.first) if self._aligned() else None

    def _aligned(self) -> tuple[str, ...]:
        """The columns of the comparison whose detail is kept first: none when the policy gives weights."""
        sizes = self.rule.metric in (LossMetric.DISCERNIBILITY, LossMetric.AVERAGE_CLASS_SIZE)
        if self.rule.weights or sizes:
            return ()
        return tuple(c for c in self.first if c in self.rule.on)

    def parameters(self) -> Mapping[str, Any]:
        return parameters_of(self.rule)


def aligned_weights(on: Sequence[str], first: Sequence[str]) -> list[float]:
    """Weights by which groups follow the comparison: its columns lose their detail last.

    A column inside it weighs ten times one outside.
    """
    return [10.0 if column in first else 1.0 for column in on]


def _coarse(schema: Schema, on: Sequence[str]) -> Schema:
    for name in on:
        schema = schema.replacing(name, replace(schema[name], type=Type.CATEGORY, decimals=0, measure=None))
    return schema
