"""What a table without differential privacy is judged on, measured on what it publishes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from privkit.secrecy.cells import Bools, Cells
from privkit.secrecy.differencing import Differences, Previous, differences
from privkit.secrecy.rules import Rules


@dataclass(frozen=True)
class SmallCells:
    """Published cells with 1 to min_count − 1 units: how many, and the units of the smallest published (0: none)."""

    cells: int
    smallest: int


@dataclass(frozen=True)
class Dominance:
    """Published cells whose largest contributors make more than a share: how many, and the largest share of all.

    ``largest``: 0 when nothing is published.
    """

    cells: int
    largest: Fraction


def small_cells(cells: Cells, secret: Bools, min_count: int) -> SmallCells:
    """Whether every published cell that is not empty has enough units."""
    units = cells.units[~secret & ~cells.implied & (cells.units > 0)]
    return SmallCells(int((units < min_count).sum()), int(units.min()) if len(units) else 0)


def dominance(cells: Cells, secret: Bools, share: Fraction, of: int = 1) -> Dominance:
    """Whether the ``of`` (1 or 2) largest contributors stay within a share of each published sum."""
    over, largest = np.zeros(len(cells), bool), Fraction(0)
    for one in cells.figures:
        shown = np.flatnonzero(~secret & ~cells.implied & (one.magnitude > 0))
        top = one.largest[shown] + (one.second[shown] if of == 2 else 0)
        for cell, part, whole in zip(
            shown.tolist(), top.tolist(), one.magnitude[shown].tolist(), strict=True
        ):
            found = Fraction(part, whole)
            largest = max(largest, found)
            over[cell] |= found > share
    return Dominance(int(over.sum()), largest)


def difference_with_previous_release(
    cells: Cells, secret: Bools, rules: Rules, previous: Previous
) -> Differences:
    """What this release and an earlier one about the same people tell together; see :func:`differences`."""
    return differences(cells, secret, rules, previous)
