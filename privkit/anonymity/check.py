"""Counting classes again, after the fact and by another route than the search: one dictionary of labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Checked:
    """What classes of equal labels hold. Sizes are privacy units; 0 and None when there is no class."""

    classes: int
    smallest_class: int
    smallest_l: int | None
    below_k: int  # units in classes smaller than k
    below_l: int  # units in classes with fewer than l confidential values
    holds: bool


def check_classes(
    labels: pd.DataFrame,
    weights: Iterable[int] | None = None,
    k: int = 1,
    l: int | None = None,  # noqa: E741
    confidential: Sequence[Any] | pd.Series[Any] | None = None,
    suppressed: Sequence[bool] | None = None,
) -> Checked:
    """Count the classes of ``labels`` (one row per combination, NULL equal to NULL) and compare with k and l.

    ``confidential`` is the column that ``l`` counts; NULL is a value. Rows flagged ``suppressed`` belong to
    no class; without flags every row does, even one of ``*`` only.
    """
    if (l is None) != (confidential is None):
        raise ValueError("l needs a confidential column, and a confidential column needs l")
    units = [1] * len(labels) if weights is None else [int(w) for w in weights]
    kept = [True] * len(labels) if suppressed is None else [not flag for flag in suppressed]
    second = [None] * len(labels) if confidential is None else _plain(pd.Series(confidential))
    columns = [_plain(labels.iloc[:, j]) for j in range(labels.shape[1])]
    keys = list(zip(*columns, strict=True)) if columns else [()] * len(labels)
    sizes: Counter[tuple[Any, ...]] = Counter()
    values: dict[tuple[Any, ...], set[Any]] = {}
    for key, value, weight, keep in zip(keys, second, units, kept, strict=True):
        if keep:
            sizes[key] += weight
            values.setdefault(key, set()).add(value)
    return _summary(sizes, {key: len(found) for key, found in values.items()}, k, l)


def _plain(column: pd.Series[Any]) -> list[Any]:
    """Values as Python objects, every kind of missing value None."""
    missing = column.isna().to_numpy()
    values = column.to_numpy(dtype=object, copy=True)
    values[missing] = None
    return list(np.asarray(values))


def _summary(
    sizes: Counter[tuple[Any, ...]],
    diversity: dict[tuple[Any, ...], int],
    k: int,
    l: int | None,  # noqa: E741
) -> Checked:
    below_k = sum(size for size in sizes.values() if size < k)
    below_l = 0 if l is None else sum(sizes[key] for key, found in diversity.items() if found < l)
    return Checked(
        classes=len(sizes),
        smallest_class=min(sizes.values(), default=0),
        smallest_l=None if l is None else min(diversity.values(), default=0),
        below_k=below_k,
        below_l=below_l,
        holds=not below_k and not below_l,
    )
