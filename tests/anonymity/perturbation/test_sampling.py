"""Sampling: exact sizes, every unit as likely as another."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from privkit.anonymity.perturbation.sampling import allocate, sample_size, sample_units


@given(
    sizes=st.lists(st.integers(0, 40), min_size=1, max_size=6),
    share=st.fractions(0, 1),
    seed=st.integers(0, 99),
)
def test_the_size_is_exact_and_each_stratum_has_its_part(sizes, share, seed):
    strata = np.repeat(np.arange(len(sizes)), sizes)
    size = sample_size(len(strata), share)
    chosen = sample_units(len(strata), size, np.random.default_rng(seed), strata=strata)
    assert chosen.sum() == size
    for stratum, units in enumerate(sizes):
        if len(strata):
            assert abs(chosen[strata == stratum].sum() - Fraction(units * size, len(strata))) < 1


def test_each_unit_is_as_likely_as_another():
    times = np.zeros(20)
    for seed in range(4000):
        times += sample_units(20, 5, np.random.default_rng(seed))
    # 4000 draws of probability 1/4: six standard deviations are 164
    assert np.abs(times - 1000).max() < 164


def test_half_is_rounded_up_and_ties_go_to_the_first():
    assert sample_size(5, Fraction(1, 2)) == 3
    assert allocate(np.array([1, 1, 1]), 2).tolist() == [1, 1, 0]
    assert allocate(np.array([0, 0]), 2).tolist() == [0, 0]
