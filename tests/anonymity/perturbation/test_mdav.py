"""Microaggregation: groups of k, centroids, and no worse than the optimum found by hand."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.anonymity.perturbation.mdav import group_values, mdav, sse_over_sst, standardised
from privkit.anonymity.perturbation.microaggregation import microaggregate
from privkit.anonymity.perturbation.univariate import optimal_groups
from privkit.errors import DataError


def drawn(n, columns, seed, ties=False):
    rng = np.random.default_rng(seed)
    return rng.integers(0, 4, (n, columns)).astype(float) if ties else rng.lognormal(size=(n, columns))


@given(
    n=st.integers(1, 120),
    columns=st.integers(1, 4),
    k=st.integers(1, 9),
    block=st.sampled_from([8, 40, 4096]),
    ties=st.booleans(),
    seed=st.integers(0, 999),
)
@settings(max_examples=60, deadline=None)
def test_every_group_has_k_records_and_fewer_than_twice_k(n, columns, k, block, ties, seed):
    groups = mdav(drawn(n, columns, seed, ties), k, block=block)
    sizes = np.bincount(groups)
    assert len(groups) == n
    if n < 2 * k:
        assert sizes.tolist() == [n]
    else:
        assert k <= sizes.min()
        assert sizes.max() < 2 * k


def test_near_records_stand_together():
    values = np.array([[0.0, 0], [10, 10], [0.1, 0], [10, 10.1], [0, 0.1], [10.1, 10]])
    groups = mdav(values, 3)
    assert groups[0] == groups[2] == groups[4] != groups[1] == groups[3] == groups[5]


def test_a_constant_column_counts_for_nothing():
    values = drawn(50, 2, 0)
    constant = np.column_stack([values, np.full(50, 0.1) * 3])
    assert np.array_equal(mdav(values, 3), mdav(constant, 3))
    assert not standardised(constant)[:, 2].any()
    assert sse_over_sst(np.ones((5, 1)), np.ones((5, 1))) == 0.0


def test_means_and_medians():
    values, groups = np.array([[1.0], [2], [9], [4], [6]]), np.array([0, 0, 0, 1, 1])
    assert group_values(values, groups).ravel().tolist() == [4, 4, 4, 5, 5]
    assert group_values(values, groups, "median").ravel().tolist() == [2, 2, 2, 5, 5]


def test_means_keep_the_total_even_far_from_zero():
    values = drawn(999, 2, 1) + 1e12
    out = group_values(values, mdav(values, 5))
    assert np.abs(out.sum(axis=0) - values.sum(axis=0)).max() < 1


def partitions(n, k):
    """Every way to cut n sorted values in runs of k or more."""
    for cuts in range(n // k):
        for places in combinations(range(1, n), cuts):
            edges = [0, *places, n]
            if all(b - a >= k for a, b in pairwise(edges)):
                yield edges


@given(n=st.integers(1, 13), k=st.integers(1, 4), ties=st.booleans(), seed=st.integers(0, 999))
@settings(max_examples=60, deadline=None)
def test_one_column_is_grouped_optimally(n, k, ties, seed):
    values = drawn(n, 1, seed, ties)[:, 0]
    groups = optimal_groups(values, k)
    found = ((values - group_values(values[:, None], groups)[:, 0]) ** 2).sum()
    ordered = np.sort(values)
    costs = [
        sum(((ordered[a:b] - ordered[a:b].mean()) ** 2).sum() for a, b in pairwise(e))
        for e in partitions(n, k)
    ]
    if costs:
        assert found == pytest.approx(min(costs), abs=1e-9)
        assert np.bincount(groups).min() >= min(k, n)


@given(
    n=st.integers(0, 80),
    k=st.integers(2, 6),
    columns=st.integers(1, 3),
    parts=st.integers(1, 2),
    missing=st.sampled_from([0, 0.05, 0.4]),
    seed=st.integers(0, 999),
)
@settings(max_examples=80, deadline=None)
def test_each_record_shares_its_values_and_blanks_with_k_minus_1_others(n, k, columns, parts, missing, seed):
    rng = np.random.default_rng(seed)
    values, strata = drawn(n, columns, seed), rng.integers(0, parts, n)
    values[rng.random(values.shape) < missing] = np.nan
    if n and (n < k or np.unique(strata, return_counts=True)[1].min() < k):
        with pytest.raises(DataError, match="PK470" if n < k else "PK471"):
            microaggregate(values, k, rng, strata=strata)
        return
    done = microaggregate(values, k, np.random.default_rng(1), strata=strata)
    for stratum in np.unique(strata):
        shown = np.nan_to_num(done.values[strata == stratum], nan=-1.0)
        assert np.unique(shown, axis=0, return_counts=True)[1].min() >= k
    assert np.isnan(done.values[np.isnan(values)]).all()
    assert done.blanked == int((np.isnan(done.values) & ~np.isnan(values)).sum())
    if not missing:
        assert done.blanked == 0


def test_missing_values_of_enough_records_cost_nothing():
    values = np.array([[1.0, np.nan]] * 3 + [[2.0, 5.0], [2.5, 6.0], [3.0, 7.0]])
    done = microaggregate(values, 3, np.random.default_rng(0))
    assert done.blanked == 0
    assert done.values[3:].tolist() == [[2.5, 6.0]] * 3


def test_too_few_records_are_told():
    with pytest.raises(DataError) as caught:
        microaggregate(drawn(4, 2, 0), 5, np.random.default_rng(0))
    assert caught.value.text("en") == [
        "PK470 groups of 5 units cannot be made: units in the table: 4",
        "  → lower k, or bring more data",
    ]
