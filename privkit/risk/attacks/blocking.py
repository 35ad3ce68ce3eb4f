"""Which records of two files are worth comparing: those that agree on some columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

import numpy as np
import numpy.typing as npt

from privkit.risk.packing import pack

Ints = npt.NDArray[np.int64]

_PER_ROW = 20  # pairs compared in one pass, for each record of the two files
_AT_ONCE = 4_000_000  # pairs of one pass for large files, whatever their size: memory
_RANDOM = 500_000  # pairs from which it is learnt how strangers agree
_MOST_COLUMNS = 3


class _Column(Protocol):
    @property
    def codes(self) -> tuple[Ints, Ints]: ...


class Files(Protocol):
    """Two files as codes: 0 where missing."""

    @property
    def left(self) -> int: ...
    @property
    def right(self) -> int: ...
    @property
    def columns(self) -> Sequence[_Column]: ...


@dataclass(frozen=True)
class Pairs:
    """Positions in the first file and in the second."""

    left: Ints
    right: Ints

    def __len__(self) -> int:
        return len(self.left)

    @staticmethod
    def unique(several: Sequence[Pairs], right: int) -> tuple[Pairs, Ints]:
        """Every pair once, and where it stood among all of them put together."""
        both = np.concatenate([np.zeros(0, np.int64), *(p.left * right + p.right for p in several)])
        keys, first = np.unique(both, return_index=True)
        return Pairs(*np.divmod(keys, max(1, right))), first


def random_pairs(left: int, right: int, rng: np.random.Generator) -> Pairs:
    """Pairs of any two records."""
    number = min(_RANDOM, left * right)
    return Pairs(rng.integers(left, size=number), rng.integers(right, size=number))


def passes_for(files: Files) -> list[list[int]]:
    """Sets of columns to agree on, so that each column is left out of one of them: for each, the fewest others that
    leave few enough pairs, else all others. With one column only, that one."""
    width, limit = len(files.columns), _limit(files)
    if width == 1:
        return [[0]]
    cost: dict[tuple[int, ...], int] = {}
    out: list[list[int]] = []
    for left_out in range(width):
        others = [j for j in range(width) if j != left_out]
        best = tuple(others)
        for size in range(1, min(_MOST_COLUMNS, len(others)) + 1):
            tried = list(combinations(others, size))
            for columns in tried:
                if columns not in cost:
                    cost[columns] = _pairs_of(files, columns)
            fit = [c for c in tried if 0 < cost[c] <= limit]
            if fit:
                best = max(fit, key=lambda c: cost[c])  # the fewest mistakes keep two records apart
                break
        if list(best) not in out:
            out.append(list(best))
    return out


def candidate_pairs(files: Files, columns: Sequence[int]) -> Pairs:
    """Pairs that agree on all these columns, none of them missing; small groups first, up to twenty pairs for each
    record, or four million: in a group so large that it does not fit, nobody could be told from the others."""
    keys, there = _keys(files, columns)
    sides = [np.flatnonzero(t) for t in there]
    size = 1 + max((int(k.max(initial=0)) for k in keys), default=0)
    counts = [np.bincount(k[s], minlength=size) for k, s in zip(keys, sides, strict=True)]
    product = counts[0] * counts[1]
    order = np.argsort(product, kind="stable")
    kept = np.zeros(size, bool)
    kept[order[np.cumsum(product[order]) <= _limit(files)]] = True
    sides = [s[kept[k[s]]] for k, s in zip(keys, sides, strict=True)]
    ordered = [s[np.argsort(k[s], kind="stable")] for k, s in zip(keys, sides, strict=True)]
    start = np.concatenate([[0], np.cumsum(np.where(kept, counts[1], 0))])
    mine = keys[0][ordered[0]]
    repeat = counts[1][mine]
    left = np.repeat(ordered[0], repeat)
    within = np.arange(len(left)) - np.repeat(np.cumsum(repeat) - repeat, repeat)
    return Pairs(left, ordered[1][np.repeat(start[mine], repeat) + within])


def _limit(files: Files) -> int:
    return min(_PER_ROW * (files.left + files.right), _AT_ONCE)


def _pairs_of(files: Files, columns: Sequence[int]) -> int:
    keys, there = _keys(files, columns)
    size = 1 + max(int(k.max(initial=0)) for k in keys)
    counts = [np.bincount(k[t], minlength=size) for k, t in zip(keys, there, strict=True)]
    return int((counts[0] * counts[1]).sum())


def _keys(files: Files, columns: Sequence[int]) -> tuple[list[Ints], list[npt.NDArray[np.bool_]]]:
    codes = np.column_stack([np.concatenate(files.columns[j].codes) for j in columns])
    ends = [files.left]
    return np.split(pack(codes), ends), np.split((codes > 0).all(axis=1), ends)
