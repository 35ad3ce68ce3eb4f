"""The distribution of each column in few bars, fit to be shown: no bar stands for few people, no bound is a value.

Categories of fewer than ten real units are counted as one; numbers are cut at round numbers, their ends open, so
that neither the least nor the greatest value is seen; bars of fewer than ten real units join their neighbour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from privkit.usefulness.coding import Column, Floats
from privkit.usefulness.rounded import ALL, edges_of, labels_of
from privkit.usefulness.variables import Sides
from privkit.words import Words, same

LEAST = 10  # real units a bar stands for, at least
MOST = 10  # bars
Counts = npt.NDArray[np.int64]
OTHER = Words("other", "autres")
MISSING = Words("missing", "manquant")
YES_NO = {"True": Words("yes", "oui"), "False": Words("no", "non")}


@dataclass(frozen=True)
class Bar:
    """Shares of real units, of released rows, and of a fresh sample of true people as large as the release."""

    label: Words
    real: float
    released: float
    floor: float


@dataclass(frozen=True)
class Shares:
    """One column; shares are rounded to thousandths."""

    column: str
    kind: str
    bars: tuple[Bar, ...]


def shares(sides: Sides) -> tuple[Shares, ...]:
    """The bars of every column whose distribution can be shown; texts that are nearly all different have none."""
    fresh = sides.redrawn(0)[1]
    return tuple(_categories(c, fresh) if c.kind == "category" else _numbers(c, fresh) for c in sides.telling)


def _categories(column: Column, fresh: npt.NDArray[np.intp]) -> Shares:
    counts = _three(column.real, column.released, column.true[fresh], column.size)
    shown = [code for code in range(1, column.size - 2) if counts[0, code] >= LEAST][: MOST - 1]
    shown += [0] if counts[0, 0] >= LEAST else []
    rest = np.setdiff1d(np.arange(column.size), shown)
    # What is left may be few people: the least of those shown joins them.
    while shown and 0 < counts[0, rest].sum() < LEAST:
        least = min(shown, key=lambda code: counts[0, code])
        shown.remove(least)
        rest = np.append(rest, least)
    bars = [(_label(column, code), counts[:, code]) for code in shown]
    if counts[:, rest].any():
        bars.append((OTHER, counts[:, rest].sum(axis=1)))
    return Shares(column.name, column.kind, _bars(bars))


def _label(column: Column, code: int) -> Words:
    if code == 0:
        return MISSING
    label = column.labels[code - 1]
    return YES_NO[label] if set(column.labels) <= set(YES_NO) else same(label)


def _numbers(column: Column, fresh: npt.NDArray[np.intp]) -> Shares:
    true, released = column.true_values, column.released_values
    assert true is not None and released is not None
    sides = true[: column.real_units], released, true[fresh]
    edges = edges_of(sides[0], column.kind, MOST)
    places = [np.where(np.isnan(v), 0, np.searchsorted(edges, v, side="right") + 1) for v in sides]
    counts = _three(places[0], places[1], places[2], len(edges) + 2)
    if 0 < counts[0, 1:].sum() < LEAST:  # they are not told apart from those without a value
        return Shares(column.name, column.kind, _bars([(ALL, counts.sum(axis=1))]))
    groups = _grouped(counts[0, 1:])
    cuts = edges[[group[0] - 1 for group in groups[1:]]] if len(groups) > 1 else np.empty(0)
    bars = [
        (label, counts[:, [code + 1 for code in group]].sum(axis=1))
        for label, group in zip(labels_of(cuts, column.kind, _whole(sides[0])), groups, strict=True)
        if counts[:, 1:].any()
    ]
    if counts[0, 0] >= LEAST or (counts[0, 0] == 0 and counts[:, 0].any()):
        bars.append((MISSING, counts[:, 0]))
    return Shares(column.name, column.kind, _bars(bars))


def _grouped(counts: Counts) -> list[list[int]]:
    """Neighbouring bins put together until each group has enough units; the last joins the one before."""
    groups: list[list[int]] = [[]]
    held = 0
    for place, count in enumerate(counts):
        groups[-1].append(place)
        held += int(count)
        if held >= LEAST and place < len(counts) - 1:
            groups.append([])
            held = 0
    if held < LEAST and len(groups) > 1:
        last = groups.pop()
        groups[-1] += last
    return groups


def _three(real: npt.ArrayLike, released: npt.ArrayLike, fresh: npt.ArrayLike, size: int) -> Counts:
    return np.array([np.bincount(np.asarray(c), minlength=size) for c in (real, released, fresh)], np.int64)


def _bars(found: Sequence[tuple[Words, Counts]]) -> tuple[Bar, ...]:
    whole = np.maximum(np.sum([counts for _, counts in found], axis=0), 1)
    return tuple(Bar(label, *(round(float(s), 3) for s in counts / whole)) for label, counts in found)


def _whole(values: Floats) -> bool:
    present = values[~np.isnan(values)]
    return bool((present == np.round(present)).all())
