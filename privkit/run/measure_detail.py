"""What detail a file has lost against the original: per column, and per unit when rows can be matched."""

from __future__ import annotations

import math
from collections.abc import Sequence

import narwhals as nw

from privkit.gates.loss import column_loss
from privkit.run.measure_cells import Cells
from privkit.run.measured import ColumnDetail, Detail
from privkit.values import Column
from privkit.words import Words

_N, _C, _LABEL, _RAW, _KEPT = (
    "_privkit_n",
    "_privkit_c",
    "_privkit_label",
    "_privkit_raw",
    "_privkit_kept",
)
MOST_PAIRS = 5_000_000
NO_KEY = Words(
    "the two files do not hold the same unit column with one row per unit, so rows cannot be matched; the "
    "evidence of a run tells its loss",
    "les deux fichiers ne portent pas la même colonne d'unité avec une ligne par unité, les lignes ne peuvent "
    "donc être rapprochées ; les preuves d'un passage disent sa perte",
)


def detail_lost(after: Cells, before: Cells) -> Detail:
    """Distinct values and entropy of each quasi-identifier in both files, and the Loss metric (Iyengar 2002,
    doi:10.1145/775047.775089) when the files share a unit column with one row per unit.

    A quasi-identifier is compared with the column of the original it comes from: the same name, else the
    same origin in the policy. One without such a column is left out.
    """
    unit = after.schema.unit
    matched = bool(unit) and unit == before.schema.unit and after.once and before.once
    columns = []
    for name in after.on:
        raw = original(after.schema[name], before.schema.columns)
        if raw is not None:
            loss = _loss(after, before, name, raw.name, str(unit)) if matched else None
            columns.append(_detail(after, before, name, raw.name, loss))
    same_count = unit is not None and (before.schema.unit is not None)
    removed = max(0, before.units - after.units) if same_count else None
    return Detail(tuple(columns), removed, None if matched else NO_KEY)


def original(column: Column, candidates: Sequence[Column]) -> Column | None:
    """The column of the original a quasi-identifier comes from."""
    named = [c for c in candidates if c.name == column.name]
    same = [c for c in candidates if c.origin == column.origin]
    return next(iter(named or (same if len(same) == 1 else [])), None)


def _detail(after: Cells, before: Cells, name: str, raw: str, loss: float | None) -> ColumnDetail:
    (n_before, h_before), (n_after, h_after) = _spread(before, raw), _spread(after, name)
    return ColumnDetail(name, raw, n_before, n_after, h_before, h_after, loss)


def _spread(cells: Cells, column: str) -> tuple[int, float]:
    """Distinct values of a column and its entropy in bits, from how often its values occur: no value leaves."""
    often = cells.present.group_by(column).agg(nw.len().alias(_N)).group_by(_N).agg(nw.len().alias(_C))
    found = cells.engine.collect(often, MOST_PAIRS)
    pairs = [(int(n), int(c)) for n, c in zip(found[_N], found[_C], strict=True)]
    total = sum(n * c for n, c in pairs)
    entropy = math.log2(total) - sum(c * n * math.log2(n) for n, c in pairs) / total if total else 0.0
    return sum(c for _, c in pairs), max(0.0, entropy)


def _loss(after: Cells, before: Cells, name: str, raw: str, key: str) -> float:
    labels = after.present.select(nw.col(key), nw.col(name).alias(_LABEL), nw.lit(1).alias(_KEPT))
    values = before.table.select(nw.col(key), nw.col(raw).alias(_RAW))
    pairs = values.join(labels, on=key, how="left").group_by(_RAW, _LABEL, _KEPT).agg(nw.len().alias(_N))
    return column_loss(after.engine.collect(pairs, MOST_PAIRS), _RAW, _LABEL, _KEPT, _N)
