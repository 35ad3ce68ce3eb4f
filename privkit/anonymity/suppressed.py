"""Cells and rows that an earlier release suppressed: written ``*``, as ARX and this tool write them.

A ``*`` is not a category. A *row* whose quasi-identifiers all read ``*`` is a suppressed record: nothing of it can
be matched, so it belongs to no class, and counting it as one would make a large class out of the very people whose
combinations were too rare (Prasser et al. 2020 count them apart in the same way). A *cell* that reads ``*`` in a row
that says something else is a label like another: the row shares a class with rows that read the same, never with
rows that could have the same value. That is prudent on both sides, for the row and for the others.

Two cases a caller should leave open: a table whose quasi-identifiers were all taken to the top has rows of ``*`` only,
and is then one class rather than all suppressed; and a tool that leaves suppressed cells blank (sdcMicro) makes NULL of
them, which is a value of its own here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.anonymity.hierarchy import TOP

Flags = npt.NDArray[np.bool_]


def suppressed_cells(values: Any, mark: str = TOP) -> Flags:
    """Which values of a column read ``*`` (spaces around it do not matter). NULL is not ``*``."""
    numbers, distinct = pd.factorize(pd.Series(values, dtype=object), use_na_sentinel=True)
    starred = np.array([isinstance(v, str) and v.strip() == mark for v in distinct] + [False], bool)
    return starred[numbers]


def suppressed_rows(columns: Sequence[Any], mark: str = TOP) -> Flags:
    """Which rows read ``*`` in every quasi-identifier: suppressed records, to be left out of the classes.

    ``columns`` are the quasi-identifiers, of one length. Without columns no row is suppressed: ValueError.
    """
    if not columns:
        raise ValueError("at least one quasi-identifier is needed")
    found: Flags = np.logical_and.reduce([suppressed_cells(column, mark) for column in columns])
    return found
