"""Minimal sample uniques: the smallest sets of columns on which a unit is alone, all of them, exactly.

Uniqueness goes up: a unit alone on some columns is alone on more. So the lattice of sets of columns is walked from
all columns down, each set from one of its supersets. There the rows are already grouped, and only the groups go on;
where nobody is alone nobody is below, and that part of the lattice is never visited. A set is minimal for a unit
when the unit is alone on it and on none of the sets with one column less.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

from privkit.risk.codes import misuse
from privkit.risk.packing import pack
from privkit.words import Words

Ints = npt.NDArray[np.int64]
MOST_SETS = 70_000  #: sets of columns looked at: 16 columns, or more when only small sets are asked
_NOBODY = np.zeros(0, np.int64)
_FAR = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Minimal:
    """``alone``: units with an MSU, growing; ``by_size[u, s]``: their MSUs of s + 1 columns.

    ``holding[s, c]``: MSUs of s + 1 columns, all units together, that hold column c.
    """

    alone: Ints
    by_size: Ints
    holding: Ints


def minimal_uniques(codes: Ints, holder: Ints, up_to: int) -> Minimal:
    """The MSUs of at most ``up_to`` columns of the rows ``codes[n, q]``.

    ``holder[n]``: the unit of each row, from 0, or -1 for a row that stands for several units. Raises
    InternalError (PK680) for more than :data:`MOST_SETS` sets of columns.
    """
    width = codes.shape[1]
    asked = sets_of(width, up_to)
    if asked > MOST_SETS:
        raise misuse(
            Words(
                f"{asked} sets of columns are more than the {MOST_SETS} allowed",
                f"{asked} ensembles de colonnes, plus que les {MOST_SETS} permis",
            )
        )
    everyone, top = _top(codes, holder)
    walk = _down(top, up_to) if 2**width <= 4 * asked + 64 else _each(top, up_to)
    alone_on = {node.columns: node.alone for node in walk if len(node.columns) <= up_to and len(node.alone)}
    by_size = np.zeros((len(everyone), width), np.int64)
    holding = np.zeros((width, width), np.int64)
    below = np.zeros(len(everyone), bool)
    for columns, here in alone_on.items():
        below[here] = False
        for out in range(len(columns)):
            below[alone_on.get(columns[:out] + columns[out + 1 :], _NOBODY)] = (
                True  # all of them are in ``here``
            )
        minimal = here[~below[here]]
        by_size[minimal, len(columns) - 1] += 1
        holding[len(columns) - 1, list(columns)] += len(minimal)
    kept = by_size.any(axis=1)
    return Minimal(everyone[kept], by_size[kept], holding)


@dataclass(frozen=True)
class _Node:
    """The groups of one set of columns: a row of codes each, and the least and greatest unit in it.

    ``codes[q, g]``, a column per group. A group of several units that are not told apart has least -1 and greatest
    above all units. ``alone``: units alone in some group, growing.
    """

    columns: tuple[int, ...]
    codes: Ints
    least: Ints
    greatest: Ints
    alone: Ints


def sets_of(width: int, up_to: int) -> int:
    """Sets of 1 to ``up_to`` columns among ``width``."""
    return sum(math.comb(width, k) for k in range(1, min(up_to, width) + 1))


def _top(codes: Ints, holder: Ints) -> tuple[Ints, _Node]:
    """The units alone on all columns, and the groups there; only those units are told apart below."""
    crowd = np.where(holder == -1, _FAR, holder)
    rows = np.ascontiguousarray(codes.T)
    node = _group(rows, holder, crowd, tuple(range(len(rows))), int(holder.max(initial=-1)) + 1)
    number = np.full(int(holder.max(initial=-1)) + 2, -1, np.int64)  # the last one is for no unit, -1
    number[node.alone] = np.arange(len(node.alone))
    single = node.least == node.greatest
    low = np.where(single, number[node.least], -1)
    high = np.where(single, low, _FAR)
    return node.alone, _Node(node.columns, node.codes, low, high, np.arange(len(node.alone)))


def _group(codes: Ints, least: Ints, greatest: Ints, columns: tuple[int, ...], units: int) -> _Node:
    """Rows of equal codes put together; units are numbered below ``units``."""
    keys = pack(codes.T)
    space = int(keys.max()) + 1 if len(keys) else 0
    row = np.full(space, -1, np.int64)
    row[keys] = np.arange(len(keys))  # any row of the group stands for it
    met = row >= 0
    low, high = np.full(space, _FAR, np.int64), np.full(space, -1, np.int64)
    np.minimum.at(low, keys, least)
    np.maximum.at(high, keys, greatest)
    low, high = low[met], high[met]
    alone = np.zeros(units, bool)
    alone[low[low == high]] = True
    return _Node(columns, codes[:, row[met]], low, high, np.flatnonzero(alone))


def _down(top: _Node, up_to: int) -> Iterator[_Node]:
    """Every set with somebody alone, each made from a superset: columns are taken out from left to right."""
    waiting = [(top, 0)]
    while waiting:
        node, first = waiting.pop()
        yield node
        if len(node.alone) == 0:
            continue
        for out in range(first, len(node.columns)):
            # the columns before ``out`` stay for good: too many of them and no small set is below
            if len(node.columns) > 1 and out <= up_to:
                waiting.append((_without(node, out, len(top.alone)), out))


def _without(node: _Node, out: int, units: int) -> _Node:
    kept = node.columns[:out] + node.columns[out + 1 :]
    return _group(np.delete(node.codes, out, axis=0), node.least, node.greatest, kept, units)


def _each(top: _Node, up_to: int) -> Iterator[_Node]:
    """The small sets of a wide table, each from all columns."""
    for size in range(1, up_to + 1):
        for columns in combinations(range(len(top.columns)), size):
            yield _group(top.codes[list(columns)], top.least, top.greatest, columns, len(top.alone))
