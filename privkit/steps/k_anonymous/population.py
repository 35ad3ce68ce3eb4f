"""The file of a population: how many people hold each combination of quasi-identifiers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import narwhals as nw

from privkit.engine.protocol import Overrides, Source
from privkit.engine.sources.detect import detect
from privkit.errors import DataError, Problem
from privkit.policy.model.anonymity import MakeKAnonymous as Rule
from privkit.steps.base import Context, Spot, listed
from privkit.steps.columns import column_of
from privkit.steps.recoding import apply_chain
from privkit.steps.texts import as_text
from privkit.values import Column, Role, Schema, Type
from privkit.words import Words

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_Q, _N = "_privkit_q", "_privkit_n"


@dataclass(frozen=True)
class People:
    """Texts of the quasi-identifiers, a list per column, and the people who hold each combination."""

    texts: tuple[list[str | None], ...] = field(repr=False)
    count: npt.NDArray[np.float64] = field(repr=False)


def read_population(rule: Rule, schema: Schema, context: Context, spot: Spot) -> People:
    """The population a step names, refused at that step; see :func:`people_of`."""
    asked = rule.population
    assert asked is not None and asked.file is not None
    try:
        return people_of(asked.file, asked.count, rule.on, schema, context)
    except DataError as error:
        here = spot.problem("", Words("", ""), at=("population", "file"))
        placed = [
            p if p.place else replace(p, place=here.place, line_text=here.line_text) for p in error.problems
        ]
        raise DataError(*placed) from None


def people_of(file: str, count: str | None, on: Sequence[str], schema: Schema, context: Context) -> People:
    """Read a file of the population; its values are those of the source tables, and take the same way through
    the steps. A column that was renamed since may have the name of its source.

    DataError PK495 (a column is missing, a count is negative), and what reading a file raises.
    """
    path = context.folder / file
    reading = detect(path, Overrides())
    columns = [_as_declared(schema[c], reading.columns, context) for c in on]
    missing = [
        c for c in (*(c.name for c in columns), *([count] if count else [])) if c not in reading.columns
    ]
    if missing:
        raise _refused(
            Words(
                f"the population file lacks the columns {listed(missing).en}",
                f"il manque au fichier de population les colonnes {listed(missing).fr}",
            ),
            Words(
                "give it the quasi-identifiers under their names at this step",
                "donnez-lui les quasi-identifiants sous leur nom à cette étape",
            ),
        )
    counted = [Column(count, Type.NUMBER, Role.OTHER)] if count else []
    engine = context.engine
    table = engine.scan(Source("population", path, None, reading), [*columns, *counted])
    people = nw.col(count) if count else nw.lit(1)
    if count:
        wrong = engine.count(table.filter(people.is_null() | (people < 0)), None).rows
        if wrong:
            raise _refused(
                Words(
                    f"lines of the population file whose count is missing or negative: {wrong}",
                    f"lignes du fichier de population dont l'effectif est absent ou négatif : {wrong}",
                ),
                Words("correct these counts", "corrigez ces effectifs"),
            )
    texts = [as_text(c, context.language).alias(f"{_Q}{i}") for i, c in enumerate(columns)]
    keys = [f"{_Q}{i}" for i in range(len(columns))]
    table = table.select(*texts, people.alias(_N))
    grouped = table.group_by(*keys).agg(nw.col(_N).sum()) if keys else table.select(nw.col(_N).sum())
    held = engine.collect(grouped, context.largest_collect)
    out = tuple(_labelled(held[key].tolist(), name, context) for key, name in zip(keys, on, strict=True))
    return People(out, held[_N].to_numpy(dtype=float))


def _refused(message: Words, instead: Words) -> DataError:
    return DataError(Problem("PK495", message, instead=instead))


def _as_declared(column: Column, present: Sequence[str], context: Context) -> Column:
    """The column as its source table declares it: labels made since are made again from the values."""
    for origin in column.origin:
        table, _, name = origin.partition(".")
        rule = context.policy.data.tables.get(table)
        if rule and name in rule.columns:
            named = column.name if column.name in present or name not in present else name
            return replace(column_of(table, name, rule.columns[name]), name=named)
    return column


def _labelled(values: list[str | None], column: str, context: Context) -> list[str | None]:
    """Values recoded as the steps before recoded those of the table."""
    import pandas as pd

    chain = context.recodings.get(column, [])
    if not chain:
        return [None if v is None or v != v else str(v) for v in values]
    distinct = list(dict.fromkeys(values))
    recoded = apply_chain(chain, pd.Series(distinct, dtype=object))
    made = {v: None if pd.isna(r) else str(r) for v, r in zip(distinct, recoded, strict=True)}
    return [made[v] for v in values]
