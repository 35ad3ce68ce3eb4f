"""Distances of all columns, pairs and triples, against a loop over pandas tables; and the cost of each measure.

    python benchmarks/usefulness.py [--rows 30000] [--columns 9] [--runs 3] [--big]

People are simulated: some columns go together, one in three is a number. The loop is what an analyst writes: cut
numbers by quantiles, then for each combination ``groupby.size`` on both sides, shares, half the sum of differences.
Both give the same distances, but for values outside the real range, which the loop puts in the last bin: there are
none here. privkit also measures the floor (three pairs of resamples): it does four times the work of the loop.
``--big`` adds a million rows of twenty columns. CPU seconds of this process, all threads, medians of runs.
"""

from __future__ import annotations

import argparse
import resource
from collections.abc import Callable
from itertools import combinations
from statistics import median
from time import process_time

import numpy as np
import pandas as pd

from privkit.usefulness.correlations import correlations
from privkit.usefulness.distances import Distances, distances
from privkit.usefulness.models import train_and_test
from privkit.usefulness.rare import rare
from privkit.usefulness.shares import shares
from privkit.usefulness.variables import Sides, Variable


def make(rows: int, columns: int, seed: int) -> pd.DataFrame:
    """Categories and numbers around a few hidden levels."""
    rng = np.random.default_rng(seed)
    level = rng.normal(size=rows)
    out = {}
    for j in range(columns):
        own = 0.6 * level + rng.normal(size=rows)
        if j % 3 == 2:
            out[f"c{j}"] = np.clip(np.round(40 + 12 * own), 10, 80)
        else:
            labels = np.array([f"v{k:02d}" for k in range(2 + 5 * (j % 4))], dtype=object)
            out[f"c{j}"] = labels[np.clip((own + 3) / 6 * len(labels), 0, len(labels) - 1).astype(int)]
    return pd.DataFrame(out)


def variables(frame: pd.DataFrame) -> tuple[Variable, ...]:
    return tuple(Variable(c, "category" if frame[c].dtype == object else "number") for c in frame)


def by_hand(real: pd.DataFrame, released: pd.DataFrame) -> dict[tuple[str, ...], float]:
    """The loop over tables of pandas."""
    a, b = real.copy(), released.copy()
    for name in a:
        if a[name].dtype != object:
            cuts = np.unique(np.quantile(a[name], np.arange(1, 20) / 20))
            a[name], b[name] = (np.searchsorted(cuts, f[name], side="left") for f in (a, b))
    out = {}
    for order in (1, 2, 3):
        for names in combinations(a.columns, order):
            one, two = (f.groupby(list(names)).size() / len(f) for f in (a, b))
            out[names] = float(one.sub(two, fill_value=0).abs().sum() / 2)
    return out


def agree(found: Distances, hand: dict[tuple[str, ...], float]) -> None:
    for way in found.ways:
        for one in way.each:
            assert abs(one.value - hand[one.columns]) < 1e-9, one.columns


def cpu(work: Callable[[], object], runs: int) -> float:
    seconds = []
    for _ in range(runs):
        start = process_time()
        work()
        seconds.append(process_time() - start)
    return median(seconds)


def small(rows: int, columns: int, runs: int) -> None:
    real, released = (make(rows, columns, seed) for seed in (1, 2))
    released = released.clip(lower=real.min(), upper=real.max(), axis=1)
    kinds = variables(real)
    agree(distances(Sides(real, released, kinds), at_most=10**6), by_hand(real, released))
    ours = cpu(lambda: distances(Sides(real, released, kinds), at_most=10**6), runs)
    hand = cpu(lambda: by_hand(real, released), runs)
    print(f"{rows} rows x {columns} columns, one, two and three ways, CPU seconds")
    print(f"privkit, with the floor {ours:.2f}   pandas, without {hand:.2f}   ratio {ours / hand:.3f}")
    held = make(rows // 4, columns, 3)
    sides = Sides(real, released, kinds, held)
    measures = {
        "correlations": lambda: correlations(sides),
        "rare": lambda: rare(sides),
        "shares": lambda: shares(sides),
        "models, two classes": lambda: train_and_test(sides, "c0"),
        "models, a number": lambda: train_and_test(sides, "c2"),
    }
    for name, work in measures.items():
        print(f"{name:<24}{cpu(work, runs):.2f}")


def big() -> None:
    real, released = (make(1_000_000, 20, seed) for seed in (1, 2))
    sides = Sides(real, released, variables(real))
    print("1,000,000 rows x 20 columns, CPU seconds")
    for name, work in {
        "codes and order": lambda: (sides.columns, sides.order, sides.released_order),
        "one and two ways": lambda: distances(sides, orders=(1, 2)),
        "200 of 1,140 triples": lambda: distances(sides, orders=(3,)),
        "correlations": lambda: correlations(sides),
        "rare": lambda: rare(sides),
    }.items():
        print(f"{name:<24}{cpu(work, 1):.1f}")
    print(
        f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GiB, the two frames included"
    )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=30_000)
    asked.add_argument("--columns", type=int, default=9)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--big", action="store_true")
    options = asked.parse_args()
    small(options.rows, options.columns, options.runs)
    if options.big:
        big()


if __name__ == "__main__":
    main()
