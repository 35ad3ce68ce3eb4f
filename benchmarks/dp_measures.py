"""How near noisy figures come to the truth: counts, sums, means and quantiles of a simulated city.

    python benchmarks/dp_measures.py [--noise diffprivlib]

200,000 contracts × 48 months of water use: commune × month (each contract touches 48 cells, one row in each)
and area × housing (one cell, 48 rows), at ε = 1 and δ = 1e-7. Rows are not drawn: every cell gets the counts
that a lognormal distribution expects, so that the errors printed come from noise and bands alone.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import lognorm

from privkit.dp.answer import answer
from privkit.dp.contribution import Need, Table
from privkit.dp.fixed_point import fixed_point
from privkit.dp.measures import Count, Mean, Measure, Quantiles, Sum, Variance
from privkit.dp.noise import open_noise
from privkit.dp.release import Wanted, plan_tables

BOUNDS = fixed_point("m3", Decimal(0), Decimal(50), Decimal("0.01"), 2)
SHARES = (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4))
ASKS: tuple[tuple[Measure, Fraction], ...] = (
    (Count("count", "rows"), Fraction(1, 5)),
    (Sum("sum", BOUNDS, complete=True), Fraction(1, 5)),
    (Mean("mean", BOUNDS, complete=True), Fraction(0)),
    (Quantiles("quantiles", BOUNDS, SHARES, complete=True), Fraction(3, 5)),
)
WITH_VARIANCE = (*ASKS[:3], (Variance("variance", BOUNDS, complete=True), Fraction(3, 5)))


@dataclass(frozen=True, eq=False)
class Cells:
    """How many values of each size (in steps) every cell holds."""

    counts: NDArray[np.int64]

    def exact(self, need: Need) -> NDArray[np.int64]:
        steps = np.arange(self.counts.shape[1])
        if need.kind == "rows":
            return self.counts.sum(axis=1)
        if need.kind == "sum":
            return self.counts @ (steps - need.centre)
        if need.kind == "squares":
            return self.counts @ ((steps - need.centre) ** 2 - need.offset)
        starts = np.searchsorted(steps, need.edges[:-1])
        return np.add.reduceat(self.counts, starts, axis=1)

    def truth(self) -> dict[str, NDArray[np.float64]]:
        steps, many = np.arange(self.counts.shape[1]), self.counts.sum(axis=1)
        below = self.counts.cumsum(axis=1)
        mean = self.counts @ steps / many
        return {
            "count": many.astype(float),
            "sum": (self.counts @ steps).astype(float),
            "mean": mean * 100,
            "variance": self.counts @ steps**2 / many - mean**2,
            "quantiles": np.stack([(below < float(p) * many[:, None]).sum(axis=1) for p in SHARES], axis=1),
        }


def city(cells: int, rows: int, random: np.random.Generator) -> Cells:
    """Cells of unequal sizes and levels; median 7.3 m³, upper quartile 11.4 m³."""
    sizes = np.rint(rows * random.dirichlet(np.full(cells, 12.0)))
    level = 7.3 * random.lognormal(0, 0.1, cells)
    ends = np.append((np.arange(5000) + 0.5) / 100, np.inf)
    below = np.rint(sizes[:, None] * lognorm.cdf(ends / level[:, None], 0.66)).astype(np.int64)
    return Cells(np.diff(below, axis=1, prepend=0))


def measured(table: Table, cells: Cells, asks: Any, mechanism: Any, noise: str) -> str:
    start = time.process_time()
    wanted, delta = Wanted(table, asks), Fraction(1, 10**7)
    (asked,), plan = plan_tables([wanted], Fraction(1), delta, "pld", {table.name: mechanism})
    exact = {name: cells.exact(need) for name, need in asked.needs.items()}
    planned = time.process_time()
    done = answer(asked, exact, plan, open_noise(noise))  # type: ignore[arg-type]
    drawn = time.process_time()
    said, truth = done.publish(), cells.truth()
    published = time.process_time()
    figures = []
    for name, column in said.items():
        error = np.abs(column.value - truth[name]) / truth[name]
        median = 100 * np.median(np.where(column.shown, error, 1.0), axis=0)
        held = np.mean(((column.low <= truth[name]) & (truth[name] <= column.high))[column.shown])
        figures.append(f"{name} {' / '.join(f'{m:.2f}' for m in np.atleast_1d(median))} % ({held:.1%} held)")
    how = plan.spent[-1].mechanism, *(a.strategy.name for a in asked.answers if a.strategy)
    seconds = (
        f"plan {planned - start:.1f} s, noise {drawn - planned:.1f} s, figures {published - drawn:.1f} s"
    )
    return f"{', '.join(how)}: " + "; ".join(figures) + f" [{seconds}]"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--noise", default="diffprivlib")
    noise = parser.parse_args().noise
    random = np.random.default_rng(1)
    capped = fixed_point("m3", Decimal(0), Decimal(50), Decimal("0.01"), 2, total=Decimal(900))
    for rows, size in ((9_600_000, "9.6 M rows"), (1_000_000, "1.0 M rows")):
        months, housing = city(1152, rows, random), city(600, rows, random)
        for mechanism in ("discrete_gaussian", "geometric"):
            print(size, "commune × month", measured(Table("a", 1152, 48, 1), months, ASKS, mechanism, noise))
        for mechanism in ("geometric", "discrete_gaussian"):
            print(size, "area × housing", measured(Table("b", 600, 1, 48), housing, ASKS, mechanism, noise))
        by_total = (ASKS[0], (Mean("mean", capped, complete=True), Fraction(1, 5)))
        print(
            size,
            "area × housing, 900 m³ at most",
            measured(Table("b", 600, 1, 48), housing, by_total, "auto", noise),
        )
        print(
            size, "commune × month", measured(Table("a", 1152, 48, 1), months, WITH_VARIANCE, "auto", noise)
        )


if __name__ == "__main__":
    main()
