"""``microaggregate``: groups of at least k units with near values, which all take the value of their group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from privkit.policy.model.perturbation import Aggregate
from privkit.policy.model.perturbation import Microaggregate as Rule
from privkit.steps.base import Context, Done, Kind, Report, Schemas, Spot, Tables, listed, plural
from privkit.steps.draws import draw
from privkit.steps.perturbed import (
    array_of,
    check_numbers,
    check_place,
    check_units,
    correlation_change_of,
    full_stop,
    numbers_of,
    refuse_several_rows,
    said_by,
    strata_of,
    table_of,
)
from privkit.values import Changes
from privkit.words import Words


@dataclass(frozen=True)
class Microaggregate:
    """MDAV for several columns (Domingo-Ferrer, Torra 2005), the optimum for one (Hansen, Mukherjee 2003)."""

    spot: Spot
    rule: Rule
    unit_name: str
    name: str = "microaggregate"
    kind: Kind = "protect"
    changes_rows: bool = False

    @property
    def perturbed(self) -> tuple[str, ...]:
        """The columns whose values change."""
        return self.rule.columns

    def say(self) -> Words:
        on, many = listed(list(self.rule.columns)), plural(self.unit_name)
        median = self.rule.value is Aggregate.MEDIAN
        words = Words(
            f"Form groups of at least {self.rule.k} {many} with near values of {on.en}, then replace these values "
            f"by the {'median' if median else 'mean'} of the group",
            f"Former des groupes d'au moins {self.rule.k} {many} aux valeurs proches de {on.fr}, puis remplacer ces "
            f"valeurs par la {'médiane' if median else 'moyenne'} du groupe",
        )
        by = said_by(
            self.rule.by,
            "; no group mixes values of {}",
            " ; aucun groupe ne mêle des valeurs différentes de {}",
        )
        return words + by + full_stop(self.rule.because)

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        name = check_place(schemas, self.rule.columns, self.rule.by, self.spot, report)
        if name is not None:
            check_numbers(schemas[name], self.rule.columns, self.spot, report)
            check_units(schemas, name, self.spot, report)
        return schemas

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        import numpy as np

        from privkit.anonymity.perturbation.effect import share_changed
        from privkit.anonymity.perturbation.microaggregation import Aggregate as Shared
        from privkit.anonymity.perturbation.microaggregation import microaggregate

        name = table_of(schemas, [*self.rule.columns, *self.rule.by])
        assert name is not None
        schema = schemas[name]
        refuse_several_rows(tables[name], schema, self.unit_name, self.spot, context)
        drawn = draw(tables[name], schema, self.spot, context)
        columns = [schema[c] for c in self.rule.columns]
        values = np.stack([numbers_of(drawn.column(c.name), c) for c in columns], axis=1)
        strata = strata_of([drawn.column(c) for c in self.rule.by], len(values))
        aggregate: Shared = "median" if self.rule.value is Aggregate.MEDIAN else "mean"
        done = microaggregate(values, self.rule.k, drawn.rng, aggregate=aggregate, strata=strata)
        arrays = {c.name: array_of(done.values[:, i], c) for i, c in enumerate(columns)}
        shown = np.stack([numbers_of(arrays[c.name], c) for c in columns], axis=1)
        figures = {
            "groups": int(done.groups.max(initial=-1)) + 1,
            "loss": done.loss,  # SSE/SST
            "values_blanked": done.blanked,
            "values_changed": {
                c.name: share_changed(values[:, i], shown[:, i]) for i, c in enumerate(columns)
            },
            "correlation_change": correlation_change_of(drawn, arrays),
        }
        return Done({**tables, name: drawn.put_back(arrays, context)}, Changes(figures, _notes(done.blanked)))

    def parameters(self) -> Mapping[str, Any]:
        return {
            "columns": list(self.rule.columns),
            "k": self.rule.k,
            "value": self.rule.value.value,
            "by": list(self.rule.by),
        }


def _notes(blanked: int) -> tuple[Words, ...]:
    if not blanked:
        return ()
    return (
        Words(
            "Some values are blanked: too few units missed the same columns to form a group.",
            "Des valeurs sont effacées : trop peu d'unités avaient les mêmes valeurs absentes pour former un groupe.",
        ),
    )
