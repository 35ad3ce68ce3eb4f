"""What groups tell of a confidential column, against the definitions written out one group at a time."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.risk import disclosure as d
from privkit.risk.disclosure import Cells

ROWS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=60)


def cells_of(rows: list[tuple[int, int]], values: int = 6) -> Cells:
    names = {g: i for i, g in enumerate(sorted({g for g, _ in rows}))}
    counted = sorted(Counter((names[g], v) for g, v in rows).items())
    group, value, units = (
        np.array(c, np.int64) for c in zip(*((g, v, n) for (g, v), n in counted), strict=True)
    )
    return Cells(group, value, units, len(names), values)


def by_group(rows: list[tuple[int, int]], values: int = 6) -> tuple[list[np.ndarray], np.ndarray]:
    """The shares of values in each group, and in the table."""
    groups = sorted({g for g, _ in rows})
    counts = [np.bincount([v for g, v in rows if g == one], minlength=values) for one in groups]
    table = np.sum(counts, axis=0)
    return [c / c.sum() for c in counts], table / table.sum()


def earth_mover(p: np.ndarray, q: np.ndarray, distance: np.ndarray) -> float:
    """The least cost of moving p onto q, as a linear programme: the definition itself."""
    from scipy.optimize import linprog

    n = len(p)
    rows = np.kron(np.eye(n), np.ones(n))
    columns = np.kron(np.ones(n), np.eye(n))
    found = linprog(distance.ravel(), A_eq=np.vstack([rows, columns]), b_eq=np.concatenate([p, q]))
    return float(found.fun)


@settings(deadline=None)
@given(ROWS)
def test_diversity_is_that_of_each_group(rows):
    shares, _ = by_group(rows)
    cells = cells_of(rows)
    assert d.distinct_values(cells).tolist() == [int((p > 0).sum()) for p in shares]
    entropies = [math.exp(-sum(x * math.log(x) for x in p if x)) for p in shares]
    assert d.effective_values(cells) == pytest.approx(entropies)
    assert d.largest_share(cells) == pytest.approx([p.max() for p in shares])
    for l in (1, 2, 3):  # noqa: E741
        ratios = []
        for p in shares:
            ranked = sorted(p, reverse=True)
            tail = sum(ranked[l - 1 :])
            ratios.append(ranked[0] / tail if tail > 1e-12 else math.inf)
        assert d.recursive_ratio(cells, l) == pytest.approx(ratios)


@settings(deadline=None)
@given(ROWS)
def test_disclosure_and_likeness_are_ratios_to_the_table(rows):
    shares, table = by_group(rows)
    cells = cells_of(rows)
    logs = [max(abs(math.log2(p[v] / table[v])) for v in range(6) if p[v]) for p in shares]
    gains = [max(p[v] / table[v] - 1 for v in range(6) if p[v]) for p in shares]
    assert d.disclosure(cells) == pytest.approx(logs, abs=1e-12)
    assert d.likeness_gain(cells) == pytest.approx([max(g, 0) for g in gains], abs=1e-12)
    enhanced = [
        max(
            (p[v] / table[v] - 1) / min(1.5, -math.log(table[v])) for v in range(6) if p[v] > table[v] + 1e-15
        )
        if any(p > table + 1e-15)
        else 0.0
        for p in shares
    ]
    assert d.enhanced_excess(cells, 1.5) == pytest.approx(enhanced, abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 3)), min_size=2, max_size=25))
def test_distances_are_those_of_the_earth_mover(rows):
    shares, table = by_group(rows, 4)
    cells = cells_of(rows, 4)
    place = np.arange(4)
    equal = (place[:, None] != place).astype(float)
    ordered = np.abs(place[:, None] - place) / 3
    # 0 and 1 share a label, 2 and 3 another, then the top: two levels of labels below it
    tree = np.where(equal == 0, 0.0, np.where(place[:, None] // 2 == place // 2, 0.5, 1.0))
    assert d.equal_distance(cells) == pytest.approx([earth_mover(p, table, equal) for p in shares], abs=1e-7)
    assert d.ordered_distance(cells) == pytest.approx(
        [earth_mover(p, table, ordered) for p in shares], abs=1e-7
    )
    found = d.hierarchical_distance(cells, [place, place // 2])
    assert found == pytest.approx([earth_mover(p, table, tree) for p in shares], abs=1e-7)


def test_one_value_tells_nothing_by_distance():
    cells = cells_of([(0, 0), (1, 0)], 1)
    assert d.ordered_distance(cells).tolist() == d.equal_distance(cells).tolist() == [0.0, 0.0]
    assert d.effective_values(cells).tolist() == [1.0, 1.0]
