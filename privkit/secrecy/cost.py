"""What it costs to hide a cell, and which cells may be hidden."""

from __future__ import annotations

import numpy as np

from privkit.secrecy.cells import Bools, Cells
from privkit.secrecy.doubt import Floats
from privkit.secrecy.rules import Rules


def costs(cells: Cells, rules: Rules) -> Floats:
    """The cost of hiding each cell, above 0."""
    units = cells.units.astype(np.float64)
    if rules.weigh == "cells":
        return np.ones(len(cells))
    return units + 1 if rules.weigh == "units" else 1 + np.log2(1 + units)


def hideable(cells: Cells, rules: Rules, keep: Bools | None) -> Bools:
    """Cells that may be hidden: an empty cell everybody knows to be empty hides nothing."""
    free = np.ones(len(cells), bool) if keep is None else ~keep
    return free if rules.zeros == "secret" else free & (cells.units > 0)
