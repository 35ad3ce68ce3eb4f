"""``minimise``: only the columns named, each for a reason, go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from privkit.policy.declared import measured_with
from privkit.policy.model.steps import Minimise as Rule
from privkit.steps.base import ROW, Context, Done, Kind, Report, Schemas, Spot, Tables, listed, require
from privkit.values import Changes, Schema
from privkit.words import Words


@dataclass(frozen=True)
class Minimise:
    """Drop every column that is not kept (GDPR art. 5(1)(c)).

    The privacy unit stays aside, so that people can be counted, and so do the columns that conditions measure
    with (sampling weights, who lives together, whose fairness is checked); none of them reaches an output unless kept.
    A table of which nothing is kept goes.
    """

    spot: Spot
    rule: Rule
    name: str = "minimise"
    kind: Kind = "shape"
    changes_rows: bool = False

    def say(self) -> Words:
        names, aside = listed(list(self.rule.keep)), self._aside
        said = Words(
            f"Keep only {names.en}; drop everything else.",
            f"Ne garder que {names.fr} ; retirer tout le reste.",
        )
        if not aside:
            return said
        held = listed(aside)
        return said + Words(
            f" Set aside, to measure risks or fairness only, never released: {held.en}.",
            f" Mis de côté pour mesurer les risques ou l'équité seulement, sans jamais sortir : {held.fr}.",
        )

    @property
    def _aside(self) -> tuple[str, ...]:
        """Columns that conditions need and that are not kept."""
        return tuple(n for n in measured_with(self.spot.document.policy) if n not in self.rule.keep)

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        for column in self.rule.keep:
            require(schemas, column, self.spot, report, at=("keep", column))
        return self._all_kept(schemas)

    def _all_kept(self, schemas: Schemas) -> Schemas:
        kept = {name: self._kept(schema) for name, schema in schemas.items()}
        return {name: schema for name, schema in kept.items() if schema.columns}

    def _kept(self, schema: Schema) -> Schema:
        columns = tuple(
            c if c.name in self.rule.keep else replace(c, kept=False)
            for c in schema.columns
            if c.name in self.rule.keep or c.name in (schema.unit, ROW, *self._aside)
        )
        return replace(schema, columns=columns)

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        after = self._all_kept(schemas)
        left = {name: {c.name for c in schema.kept} for name, schema in after.items()}
        dropped = sorted({n for t, s in schemas.items() for n in s.names if n not in left.get(t, ())} - {ROW})
        return Done(
            {n: t.select(*after[n].names) for n, t in tables.items() if n in after},
            Changes({"columns_dropped": dropped}),
        )

    def parameters(self) -> Mapping[str, Any]:
        return {"keep": {name: kept.because for name, kept in self.rule.keep.items()}}
