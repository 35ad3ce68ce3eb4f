"""``make_k_anonymous``: the least generalisation, with bounded removal, that leaves groups of k units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import narwhals as nw

from privkit.anonymity.hierarchy import TOP, Hierarchy
from privkit.errors import Problem
from privkit.policy.model.steps import MakeKAnonymous as Rule
from privkit.steps.base import (
    Context,
    Done,
    Kind,
    Report,
    Schemas,
    Spot,
    Tables,
    keep_unit,
    listed,
    plural,
    require,
    shown_share,
)
from privkit.steps.levels import levels_of
from privkit.steps.recoding import MapRecoding
from privkit.steps.texts import YES_NO, as_text, bad_bands, told_apart
from privkit.values import Changes, Column, Schema, Type
from privkit.words import Language, Words

if TYPE_CHECKING:
    import pandas as pd

    from privkit.anonymity.result import Optimum
    from privkit.engine.protocol import Table

_Q, _S, _N = "_privkit_q", "_privkit_s", "_privkit_n"


@dataclass(frozen=True)
class MakeKAnonymous:
    """Optimal full-domain generalisation with suppression, counted in privacy units.

    k-anonymity (Samarati 2001), distinct l-diversity (Machanavajjhala et al. 2007), Loss metric
    (Iyengar 2002). Suppressed units are removed.
    """

    spot: Spot
    rule: Rule
    unit_name: str
    name: str = "make_k_anonymous"
    kind: Kind = "protect"
    changes_rows: bool = True

    def say(self) -> Words:
        on = listed(list(self.rule.on))
        share = shown_share(self.rule.remove_at_most)
        en = f"Make {on.en} coarser, as little as possible, until at least {self.rule.k} {plural(self.unit_name)} share each combination"
        fr = (
            f"Rendre {on.fr} moins précis, le moins possible, jusqu'à ce qu'au moins {self.rule.k} {plural(self.unit_name)} "
            "partagent chaque combinaison"
        )
        if self.rule.l_diversity:
            d = self.rule.l_diversity
            en += f" with at least {d.at_least} distinct values of {d.column}"
            fr += f" avec au moins {d.at_least} valeurs distinctes de {d.column}"
        return Words(f"{en}; remove at most {share.en} of them.", f"{fr} ; en retirer {share.fr} au plus.")

    def _table(self, schemas: Schemas) -> str | None:
        tables = [name for name, schema in schemas.items() if all(c in schema for c in self.rule.on)]
        return tables[0] if tables else None

    def _problem_of_table(self, schemas: Schemas) -> Problem | None:
        """The quasi-identifiers stand together in one table, or it is not clear what is protected."""
        on = listed(list(self.rule.on))
        tables = [name for name, schema in schemas.items() if all(c in schema for c in self.rule.on)]
        if not tables:
            return self.spot.problem(
                "PK701",
                Words(
                    f"no table holds {on.en} together at this step",
                    f"aucune table ne porte à la fois {on.fr} à cette étape",
                ),
                Words("link the tables before", "croisez les tables avant"),
                at=("on",),
            )
        if len(tables) == 1:
            return None
        names = listed(tables)
        return self.spot.problem(
            "PK716",
            Words(
                f"several tables hold {on.en}: {names.en}", f"plusieurs tables portent {on.fr} : {names.fr}"
            ),
            Words("link them, or keep these columns in one", "croisez-les, ou ne les gardez que dans une"),
            at=("on",),
        )

    def fate(self, schemas: Schemas, report: Report) -> Schemas:
        good = [require(schemas, column, self.spot, report, at=("on",)) for column in self.rule.on]
        good += [keep_unit(schemas, column, self.spot, report, at=("on",)) for column in self.rule.on]
        if not all(good):
            return schemas
        if problem := self._problem_of_table(schemas):
            report(problem)
        name = self._table(schemas)
        if name is None:
            return schemas
        schema = schemas[name]
        if schema.unit is None:
            report(
                self.spot.problem(
                    "PK724",
                    Words(
                        f"the table {name} has no privacy unit to count",
                        f"la table {name} n'a pas d'unité protégée à compter",
                    ),
                    Words(
                        "link it with the table that holds the unit",
                        "croisez-la avec la table qui porte l'unité",
                    ),
                )
            )
        if self.rule.counted_in and self.rule.counted_in != self.unit_name:
            report(
                self.spot.problem(
                    "PK715",
                    Words(
                        f"{self.rule.counted_in} is not the privacy unit",
                        f"{self.rule.counted_in} n'est pas l'unité protégée",
                    ),
                    Words(f"write {self.unit_name}", f"écrivez {self.unit_name}"),
                    at=("counted_in",),
                )
            )
        self._check_diversity(schema, report)
        if any(weight <= 0 for weight in self.rule.weights.values()):
            words = Words("a weight is more than 0", "un poids est plus grand que 0")
            report(
                self.spot.problem("PK726", words, Words("write 1 or 10", "écrivez 1 ou 10"), at=("weights",))
            )
        for key in ("hierarchies", "weights"):
            for column in getattr(self.rule, key):
                require({name: schema}, column, self.spot, report, at=(key, column))
        return {**schemas, name: _coarse(schema, self.rule.on)}

    def _check_diversity(self, schema: Schema, report: Report) -> None:
        diversity = self.rule.l_diversity
        if diversity is None or not require(
            {"": schema}, diversity.column, self.spot, report, at=("l_diversity", "column")
        ):
            return
        if diversity.into_bands:
            column = schema[diversity.column]
            if problem := bad_bands(
                diversity.into_bands, column, self.spot, at=("l_diversity", "into_bands")
            ):
                report(problem)

    def run(self, tables: Tables, schemas: Schemas, context: Context) -> Done:
        name = self._table(schemas)
        assert name is not None
        schema = schemas[name]
        self._refuse_several_rows(tables[name], schema, context)
        table, combos = self._combinations(tables[name], schema, context)
        found = self._search(schema, combos, context)
        kept = found.mapping(combos)
        into = [Column(c, Type.CATEGORY, schema[c].role) for c in self.rule.on]
        keys = [f"{_Q}{i}" for i in range(len(self.rule.on))]
        out = context.engine.lookup(table.drop(*self.rule.on), keys, kept, into, drop=True).drop(*keys)
        for column, recoding in found.recodings(schema, context).items():
            context.recodings.setdefault(column, []).append(recoding)
        after = _coarse(schema, self.rule.on)
        table_out = context.engine.checkpoint(out.select(*after.names))
        return Done({**tables, name: table_out}, Changes(found.figures()))

    def _refuse_several_rows(self, table: Table, schema: Schema, context: Context) -> None:
        """Groups are counted in units: each must have one row, by construction or as the data stand."""
        if schema.one_row_per_unit:
            return
        counts = context.engine.count(table, schema.unit)
        if counts.rows != counts.units:
            raise self.spot.data_error(
                "PK467",
                Words(
                    f"{counts.rows} rows for {counts.units} {plural(self.unit_name)}: groups would count rows",
                    f"{counts.rows} lignes pour {counts.units} {plural(self.unit_name)} : les groupes compteraient des lignes",
                ),
                Words("add a step summarise before", "ajoutez une étape résumer avant"),
            )

    def _combinations(self, table: Table, schema: Schema, context: Context) -> tuple[Table, pd.DataFrame]:
        """The table with one text column per quasi-identifier, and the distinct combinations with counts."""
        texts = [as_text(schema[c], context.language).alias(f"{_Q}{i}") for i, c in enumerate(self.rule.on)]
        table = table.with_columns(*texts)
        keys = [f"{_Q}{i}" for i in range(len(self.rule.on))]
        grouped = table
        if self.rule.l_diversity:
            grouped = table.with_columns(self._confidential(schema, context).alias(_S))
            keys = [*keys, _S]
        return table, context.engine.collect(
            grouped.group_by(*keys).agg(nw.len().alias(_N)), context.largest_collect
        )

    def _confidential(self, schema: Schema, context: Context) -> nw.Expr:
        rule = self.rule.l_diversity
        assert rule is not None
        return told_apart(schema[rule.column], rule.into_bands, context.language)

    def _search(self, schema: Schema, combos: pd.DataFrame, context: Context) -> _Found:
        from privkit.anonymity.criteria import Criteria, DistinctL
        from privkit.anonymity.encode import encode_categories, encode_column
        from privkit.anonymity.search import search

        encoded, from_data = [], []
        for i, column in enumerate(self.rule.on):
            values = combos[f"{_Q}{i}"]
            levels = levels_of(
                schema[column], list(values.unique()), self.rule.hierarchies.get(column), context
            )
            encoded.append(encode_column(values, levels.hierarchy))
            from_data.append(levels.from_data)
        diversity: tuple[DistinctL, ...] = ()
        if self.rule.l_diversity:
            confidential = encode_categories(combos[_S])
            diversity = (
                DistinctL(self.rule.l_diversity.at_least, confidential, self.rule.l_diversity.column),
            )
        criteria = Criteria(self.rule.k, diversity)
        import numpy as np

        codes = (
            np.stack([e.codes for e in encoded], axis=1)
            if len(combos)
            else np.empty((0, len(encoded)), np.int32)
        )
        weights = combos[_N].to_numpy(dtype=np.int64)
        hierarchies = [e.hierarchy for e in encoded]
        optimum = search(
            hierarchies, codes, weights, criteria, self.rule.remove_at_most, column_weights=self._weights()
        )
        return _Found(self.rule.on, hierarchies, from_data, codes, weights, criteria, optimum)

    def _weights(self) -> list[float] | None:
        """How much the detail of each column counts in the loss; None when the policy does not say."""
        if not self.rule.weights:
            return None
        return [float(self.rule.weights.get(column, 1)) for column in self.rule.on]

    def parameters(self) -> Mapping[str, Any]:
        body: dict[str, Any] = {
            "k": self.rule.k,
            "on": list(self.rule.on),
            "remove_at_most": str(self.rule.remove_at_most),
        }
        if self.rule.weights:
            body["weights"] = {column: str(weight) for column, weight in self.rule.weights.items()}
        if self.rule.l_diversity:
            body["l_diversity"] = {
                "column": self.rule.l_diversity.column,
                "at_least": self.rule.l_diversity.at_least,
            }
        return body


@dataclass(frozen=True)
class _Found:
    """The optimum, with what is needed to apply it."""

    on: Sequence[str]
    hierarchies: Sequence[Hierarchy]
    from_data: Sequence[bool]
    codes: Any
    weights: Any
    criteria: Any
    optimum: Optimum

    @cached_property
    def _labels(self) -> Any:
        """Label numbers of each combination, at the levels chosen."""
        from privkit.anonymity.apply import label_codes

        return label_codes(self.hierarchies, self.codes, self.optimum.levels)

    @cached_property
    def _stays(self) -> Any:
        """Whether each combination stays."""
        import numpy as np

        from privkit.anonymity.criteria import violating_rows

        if not len(self.codes):
            return np.zeros(0, bool)
        return ~violating_rows(self._labels, self.weights, self.criteria)

    def mapping(self, combos: pd.DataFrame) -> pd.DataFrame:
        """Each combination that stays, with its labels."""
        import numpy as np

        frame = combos.loc[self._stays, [f"{_Q}{i}" for i in range(len(self.on))]].copy()
        for i, (column, h) in enumerate(zip(self.on, self.hierarchies, strict=True)):
            labels = np.array(h.labels_at(self.optimum.levels[i]), dtype=object)
            frame[column] = labels[self._labels[self._stays, i]]
        distinct: pd.DataFrame = frame.drop_duplicates()
        return distinct

    def recodings(self, schema: Schema, context: Context) -> dict[str, MapRecoding]:
        """For each column, value → label at the level chosen.

        They leave with the reference table, so values known from the data alone are listed only when
        they are those of units that stay.
        """
        return {
            column: self._recoding(i, schema[column], context.language) for i, column in enumerate(self.on)
        }

    def _recoding(self, number: int, column: Column, language: Language) -> MapRecoding:
        h, level = self.hierarchies[number], self.optimum.levels[number]
        if level == h.height:
            return MapRecoding({}, (TOP,), protects=True, missing=TOP, other=TOP)
        values = h.values[:-1] if h.null else h.values
        left = set(self.codes[self._stays, number].tolist())
        table = {
            value: label
            for code, (value, label) in enumerate(zip(values, h.labels[level], strict=False))
            if code in left or not self.from_data[number]
        }
        order = tuple(dict.fromkeys(table.values()))
        if column.type is Type.YES_NO:  # a household may be told in either language
            for words in YES_NO.values():
                for word, shown in zip(words, YES_NO[language], strict=True):
                    if shown in table:
                        table.setdefault(word, table[shown])
        return MapRecoding(table, order, protects=True)

    def figures(self) -> dict[str, Any]:
        best = self.optimum
        return {
            "levels": dict(zip(self.on, best.levels, strict=True)),
            "highest_levels": {c: h.height for c, h in zip(self.on, self.hierarchies, strict=True)},
            "units_removed": best.suppressed_units,
            "loss": best.loss,
            "loss_by_column": dict(zip(self.on, best.loss_per_column, strict=True)),
            "groups": best.classes,
            "smallest_group": best.smallest_class,
            "lattice": best.lattice_size,
            "evaluated": best.evaluated,
        }


def _coarse(schema: Schema, on: Sequence[str]) -> Schema:
    for name in on:
        schema = schema.replacing(name, replace(schema[name], type=Type.CATEGORY, decimals=0, measure=None))
    return schema
