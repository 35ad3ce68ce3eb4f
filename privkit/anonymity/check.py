"""Counting classes again, after the fact and by another route than the search: one dictionary of labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from privkit.anonymity.check_models import people_hold, values_hold
from privkit.anonymity.classes import AttributeModel, PopulationModel


@dataclass(frozen=True)
class Checked:
    """What classes of equal labels hold. Sizes are privacy units; 0 and None when there is no class.

    ``violating`` counts, for each model of a confidential column and then of the population, the classes that
    violate it.
    """

    classes: int
    smallest_class: int
    smallest_l: int | None
    below_k: int  # units in classes smaller than k
    below_l: int  # units in classes with fewer than l confidential values
    holds: bool
    violating: tuple[int, ...] = ()


@dataclass
class _Class:
    """One class while it is counted."""

    size: int = 0
    distinct: set[Any] = field(default_factory=set)
    units: set[Any] = field(default_factory=set)
    values: list[Counter[int]] = field(default_factory=list)
    pairs: set[tuple[int, int, Any]] = field(default_factory=set)
    people: list[float] = field(default_factory=list)


def check_classes(
    labels: pd.DataFrame,
    weights: Iterable[int] | None = None,
    k: int = 1,
    l: int | None = None,  # noqa: E741
    confidential: Sequence[Any] | pd.Series[Any] | None = None,
    suppressed: Sequence[bool] | None = None,
    attributes: Sequence[AttributeModel] = (),
    population: Sequence[PopulationModel] = (),
    unit_codes: Sequence[int] | None = None,
) -> Checked:
    """Count the classes of ``labels`` (one row per combination, NULL equal to NULL) and compare with k and l.

    ``confidential`` is the column that ``l`` counts; NULL is a value. ``attributes`` and ``population`` are
    further models, whose codes and counts go with the rows; ``unit_codes`` numbers the unit of each row when
    several may be of one. Rows flagged ``suppressed`` belong to no class, but their people still live in the
    population; without flags every row belongs to one, even one of ``*`` only.
    """
    if (l is None) != (confidential is None):
        raise ValueError("l needs a confidential column, and a confidential column needs l")
    units = [1] * len(labels) if weights is None else [int(w) for w in weights]
    kept = [True] * len(labels) if suppressed is None else [not flag for flag in suppressed]
    second = [None] * len(labels) if confidential is None else _plain(pd.Series(confidential))
    columns = [_plain(labels.iloc[:, j]) for j in range(labels.shape[1])]
    keys = list(zip(*columns, strict=True)) if columns else [()] * len(labels)
    classes: dict[tuple[Any, ...], _Class] = {}
    for i, (key, value, weight, keep) in enumerate(zip(keys, second, units, kept, strict=True)):
        if keep or population:
            found = classes.setdefault(
                key, _Class(values=[Counter() for _ in attributes], people=[0.0] * len(population))
            )
            for number, model in enumerate(population):
                found.people[number] += float(model.population[i])
            if keep and weight:
                _add(found, i, value, weight, attributes, unit_codes)
    return _summary(list(classes.values()), k, l, attributes, population)


def _add(
    found: _Class,
    row: int,
    value: Any,
    weight: int,
    attributes: Sequence[AttributeModel],
    unit_codes: Sequence[int] | None,
) -> None:
    found.distinct.add(value)
    unit = None if unit_codes is None else int(unit_codes[row])
    if unit is None or unit not in found.units:
        found.size += weight if unit is None else 1
    found.units.add(unit)
    for number, model in enumerate(attributes):
        code = int(model.codes[row])
        if unit is None:
            found.values[number][code] += weight
        elif (number, code, unit) not in found.pairs:
            found.pairs.add((number, code, unit))
            found.values[number][code] += 1


def _plain(column: pd.Series[Any]) -> list[Any]:
    """Values as Python objects, every kind of missing value None."""
    missing = column.isna().to_numpy()
    values = column.to_numpy(dtype=object, copy=True)
    values[missing] = None
    return list(np.asarray(values))


def _summary(
    found: Sequence[_Class],
    k: int,
    l: int | None,  # noqa: E741
    attributes: Sequence[AttributeModel],
    population: Sequence[PopulationModel],
) -> Checked:
    classes = [each for each in found if each.size]
    below_k = sum(each.size for each in classes if each.size < k)
    below_l = 0 if l is None else sum(each.size for each in classes if len(each.distinct) < l)
    violating = [
        sum(not values_hold(model, each.values[number]) for each in classes)
        for number, model in enumerate(attributes)
    ]
    violating += [
        sum(not people_hold(model, each.size, each.people[number]) for each in found)
        for number, model in enumerate(population)
    ]
    return Checked(
        classes=len(classes),
        smallest_class=min((each.size for each in classes), default=0),
        smallest_l=None if l is None else min((len(each.distinct) for each in classes), default=0),
        below_k=below_k,
        below_l=below_l,
        holds=not below_k and not below_l and not any(violating),
        violating=tuple(violating),
    )
