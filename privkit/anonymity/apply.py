"""Putting chosen levels to use: labels to join back, and the rows to suppress."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.anonymity.criteria import Criteria, Flags, violating_rows
from privkit.anonymity.hierarchy import Hierarchy


def label_codes(
    hierarchies: Sequence[Hierarchy], combos: npt.NDArray[Any], levels: Sequence[int]
) -> npt.NDArray[np.int64]:
    """Label numbers of each row of value numbers, at the given levels."""
    columns = [
        h.codes(level)[combos[:, j]] for j, (h, level) in enumerate(zip(hierarchies, levels, strict=True))
    ]
    return np.stack(columns, axis=1) if columns else np.empty((len(combos), 0), np.int64)


def apply_levels(hierarchies: Sequence[Hierarchy], levels: Sequence[int]) -> list[npt.NDArray[np.object_]]:
    """Per column: value number → label (None for NULL kept as it is)."""
    out = []
    for hierarchy, level in zip(hierarchies, levels, strict=True):
        labels = np.array(hierarchy.labels_at(level), dtype=object)
        out.append(labels[hierarchy.codes(level)])
    return out


def suppressed_mask(
    hierarchies: Sequence[Hierarchy],
    combos: npt.NDArray[Any],
    weights: npt.NDArray[Any],
    criteria: Criteria,
    levels: Sequence[int],
) -> Flags:
    """For each row, whether its class violates a criterion at these levels and is suppressed whole."""
    return violating_rows(label_codes(hierarchies, combos, levels), np.asarray(weights), criteria)
