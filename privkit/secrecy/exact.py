"""The cheapest choice of what to hide, for tables small enough, by cutting planes.

A choice that leaves a figure exposed gives, by duality, a set of cells of which some must be hidden, whatever else
is: an inequality that holds for every safe choice. A master program finds the cheapest choice that satisfies the
inequalities found so far, until the attacker finds nothing (Fischetti and Salazar 2001, doi:10.1287/mnsc.47.7.1008.9805).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from privkit.secrecy.attack import Exposed, audit
from privkit.secrecy.cells import Bools, Cells
from privkit.secrecy.cost import costs
from privkit.secrecy.doubt import NEAR, Doubt, Floats
from privkit.secrecy.primary import Need
from privkit.secrecy.rules import Rules
from privkit.secrecy.unknown import COUNTS, unknown

_TURNS = 60
_NODES = 2000
_HINT = 1e-3  # cells are let move a little when a cut is sought: cuts found so are stronger, and as valid
_FAR = 100.0

Cut = tuple[Floats, float]


def cheapest(
    cells: Cells, rules: Rules, first: Bools, wanted: tuple[Need | None, ...], may: Bools, known: Bools
) -> tuple[Bools, bool]:
    """The cheapest safe choice and True, or ``known`` (a safe choice) and False when it takes too long to tell.

    Effort is limited by numbers of steps, not by the clock, so that the answer does not depend on the machine.
    """
    weight = np.where(first, 0.0, costs(cells, rules))
    limit = float(weight[known].sum())
    whole = {q: unknown(cells, may, q, rules)[0] for q, n in enumerate(wanted, start=COUNTS) if n is not None}
    cuts: list[Cut] = []
    choice = first.copy()
    for _ in range(_TURNS):
        exposed = audit(cells, choice, rules, wanted).exposed
        if not exposed:
            return choice, True
        new = [cut for one in exposed for cut in _cuts(one, whole[one.quantity], may, choice, first, wanted)]
        if not new:
            return known, False
        cuts += new
        solved = _master(weight, first, may, cuts)
        if solved is None:
            return known, False
        choice, bound = solved
        if bound >= limit - 1e-6:
            return known, True
    return known, False


def _master(weight: Floats, first: Bools, may: Bools, cuts: list[Cut]) -> tuple[Bools, float] | None:
    """The cheapest choice under the cuts, and its cost; None when the solver gives up."""
    rows = sparse.csr_matrix(np.stack([row for row, _ in cuts]))
    least = np.array([value for _, value in cuts])
    result = milp(
        weight,
        constraints=LinearConstraint(rows, least, np.inf),
        integrality=np.ones(len(weight)),
        bounds=Bounds(first.astype(float), may.astype(float)),
        options={"node_limit": _NODES, "mip_rel_gap": 0.0},
    )
    if result.status != 0 or result.x is None:
        return None
    return result.x > 0.5, float(result.fun)


def _cuts(
    one: Exposed,
    whole: Doubt,
    may: Bools,
    choice: Bools,
    first: Bools,
    wanted: tuple[Need | None, ...],
) -> list[Cut]:
    """What every safe choice must satisfy and this one does not, about one exposed figure."""
    need = wanted[one.quantity - COUNTS]
    if need is None:
        return []
    up, down, width = (float(x[one.cell]) for x in (need.up, need.down, need.width))
    kept = np.flatnonzero(may)
    place = int(np.searchsorted(kept, one.cell))
    fixed = np.isin(kept, np.array(one.knows, np.int64))
    above, under = (
        _dual(whole.held(fixed), place, side, max(w, width), choice[kept], first[kept])
        for side, w in ((1, up), (-1, down))
    )
    out = []
    for (row, constant), least in ((above, up), (under, down), _sum(above, under, width)):
        rest = least - constant
        if rest > NEAR * least and row @ choice[kept] < rest * (1 - NEAR):
            full = np.zeros(len(may))
            full[kept] = np.minimum(row / rest, 1.0)
            out.append((full, 1.0 - 1e-7))
    return out


def _sum(
    above: tuple[Floats, float], under: tuple[Floats, float], width: float
) -> tuple[tuple[Floats, float], float]:
    return (above[0] + under[0], above[1] + under[1]), width


def _dual(
    doubt: Doubt, place: int, side: int, enough: float, choice: Bools, first: Bools
) -> tuple[Floats, float]:
    """How far a figure can go is at most row · (hidden or not) + constant; from multipliers of the relations.

    Any multipliers give a valid bound, so rounding in the solver cannot make a cut wrong.
    """
    high = np.minimum(doubt.high / enough, _FAR)
    low = np.maximum(doubt.low / enough, -_FAR)
    high[place], low[place] = min(high[place], 1.0), max(low[place], -1.0)
    share = np.where(choice | first, 1.0, _HINT)
    goal = np.zeros(len(doubt))
    goal[place] = -side
    rows, below = doubt.equal, doubt.below
    result = linprog(
        goal,
        A_eq=rows if rows.shape[0] else None,
        b_eq=np.zeros(rows.shape[0]) if rows.shape[0] else None,
        A_ub=below if below.shape[0] else None,
        b_ub=doubt.slack / enough if below.shape[0] else None,
        bounds=np.column_stack([low * share, high * share]),
        method="highs",
    )
    if result.status != 0:
        return np.zeros(len(doubt)), np.inf
    reduced = goal.copy()
    constant = 0.0
    if rows.shape[0]:
        reduced -= rows.T @ result.eqlin.marginals
    if below.shape[0]:
        multiplier = np.minimum(result.ineqlin.marginals, 0.0)
        reduced -= below.T @ multiplier
        constant = float(-(multiplier @ (doubt.slack / enough)))
    row = np.where(reduced < 0, -reduced * high, -reduced * low) * enough
    return np.where(first, 0.0, row), constant * enough + float(row[first].sum())
