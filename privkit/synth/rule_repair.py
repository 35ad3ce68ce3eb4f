"""Rows that break a hard rule: drawn again, else mended as little as can be, else replaced by synthetic rows that hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.errors import DataError, Problem
from privkit.synth.domain import Attribute, Domain
from privkit.synth.forms import TEXTS, from_numbers, within_bounds
from privkit.synth.rule_kinds import (
    Columns,
    Combinations,
    Implies,
    Mask,
    Order,
    Rule,
    Total,
    all_kept,
    as_held,
    codes_of,
    combination_codes,
    kept,
    read_columns,
    same_rows,
    sum_of,
)
from privkit.words import Words

#: Rows are drawn again at most so often, and no more once fewer than this share of them turn out well.
TIMES = 20
WORTH = 0.02
#: Mending one rule may break another: they are gone through again at most so often.
ROUNDS = 4

Redraw = Callable[[int], pd.DataFrame]


@dataclass(frozen=True)
class Repaired:
    """Rows that had to be changed: drawn again, mended, or replaced by another synthetic row; those left as drawn."""

    rows: int
    redrawn: int
    mended: int
    replaced: int

    @property
    def untouched(self) -> int:
        return self.rows - self.redrawn - self.mended - self.replaced


def repair(
    frame: pd.DataFrame, rules: Sequence[Rule], domain: Domain, redraw: Redraw, rng: np.random.Generator
) -> tuple[pd.DataFrame, Repaired]:
    """A table where every row keeps every rule, and what it took.

    Totals are first set to the sum of their parts. Rows that break a rule are drawn again by ``redraw(rows)`` (the
    rows kept then have the distribution of the model given the rules); what remains is mended rule by rule; a row
    that still breaks one is replaced by a row that holds.

    Raises ``DataError`` (PK584) when no row can be made to hold.
    """
    if not rules or not len(frame):
        return frame, Repaired(len(frame), 0, 0, 0)
    settled = _settled(frame.reset_index(drop=True), rules, domain)
    frame, redrawn = _drawn_again(settled, rules, domain, redraw)
    columns = read_columns(frame, rules, domain)
    good = all_kept(columns, rules, domain, len(frame))
    wrong = np.flatnonzero(~good)
    if not len(wrong):
        return frame, Repaired(len(frame), int(redrawn.sum()), 0, 0)
    models = {name: column[good] for name, column in columns.items()}
    mended = {name: column[wrong] for name, column in columns.items()}
    for _ in range(ROUNDS):
        for rule in rules:
            _mend(mended, rule, models, domain, rng)
    works = all_kept(mended, rules, domain, len(wrong))
    for name, column in columns.items():
        column[wrong[works]] = mended[name][works]
    frame = _written(frame, columns, domain)
    good[wrong[works]] = True
    frame = _replaced(frame, good, rng, len(rules))
    redrawn[wrong] = False
    return frame, Repaired(len(frame), int(redrawn.sum()), int(works.sum()), int((~works).sum()))


def _drawn_again(
    frame: pd.DataFrame, rules: Sequence[Rule], domain: Domain, redraw: Redraw
) -> tuple[pd.DataFrame, Mask]:
    """Rows that break a rule drawn again, and which ones were. More are drawn than needed, as few turn out well."""
    wrong = np.flatnonzero(~_holds(frame, rules, domain))
    redrawn = np.zeros(len(frame), bool)
    share = 1.0 - len(wrong) / len(frame)
    for _ in range(TIMES):
        if not len(wrong):
            break
        asked = int(min(1.1 * len(wrong) / max(share, WORTH), 2 * len(frame))) + 16
        fresh = _settled(redraw(asked), rules, domain)
        works = np.flatnonzero(_holds(fresh, rules, domain))
        share = len(works) / asked
        filled = wrong[: len(works)]
        if len(filled):
            rest = np.delete(np.arange(len(frame)), filled)
            parts = pd.concat([frame.iloc[rest], fresh.iloc[works[: len(filled)]]])
            frame = parts.iloc[np.argsort(np.concatenate((rest, filled)))].reset_index(drop=True)
            redrawn[filled] = True
        wrong = wrong[len(filled) :]
        if share < WORTH:
            break
    return frame, redrawn


def _settled(frame: pd.DataFrame, rules: Sequence[Rule], domain: Domain) -> pd.DataFrame:
    """The table with totals equal to the sums of their parts."""
    totals = [rule for rule in rules if isinstance(rule, Total)]
    if not totals:
        return frame
    columns = read_columns(frame, totals, domain)
    for rule in totals:
        columns[rule.total] = sum_of(columns, rule.parts)
    return _written(frame, {rule.total: columns[rule.total] for rule in totals}, domain)


def _holds(frame: pd.DataFrame, rules: Sequence[Rule], domain: Domain) -> Mask:
    return all_kept(read_columns(frame, rules, domain), rules, domain, len(frame))


def _written(frame: pd.DataFrame, columns: Columns, domain: Domain) -> pd.DataFrame:
    """The table with columns put back in its own types."""
    out = frame.copy(deep=False)
    for name, values in columns.items():
        if domain[name].kind in TEXTS:
            out[name] = pd.Series(values, index=frame.index, dtype=object).astype(frame[name].dtype)
        else:
            out[name] = from_numbers(values, domain[name], frame[name].dtype).set_axis(frame.index)
    return out


def _replaced(frame: pd.DataFrame, good: Mask, rng: np.random.Generator, rules: int) -> pd.DataFrame:
    if good.all():
        return frame
    if not good.any():
        raise DataError(
            Problem(
                "PK584",
                Words(
                    f"no synthetic row can keep the {rules} rules together",
                    f"aucune ligne synthétique ne peut respecter ensemble les {rules} règles",
                ),
                instead=Words(
                    "remove or loosen one of the rules: the data themselves may break it",
                    "retirez ou assouplissez une des règles : les données elles-mêmes ne la respectent peut-être pas",
                ),
            )
        )
    places = np.arange(len(frame))
    places[~good] = rng.choice(np.flatnonzero(good), int((~good).sum()))
    return frame.iloc[places].reset_index(drop=True)


def _mend(columns: Columns, rule: Rule, models: Columns, domain: Domain, rng: np.random.Generator) -> None:
    """Change what breaks one rule; ``models`` are the rows that hold, whose frequencies are followed."""
    wrong = np.flatnonzero(~kept(columns, rule, domain))
    if not len(wrong):
        return
    match rule:
        case Order(low, high):
            _mend_order(columns, wrong, domain[low], domain[high])
        case Implies(column, values, then, only):
            bound = codes_of(models[column], values, domain[column]) >= 0
            met = codes_of(models[then][bound], only, domain[then])
            weight = np.bincount(met[met >= 0], minlength=len(only)).astype(np.float64)
            if not weight.sum():
                weight += 1
            chosen = rng.choice(len(only), len(wrong), p=weight / weight.sum())
            held = np.array([as_held(value, domain[then]) for value in only], dtype=columns[then].dtype)
            columns[then][wrong] = held[chosen]
        case Combinations():
            _mend_combinations(columns, wrong, rule, models, domain, rng)
        case Total(total, parts):
            _mend_total(columns, wrong, domain[total], [domain[name] for name in parts])


def _mend_order(columns: Columns, wrong: npt.NDArray[np.int64], low: Attribute, high: Attribute) -> None:
    """Swap the two values, then bring each inside its bounds."""
    first, second = columns[high.name][wrong], columns[low.name][wrong]
    first, second = within_bounds(first, low), within_bounds(second, high)
    second = within_bounds(np.maximum(first, second), high)
    columns[low.name][wrong] = within_bounds(np.minimum(first, second), low)
    columns[high.name][wrong] = second


def _mend_combinations(
    columns: Columns,
    wrong: npt.NDArray[np.int64],
    rule: Combinations,
    models: Columns,
    domain: Domain,
    rng: np.random.Generator,
) -> None:
    """Change one column if an allowed combination has the others, else all; by the frequencies of rows that hold."""
    rows, allowed = combination_codes({n: columns[n][wrong] for n in rule.columns}, rule, domain)
    seen = same_rows(combination_codes(models, rule, domain)[0], allowed)
    weight = np.bincount(seen[seen >= 0], minlength=len(allowed)) + 1e-3
    chosen = np.full(len(wrong), -1)
    for j in reversed(range(len(rule.columns))):
        todo = np.flatnonzero(chosen < 0)
        others = [k for k in range(len(rule.columns)) if k != j]
        chosen[todo] = _weighted(rows[todo][:, others], allowed[:, others], weight, rng)
    todo = np.flatnonzero(chosen < 0)
    chosen[todo] = rng.choice(len(allowed), len(todo), p=weight / weight.sum())
    for j, name in enumerate(rule.columns):
        held = np.empty(len(rule.allowed), dtype=columns[name].dtype)
        held[:] = [as_held(each[j], domain[name]) for each in rule.allowed]
        columns[name][wrong] = held[chosen]


def _weighted(
    rows: npt.NDArray[np.int64],
    known: npt.NDArray[np.int64],
    weight: npt.NDArray[Any],
    rng: np.random.Generator,
) -> npt.NDArray[np.int64]:
    """For each row one of the ``known`` rows equal to it, drawn by weight; -1 where there is none."""
    kinds, group = np.unique(known, axis=0, return_inverse=True)
    group = group.reshape(-1)
    order = np.argsort(group, kind="stable")
    upto = np.concatenate(([0.0], np.cumsum(weight[order])))
    ends = np.searchsorted(group[order], np.arange(len(kinds) + 1))
    found = same_rows(rows, kinds)
    start, end = ends[np.maximum(found, 0)], ends[np.maximum(found, 0) + 1]
    aim = upto[start] + rng.random(len(rows)) * (upto[end] - upto[start])
    at = np.clip(np.searchsorted(upto, aim, side="right") - 1, start, end - 1)
    return np.where(found >= 0, order[at], -1)


def _mend_total(
    columns: Columns, wrong: npt.NDArray[np.int64], total: Attribute, parts: Sequence[Attribute]
) -> None:
    """The total becomes the sum; parts first move towards their bounds when the sum leaves those of the total."""
    values = np.stack([columns[part.name][wrong] for part in parts], axis=1)
    for _ in range(len(parts) + 1):  # each pass may stop at the bounds of one more part
        sums = np.nansum(values, axis=1)
        gap = within_bounds(sums, total) - sums
        for j, part in enumerate(parts):
            moved = within_bounds(values[:, j] + gap, part) - values[:, j]
            moved = np.where(np.abs(moved) > np.abs(gap), gap, moved)
            step = np.where(np.isnan(moved), 0.0, moved)
            values[:, j] += step
            gap = gap - step
    for j, part in enumerate(parts):
        columns[part.name][wrong] = values[:, j]
    columns[total.name][wrong] = sum_of(
        {p.name: values[:, j] for j, p in enumerate(parts)}, [p.name for p in parts]
    )
