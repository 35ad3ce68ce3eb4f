"""``post_randomise``: categories kept or redrawn at random, with known probabilities (PRAM)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from privkit.policy.model.perturbation import PostRandomise as Rule
from privkit.steps.base import Context, Done, Kind, Report, Schemas, Spot, Tables, listed, shown_share
from privkit.steps.draws import draw
from privkit.steps.perturbed import (
    check_place,
    check_share,
    full_stop,
    row_notes,
    said_by,
    strata_of,
    table_of,
)
from privkit.values import Changes, Type
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.anonymity.perturbation.pram import Randomised

_NOT_CATEGORIES = (Type.NUMBER, Type.DATE, Type.DATETIME)


@dataclass(frozen=True)
class PostRandomise:
    """Invariant PRAM (Gouweleeuw et al. 1998), column by column or on their combinations. A missing value is a category like another.

    The matrix is R = keep·I + (1-keep)·1pᵀ with p the distribution in the stratum: keep and p say it whole.
    """

    spot: Spot
    rule: Rule
    unit_name: str
    name: str = "post_randomise"
    kind: Kind = "protect"
    changes_rows: bool = False

    @property
    def perturbed(self) -> tuple[str, ...]:
        """The columns whose values change."""
        return self.rule.columns

    def say(self) -> Words:
        on, share = listed(list(self.rule.columns)), shown_share(self.rule.keep)
        how = Words("", "")
        if len(self.rule.columns) > 1:
            how = (
                Words(", all together", ", d'un bloc")
                if self.rule.together
                else Words(", one by one", ", une à une")
            )
        words = Words(
            f"Redraw {on.en} at random{how.en}: what is there is kept with a probability of {share.en}, else drawn "
            "from what all rows hold",
            f"Tirer de nouveau {on.fr} au hasard{how.fr} : ce qui s'y trouve est gardé avec une probabilité de "
            f"{share.fr}, sinon tiré parmi ce que portent toutes les lignes",
        )
        return (
            words + said_by(self.rule.by, " with the same {}", " de même {}") + full_stop(self.rule.because)
        )

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        check_share(self.rule.keep, self.spot, report, "keep", all_=True)
        name = check_place(schemas, self.rule.columns, self.rule.by, self.spot, report)
        for column in self.rule.columns if name is not None else ():
            if name is not None and schemas[name][column].type in _NOT_CATEGORIES:
                report(
                    self.spot.problem(
                        "PK719",
                        Words(
                            f"the values of {column} are not categories",
                            f"les valeurs de {column} ne sont pas des catégories",
                        ),
                        Words(
                            "generalise it before, or use add_noise or swap",
                            "généralisez-la avant, ou utilisez bruiter ou permuter",
                        ),
                        at=("columns",),
                    )
                )
        return schemas

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        import numpy as np

        from privkit.anonymity.perturbation.pram import post_randomise

        name = table_of(schemas, [*self.rule.columns, *self.rule.by])
        assert name is not None
        schema = schemas[name]
        drawn = draw(tables[name], schema, self.spot, context)
        strata = strata_of([drawn.column(c) for c in self.rule.by], drawn.rows.num_rows)
        sets = [self.rule.columns] if self.rule.together else [(c,) for c in self.rule.columns]
        arrays, figures = {}, _Figures({}, {}, {}, {})
        for columns in sets:
            held = [drawn.column(c) for c in columns]
            codes = strata_of(held, drawn.rows.num_rows)
            done = post_randomise(codes, float(self.rule.keep), drawn.rng, strata=strata)
            first = np.unique(codes, return_index=True)[1]
            for column, array in zip(columns, held, strict=True):
                arrays[column] = array.take(first[done.codes]) if len(array) else array
            figures.add(" × ".join(columns), done, len(first))
        table = drawn.put_back(arrays, context)
        return Done({**tables, name: table}, Changes(asdict(figures), row_notes(schema, self.unit_name)))

    def parameters(self) -> Mapping[str, Any]:
        return {
            "columns": list(self.rule.columns),
            "keep": str(self.rule.keep),
            "together": self.rule.together,
            "by": list(self.rule.by),
        }


@dataclass(frozen=True)
class _Figures:
    """For each column, or all of them together: what the draw hides. ``probability_kept`` bounds the diagonal."""

    values_changed: dict[str, float]
    entropy_bits: dict[str, float]
    categories: dict[str, int]
    probability_kept: dict[str, list[float]]

    def add(self, name: str, done: Randomised, categories: int) -> None:
        self.values_changed[name], self.entropy_bits[name] = done.changed, done.entropy
        self.categories[name] = categories
        self.probability_kept[name] = [done.least_kept, done.most_kept]
