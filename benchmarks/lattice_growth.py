"""How the lattice search grows with the table: 30,000 to a million persons, eight quasi-identifiers, k = 5.

    python benchmarks/lattice_growth.py [spread]

Persons are generated: skewed columns of 60, 24, 12, 30, 8, 6, 20 and 10 values with trees of three or four
levels, drawn around a few hundred profiles so that combinations repeat, as they do in real registers.
``spread`` (default 0.12) is how often a value leaves its profile: 0.12 gives about 210,000 combinations of a
million persons, 0.16 about 300,000, and 1 makes nearly every person unique. Per size: combinations, nodes
counted, CPU seconds of the search, and the process's peak memory.
"""

from __future__ import annotations

import resource
import sys
from fractions import Fraction
from time import process_time

import numpy as np

from privkit.anonymity.builders import from_rows
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.encode import combine
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.search import search

CARDINALITIES = (60, 24, 12, 30, 8, 6, 20, 10)
SIZES = (30_000, 100_000, 300_000, 1_000_000)


def hierarchies() -> list[Hierarchy]:
    return [
        from_rows(
            f"q{j}", [(str(i), f"a{i // 3}", f"b{i // 12}")[: 3 if size > 12 else 2] for i in range(size)]
        )
        for j, size in enumerate(CARDINALITIES)
    ]


def persons(count: int, spread: float, rng: np.random.Generator) -> list[np.ndarray]:
    profiles = [(rng.beta(1, 3, 400) * size).astype(np.int32) for size in CARDINALITIES]
    of_person = (rng.beta(1, 3, count) * 400).astype(np.int64)
    columns = []
    for size, profile in zip(CARDINALITIES, profiles, strict=True):
        own = (rng.beta(1, 3, count) * size).astype(np.int32)
        columns.append(np.where(rng.random(count) < spread, own, profile[of_person]))
    return columns


def main(spread: float) -> None:
    trees = hierarchies()
    for count in SIZES:
        combos = combine(persons(count, spread, np.random.default_rng(1)))
        start = process_time()
        found = search(trees, combos.codes, combos.weights, Criteria(5), Fraction(5, 100))
        seconds = process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{count:>9,} persons, {len(combos.codes):>9,} combinations: {seconds:6.2f} s, "
            f"{found.evaluated} of {found.lattice_size} nodes, loss {found.loss:.4f}, "
            f"{'exact' if found.exact else 'bound ' + format(found.bound, '.4f')}; peak {peak:,.0f} MiB"
        )


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.12)
