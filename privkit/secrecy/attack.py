"""The attacker: what anybody can compute about hidden cells from the published ones.

It knows every published cell and margin, that sums stay within their stated bounds, maybe every hidden sum within
± a share, and, as somebody alone in a hidden cell, the sums of that cell. It knows nothing of how the hidden cells
were chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from privkit.secrecy.cells import Bools, Cells, Ints
from privkit.secrecy.doubt import NEAR, Doubt, Floats, farthest, parts, show
from privkit.secrecy.insiders import insider_groups, open_pairs
from privkit.secrecy.primary import Need, needs, primary
from privkit.secrecy.rules import Rules
from privkit.secrecy.unknown import COUNTS, unknown, values_of


@dataclass(frozen=True)
class Exposed:
    """A figure that an attacker knows too well. ``low`` and ``high``: what is left in doubt, true value inside.

    ``quantity``: -1 for the count of units, else the number of the measure. ``knows``: hidden cells in which the
    attacker is alone, when only such an insider knows it.
    """

    cell: int
    quantity: int
    low: float
    high: float
    knows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Audit:
    """The attacker's result. ``checked``: figures that had to stay in doubt; ``exposed``: those that do not."""

    checked: int
    exposed: tuple[Exposed, ...]

    @property
    def holds(self) -> bool:
        """Whether every figure stays in doubt."""
        return not self.exposed


def audit(
    cells: Cells,
    secret: Bools,
    rules: Rules,
    wanted: tuple[Need | None, ...] | None = None,
    most: int | None = None,
) -> Audit:
    """Attack every figure that must stay in doubt when the cells of ``secret`` are hidden, and no other.

    ``wanted``: what must stay in doubt, counts first (default: what the rules ask). ``most``: stop when about so
    many exposed figures are found (None: find them all).
    """
    asked = needs(cells, rules, primary(cells, rules)) if wanted is None else wanted
    checked, out = 0, []
    for quantity, need in enumerate(asked, start=COUNTS):
        if need is None or not need.any.any():
            continue
        checked += int(need.any.sum())
        values = values_of(cells, quantity)
        for cell in np.flatnonzero(need.any & ~secret).tolist():
            out.append(Exposed(cell, quantity, float(values[cell]), float(values[cell])))
        doubt, kept = unknown(cells, secret, quantity, rules)
        for at, down, up in known_too_well(doubt, need, kept, most):
            out.append(Exposed(int(kept[at]), quantity, values[kept[at]] - down, values[kept[at]] + up))
        if rules.insiders and quantity != COUNTS and (most is None or not out):
            out += _by_insiders(cells, secret, quantity, doubt, kept, need, rules, most)
        if most is not None and len(out) >= most:
            break
    return Audit(checked, tuple(_once(out)))


def bounds(
    cells: Cells, secret: Bools, quantity: int, rules: Rules, only: Bools | None = None
) -> tuple[Ints, Floats, Floats]:
    """The exact interval of each secret cell (of those in ``only``): their numbers, lowest and highest values."""
    doubt, kept = unknown(cells, secret, quantity, rules)
    asked = np.arange(len(kept)) if only is None else np.flatnonzero(only[kept])
    values = values_of(cells, quantity)[kept[asked]].astype(np.float64)
    label = parts(doubt)
    reach = np.array([[farthest(doubt, at, s, None, label) for s in (-1, 1)] for at in asked.tolist()])
    reach = reach.reshape(len(asked), 2)
    return kept[asked], values - reach[:, 0], values + reach[:, 1]


def known_too_well(
    doubt: Doubt, need: Need, kept: Ints, most: int | None = None
) -> list[tuple[int, float, float]]:
    """Variables whose interval is too narrow, ``most`` of them: (variable, how far down, how far up)."""
    up, down, width = (x[kept].astype(np.float64) for x in (need.up, need.down, need.width))
    among = (up > 0) | (down > 0) | (width > 0)
    aim_up = np.maximum(up, width - np.maximum(down, np.minimum(-doubt.low, width)))
    aim_down = np.maximum(down, width - aim_up)
    shown = show(doubt, aim_up, aim_down, among)
    out: list[tuple[int, float, float]] = []
    left = np.flatnonzero(among & ~_wide(shown.up, shown.down, up, down, width))
    if most is not None:
        left = left[np.argsort(left * 40503 % 65537, kind="stable")]  # from all over the table
    for at in left.tolist():
        if most is not None and len(out) >= most:
            break
        above = farthest(doubt, at, 1, max(up[at], width[at]), shown.label)
        under = farthest(doubt, at, -1, max(down[at], width[at]), shown.label)
        if not _wide(above, under, up[at], down[at], width[at]):
            out.append((at, under, above))
    return out


def _wide(
    above: Floats | float,
    under: Floats | float,
    up: Floats | float,
    down: Floats | float,
    width: Floats | float,
) -> Bools:
    less = 1 - NEAR
    return np.asarray((above >= up * less) & (under >= down * less) & (above + under >= width * less))


def _by_insiders(
    cells: Cells,
    secret: Bools,
    quantity: int,
    doubt: Doubt,
    kept: Ints,
    need: Need,
    rules: Rules,
    most: int | None,
) -> list[Exposed]:
    group = insider_groups(cells, secret)
    values = values_of(cells, quantity)
    up, down = need.up[kept].astype(np.float64), need.down[kept].astype(np.float64)
    found = []
    for at, one, side, reach in open_pairs(doubt, group, up, down, most):
        value = float(values[kept[at]])
        low, high = (value - reach, np.inf) if side < 0 else (-np.inf, value + reach)
        knows = tuple(kept[np.flatnonzero(group == one)].tolist())
        if side < 0 and reach >= _at_most(cells, secret, quantity, int(kept[at]), knows, rules) * (1 - NEAR):
            continue
        found.append(Exposed(int(kept[at]), quantity, low, high, knows))
    return found


def _at_most(
    cells: Cells, secret: Bools, quantity: int, cell: int, knows: tuple[int, ...], rules: Rules
) -> float:
    """How far down a figure can go for an insider when nothing at all is published.

    Somebody with a share of a cell knows that the cell holds at least that: no table tells it.
    """
    blank = secret | (cells.units > 0)
    doubt, kept = unknown(cells, blank, quantity, rules)
    held = doubt.held(np.isin(kept, np.array(knows, np.int64)))
    value = max(1.0, float(values_of(cells, quantity)[cell]))
    return farthest(held, int(np.searchsorted(kept, cell)), -1, value)


def _once(found: list[Exposed]) -> list[Exposed]:
    """The first exposure of each figure: what everybody knows comes before what an insider knows."""
    seen: dict[tuple[int, int], Exposed] = {}
    for one in found:
        seen.setdefault((one.cell, one.quantity), one)
    return list(seen.values())
