"""The private generator on simulated tables: CPU seconds beside a hand-written groupby of all pairs, peak memory.

    python benchmarks/marginals.py [MOST] [COLUMNS]

MOST is the largest number of rows (one million by default). Columns, of 2 to 60 values, depend on each other; one in
five is a number. ``pairs`` is what anybody would write in pandas to count every pair of columns once, in
the same run: a fit counts triples as well, several times over, draws noise from the operating system, and samples.
"""

from __future__ import annotations

import resource
import sys
from fractions import Fraction
from itertools import combinations
from time import process_time

import numpy as np
import pandas as pd

from privkit.dp.noise import open_noise
from privkit.synth.domain import Attribute, Domain, Kind
from privkit.synth.marginals import Neighbours, fit_marginals, plan_marginals

LEVELS = (2, 3, 5, 8, 16, 24, 60)
RHO = Fraction(1, 50)  # about epsilon = 1 at delta = 1e-5


def table(rows: int, columns: int) -> tuple[pd.DataFrame, Domain]:
    """A simulated table and what is public of it."""
    rng = np.random.default_rng(rows)
    common, made, attributes = rng.random((rows, 3)), {}, []
    for place in range(columns):
        mixed = np.clip(0.6 * common[:, place % 3] + 0.4 * rng.random(rows), 0, 0.9999)
        name, size = f"c{place}", LEVELS[place % len(LEVELS)]
        if place % 5 == 4:
            made[name] = np.round(200 * mixed**2, 1)
            attributes.append(Attribute(name, Kind.NUMBER, low=0, high=200, decimals=1))
        else:
            values = tuple(f"v{i:02}" for i in range(size))
            made[name] = np.array(values, dtype=object)[(mixed**2 * size).astype(int)]
            attributes.append(Attribute(name, Kind.CATEGORY, values=values))
    return pd.DataFrame(made), Domain(tuple(attributes))


def pairs(frame: pd.DataFrame) -> int:
    """Counts of every pair of columns, numbers in tens."""
    tens = frame.assign(**{c: frame[c] // 10 for c in frame.select_dtypes("number")})
    return sum(len(tens.groupby([a, b], observed=True).size()) for a, b in combinations(tens.columns, 2))


def main(most: int, columns: int) -> None:
    print(f"{'rows':>10} {'fit s':>8} {'sample s':>9} {'pairs s':>9} {'ratio':>7} {'peak MB':>8}")
    for rows in [n for n in (30_000, 100_000, 300_000, 1_000_000) if n <= most]:
        frame, domain = table(rows, columns)
        started = process_time()
        plan = plan_marginals(domain, RHO, Fraction(0), Neighbours.REPLACE_ONE)
        model = fit_marginals(frame, plan, open_noise("diffprivlib"), np.random.default_rng(1))
        fitted = process_time()
        model.sample(rows, np.random.default_rng(2))
        sampled = process_time()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        pairs(frame)
        by_hand = process_time() - sampled
        ratio = (sampled - started) / by_hand
        times = f"{fitted - started:8.2f} {sampled - fitted:9.2f} {by_hand:9.2f} {ratio:7.2f} {peak:8.0f}"
        print(f"{rows:10,} {times}", flush=True)


if __name__ == "__main__":
    given = [int(a) for a in sys.argv[1:]]
    main(*(given + [1_000_000, 20][len(given) :]))
