"""Levels given beforehand, judged on a table: what a search would say of that one choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.apply import label_codes
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.groupby import group_rows
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.lattice import lattice_size
from privkit.anonymity.loss import LossAM
from privkit.anonymity.metrics import prepare
from privkit.anonymity.result import Optimum


def evaluate(
    hierarchies: Sequence[Hierarchy],
    combos: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    criteria: Criteria,
    levels: Sequence[int],
    metric: str = "loss",
    column_weights: Sequence[float] | None = None,
) -> Optimum:
    """Suppress the classes that violate ``criteria`` at ``levels``, whatever their number, and measure the rest.

    Arguments are those of :func:`privkit.anonymity.search.search`; ``exact`` says nothing here. ValueError for
    levels that are not in the hierarchies.
    """
    if len(levels) != len(hierarchies) or any(
        not 0 <= level <= h.height for level, h in zip(levels, hierarchies, strict=True)
    ):
        raise ValueError("one level per column, each in its hierarchy")
    codes, units = np.asarray(combos, np.int32), np.asarray(weights, np.int64)
    node, size = tuple(int(level) for level in levels), lattice_size([h.height for h in hierarchies])
    if not units.sum():
        return Optimum(node, 0, 0.0, (0.0,) * len(node), 0, 0, 0, 0, size)
    groups = group_rows(label_codes(hierarchies, codes, node))
    judged = criteria.judged(groups, units)
    kept = ~judged.bad & (judged.weight > 0)
    gone = judged.bad[groups.of_row] & (units > 0)
    lost = (
        int(units[gone].sum())
        if criteria.unit_codes is None
        else len(np.unique(np.asarray(criteria.unit_codes)[gone]))
    )
    score = prepare(metric, hierarchies, codes, units, criteria, True, column_weights)
    shown = score.exact(codes, units, node, gone, judged.weight[kept])
    loss, per_column = LossAM.of(hierarchies, int(units.sum()), column_weights).exact(
        codes, units, node, gone
    )
    sizes = judged.units[kept]
    smallest, largest = (int(sizes.min()), int(sizes.max())) if len(sizes) else (0, 0)
    return Optimum(node, lost, loss, per_column, len(sizes), smallest, largest, 1, size, shown, shown)
