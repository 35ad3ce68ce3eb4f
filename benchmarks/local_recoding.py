"""CPU time and loss of local recoding as a table grows: eight made-up quasi-identifiers, k = 5.

python benchmarks/local_recoding.py [effort] [units...]
"""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from privkit.anonymity.builders import flat, from_rows
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.encode import combine
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.local import recode_locally
from privkit.anonymity.local.settings import SETTINGS

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)


def tree(name: str, size: int, *widths: int) -> Hierarchy:
    return from_rows(name, [(str(i), *(f"{w}.{i // w}" for w in widths)) for i in range(size)])


def made(units: int) -> tuple[list[Hierarchy], np.ndarray, np.ndarray]:
    """Columns that depend on one another through a hidden class, as those of people and dwellings do."""
    rng = np.random.default_rng(0)
    hidden = rng.integers(0, 40, units)
    hierarchies = [
        tree("commune", 40, 5, 10),
        tree("age", 80, 5, 10, 20),
        tree("surface", 60, 4, 12),
        tree("year", 30, 5, 10),
        flat([str(i) for i in range(6)], name="kind"),
        flat([str(i) for i in range(8)], name="people"),
        flat(["0", "1"], name="garden"),
        flat(["0", "1"], name="owner"),
    ]
    columns = []
    for j, hierarchy in enumerate(hierarchies):
        size = len(hierarchy.values)
        centre = (hidden * (2 * j + 3)) % size
        spread = np.rint(rng.laplace(0, 0.05 * size, units)).astype(np.int64)
        columns.append(np.clip(centre + spread, 0, size - 1).astype(np.int32))
    combos = combine(columns)
    return hierarchies, combos.codes, combos.weights


def main() -> None:
    effort = sys.argv[1] if len(sys.argv) > 1 else "fast"
    sizes = [int(size) for size in sys.argv[2:]] or SIZES
    print("effort units combinations loss classes smallest cpu_s peak_mb")
    for size in sizes:
        hierarchies, codes, weights = made(size)
        start = time.process_time()
        found = recode_locally(
            hierarchies, codes, weights, Criteria(5), effort=next(e for e in SETTINGS if e == effort)
        )
        spent = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{effort} {size} {len(weights)} {found.loss:.5f} {found.classes} {found.smallest_class} "
            f"{spent:.1f} {peak}",
            flush=True,
        )


if __name__ == "__main__":
    main()
