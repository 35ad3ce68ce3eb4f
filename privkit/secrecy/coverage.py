"""How much of a table is still published once its secrets are hidden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from privkit.secrecy.cells import Bools, Cells


@dataclass(frozen=True)
class Coverage:
    """Of the inner cells (and of all, margins included): how many are published, and what they hold.

    ``units`` and ``sums``: share, from 0 to 1, of the contributions (unit × cell) and of each measure's absolute sum
    that stand in a published inner cell; 1 for an empty table.
    """

    cells: int
    published: int
    inner: int
    inner_published: int
    units: float
    sums: tuple[tuple[str, float], ...]


def coverage(cells: Cells, secret: Bools) -> Coverage:
    """What stays published when the cells of ``secret`` are hidden. A cell of no other is inner."""
    inner = cells.inner
    inner = inner & ~cells.implied
    shown = inner & ~secret

    def share(values: np.ndarray) -> float:
        whole = int(values[inner].sum())
        return int(values[shown].sum()) / whole if whole else 1.0

    return Coverage(
        int((~cells.implied).sum()),
        int((~secret & ~cells.implied).sum()),
        int(inner.sum()),
        int(shown.sum()),
        share(cells.units),
        tuple((one.measure.name, share(one.magnitude)) for one in cells.figures),
    )
