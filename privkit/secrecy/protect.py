"""Protect a table: hide what is secret, hide what would give it away, prove it, and count what is left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.secrecy.attack import Audit, audit
from privkit.secrecy.cells import Bools, Cells
from privkit.secrecy.coverage import Coverage, coverage
from privkit.secrecy.primary import Reason, needs, primary
from privkit.secrecy.rules import Rules
from privkit.secrecy.secondary import suppress

Status = Literal["published", "secret"]


@dataclass(frozen=True)
class Protected:
    """A table with its secrets hidden. Arrays are in the order of ``cells``.

    ``reasons``: :class:`Reason` of each cell (0: published), for internal readers only: the public is told "secret",
    never why (that a cell is small is itself a figure about it). ``audit``: the attacker's result on what is left.
    ``optimal``: no cheaper choice of hidden cells is safe (False: not known).
    """

    cells: Cells
    rules: Rules
    reasons: npt.NDArray[np.uint8]
    audit: Audit
    coverage: Coverage
    optimal: bool

    @property
    def secret(self) -> Bools:
        """Cells of which nothing is published, those no table has included."""
        return np.asarray(self.reasons > 0)

    def statuses(self, frame: int) -> pd.Series[str]:
        """``published`` or ``secret`` for each row of a frame given to :func:`privkit.secrecy.cells.gather`."""
        of_frame = self.cells.frame_of == frame
        hidden = self.secret[of_frame].tolist()  # cells are in the order of the rows of their frame
        return pd.Series(["secret" if one else "published" for one in hidden], name="cell_status", dtype=str)

    def count(self, reason: Reason) -> int:
        """Cells that are secret for a reason."""
        return int(((self.reasons & reason) > 0).sum())


def protect(cells: Cells, rules: Rules, keep: Bools | None = None) -> Protected:
    """Hide the secret cells of a table (or several linked ones) and as few others as found, until an attacker fails.

    ``keep``: cells that must be published whatever the cost (never primary ones). Same input, same result. Raises
    PolicyError (PK577) when no choice protects the table under such rules.
    """
    reasons = primary(cells, rules)
    wanted = needs(cells, rules, reasons)
    first = reasons > 0
    chosen = suppress(cells, rules, first, wanted, None if keep is None else keep & ~first)
    reasons = np.where(chosen.secret & ~first, Reason.SECONDARY, reasons).astype(np.uint8)
    result = audit(cells, chosen.secret, rules, wanted)
    return Protected(cells, rules, reasons, result, coverage(cells, chosen.secret), chosen.optimal)
