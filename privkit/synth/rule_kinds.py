"""Hard rules of a table, as values, and which rows keep them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.synth.domain import Attribute, Domain
from privkit.synth.forms import TEXTS, as_numbers

#: A value named by a rule: a text, a yes or no, a number, a day; None: missing.
Value: TypeAlias = str | bool | float | dt.date | None
Mask: TypeAlias = npt.NDArray[np.bool_]
#: The columns of the rules: texts as objects (None: missing), the others as float64 (NaN: missing).
Columns: TypeAlias = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Order:
    """``low`` is at most ``high`` wherever both are known: the built area and the plot, the first bill and the last."""

    low: str
    high: str


@dataclass(frozen=True)
class Implies:
    """Where ``column`` is one of ``values``, ``then`` is one of ``only``: no garden, so no garden meter.

    Numbers and days are compared as they are; ``None`` stands for missing, ``0`` for zero.
    """

    column: str
    values: tuple[Value, ...]
    then: str
    only: tuple[Value, ...]


@dataclass(frozen=True)
class Combinations:
    """``columns`` hold together only combinations of ``allowed``. A missing value is a value: it must be listed."""

    columns: tuple[str, ...]
    allowed: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True)
class Total:
    """``total`` is the sum of the ``parts`` that are known; it is missing where none is, as SUM does in SQL."""

    total: str
    parts: tuple[str, ...]


Rule: TypeAlias = Order | Implies | Combinations | Total


def columns_of(rule: Rule) -> tuple[str, ...]:
    """The columns a rule speaks of."""
    match rule:
        case Order(low, high):
            return (low, high)
        case Implies(column, _, then, _):
            return (column, then)
        case Combinations(columns, _):
            return columns
        case Total(total, parts):
            return (total, *parts)


def seen_combinations(frame: pd.DataFrame, columns: Sequence[str], at_least: int = 3) -> Combinations:
    """The rule that allows the combinations that at least so many units hold.

    It is read from the data: under differential privacy the list must be public instead.
    """
    counts = frame[list(columns)].astype(object).value_counts(dropna=False)
    met = counts.index[counts.to_numpy() >= at_least]
    known = [tuple(None if pd.isna(value) else value for value in each) for each in met]
    return Combinations(tuple(columns), tuple(sorted(known, key=str)))


def read_columns(frame: pd.DataFrame, rules: Sequence[Rule], domain: Domain) -> Columns:
    """The columns that rules speak of, as arrays that may be written."""
    out: Columns = {}
    for name in dict.fromkeys(name for rule in rules for name in columns_of(rule)):
        column = frame[name]
        if domain[name].kind in TEXTS:
            texts = column.astype(object).to_numpy(copy=True)
            texts[column.isna().to_numpy()] = None
            out[name] = texts
        else:
            out[name] = as_numbers(column, domain[name].kind).copy()
    return out


def as_held(value: Value, attribute: Attribute) -> Any:
    """A value of a rule in the form of :func:`read_columns`."""
    if attribute.kind in TEXTS:
        return value
    if value is None:
        return np.nan
    if isinstance(value, dt.date):
        return float((value - dt.date(1970, 1, 1)).days)
    return float(value)


def codes_of(
    column: npt.NDArray[Any], values: Sequence[Value], attribute: Attribute
) -> npt.NDArray[np.int64]:
    """The place of each value of a column in ``values``, -1 when it is not there. Missing is found as None."""
    held = pd.Index(
        [as_held(value, attribute) for value in values],
        dtype=object if column.dtype == object else np.float64,
    )
    first = np.flatnonzero(~held.duplicated())
    codes = held[first].get_indexer(pd.Index(column))
    return np.asarray(np.where(codes < 0, -1, first[codes]), dtype=np.int64)


def combination_codes(
    columns: Columns, rule: Combinations, domain: Domain
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Codes of each row, one column of codes a column of the rule, and those of the allowed combinations."""
    rows, allowed = [], []
    for j, name in enumerate(rule.columns):
        values = list(dict.fromkeys(each[j] for each in rule.allowed))
        place = {value: i for i, value in enumerate(values)}
        rows.append(codes_of(columns[name], values, domain[name]))
        allowed.append([place[each[j]] for each in rule.allowed])
    return np.stack(rows, axis=1), np.array(allowed, dtype=np.int64).T.reshape(-1, len(rule.columns))


def same_rows(rows: npt.NDArray[np.int64], known: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The place of each row of codes among ``known`` (all different), -1 when it is not there."""
    both = np.concatenate((known, rows))
    _, where = np.unique(both, axis=0, return_inverse=True)
    where = where.reshape(-1)
    place = np.full(int(where.max(initial=-1)) + 1, -1, dtype=np.int64)
    place[where[: len(known)]] = np.arange(len(known))
    return place[where[len(known) :]]


def kept(columns: Columns, rule: Rule, domain: Domain) -> Mask:
    """Which rows keep a rule."""
    match rule:
        case Order(low, high):
            return np.asarray(~(columns[low] > columns[high]))
        case Implies(column, values, then, only):
            bound = codes_of(columns[column], values, domain[column]) >= 0
            return np.asarray(~bound | (codes_of(columns[then], only, domain[then]) >= 0))
        case Combinations():
            rows, allowed = combination_codes(columns, rule, domain)
            return np.asarray(same_rows(rows, allowed) >= 0)
        case Total(total, parts):
            wanted = sum_of(columns, parts)
            held = columns[total]
            close = np.isclose(held, wanted, rtol=1e-9, atol=1e-6)
            return np.asarray(close | (np.isnan(held) & np.isnan(wanted)))


def sum_of(columns: Mapping[str, npt.NDArray[Any]], parts: Sequence[str]) -> npt.NDArray[np.float64]:
    """The sum of the known parts, NaN where none is."""
    stacked = np.stack([columns[name] for name in parts], axis=1)
    return np.where(np.isnan(stacked).all(axis=1), np.nan, np.nansum(stacked, axis=1))


def all_kept(columns: Columns, rules: Sequence[Rule], domain: Domain, rows: int) -> Mask:
    """Which rows keep all the rules."""
    out = np.ones(rows, bool)
    for rule in rules:
        out &= kept(columns, rule, domain)
    return out


def holds(frame: pd.DataFrame, rules: Sequence[Rule], domain: Domain) -> Mask:
    """Which rows of a table keep all the rules."""
    return all_kept(read_columns(frame, rules, domain), rules, domain, len(frame))
