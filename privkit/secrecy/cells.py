"""The cells of one table or of several linked ones, as arrays: who is in each, and what adds up to what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from privkit.secrecy.codes import misuse
from privkit.words import Words

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
MOST = 2**52  # above it a float no longer tells two whole numbers apart, and solvers work on floats


@dataclass(frozen=True)
class Dimension:
    """What a table is broken down by.

    ``levels``: names of the columns that hold its codes, from the finest up (``("area", "commune")``).
    ``parents[i]``: code at level i → code at level i + 1. Above the last level stands the total, the key of a frame
    that has no column of the dimension. ``splits_units``: a unit is in one code only, so that counts of units add
    up (areas, mostly); False when it may be in several (months): a margin then counts it once.
    """

    levels: tuple[str, ...]
    parents: tuple[Mapping[str, str], ...] = ()
    splits_units: bool = True

    def __post_init__(self) -> None:
        if not self.levels or len(self.parents) != len(self.levels) - 1:
            raise misuse(Words("a dimension needs one mapping to parents between two levels",
                               "une dimension demande une correspondance entre deux niveaux"))  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """A published sum: columns ``name`` (the sum), ``name_largest`` and ``name_second`` (the two largest contributions
    of a unit to the cell) of the frames, whole numbers (fixed point).

    ``low`` and ``high``: bounds of a cell's sum that everybody knows; None: no bound. When contributions may be
    negative, ``low`` is None or negative, the largest contributions are absolute values, and the column
    ``name_magnitude`` holds the sum of absolute contributions, on which dominance and the p %-rule are measured.
    """

    name: str
    low: int | None = 0
    high: int | None = None

    @property
    def signed(self) -> bool:
        """Whether contributions may be negative."""
        return self.low is None or self.low < 0


@dataclass(frozen=True)
class Nodes:
    """The codes of a dimension at all levels. Node 0 is the total; ``parent`` is -1 for it.

    A parent is the next code above at a level some table is published at; -1 when there is none.
    """

    level: Ints
    parent: Ints
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """One measure of every cell. ``magnitude`` is ``total`` itself when nothing is negative."""

    measure: Measure
    total: Ints
    largest: Ints
    second: Ints
    magnitude: Ints


@dataclass(frozen=True)
class Relations:
    """What adds up: row r of ``matrix`` holds 1 at the cells of a sum and -1 at its margin.

    ``exact``: rows along which counts of units add up too; along others of the ``counted`` ones a margin counts once
    a unit that is in several cells. Of the rest the counts say nothing.
    """

    matrix: sparse.csr_matrix
    exact: Bools
    counted: Bools


@dataclass(frozen=True)
class Cells:
    """All cells of a system of tables: those published, inner ones and margins, then those anybody can add up.

    ``keys[c, d]``: node of cell c in dimension d. ``units[c]``: contributors. ``frame_of``, ``row_of``: where the cell
    came from in the frames given to :func:`gather`; -1 for cells that are in no frame (``implied``), which stand for
    what two tables share without publishing it.
    """

    dimensions: tuple[Dimension, ...]
    nodes: tuple[Nodes, ...]
    keys: Ints
    units: Ints
    figures: tuple[Figures, ...]
    relations: Relations
    frame_of: Ints
    row_of: Ints

    def __len__(self) -> int:
        return len(self.units)

    @property
    def implied(self) -> Bools:
        """Cells that are published nowhere."""
        return np.asarray(self.frame_of < 0, np.bool_)

    @property
    def inner(self) -> Bools:
        """Cells that are a margin of no other."""
        below = np.asarray((self.relations.matrix < 0).sum(axis=0)).reshape(-1)
        return np.asarray(below == 0, np.bool_)


def gather(
    dimensions: Sequence[Dimension], frames: Sequence[pd.DataFrame], measures: Sequence[Measure] = ()
) -> Cells:
    """The cells of every frame, one per row, as one system.

    A frame is one grain of one table: at most one level column per dimension (none: the total over it), ``units``
    (distinct units in the cell) and the columns of each measure. Give every grain that is published, margins and
    linked tables too (area × type, area × month, area, type, month, all); one that two tables share is given once.
    A missing row is a cell known to be empty. Raises DataError (PK571 to PK576, PK578).
    """
    from privkit.secrecy.assemble import assembled

    return assembled(tuple(dimensions), frames, tuple(measures))
