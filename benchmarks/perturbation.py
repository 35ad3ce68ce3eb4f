"""Microaggregation, swapping, noise, PRAM and local suppression on simulated records: process CPU by size.

    python benchmarks/perturbation.py [MOST]

MOST is the largest number of records (one million by default). Numbers are four log-normal columns that depend on
each other; keys are six columns of 2 to 60 values of unequal frequency. A method that grows linearly shows a
constant number of microseconds per record. ``found`` is SSE/SST, the share changed, or the cells blanked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time
from typing import Any

import numpy as np

from privkit.anonymity.perturbation.local_suppression import suppress_locally
from privkit.anonymity.perturbation.mdav import group_values, mdav, sse_over_sst
from privkit.anonymity.perturbation.noise import add_noise
from privkit.anonymity.perturbation.pram import post_randomise
from privkit.anonymity.perturbation.rank_swap import rank_swap
from privkit.anonymity.perturbation.univariate import optimal_groups

LEVELS = (2, 3, 5, 8, 24, 60)
K = 5


def numbers(n: int) -> np.ndarray[Any, Any]:
    rng = np.random.default_rng(n)
    common = rng.normal(size=n)
    return np.exp(np.stack([0.6 * common + 0.8 * rng.normal(size=n) for _ in range(4)], axis=1))


def keys(n: int) -> np.ndarray[Any, Any]:
    rng = np.random.default_rng(n)
    return np.stack([np.minimum(rng.geometric(1.5 / size, n) - 1, size - 1) for size in LEVELS], axis=1)


def methods(n: int) -> dict[str, Callable[[], Any]]:
    values, codes, rng = numbers(n), keys(n), np.random.default_rng(0)
    none = codes < 0
    return {
        "mdav, 4 columns, k = 5": lambda: sse_over_sst(values, group_values(values, mdav(values, K))),
        "optimal, 1 column, k = 5": lambda: sse_over_sst(
            values[:, :1], group_values(values[:, :1], optimal_groups(values[:, 0], K))
        ),
        "rank swapping, within 5 %": lambda: rank_swap(values[:, 0], 0.05, rng),
        "noise, 4 columns": lambda: add_noise(values, 0.1, rng),
        "PRAM, 60 categories": lambda: post_randomise(codes[:, 5], 0.8, rng).changed,
        "local suppression, strict": lambda: suppress_locally(codes, none, K, rng).cells,
        "local suppression, wildcard": lambda: (
            suppress_locally(codes, none, K, rng, convention="wildcard").cells
        ),
    }


def main(most: int) -> None:
    sizes = [n for n in (10_000, 30_000, 100_000, 300_000, 1_000_000) if n <= most]
    print(f"{'CPU s (µs per record)':46}" + "".join(f"{n:>18,}" for n in sizes))
    rows: dict[str, list[str]] = {}
    for n in sizes:
        for name, work in methods(n).items():
            started = process_time()
            found = work()
            seconds = process_time() - started
            rows.setdefault(name, []).append(f"{seconds:.2f} ({1e6 * seconds / n:.1f})")
            if isinstance(found, int | float):
                rows.setdefault(f"  {name}: found", []).append(f"{found:.4g}")
    for name, cells in rows.items():
        print(f"{name:46}" + "".join(f"{cell:>18}" for cell in cells))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
