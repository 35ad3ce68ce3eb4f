"""``suppress_locally``: the fewest blanks such that k units share each combination of quasi-identifiers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from privkit.policy.model.perturbation import BlankAs
from privkit.policy.model.perturbation import SuppressLocally as Rule
from privkit.steps.base import Context, Done, Kind, Report, Schemas, Spot, Tables, listed, plural, require
from privkit.steps.draws import draw
from privkit.steps.perturbed import (
    check_place,
    check_units,
    codes_of,
    full_stop,
    refuse_several_rows,
    table_of,
)
from privkit.values import Changes
from privkit.words import Words


@dataclass(frozen=True)
class SuppressLocally:
    """Local suppression (Hundepool et al. 2012), guided by the subsets of values that single someone out.

    By default a blank is a value of its own, as everywhere in the product: what leaves is k-anonymous as it
    is counted, and a condition ``k_anonymity`` holds. With ``any_value`` fewer cells are blanked, and a group
    counts the units that could be equal.
    """

    spot: Spot
    rule: Rule
    unit_name: str
    name: str = "suppress_locally"
    kind: Kind = "protect"
    changes_rows: bool = False

    @property
    def perturbed(self) -> tuple[str, ...]:
        """The columns whose values change."""
        return self.rule.on

    def say(self) -> Words:
        on, many = listed(list(self.rule.on)), plural(self.unit_name)
        words = Words(
            f"Blank as few values of {on.en} as possible, until at least {self.rule.k} {many} share each "
            "combination; a blank counts as ",
            f"Effacer aussi peu de valeurs de {on.fr} que possible, jusqu'à ce qu'au moins {self.rule.k} {many} "
            "partagent chaque combinaison ; un blanc compte comme ",
        )
        blank = (
            Words("a value of its own", "une valeur à part")
            if self.rule.blank_is is BlankAs.OWN_VALUE
            else Words("equal to any value", "égal à toute valeur")
        )
        return words + blank + full_stop(self.rule.because)

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        name = check_place(schemas, self.rule.on, (), self.spot, report, key="on")
        if name is not None:
            check_units(schemas, name, self.spot, report)
        for column, weight in self.rule.weights.items():
            require(schemas, column, self.spot, report, at=("weights", column))
            if weight <= 0:
                words = Words("a weight is more than 0", "un poids est plus grand que 0")
                report(
                    self.spot.problem(
                        "PK726", words, Words("write 1 or 10", "écrivez 1 ou 10"), at=("weights", column)
                    )
                )
        return schemas

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        from privkit.anonymity.perturbation.local_suppression import Convention, suppress_locally

        name = table_of(schemas, self.rule.on)
        assert name is not None
        schema = schemas[name]
        refuse_several_rows(tables[name], schema, self.unit_name, self.spot, context)
        drawn = draw(tables[name], schema, self.spot, context)
        held = [drawn.column(c) for c in self.rule.on]
        missing = np.stack([a.is_null().to_numpy(zero_copy_only=False) for a in held], axis=1)
        convention: Convention = "strict" if self.rule.blank_is is BlankAs.OWN_VALUE else "wildcard"
        done = suppress_locally(
            np.stack([codes_of(a) for a in held], axis=1),
            missing,
            self.rule.k,
            drawn.rng,
            convention=convention,
            column_weights=[float(self.rule.weights.get(c, 1)) for c in self.rule.on],
        )
        arrays = {
            c: pc.if_else(pa.array(done.blank[:, i]), pa.scalar(None, a.type), a)
            for i, (c, a) in enumerate(zip(self.rule.on, held, strict=True))
        }
        figures = {
            "units_at_risk": done.at_risk,
            "values_blanked": dict(zip(self.rule.on, done.cells_by_column, strict=True)),
            "share_blanked": float(done.blank.mean()) if done.blank.size else 0.0,
        }
        return Done({**tables, name: drawn.put_back(arrays, context)}, Changes(figures))

    def parameters(self) -> Mapping[str, Any]:
        return {
            "k": self.rule.k,
            "on": list(self.rule.on),
            "blank_is": self.rule.blank_is.value,
            "weights": {column: str(weight) for column, weight in self.rule.weights.items()},
        }
