"""How the values of two files compare, pair by pair: same, near, unlike, or not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.risk.attacks import linkage
from privkit.risk.attacks.blocking import Pairs
from privkit.risk.attacks.encode import encode
from privkit.risk.attacks.names import jaro_winkler, plain
from privkit.risk.attacks.scene import Field, Scene

Ints = npt.NDArray[np.int64]

_LIKE = 0.88  # likeness from which two names are near


@dataclass(frozen=True)
class Comparison:
    """A column of both files and how it is compared.

    ``exact``: the same or not; ``text``: near when spelled nearly alike; ``number`` and ``date``: near when no further
    apart than ``near`` (days for dates).
    """

    name: str
    kind: Literal["exact", "text", "number", "date"]
    near: float = 0.0


@dataclass(frozen=True)
class _Column:
    """One column of both files: ``codes`` are equal for equal values, 0 where missing."""

    kind: str
    near: float
    codes: tuple[Ints, Ints]
    values: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Prepared:
    """Both files, column by column; ``left`` and ``right``: their rows."""

    left: int
    right: int
    columns: tuple[_Column, ...]


def prepared(first: pd.DataFrame, second: pd.DataFrame, comparisons: Sequence[Comparison]) -> Prepared:
    """Two files ready to be compared, in the order of their rows; texts in capitals without accents."""
    fields = tuple(
        Field(c.name, "number" if c.kind in ("number", "date") else "category") for c in comparisons
    )
    columns = [c.name for c in comparisons]
    one, two = _spelled(first, columns, comparisons), _spelled(second, columns, comparisons)
    stage = encode(Scene(one, one, two, fields))
    back = [np.argsort(order, kind="stable") for order in (stage.originals_order, stage.control_order)]
    sheets = [stage.originals.rows(back[0]), stage.control.rows(back[1])]
    out = []
    for j, c in enumerate(comparisons):
        codes = tuple(sheet.codes[:, j].astype(np.int64) for sheet in sheets)
        values = tuple(sheet.values[:, j] for sheet in sheets)
        texts = _texts(codes, (one[c.name], two[c.name])) if c.kind == "text" else ()
        out.append(_Column(c.kind, c.near, (codes[0], codes[1]), (values[0], values[1]), texts))
    return Prepared(len(first), len(second), tuple(out))


def _spelled(frame: pd.DataFrame, columns: list[str], comparisons: Sequence[Comparison]) -> pd.DataFrame:
    out = frame[[name for name in columns if name in frame.columns]].copy()
    for c in comparisons:
        if c.kind == "text" and c.name in out.columns:
            out[c.name] = _plain(out[c.name])
    return out


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:
    codes, uniques = pd.factorize(column.to_numpy(dtype=object), use_na_sentinel=True)
    said = np.array([*(plain(str(value)) or None for value in uniques), None], dtype=object)
    return pd.Series(said[codes], index=column.index)


def _texts(codes: tuple[Ints, ...], columns: tuple[pd.Series[Any], ...]) -> tuple[str, ...]:
    """The text of each code."""
    out = [""] * (max(int(c.max(initial=0)) for c in codes) + 1)
    for code, column in zip(codes, columns, strict=True):
        found, at = np.unique(code, return_index=True)
        for number, text in zip(found.tolist(), column.to_numpy(dtype=object)[at], strict=True):
            out[number] = text if number else ""
    return tuple(out)


def levels_of(two: Prepared, pairs: Pairs) -> npt.NDArray[np.int8]:
    """The levels of :mod:`linkage` of each pair: pairs × columns."""
    out = np.zeros((len(pairs), len(two.columns)), np.int8)
    for j, column in enumerate(two.columns):
        a, b = column.codes[0][pairs.left], column.codes[1][pairs.right]
        level = out[:, j]
        level[a == b] = linkage.SAME
        apart = np.flatnonzero((a != b) & (a > 0) & (b > 0))
        near = _near(column, a[apart], b[apart], pairs.left[apart], pairs.right[apart])
        level[apart[near]] = linkage.NEAR
        level[(a == 0) | (b == 0)] = linkage.MISSING
    return out


def _near(column: _Column, a: Ints, b: Ints, left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
    if column.kind == "text":
        # Many pairs are of the same two names.
        keys, which = np.unique(a * len(column.texts) + b, return_inverse=True)
        one, other = np.divmod(keys, len(column.texts))
        texts = list(column.texts)
        near: npt.NDArray[np.bool_] = (jaro_winkler(texts, texts, one, other, _LIKE) > 0)[which.reshape(-1)]
        return near
    if column.kind in ("number", "date"):
        far = np.abs(column.values[0][left] - column.values[1][right])
        return far <= column.near
    return np.zeros(len(a), bool)
