"""A million units over eight columns, nine in ten combinations distinct: seconds, and bounded memory."""

from __future__ import annotations

import tracemalloc
from fractions import Fraction
from time import process_time

import numpy as np
import pytest

from privkit.anonymity.builders import from_rows
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.encode import combine
from privkit.anonymity.search import search

SIZES = (60, 24, 12, 30, 8, 6, 20, 10)


@pytest.mark.slow
def test_a_million_units() -> None:
    hierarchies = [
        from_rows(f"q{j}", [(str(i), f"a{i // 3}", f"b{i // 12}") for i in range(size)])
        for j, size in enumerate(SIZES)
    ]
    rng = np.random.default_rng(0)
    columns = [(rng.beta(1, 4, 1_000_000) * size).astype(np.int32) for size in SIZES]
    tracemalloc.start()
    start = process_time()
    combos = combine(columns)
    optimum = search(hierarchies, combos.codes, combos.weights, Criteria(5), Fraction(5, 100))
    seconds, peak = process_time() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(combos.codes) > 900_000
    assert optimum.smallest_class >= 5
    assert optimum.suppressed_units <= 50_000
    assert peak < 450e6  # the columns (32 MB) and the interpreter (about 100 MB) come on top
    assert seconds < 60  # about 4 on an idle machine
