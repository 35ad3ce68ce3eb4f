"""Ratios of two published columns, with an interval: arithmetic on noisy figures, free of budget."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from privkit.dp.codes_measures import wrong_policy
from privkit.dp.figures import Figures, from_floats
from privkit.dp.intervals import TO_TWO, Floats, fieller
from privkit.words import Words


def ratio(top: Figures, bottom: Figures, grid: Decimal, independent: bool) -> Figures:
    """``top`` / ``bottom`` cell by cell, in steps of ``grid``, with a 95 % interval.

    ``independent``: the two columns come from different noisy answers; the interval is then Fieller's. Else
    (a sum over a count it was made with) each column's interval is widened to 97.5 % and the extreme ratios
    taken, which holds however they depend on each other. A ratio is hidden where either figure is, with its
    reason, and not significant where the bottom may be zero or less. Raises PolicyError (PK553) for a grid
    that is not positive.
    """
    if not grid.is_finite() or grid <= 0:
        raise wrong_policy(
            "PK553",
            Words("the precision of a ratio is not positive", "la précision d'un ratio n'est pas positive"),
            Words("write a step such as 0.01", "écrivez un pas, par exemple 0.01"),
        )
    widened = 1.0 if independent else TO_TWO
    half_top, half_bottom = widened * top.half, widened * bottom.half
    known = bottom.value - half_bottom > 0
    under = np.where(known, bottom.value, 1)
    low, high = (
        fieller(top.value, half_top, under, np.where(known, half_bottom, 0))
        if independent
        else _corners(top.value, half_top, under, np.where(known, half_bottom, 0))
    )
    scale = float(top.grid / bottom.grid / grid)
    out = from_floats(scale * (top.value / under), scale * low, scale * high, grid, known)
    for part in (bottom, top):
        out.status[~part.shown] = part.status[~part.shown]
    return out


def _corners(
    top: NDArray[np.int64], half_top: Floats, bottom: NDArray[np.int64], half: Floats
) -> tuple[Floats, Floats]:
    least, most, small, large = top - half_top, top + half_top, bottom - half, bottom + half
    return least / np.where(least >= 0, large, small), most / np.where(most >= 0, small, large)
