"""Rank swapping: the same values, in other hands, never far in rank."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.anonymity.perturbation.rank_swap import rank_swap


@given(
    n=st.integers(0, 200),
    within=st.sampled_from([0.0, 0.01, 0.1, 1.0]),
    parts=st.integers(1, 3),
    seed=st.integers(0, 999),
)
@settings(max_examples=60, deadline=None)
def test_values_are_exchanged_by_pairs_within_reach_and_stratum(n, within, parts, seed):
    rng = np.random.default_rng(seed)
    values, strata = rng.permutation(n).astype(float), rng.integers(0, parts, n)
    taken = rank_swap(values, within, np.random.default_rng(seed + 1), strata=strata)
    assert np.array_equal(taken[taken], np.arange(n))  # by pairs: the column keeps its values
    assert np.array_equal(strata[taken], strata)
    for stratum in np.unique(strata):
        inside = np.flatnonzero(strata == stratum)
        rank = np.empty(n)
        rank[inside] = np.argsort(np.argsort(values[inside]))
        reach = max(1, int(within * len(inside)))
        assert np.abs(rank[taken[inside]] - rank[inside]).max() <= reach


def test_nearly_every_record_has_a_partner_and_distances_are_spread():
    n, within = 20_000, 0.05
    taken = rank_swap(np.arange(n), within, np.random.default_rng(0))
    distance = np.abs(taken - np.arange(n))
    assert (distance == 0).mean() < 0.01
    # a partner uniform within reach is at 2.5 % on average; the standard error of the mean is far below 0.1 %
    assert 0.015 < distance.mean() / n < 0.03


def test_equal_values_change_hands_too():
    taken = rank_swap(np.zeros(1000), 0.05, np.random.default_rng(0))
    assert (taken != np.arange(1000)).mean() > 0.95
