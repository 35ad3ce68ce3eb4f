"""Post-randomisation: the matrix is invariant, and what is drawn follows it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.anonymity.perturbation.pram import entropy, invariant_matrix, post_randomise


@given(counts=st.lists(st.integers(1, 10_000), min_size=1, max_size=12), keep=st.floats(0, 1))
def test_the_expected_distribution_does_not_change(counts, keep):
    shares = np.array(counts) / sum(counts)
    matrix = invariant_matrix(shares, keep)
    assert np.abs(shares @ matrix - shares).max() < 1e-12
    assert np.abs(matrix.sum(axis=1) - 1).max() < 1e-12
    assert matrix.min() >= 0
    assert np.diag(matrix).min() >= keep - 1e-12


def test_draws_follow_the_matrix():
    counts = np.array([50_000, 30_000, 20_000])
    codes = np.repeat([0, 1, 2], counts)
    done = post_randomise(codes, 0.7, np.random.default_rng(0))
    matrix = invariant_matrix(counts / counts.sum(), 0.7)
    for code, count in enumerate(counts):
        seen = np.bincount(done.codes[codes == code], minlength=3) / count
        # six standard errors of a share among 20 000 or more
        assert np.abs(seen - matrix[code]).max() < 6 * 0.5 / np.sqrt(count)
    assert done.changed == pytest.approx(1 - (counts / counts.sum() * np.diag(matrix)).sum(), abs=0.01)
    assert done.entropy == pytest.approx(entropy(counts / counts.sum(), matrix), abs=1e-9)


@pytest.mark.parametrize("keep", [0.0, 0.5, 1.0])
def test_entropy_without_the_matrix_is_that_of_the_matrix(keep):
    codes = np.repeat([0, 1, 2, 3], [7, 1, 2, 30])
    shares = np.bincount(codes) / len(codes)
    found = post_randomise(codes, keep, np.random.default_rng(0)).entropy
    assert found == pytest.approx(entropy(shares, invariant_matrix(shares, keep)), abs=1e-12)
    if keep == 1.0:
        assert found == 0.0
    done = post_randomise(codes, keep, np.random.default_rng(0))
    diagonal = np.diag(invariant_matrix(shares, keep))
    assert (done.least_kept, done.most_kept) == pytest.approx((diagonal.min(), diagonal.max()))


def test_a_category_never_leaves_its_stratum():
    strata = np.repeat([5, 9], 1000)
    codes = np.where(strata == 5, 0, 1 + np.arange(2000) % 2)
    done = post_randomise(codes, 0.1, np.random.default_rng(0), strata=strata)
    assert not done.codes[strata == 5].any()
    assert done.codes[strata == 9].min() == 1
    assert 0.1 < done.changed < 0.35


def test_all_kept_and_no_row():
    codes = np.arange(10)
    assert np.array_equal(post_randomise(codes, 1.0, np.random.default_rng(0)).codes, codes)
    assert post_randomise(codes[:0], 0.5, np.random.default_rng(0)).changed == 0.0
