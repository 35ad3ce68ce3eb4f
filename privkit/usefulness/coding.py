"""Columns of several frames in shared terms: a small whole number per value, missing a value of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.errors import DataError, Problem
from privkit.words import Words

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

MOST = 100  # categories told apart in a joint distribution; the rarest beyond are counted together


@dataclass(frozen=True)
class Column:
    """One column of the true people (``real``, then ``held``) and of the released rows.

    Codes from 0 to ``size`` - 1; 0 is missing. A number has a code per bin, one for below and one for above every
    real value. A category has one per value in order of frequency, at most 100, then one for all rarer ones, and
    one for values no real unit has. ``values`` are the numbers themselves, dates in days since 1970. ``labels``
    are all categories, ``true_all`` and ``released_all`` their places in it (-1: missing). ``alone``: texts of
    which more than half of the real units have one of their own.
    """

    name: str
    kind: str
    size: int
    real_units: int
    true: Ints
    released: Ints
    true_values: Floats | None = None
    released_values: Floats | None = None
    labels: tuple[str, ...] = ()
    true_all: Ints | None = None
    released_all: Ints | None = None
    alone: bool = False

    @property
    def real(self) -> Ints:
        return self.true[: self.real_units]

    @property
    def held(self) -> Ints:
        return self.true[self.real_units :]


def column_of(name: str, kind: str, true: Sequence[pd.Series], released: pd.Series, bins: int) -> Column:
    """Code one column: cut points and frequencies come from the first of ``true``. DataError PK594."""
    if kind == "category":
        return _category(name, true, released)
    known = np.concatenate([numbers(series, name, kind) for series in true])
    given, units = numbers(released, name, kind), len(true[0])
    edges, low, high = cut_points(known[:units], bins)
    size = len(edges) + 4
    return Column(
        name, kind, size, units, _binned(known, edges, low, high), _binned(given, edges, low, high), known, given
    )  # fmt: skip


def numbers(series: pd.Series, name: str, kind: str) -> Floats:
    """A column as floats, dates in days since 1970-01-01; what is missing or not finite is NaN. DataError PK594."""
    missing = series.isna().to_numpy()
    out = np.full(len(series), np.nan)
    try:
        present = series[~missing]
        if kind == "date":
            days = present.to_numpy().astype("datetime64[s]").astype(np.int64) / 86400
            out[~missing] = days
        else:
            out[~missing] = present.to_numpy().astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        raise DataError(_wrong_kind(name, kind)) from None
    out[~np.isfinite(out)] = np.nan
    return out


def cut_points(values: Floats, bins: int) -> tuple[Floats, float, float]:
    """Where to cut, and the ends. A value equal to a cut point belongs to the bin below it.

    Midway between values when there are no more values than bins, at quantiles otherwise: where one value holds
    many units the bins are fewer.
    """
    present = values[~np.isnan(values)]
    if not len(present):
        return np.empty(0), np.inf, -np.inf
    met = np.unique(present)
    if len(met) <= bins:
        edges = (met[:-1] + met[1:]) / 2
    else:
        edges = np.unique(np.quantile(present, np.arange(1, bins) / bins))
        edges = edges[edges < met[-1]]
    return edges, float(met[0]), float(met[-1])


def _binned(values: Floats, edges: Floats, low: float, high: float) -> Ints:
    codes = np.searchsorted(edges, values, side="left").astype(np.int32) + 1
    codes[values < low] = len(edges) + 2
    codes[values > high] = len(edges) + 3
    codes[np.isnan(values)] = 0
    return codes


def _category(name: str, true: Sequence[pd.Series], released: pd.Series) -> Column:
    units = [len(series) for series in true]
    together = pd.concat([s.astype(object) for s in (*true, released)], ignore_index=True)
    found, values = pd.factorize(together)
    texts, labels = pd.factorize(np.array([label(v) for v in values], dtype=object))
    places = np.where(found < 0, -1, texts[found] if len(texts) else -1)
    counts = np.bincount(places[: units[0]][places[: units[0]] >= 0], minlength=len(labels))
    ranked = sorted(range(len(labels)), key=lambda i: (-counts[i], labels[i]))
    rank = np.empty(len(labels) + 1, np.int32)
    rank[ranked], rank[-1] = np.arange(len(labels), dtype=np.int32), -1
    every = rank[places]
    met = int((counts > 0).sum())
    kept = min(met, MOST)
    # 0 missing, 1 to kept, then those rarer, then those no real unit has
    coded = np.where(every < kept, every + 1, np.where(every < met, kept + 1, kept + 2)).astype(np.int32)
    split = sum(units)
    return Column(
        name, "category", kept + 3, units[0], coded[:split], coded[split:],
        labels=tuple(str(labels[i]) for i in ranked), true_all=every[:split], released_all=every[split:],
        alone=met > 1 and 2 * met > int(counts.sum()),
    )  # fmt: skip


def label(value: object) -> str:
    """One text for one category, whatever type a frame holds it in: ``2`` and ``2.0`` are the same code."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _wrong_kind(name: str, kind: str) -> Problem:
    what = {"date": Words("dates", "des dates")}.get(kind, Words("numbers", "des nombres"))
    return Problem(
        "PK594",
        Words(
            f"the column {name} is said to hold {what.en} and holds something else",
            f"la colonne {name} devrait contenir {what.fr} et contient autre chose",
        ),
        instead=Words(f"say that {name} is a category", f"dites que {name} est une catégorie"),
    )
