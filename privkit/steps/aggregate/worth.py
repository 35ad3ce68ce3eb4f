"""What a figure is worth under a noise that is planned: its margin, and the least cell of which it says something."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from privkit.steps.aggregate.wanted import MeasureSpec

if TYPE_CHECKING:
    from privkit.dp.combine import Answer, Asked
    from privkit.dp.figures import Figures
    from privkit.dp.plan import Plan, Planned

#: A figure says something from this many times its 95 % margin on: it is then known within a half.
WORTH = 2
#: The figures of which the parts of a table add up.
ADDITIVE = ("count_units", "count_rows", "sum", "histogram")
#: The share of its widest range within which a mean, a variance or a quantile is called known.
KNOWN = 20
#: Sizes of the cells imagined.
SIZES = tuple(int(step * 10**power) for power in range(1, 7) for step in (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8))


def worths(specs: tuple[MeasureSpec, ...], asked: Asked, plan: Plan) -> list[dict[str, Any]]:
    """Each measure of a table: ``figure``, ``kind``, and what can be told of it without data.

    Counts, sums and histograms have a margin, the same in every cell: ``margin_95`` and ``means_nothing_below``,
    twice as much. The others depend on the rows of their cell: a mean, a variance or a quantile is ``known_within``
    (a twentieth of its widest range, in its own unit) from about ``rows`` rows on, at 95 %; None: never within ten
    million. Cells are imagined, with values crowded near the lower bound as uses of water are
    (:func:`privkit.dp.expected.expected`).
    """
    from privkit.dp.expected import expected

    positive = all(m.low is None or m.low >= 0 for m in specs)
    found = expected(asked, plan, SIZES, skew=3 if positive else 1)
    return [_worth(spec, found) for spec in specs]


def _worth(spec: MeasureSpec, found: Mapping[str, Figures]) -> dict[str, Any]:
    figures = found[spec.name]
    halves = figures.half if figures.half.ndim == 1 else figures.half.max(axis=1)
    shown = figures.shown if figures.shown.ndim == 1 else figures.shown.all(axis=1)
    out: dict[str, Any] = {"figure": spec.name, "kind": spec.kind}
    if spec.kind in ADDITIVE:
        margin = int(halves.max()) * figures.grid
        return out | {"margin_95": str(margin), "means_nothing_below": str(WORTH * margin)}
    within = _widest(spec) / KNOWN
    wide = ~shown | (halves > int(within / figures.grid))
    first = (
        1 + int(np.flatnonzero(wide)[-1]) if wide.any() else 0
    )  # known in that cell and in all larger ones
    rows = SIZES[first] if first < len(SIZES) else None
    return out | {"known_within": format(within.normalize(), "f"), "rows": rows}


def _widest(spec: MeasureSpec) -> Decimal:
    """The whole range of a figure: of a mean or a quantile its bounds, of a variance their half squared (Popoviciu)."""
    assert spec.low is not None and spec.high is not None
    width = spec.high - spec.low
    return width * width / 4 if spec.kind == "variance" else width


def margin_of(noise: Planned, answer: Answer, cumulated: bool) -> Decimal:
    """The half-width of the 95 % interval of one cell, in the unit of its column (squared for squares).

    Of bins: of one bin, or with ``cumulated`` of the count below an edge, at the edge where it is widest.
    """
    need = answer.need
    if cumulated and answer.strategy is not None:
        from privkit.dp.answer import spread_of
        from privkit.dp.measures.base import Noisy
        from privkit.dp.measures.cumulated import cumulated as below_edges

        nothing = np.zeros((1, len(answer.strategy.matrix)), dtype=np.int64)
        below = below_edges(Noisy(nothing, spread_of(noise), answer.strategy), None)
        return Decimal(math.ceil(below.factor * math.sqrt(float(np.diag(below.covariance).max()))))
    step = {"sum": need.precision, "squares": need.precision**2}.get(need.kind, Decimal(1))
    return noise.margin95 * Decimal(step)
