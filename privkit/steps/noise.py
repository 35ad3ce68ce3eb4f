"""``add_noise``: a random Gaussian error on columns of numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from privkit.policy.model.perturbation import AddNoise as Rule
from privkit.policy.model.perturbation import Bounds
from privkit.steps.base import (
    Context,
    Done,
    Kind,
    Report,
    Schemas,
    Spot,
    Tables,
    listed,
    shown_number,
    shown_share,
)
from privkit.steps.draws import draw
from privkit.steps.perturbed import (
    array_of,
    check_numbers,
    check_place,
    check_share,
    correlation_change_of,
    full_stop,
    numbers_of,
    row_notes,
    table_of,
)
from privkit.values import Changes, Column
from privkit.words import Words, joined

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True)
class AddNoise:
    """Additive noise (Kim 1986), on rows; results keep the decimals of their column."""

    spot: Spot
    rule: Rule
    unit_name: str
    name: str = "add_noise"
    kind: Kind = "protect"
    changes_rows: bool = False

    @property
    def perturbed(self) -> tuple[str, ...]:
        """The columns whose values change."""
        return self.rule.columns

    def say(self) -> Words:
        on, share = listed(list(self.rule.columns)), shown_share(self.rule.strength)
        words = Words(
            f"Add random noise to {on.en}, with a standard deviation of {share.en} of that of the column",
            f"Ajouter un bruit aléatoire à {on.fr}, d'un écart-type de {share.fr} de celui de la colonne",
        )
        if self.rule.keep_correlations and len(self.rule.columns) > 1:
            words += Words(" and with the correlations of the data", " et avec les corrélations des données")
        if self.rule.keep_spread:
            words += Words(
                "; then bring back the mean and the spread", " ; ramener ensuite la moyenne et la dispersion"
            )
        kept = joined([_said(c, b) for c, b in self.rule.bounds.items()])
        if self.rule.bounds:
            words += Words(f"; keep {kept.en}", f" ; garder {kept.fr}")
        return words + full_stop(self.rule.because)

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        check_share(self.rule.strength, self.spot, report, "strength", none=True)
        name = check_place(schemas, self.rule.columns, (), self.spot, report)
        if name is not None:
            check_numbers(schemas[name], self.rule.columns, self.spot, report)
        for column, bounds in self.rule.bounds.items():
            self._check_bounds(column, bounds, report)
        return schemas

    def _check_bounds(self, column: str, bounds: Bounds, report: Report) -> None:
        if column not in self.rule.columns:
            names = listed(list(self.rule.columns))
            report(
                self.spot.problem(
                    "PK732",
                    Words(f"no noise is added to {column}", f"aucun bruit n'est ajouté à {column}"),
                    Words(f"name one of {names.en}", f"nommez l'une de ces colonnes : {names.fr}"),
                    at=("bounds", column),
                )
            )
        if bounds.at_least is not None and bounds.at_most is not None and bounds.at_least >= bounds.at_most:
            report(
                self.spot.problem(
                    "PK733",
                    Words("at_least is not below at_most", "au_moins n'est pas en dessous de au_plus"),
                    Words("write the smaller bound first", "écrivez d'abord la plus petite borne"),
                    at=("bounds", column),
                )
            )

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        import numpy as np

        from privkit.anonymity.perturbation.effect import share_changed
        from privkit.anonymity.perturbation.noise import add_noise, within_bounds

        name = table_of(schemas, self.rule.columns)
        assert name is not None
        schema = schemas[name]
        drawn = draw(tables[name], schema, self.spot, context)
        columns = [schema[c] for c in self.rule.columns]
        values = np.stack([numbers_of(drawn.column(c.name), c) for c in columns], axis=1)
        noisy = add_noise(
            values,
            float(self.rule.strength),
            drawn.rng,
            correlated=self.rule.keep_correlations,
            restore=self.rule.keep_spread,
        )
        noisy = within_bounds(noisy, *self._bounds(columns))
        arrays = {c.name: array_of(noisy[:, i], c) for i, c in enumerate(columns)}
        shown = np.stack([numbers_of(arrays[c.name], c) for c in columns], axis=1)
        figures = {
            "values_changed": {
                c.name: share_changed(values[:, i], shown[:, i]) for i, c in enumerate(columns)
            },
            "correlation_change": correlation_change_of(drawn, arrays),
        }
        table = drawn.put_back(arrays, context)
        return Done({**tables, name: table}, Changes(figures, row_notes(schema, self.unit_name)))

    def _bounds(self, columns: list[Column]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Bounds in units of the last decimal: rounded inwards, so that what is rounded stays inside."""
        import numpy as np

        low, high = np.full(len(columns), -np.inf), np.full(len(columns), np.inf)
        for i, column in enumerate(columns):
            bounds, scale = self.rule.bounds.get(column.name), Decimal(10) ** column.decimals
            if bounds and bounds.at_least is not None:
                low[i] = float((bounds.at_least * scale).to_integral_value("ROUND_CEILING"))
            if bounds and bounds.at_most is not None:
                high[i] = float((bounds.at_most * scale).to_integral_value("ROUND_FLOOR"))
        return low, high

    def parameters(self) -> Mapping[str, Any]:
        return {
            "columns": list(self.rule.columns),
            "strength": str(self.rule.strength),
            "keep_correlations": self.rule.keep_correlations,
            "keep_spread": self.rule.keep_spread,
            "bounds": {
                c: {k: str(v) for k, v in (("at_least", b.at_least), ("at_most", b.at_most)) if v is not None}
                for c, b in self.rule.bounds.items()
            },
        }


def _said(column: str, bounds: Bounds) -> Words:
    low = shown_number(bounds.at_least) if bounds.at_least is not None else None
    high = shown_number(bounds.at_most) if bounds.at_most is not None else None
    if low and high:
        return Words(f"{column} between {low.en} and {high.en}", f"{column} entre {low.fr} et {high.fr}")
    if low:
        return Words(f"{column} at {low.en} or more", f"{column} à {low.fr} ou plus")
    assert high is not None
    return Words(f"{column} at {high.en} or less", f"{column} à {high.fr} ou moins")
