"""The least diverse group, against a count in plain Python of every group."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.risk.diversity import Diversity, diversity

ENTRIES = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 5)), st.integers(1, 9), min_size=1, max_size=20
)


def measured(entries: dict[tuple[int, int], int]) -> Diversity:
    pairs = list(entries)
    return diversity(
        np.array([g for g, _ in pairs]), np.array([v for _, v in pairs]), np.array(list(entries.values()))
    )


def counted(entries: dict[tuple[int, int], int]) -> tuple[int, float, Fraction, Fraction]:
    """Least distinct, least entropy, largest variational and ordered distance, by definition."""
    whole: Counter[int] = Counter()
    for (_, value), units in entries.items():
        whole[value] += units
    total, values = sum(whole.values()), range(max(whole) + 1)
    each = []
    for group in {g for g, _ in entries}:
        inside = {v: n for (g, v), n in entries.items() if g == group}
        size = sum(inside.values())
        p = [Fraction(inside.get(v, 0), size) for v in values]
        q = [Fraction(whole[v], total) for v in values]
        entropy = -sum(float(x) * math.log(x) for x in p if x)
        apart = sum(abs(a - b) for a, b in zip(p, q, strict=True)) / 2
        moved = sum(abs(sum(p[: i + 1]) - sum(q[: i + 1])) for i in values)
        each.append((len(inside), entropy, apart, moved / max(1, len(values) - 1)))
    return (
        min(e[0] for e in each), min(e[1] for e in each), max(e[2] for e in each), max(e[3] for e in each)
    )  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(ENTRIES)
def test_every_figure_is_that_of_a_plain_count(entries: dict[tuple[int, int], int]) -> None:
    found, (distinct, entropy, apart, moved) = measured(entries), counted(entries)
    assert found.least_distinct == distinct
    assert found.least_entropy == pytest.approx(entropy, abs=1e-12)
    assert found.largest_distance == pytest.approx(float(apart), abs=1e-12)
    assert found.largest_ordered_distance == pytest.approx(float(moved), abs=1e-12)


@given(ENTRIES, st.integers(2, 50))
def test_counting_everybody_several_times_changes_nothing(
    entries: dict[tuple[int, int], int], times: int
) -> None:
    one, many = measured(entries), measured({key: units * times for key, units in entries.items()})
    assert one.least_distinct == many.least_distinct
    assert one.largest_ordered_distance == pytest.approx(many.largest_ordered_distance, abs=1e-12)


def test_a_group_of_one_value_hides_nothing() -> None:
    found = measured({(0, 0): 10, (1, 0): 5, (1, 1): 5})
    assert (found.least_distinct, found.least_entropy) == (1, 0.0)


def test_the_salaries_of_the_paper() -> None:
    """Li et al. 2007: {3k, 4k, 5k} among 3k to 11k is 0.375 away, {6k, 8k, 11k} 0.167."""
    entries = {(0, v): 1 for v in (0, 1, 2)} | {(1, v): 1 for v in (3, 5, 8)} | {(2, v): 1 for v in (4, 6, 7)}
    assert measured(entries).largest_ordered_distance == pytest.approx(0.375)


def test_no_group_no_figure() -> None:
    nothing = np.zeros(0, np.int64)
    assert diversity(nothing, nothing, nothing) == Diversity(0, 0.0, 0.0, 0.0)


def test_the_order_of_the_cells_changes_no_digit() -> None:
    rng = np.random.default_rng(5)
    groups, values = np.repeat(np.arange(7), 30), np.tile(np.arange(30), 7)
    units = rng.integers(1, 50, len(groups))
    first = diversity(groups, values, units)
    for _ in range(20):
        order, named = rng.permutation(len(groups)), rng.permutation(7)
        assert diversity(named[groups[order]], values[order], units[order]) == first
