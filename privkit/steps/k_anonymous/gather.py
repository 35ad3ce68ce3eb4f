"""The distinct combinations of a table as numbers, in an order that no engine changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import narwhals as nw

from privkit.errors import DataError, InternalError, Problem
from privkit.policy.model.anonymity import MakeKAnonymous as Rule
from privkit.steps.base import Context, Spot
from privkit.steps.k_anonymous.confidential import Values, values_of
from privkit.steps.k_anonymous.population import People, read_population
from privkit.steps.level_rules import levels_for
from privkit.steps.texts import as_text, told_apart
from privkit.values import Schema
from privkit.words import Words

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    from privkit.anonymity.hierarchy import Hierarchy
    from privkit.engine.protocol import Table

Q, S, UNIT, N, WEIGHT = "_privkit_q", "_privkit_s", "_privkit_unit", "_privkit_n", "_privkit_weight"


@dataclass(frozen=True)
class Gathered:
    """One row per distinct combination of quasi-identifiers and confidential values (and of units, when a
    unit has several rows).

    ``keys`` holds their texts, by the names of the working columns of the table; ``weights`` the units, or
    the rows when ``units`` numbers the unit of each. ``people`` is what each row stands for in the
    population. Rows from the population alone come last: they have no key, and weight 0.
    """

    keys: pa.Table = field(repr=False)
    hierarchies: tuple[Hierarchy, ...]
    from_data: tuple[bool, ...]
    codes: npt.NDArray[np.int32] = field(repr=False)
    weights: npt.NDArray[np.int64] = field(repr=False)
    values: Mapping[str, Values] = field(repr=False)
    units: npt.NDArray[np.int64] | None = field(default=None, repr=False)
    people: npt.NDArray[np.float64] | None = field(default=None, repr=False)

    @property
    def own(self) -> int:
        """Rows of the table itself, before those of the population alone."""
        return int(self.keys.num_rows)

    @property
    def total(self) -> int:
        """Privacy units of the table."""
        return (
            len(set(self.units[: self.own].tolist())) if self.units is not None else int(self.weights.sum())
        )

    @property
    def quasi(self) -> list[str]:
        """The working columns of the quasi-identifiers."""
        return [f"{Q}{i}" for i in range(len(self.hierarchies))]

    @property
    def placed(self) -> list[str]:
        """The working columns that tell in which combination a row of the table is."""
        return [name for name in self.keys.column_names if name != UNIT]


def confidential_columns(rule: Rule) -> dict[str, Sequence[str] | None]:
    """Confidential columns whose values are looked at, and the bands they are counted in."""
    out: dict[str, Sequence[str] | None] = {name: c.into_bands for name, c in rule.confidential.items()}
    if rule.l_diversity:
        out[rule.l_diversity.column] = rule.l_diversity.into_bands
    return out


def prepared(rule: Rule, table: Table, schema: Schema, context: Context) -> Table:
    """The table with one working text column per quasi-identifier and per confidential column."""
    texts = [as_text(schema[c], context.language).alias(f"{Q}{i}") for i, c in enumerate(rule.on)]
    for i, (name, bands) in enumerate(confidential_columns(rule).items()):
        texts.append(told_apart(schema[name], bands, context.language).alias(f"{S}{i}"))
    return table.with_columns(*texts)


def gather(
    rule: Rule, table: Table, schema: Schema, context: Context, spot: Spot, *, several_rows: bool
) -> Gathered:
    """Group a prepared table. ``several_rows``: a unit may have more than one.

    DataError PK493 (weights missing or negative), PK494 (too many combinations), and what hierarchies raise.
    """
    import numpy as np
    import pyarrow.compute as pc

    keys, counts = _grouped(rule, table, schema, context, spot, several_rows=several_rows)
    found = {name: numbered(keys.column(name)) for name in keys.column_names}
    outside = (
        read_population(rule, schema, context, spot) if rule.population and rule.population.file else None
    )
    columns = [
        _levels(rule, schema, column, *found[f"{Q}{i}"], outside.texts[i] if outside else [], context, spot)
        for i, column in enumerate(rule.on)
    ]
    codes = np.stack([c.codes for c in columns], axis=1).astype(np.int32)
    values = {
        name: values_of(rule, schema, name, *found[f"{S}{i}"], context)
        for i, name in enumerate(confidential_columns(rule))
    }
    units = found[UNIT][1] if several_rows else None
    own = keys.num_rows
    finest = [*([units] if units is not None else []), *(v.codes for v in values.values())]
    order = np.lexsort([*finest, *codes[:own].T[::-1]])
    people = None
    if rule.population and rule.population.weight:
        people = pc.cast(counts.column(WEIGHT), "float64").to_numpy()[order]
    gathered = Gathered(
        keys.take(order),
        tuple(c.hierarchy for c in columns),
        tuple(c.from_data for c in columns),
        codes[:own][order],
        counts.column(N).to_numpy().astype(np.int64)[order],
        {name: v.taken(order) for name, v in values.items()},
        units[order] if units is not None else None,
        people,
    )
    if outside is None:
        return gathered
    _refuse_fewer_people(outside, gathered.total, spot)
    return _with_people(gathered, codes[own:], outside)


def _refuse_fewer_people(outside: People, units: int, spot: Spot) -> None:
    """The data were drawn from the population: a smaller one is not it."""
    people = int(outside.count.sum())
    if 0 < people < units:
        raise spot.data_error(
            "PK495",
            Words(
                f"the population file counts {people} people, fewer than the {units} units of the data",
                f"le fichier de population compte {people} personnes, moins que les {units} unités des données",
            ),
            Words(
                "give the whole population the data were drawn from",
                "donnez toute la population dont les données sont tirées",
            ),
            at=("population", "file"),
        )


def _with_people(gathered: Gathered, codes: npt.NDArray[np.int32], outside: People) -> Gathered:
    """The rows of the population after those of the table: they weigh nothing, and stand for people."""
    import numpy as np

    more = len(codes)
    nothing = np.zeros(more, np.int64)
    return replace(
        gathered,
        codes=np.concatenate([gathered.codes, codes]),
        weights=np.concatenate([gathered.weights, nothing]),
        values={
            n: replace(v, codes=np.append(v.codes, nothing).astype(np.int32))
            for n, v in gathered.values.items()
        },
        units=None if gathered.units is None else np.append(gathered.units, nothing),
        people=np.concatenate([np.zeros(gathered.own), outside.count]),
    )


def _grouped(
    rule: Rule, table: Table, schema: Schema, context: Context, spot: Spot, *, several_rows: bool
) -> tuple[pa.Table, pa.Table]:
    """The texts of each combination, and its counts."""
    names = [f"{Q}{i}" for i in range(len(rule.on))]
    names += [f"{S}{i}" for i in range(len(confidential_columns(rule)))]
    if several_rows:
        table = table.with_columns(as_text(schema[str(schema.unit)], context.language).alias(UNIT))
        names.append(UNIT)
    counts = [nw.len().alias(N)]
    if rule.population and rule.population.weight:
        weight = nw.col(rule.population.weight)
        _refuse_weights(table, weight, rule.population.weight, context, spot)
        counts.append(weight.sum().alias(WEIGHT))
    most = context.largest_collect
    try:
        held = context.engine.collect_arrow(table.group_by(*names).agg(*counts), most)
    except InternalError as error:
        if error.problems[0].code != "PK421":
            raise
        raise DataError(_too_many(spot, most)) from None
    return held.select(names), held.select([N] if len(counts) == 1 else [N, WEIGHT])


def _refuse_weights(table: Table, weight: nw.Expr, name: str, context: Context, spot: Spot) -> None:
    wrong = context.engine.count(table.filter(weight.is_null() | (weight <= 0)), None).rows
    if wrong:
        raise spot.data_error(
            "PK493",
            Words(
                f"rows whose weight {name} is missing, zero or negative: {wrong}",
                f"lignes dont le poids {name} est absent, nul ou négatif : {wrong}",
            ),
            Words(
                "give each row the number of people it stands for, or leave these rows out before",
                "donnez à chaque ligne le nombre de personnes qu'elle représente, ou retirez ces lignes avant",
            ),
            at=("population", "weight"),
        )


def numbered(column: Any) -> tuple[list[str | None], npt.NDArray[np.int64]]:
    """The distinct texts of a column and the number of each row's; a missing text is one of them."""
    import numpy as np

    coded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    chunk = coded.chunk(0) if hasattr(coded, "chunk") else coded
    return chunk.dictionary.to_pylist(), np.asarray(chunk.indices.to_numpy(), np.int64)


class _Coded(NamedTuple):
    """A quasi-identifier: its hierarchy, and the value number of each combination."""

    hierarchy: Hierarchy
    codes: npt.NDArray[np.int32]
    from_data: bool


def _levels(
    rule: Rule,
    schema: Schema,
    column: str,
    texts: list[str | None],
    numbers: npt.NDArray[np.int64],
    outside: list[str | None],
    context: Context,
    spot: Spot,
) -> _Coded:
    """``texts`` are the distinct ones of the table, ``numbers`` those of its combinations; ``outside`` those of
    the population, whose value numbers come after."""
    import numpy as np

    from privkit.anonymity.encode import encode_column

    present = [*texts, *dict.fromkeys(outside)]
    levels = levels_for(schema[column], present, rule.hierarchies, rule.levels, context, spot)
    encoded = encode_column([*texts, *outside], levels.hierarchy)
    own = encoded.codes[: len(texts)][numbers] if len(texts) else np.empty(0, np.int32)
    return _Coded(encoded.hierarchy, np.concatenate([own, encoded.codes[len(texts) :]]), levels.from_data)


def _too_many(spot: Spot, most: int) -> Problem:
    return spot.problem(
        "PK494",
        Words(
            f"the quasi-identifiers and confidential columns make more than {most} distinct combinations",
            f"les quasi-identifiants et les colonnes confidentielles font plus de {most} combinaisons distinctes",
        ),
        Words(
            "generalise the columns with most values before this step, or keep fewer",
            "généralisez avant cette étape les colonnes aux valeurs les plus nombreuses, ou gardez-en moins",
        ),
        at=("on",),
    )
