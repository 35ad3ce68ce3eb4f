"""Canaries: for each way to do harm, a policy, the rows of all that is known, those of the canaries, and the figures read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .attack import Floats, epsilon_seen
from .bounds import Flags
from .releases import Asked, Rows, numbers

HOMES = "    homes: { count: household }"
ROWS = "    lines: { count: rows }"
TOTAL = "    total: { sum: volume, bounds: [0, 50], precision: 0.1 }"
MEAN = "    average: { mean: volume, bounds: [0, 50] }"


def by_area(*measures: str) -> str:
    """One table by area, of a public list."""
    return "\n".join(["by_area:", "  by: { area: { known_list: areas.csv } }", "  measures:", *measures])


def in_both_areas(n: NDArray[np.int64], homes: int) -> Rows:
    """So many households with a row in each area of every pair."""
    number = np.repeat(n, homes) * homes + np.tile(np.arange(homes), len(n))
    pair = np.repeat(2 * n, homes)
    return Rows.of(number, pair, 1.0) + Rows.of(number, pair + 1, 1.0)


def two_hundred_rows(n: NDArray[np.int64]) -> Rows:
    """Households with two rows in each of ten areas and ten months."""
    row = np.tile(np.arange(200), len(n))
    home = np.repeat(n, 200)
    return Rows.of(home, 10 * home + row % 10, 1.0, row // 20 + 1)


@dataclass(frozen=True)
class World:
    """``blocks`` canaries, one per block of ``wide`` areas; ``canary`` and ``known`` make rows of block numbers."""

    asked: Asked
    canary: Callable[[NDArray[np.int64]], Rows]
    columns: tuple[str, ...]
    known: Callable[[NDArray[np.int64]], Rows] | None = None
    blocks: int = 10_000
    wide: int = 1
    table: str = "by_area"
    delta: float = 0.0
    most: Mapping[str, float] = field(default_factory=dict)  # beyond it no figure can be but by a fault

    @property
    def areas(self) -> int:
        return self.blocks * self.wide

    @property
    def coin(self) -> Flags:
        """Which canaries are there: fair, and the same each time. The noise is what is random."""
        return np.random.default_rng(20261126).random(self.blocks) < 0.5

    def rows(self, coin: Flags | None = None) -> Rows:
        """The table: all that is known and the canaries that are there."""
        numbered = np.arange(self.blocks)
        there = self.canary(numbered[self.coin if coin is None else coin])
        return there if self.known is None else self.known(numbered) + there

    def figures(self, frame: pd.DataFrame) -> Floats:
        """Blocks × cells × columns, NaN for what is not published, or not there."""
        if len(frame) % self.areas or "month" not in frame:
            frame = frame.set_index("area").reindex([f"A{n:05d}" for n in range(self.areas)])
        return numbers(frame, *self.columns).reshape(self.blocks, -1, len(self.columns))

    def epsilon(self, frame: pd.DataFrame) -> float:
        """The most epsilon that a release of this world proves."""
        return self.epsilon_of(self.figures(frame))

    def epsilon_of(self, found: Floats) -> float:
        """The same of figures, blocks × cells × columns."""
        fixed = [
            (np.abs(found[:, :, self.columns.index(n)]) > most).any(axis=1) for n, most in self.most.items()
        ]
        fixed.append(np.isnan(found).any(axis=(1, 2)))
        return epsilon_seen(told(found), self.coin, fixed, self.delta)


def told(found: Floats) -> Floats:
    """What is read of a block: its figures, their differences; of many cells, sums and extremes."""
    if found.shape[1] > 12:
        return np.hstack([np.nansum(found, axis=1), np.nanmax(found, axis=1), np.nanmin(found, axis=1)])
    pairs = [found[:, :, i] - found[:, :, j] for i in range(found.shape[2]) for j in range(i)]
    return np.hstack([found.reshape(len(found), -1), *pairs])


LOW = "    low: { sum: volume, bounds: [0, 1], precision: 1 }"
FAR = {"total": 5_000.0}  # 50 times the scale of its noise: never met, not even in 10^4 cells
BIG = World(Asked(by_area(HOMES, TOTAL)), lambda n: Rows.of(n, n, 1e6), ("homes", "total"), most=FAR)
BELOW = World(Asked(by_area(HOMES, TOTAL)), lambda n: Rows.of(n, n, -1e6), ("homes", "total"), most=FAR)
NOTHING = World(
    Asked(by_area(HOMES, TOTAL, MEAN)), lambda n: Rows.of(n, n, np.nan), ("homes", "total", "average")
)
MANY = World(
    Asked(by_area(HOMES, ROWS, TOTAL), caps="areas: 1, months: 1, rows_per_month: 2"),
    lambda n: Rows.of(np.repeat(n, 60), np.repeat(n, 60), np.tile(np.arange(60) / 2, len(n))),
    ("homes", "lines", "total"),
    blocks=4_000,
)
SAME = World(
    Asked(by_area(ROWS, TOTAL), caps="areas: 1, months: 1, rows_per_month: 2"),
    lambda n: Rows.of(n, n, 50.0).times(40),
    ("lines", "total"),
    blocks=4_000,
)
YEARS = World(
    Asked(by_area(ROWS), caps="areas: 1, rows: 1", each_year_of="day"),
    lambda n: Rows.of(n, n, 50.0, 1, 2025).times(20),
    ("lines",),
    known=lambda n: Rows.of(n, n, 50.0, 1, 2024),
    blocks=5_000,
)
PAIRS = World(
    Asked(by_area(HOMES), caps="areas: 1, rows: 1"),
    lambda n: Rows.of(500_000 + n, 2 * n, 1.0),
    ("homes",),
    known=lambda n: in_both_areas(n, homes=6),
    blocks=3_000,
    wide=2,
)
ALONE = World(Asked(by_area(MEAN)), lambda n: Rows.of(n, n, 50.0), ("average",))
CENTRED = World(
    Asked(by_area("    lines: { count: rows, weight: 1 }", TOTAL.replace("}", ", weight: 9 }"))),
    lambda n: Rows.of(n, n, 50.0),
    ("lines", "total"),
)
FEW = World(
    Asked(by_area(HOMES), then=("hide_below: { table: by_area, at_least: 4 }",)),
    lambda n: Rows.of(500_000 + n, n, 1.0),
    ("homes",),
    known=lambda n: Rows.of(np.repeat(n, 3) * 3 + np.tile(np.arange(3), len(n)), np.repeat(n, 3), 1.0),
)
SUM = World(Asked(by_area(TOTAL)), lambda n: Rows.of(n, n, 50.0), ("total",), most=FAR)
TWICE = World(Asked(by_area(HOMES, LOW)), lambda n: Rows.of(n, n, 0.0), ("homes", "low"))
SPREAD = World(
    Asked(
        "by_area:\n  by:\n    area: { known_list: areas.csv }\n    month: { from: 2025-01, to: 2025-10 }\n"
        "  measures:\n" + ROWS,
        caps="areas: 2, months: 2, rows_per_month: 1",
    ),
    lambda n: two_hundred_rows(n),
    ("lines",),
    blocks=400,
    wide=10,
)
KEYS = World(
    Asked(
        "by_area:\n  by: { area: { chosen_privately: yes } }\n  measures:\n" + HOMES,
        epsilon="1",
        delta="1e-3",
    ),
    lambda n: Rows.of(n, n, 1.0),
    ("homes",),
    delta=1e-3,
)
EVERY = World(
    Asked(
        by_area(
            HOMES,
            "    bands: { histogram: volume, bands: [0, 10, 50] }",
            "    half: { quantiles: volume, bounds: [0, 50], at: [50 %] }",
            "    spread: { variance: volume, bounds: [0, 50] }",
            MEAN,
        ),
        epsilon="1",
    ),
    lambda n: Rows.of(n, n, 1e6),
    ("homes", "average"),
    known=lambda n: Rows.of(
        20_000 + np.repeat(n, 30) * 30 + np.tile(np.arange(30), len(n)), np.repeat(n, 30), 5.0
    ),
    blocks=2_000,
)
