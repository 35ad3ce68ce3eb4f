"""Local suppression: nobody stands out, by a count of pairs, and few cells are blanked."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.anonymity.perturbation.local_suppression import anonymity_sets, suppress_locally
from privkit.errors import DataError


def by_pairs(shown, convention):
    """How many records each is equal to, one pair after another."""
    out = []
    for one in shown:
        same = [
            all(a == b or (convention == "wildcard" and 0 in (a, b)) for a, b in zip(one, two, strict=True))
            for two in shown
        ]
        out.append(sum(same))
    return np.array(out, int)


@given(
    n=st.integers(0, 60),
    q=st.integers(1, 5),
    k=st.integers(2, 6),
    values=st.integers(1, 8),
    missing=st.sampled_from([0, 0.1, 0.5]),
    convention=st.sampled_from(["strict", "wildcard"]),
    costs=st.sampled_from([None, [1, 5, 2, 1, 3]]),
    seed=st.integers(0, 999),
)
@settings(max_examples=250, deadline=None)
def test_nobody_stands_out(n, q, k, values, missing, convention, costs, seed):
    rng = np.random.default_rng(seed)
    codes, blanks = rng.integers(0, values, (n, q)), rng.random((n, q)) < missing
    before = np.where(blanks, 0, codes + 1)
    assert np.array_equal(anonymity_sets(before, convention), by_pairs(before, convention))
    weights = costs[:q] if costs else None
    run = lambda: suppress_locally(codes, blanks, k, rng, convention=convention, column_weights=weights)  # noqa: E731
    if 0 < n < k:
        with pytest.raises(DataError, match="PK470"):
            run()
        return
    done = run()
    after = np.where(done.blank, 0, before)
    assert n == 0 or by_pairs(after, convention).min() >= k
    assert not (done.blank & blanks).any()
    assert done.at_risk == (by_pairs(before, convention) < k).sum()
    assert done.cells == sum(done.cells_by_column) == done.blank.sum()
    if not done.at_risk:
        assert not done.cells


def least_cells(shown, k, convention):
    cells = [(i, j) for i in range(shown.shape[0]) for j in range(shown.shape[1])]
    best = len(cells)
    for chosen in product([0, 1], repeat=len(cells)):
        if sum(chosen) < best:
            after = shown.copy()
            for cell, blank in zip(cells, chosen, strict=True):
                if blank:
                    after[cell] = 0
            if by_pairs(after, convention).min() >= k:
                best = sum(chosen)
    return best


@pytest.mark.parametrize(("convention", "most"), [("strict", 1.15), ("wildcard", 1.4)])
def test_near_the_optimum_on_tables_small_enough_to_try_everything(convention, most):
    rng, found, least = np.random.default_rng(0), 0, 0
    for _ in range(25):
        codes = rng.integers(0, 3, (4, 3))
        found += suppress_locally(codes, codes < 0, 2, rng, convention=convention).cells
        least += least_cells(codes + 1, 2, convention)
    assert least <= found <= most * least


def test_one_cell_is_enough_for_two_who_differ_by_one():
    codes = np.array([[0, 0], [0, 1], [1, 2], [1, 2]])
    assert suppress_locally(codes, codes < 0, 2, np.random.default_rng(0), convention="wildcard").cells == 1
    assert suppress_locally(codes, codes < 0, 2, np.random.default_rng(0)).cells == 2


def test_a_dear_column_is_spared():
    codes = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [0, 0], [1, 1]])
    first = suppress_locally(codes, codes < 0, 2, np.random.default_rng(0), column_weights=[9, 1])
    assert first.cells_by_column[0] == 0
    other = suppress_locally(codes, codes < 0, 2, np.random.default_rng(0), column_weights=[1, 9])
    assert other.cells_by_column[1] == 0
