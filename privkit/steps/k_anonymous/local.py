"""Each group has its own levels: pieces of combinations, told apart by rank where one is shared out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import narwhals as nw

from privkit.policy.model.anonymity import MakeKAnonymous as Rule
from privkit.steps.base import Context
from privkit.steps.k_anonymous.gather import Gathered
from privkit.steps.k_anonymous.waiting import share_told_by
from privkit.values import Changes, Column, Role, Schema, Type
from privkit.words import Words

if TYPE_CHECKING:
    import pyarrow as pa

    from privkit.anonymity.criteria import Criteria
    from privkit.anonymity.local.result import LocalRecoding
    from privkit.engine.protocol import Table

_ROW, _SPLIT, _RANK = "_privkit_combination", "_privkit_split", "_privkit_rank"


def recoded_locally(
    rule: Rule,
    table: Table,
    schema: Schema,
    gathered: Gathered,
    criteria: Criteria,
    weights: Sequence[float] | None,
    context: Context,
) -> tuple[Table, Changes, Sequence[int]]:
    """The table with the labels of each unit's group, and the highest level of each column in any group; units
    of no group are removed."""
    from privkit.anonymity.local import recode_locally

    found = recode_locally(
        gathered.hierarchies,
        gathered.codes,
        gathered.weights,
        criteria,
        suppression_limit=rule.remove_at_most,
        effort=rule.effort.value,
        column_weights=weights,
        time_limit=rule.seconds_at_most,
        progress=share_told_by(context),
    )
    out = _ranked(table, schema, gathered, found, context)
    into = [Column(c, Type.CATEGORY, schema[c].role) for c in rule.on]
    out = context.engine.lookup(out.drop(*rule.on), [_ROW, _RANK], _mapping(rule, found), into, drop=True)
    highest = (
        [int(level) for level in found.levels.max(axis=0, initial=0)] if found.classes else [0] * len(rule.on)
    )
    return out, Changes(_figures(rule, found, gathered), _notes(found)), highest


def _ranked(
    table: Table, schema: Schema, gathered: Gathered, found: LocalRecoding, context: Context
) -> Table:
    """Add the combination of each row, and its rank inside where the combination is shared between groups.

    Units are ranked by their identifier: after a keyed hash it says nothing of them, and every engine
    ranks alike.
    """
    import numpy as np
    import pyarrow as pa

    pieces = np.bincount(found.rows, minlength=gathered.own)
    keys = gathered.keys.select(gathered.placed)
    keys = keys.append_column(_ROW, pa.array(np.arange(gathered.own), pa.int64()))
    keys = keys.append_column(_SPLIT, pa.array((pieces > 1).astype(np.int64), pa.int64()))
    into = [Column(name, Type.INTEGER, Role.OTHER) for name in (_ROW, _SPLIT)]
    placed = context.engine.checkpoint(context.engine.lookup(table, gathered.placed, keys, into))
    if not (pieces > 1).any():
        return placed.with_columns((nw.col(_SPLIT) * 0).alias(_RANK))
    rank = nw.col(_SPLIT).cum_sum().over(_ROW, order_by=str(schema.unit))
    return placed.with_columns(rank.alias(_RANK))


def _mapping(rule: Rule, found: LocalRecoding) -> pa.Table:
    """Combination and rank → labels. Rank 0 stands for a combination that is in one group."""
    import numpy as np
    import pyarrow as pa

    order = np.lexsort([found.class_of, found.rows])
    rows, units, classes = found.rows[order], found.units[order], found.class_of[order]
    shared = np.bincount(rows)[rows] > 1 if len(rows) else np.zeros(0, bool)
    times = np.where(shared, units, 1)
    row_of, class_of = np.repeat(rows, times), np.repeat(classes, times)
    start = np.flatnonzero(np.r_[True, row_of[1:] != row_of[:-1]]) if len(row_of) else np.zeros(0, np.int64)
    rank = np.arange(len(row_of)) - np.repeat(start, np.diff(np.r_[start, len(row_of)])) + 1
    rank = np.where(np.repeat(shared, times), rank, 0)
    kept = class_of >= 0
    out: dict[str, Any] = {
        _ROW: pa.array(row_of[kept], pa.int64()),
        _RANK: pa.array(rank[kept], pa.int64()),
    }
    for i, column in enumerate(rule.on):
        out[column] = pa.array(found.labels(i), pa.string()).take(pa.array(class_of[kept]))
    return pa.table(out)


def _figures(rule: Rule, found: LocalRecoding, gathered: Gathered) -> dict[str, Any]:
    return {
        "method": "local",
        "units": gathered.total,
        "units_removed": found.suppressed_units,
        "loss": sum(found.loss_per_column) / len(found.loss_per_column),  # every column alike
        "loss_by_column": dict(zip(rule.on, found.loss_per_column, strict=True)),
        "groups": found.classes,
        "smallest_group": found.smallest_class,
        **({"stopped": found.stopped} if found.stopped else {}),
    }


def _notes(found: LocalRecoding) -> tuple[Words, ...]:
    if not found.stopped:
        return ()
    return (
        Words(
            "the search for better groups was stopped before its end: another run may find other groups",
            "la recherche de meilleurs groupes a été arrêtée avant sa fin : un autre passage peut en trouver d'autres",
        ),
    )
