"""``swap``: values of a column exchanged between rows of near rank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privkit.policy.model.perturbation import Swap as Rule
from privkit.steps.base import Context, Done, Kind, Report, Schemas, Spot, Tables, listed, shown_share
from privkit.steps.draws import draw
from privkit.steps.perturbed import (
    check_place,
    check_share,
    correlation_change_of,
    full_stop,
    row_notes,
    said_by,
    strata_of,
    table_of,
)
from privkit.values import Changes, Type
from privkit.words import Words

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_ORDERED = (Type.INTEGER, Type.NUMBER, Type.DATE, Type.DATETIME)


@dataclass(frozen=True)
class Swap:
    """Rank swapping (Moore 1996), each column by itself. A missing value stays where it is."""

    spot: Spot
    rule: Rule
    unit_name: str
    name: str = "swap"
    kind: Kind = "protect"
    changes_rows: bool = False

    @property
    def perturbed(self) -> tuple[str, ...]:
        """The columns whose values change."""
        return self.rule.columns

    def say(self) -> Words:
        on, share = listed(list(self.rule.columns)), shown_share(self.rule.within)
        alone = len(self.rule.columns) > 1
        words = Words(
            f"Exchange the values of {on.en}{', each column by itself,' if alone else ''} between rows of near "
            f"rank (within {share.en} of the rows)",
            f"Échanger les valeurs de {on.fr}{', colonne par colonne,' if alone else ''} entre lignes de rang "
            f"voisin (à {share.fr} des lignes près)",
        )
        by = said_by(self.rule.by, ", with the same {}", ", de même {}")
        end = Words("; totals do not change", " ; les totaux ne changent pas")
        return words + by + end + full_stop(self.rule.because)

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        check_share(self.rule.within, self.spot, report, "within", none=True)
        name = check_place(schemas, self.rule.columns, self.rule.by, self.spot, report)
        for column in self.rule.columns if name is not None else ():
            if name is not None and schemas[name][column].type not in _ORDERED:
                report(
                    self.spot.problem(
                        "PK719",
                        Words(
                            f"the values of {column} have no order: swapping takes numbers or dates",
                            f"les valeurs de {column} n'ont pas d'ordre : la permutation demande des nombres ou des dates",
                        ),
                        Words(
                            "use post_randomise, or swap before the column is made coarser",
                            "utilisez post_randomiser, ou permutez avant que la colonne soit rendue moins précise",
                        ),
                        at=("columns",),
                    )
                )
        return schemas

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        import numpy as np

        from privkit.anonymity.perturbation.rank_swap import rank_swap

        name = table_of(schemas, [*self.rule.columns, *self.rule.by])
        assert name is not None
        schema = schemas[name]
        drawn = draw(tables[name], schema, self.spot, context)
        strata = strata_of([drawn.column(c) for c in self.rule.by], drawn.rows.num_rows)
        arrays, changed = {}, {}
        for column in self.rule.columns:
            array = drawn.column(column)
            there = np.flatnonzero(array.is_valid().to_numpy(zero_copy_only=False))
            taken = np.arange(len(array))
            ranked = _order(array, there)
            moved = rank_swap(ranked, float(self.rule.within), drawn.rng, strata=strata[there])
            taken[there] = there[moved]
            arrays[column] = array.take(taken)
            changed[column] = float((ranked != ranked[moved]).sum() / len(array)) if len(array) else 0.0
        figures = {
            "values_changed": changed,
            "correlation_change": correlation_change_of(drawn, arrays),
        }
        table = drawn.put_back(arrays, context)
        return Done({**tables, name: table}, Changes(figures, row_notes(schema, self.unit_name)))

    def parameters(self) -> Mapping[str, Any]:
        return {
            "columns": list(self.rule.columns),
            "within": str(self.rule.within),
            "by": list(self.rule.by),
        }


def _order(array: Any, there: npt.NDArray[np.intp]) -> npt.NDArray[np.int64]:
    """Whole numbers in the order of the values that are there, equal for equal values."""
    import numpy as np
    import pyarrow.compute as pc

    held = array.take(there)
    ranks = pc.rank(held, sort_keys="ascending", tiebreaker="min")
    return np.asarray(ranks.to_numpy(zero_copy_only=False), np.int64)
