"""From pieces of points to the result, counted again from the labels as they will be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.classes import AttributeModel
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.groupby import group_rows
from privkit.anonymity.hierarchy import Hierarchy, Ints
from privkit.anonymity.local.pieces import Pieces
from privkit.anonymity.local.progress import Stopped
from privkit.anonymity.local.result import LocalRecoding
from privkit.errors import InternalError, Problem
from privkit.words import Words

Codes = npt.NDArray[np.int32]
_TWO_COUNTS = Words(
    "two counts of the same local recoding differ",
    "deux décomptes du même recodage local diffèrent",
)


def empty(hierarchies: Sequence[Hierarchy]) -> LocalRecoding:
    """The recoding of a table without rows."""
    none, q = np.empty(0, np.int64), len(hierarchies)
    labels = np.empty((0, q), np.int8), np.empty((0, q), np.int32)
    return LocalRecoding(tuple(hierarchies), none, none, none, *labels, 0, 0.0, (0.0,) * q, 0, 0, 0)


def told(
    hierarchies: Sequence[Hierarchy],
    codes: Codes,
    units: Ints,
    criteria: Criteria,
    prices: Sequence[float],
    of_row: Ints,
    kept: Pieces,
    gone: Pieces,
    stopped: Stopped,
) -> LocalRecoding:
    """The result for rows of ``codes``; InternalError PK460 should the recount not agree."""
    point = np.concatenate([kept.point, gone.point])
    number = np.concatenate([kept.of_class, np.full(len(gone.point), -1)])
    rows, pieces, class_of = _by_row(of_row, units, point, np.concatenate([kept.units, gone.units]), number)
    levels, labels = _labels(hierarchies, codes, rows, class_of, kept.classes)
    losses = _losses(hierarchies, codes, rows, pieces, class_of, levels)
    inside = class_of >= 0
    size = np.bincount(class_of[inside], pieces[inside], minlength=kept.classes).astype(np.int64)
    weight = sum(prices)
    result = LocalRecoding(
        tuple(hierarchies),
        rows,
        pieces,
        class_of,
        levels,
        labels,
        int(pieces[~inside].sum()),
        sum(w * loss for w, loss in zip(prices, losses, strict=True)) / weight,
        losses,
        kept.classes,
        int(size.min()) if len(size) else 0,
        int(size.max()) if len(size) else 0,
        stopped,
    )
    _recount(result, codes, units, criteria)
    return result


def _by_row(of_row: Ints, units: Ints, point: Ints, given: Ints, number: Ints) -> tuple[Ints, Ints, Ints]:
    """Pieces of rows from pieces of points: both cut the units of a point, one after the other."""
    by_point = np.argsort(of_row, kind="stable")
    order = np.lexsort((number, point))
    row_ends, piece_ends = np.cumsum(units[by_point]), np.cumsum(given[order])
    ends = np.union1d(row_ends, piece_ends)
    rows = by_point[np.searchsorted(row_ends, ends)]
    class_of = number[order][np.searchsorted(piece_ends, ends)]
    sizes = np.diff(ends, prepend=0)
    new = np.ones(len(ends), bool)
    new[1:] = (rows[1:] != rows[:-1]) | (class_of[1:] != class_of[:-1])
    start = np.flatnonzero(new)
    rows, class_of, sizes = rows[start], class_of[start], np.add.reduceat(sizes, start)
    final = np.lexsort((class_of, rows))
    return rows[final], sizes[final].astype(np.int64), class_of[final]


def _labels(
    hierarchies: Sequence[Hierarchy], codes: Codes, rows: Ints, class_of: Ints, classes: int
) -> tuple[npt.NDArray[np.int8], Codes]:
    """The lowest level at which all members of a class share a label, and that label, from the rows."""
    inside = class_of >= 0
    of_class, member = class_of[inside], codes[rows[inside]]
    levels, labels = (
        np.zeros((classes, len(hierarchies)), np.int8),
        np.zeros((classes, len(hierarchies)), np.int32),
    )
    first = np.zeros(classes, np.int64)
    first[of_class[::-1]] = np.arange(len(of_class))[::-1]
    for j, hierarchy in enumerate(hierarchies):
        open_ = np.ones(classes, bool)
        for level in range(hierarchy.height + 1):
            shown = hierarchy.codes(level)[member[:, j]]
            differs = np.zeros(classes, bool)
            differs[of_class[shown != shown[first][of_class]]] = True
            settled = open_ & ~differs
            levels[settled, j], labels[settled, j] = level, shown[first[settled]]
            open_ &= differs
    return levels, labels


def _losses(
    hierarchies: Sequence[Hierarchy],
    codes: Codes,
    rows: Ints,
    units: Ints,
    class_of: Ints,
    levels: npt.NDArray[np.int8],
) -> tuple[float, ...]:
    """The loss of each column, in whole numbers until the last division."""
    total = int(units.sum())
    out = []
    for j, hierarchy in enumerate(hierarchies):
        under = np.stack([hierarchy.weight_under(level) for level in range(hierarchy.height + 1)])
        shown = np.where(class_of < 0, hierarchy.height, levels[class_of, j] if len(levels) else 0)
        covered = int(np.dot(under[shown, codes[rows, j]], units))
        spread = total * (hierarchy.domain - 1)
        out.append((covered - total) / spread if spread else 0.0)
    return tuple(out)


def _recount(result: LocalRecoding, codes: Codes, units: Ints, criteria: Criteria) -> None:
    """Group the pieces by the text of their labels and judge the classes anew."""
    inside = result.class_of >= 0
    rows, given, of_class = result.rows[inside], result.units[inside], result.class_of[inside]
    columns, true = [], np.bincount(result.rows, result.units, minlength=len(units)).astype(np.int64) == units
    for j, hierarchy in enumerate(result.hierarchies):
        known: dict[str | None, int] = {}
        shown = np.fromiter(
            (known.setdefault(text, len(known)) for text in result.labels(j)), np.int64, result.classes
        )
        columns.append(shown[of_class])
        for level in range(hierarchy.height + 1):
            here = result.levels[of_class, j] == level
            label = hierarchy.codes(level)[codes[rows[here], j]]
            true[rows[here][label != result.codes[of_class[here], j]]] = False
    groups = group_rows(np.stack(columns, axis=1))
    bad = restricted(criteria, rows).violated(groups, given)
    if bad.any() or len(groups) != result.classes or not true.all():
        raise InternalError(Problem("PK460", _TWO_COUNTS))


def restricted(criteria: Criteria, rows: Ints) -> Criteria:
    """The criteria for pieces: confidential values are those of each piece's row."""
    models = tuple(_of_pieces(model, rows) for model in criteria.attributes)
    return replace(criteria, attributes=models)


def _of_pieces(model: Any, rows: Ints) -> AttributeModel:
    narrowed: AttributeModel = replace(model, codes=np.asarray(model.codes)[rows])
    return narrowed
