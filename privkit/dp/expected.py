"""What noise will leave of a cell, before anything is spent: figures of imagined cells, not of data."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from privkit.dp.answer import Answered, spread_of
from privkit.dp.codes_measures import misuse
from privkit.dp.combine import Answer, Asked
from privkit.dp.contribution import Need
from privkit.dp.figures import Figures
from privkit.dp.measures.base import Noisy
from privkit.dp.plan import Plan
from privkit.words import Words


def expected(asked: Asked, plan: Plan, sizes: Sequence[int], skew: int = 1) -> dict[str, Figures]:
    """Each measure for imagined cells of these numbers of values, with the intervals that noise will give.

    The values are those of lower + width × u^``skew`` for u spread evenly over [0, 1]: all over the bounds
    for 1, crowded near the lower one for 3 (a mean at a quarter of the bounds), as uses of water are. Where a
    column is ``not_significant`` here, cells of that size will be. Only public parameters are read.
    """
    if skew < 1 or any(size < 0 for size in sizes):
        raise misuse(
            Words("sizes are counts, and skew at least 1", "les tailles sont des comptes, et skew au moins 1")
        )
    many = np.asarray(sizes, dtype=float)
    noisy = {one.need: _imagined(one, plan, many, skew) for one in asked.answers}
    return Answered(asked, noisy).publish()


def _imagined(one: Answer, plan: Plan, many: NDArray[np.float64], skew: int) -> Noisy:
    need, width = one.need, one.need.upper - one.need.lower
    first = need.lower + width / (skew + 1)  # of x
    if need.kind == "bins":
        whole = _bins(need, many, skew)
        answers = whole if one.strategy is None else one.strategy.ask(whole)
    elif need.kind == "sum":
        answers = np.rint(many * (first - need.centre)).astype(np.int64)
    elif need.kind == "squares":
        # E[(x − c)²] with x = lower + width·u^k: width²/(2k + 1) + 2·width·(lower − c)/(k + 1) + (lower − c)²
        away = need.lower - need.centre
        second = width**2 / (2 * skew + 1) + 2 * width * away / (skew + 1) + away**2
        answers = np.rint(many * (second - need.offset)).astype(np.int64)
    else:
        answers = many.astype(np.int64)
    return Noisy(answers, spread_of(plan.of(one.query.name)), one.strategy)


def _bins(need: Need, many: NDArray[np.float64], skew: int) -> NDArray[np.int64]:
    ends = np.clip((np.asarray(need.edges) - need.lower) / (need.upper - need.lower), 0, 1)
    below = np.rint(many[:, None] * ends ** (1 / skew)).astype(np.int64)
    below[:, -1] = many.astype(np.int64)
    return np.diff(below, axis=1)
