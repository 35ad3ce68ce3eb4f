from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from privkit.dp.intervals import NORMAL, NOTHING, Spread
from privkit.dp.measures import Noisy
from privkit.dp.measures.cumulated import cumulated
from privkit.dp.strategy import (
    Strategy,
    best,
    cumulated_variance,
    edges_of,
    expected,
    flat,
    root,
    tree,
)

EVERY = [flat(7), tree(7, 2), tree(7, 3), tree(16, 4), root(7), root(40)]
COUNTS = np.array([[3, 0, 5, 9, 2, 0, 1], [0, 0, 0, 0, 0, 0, 0]])


def counts_of(strategy: Strategy) -> NDArray[np.int64]:
    bins = strategy.matrix.shape[1]
    return np.arange(2 * bins).reshape(2, bins) % 5


@pytest.mark.parametrize("strategy", EVERY, ids=lambda one: one.name)
@pytest.mark.parametrize("with_total", [False, True])
def test_least_squares_finds_exact_counts_again(strategy: Strategy, with_total: bool) -> None:
    counts = counts_of(strategy)
    total = Noisy(counts.sum(axis=1), Spread(2.0, 4.0)) if with_total else None
    for spread in (NOTHING, Spread(3.0, 6.0)):
        found = cumulated(Noisy(strategy.ask(counts), spread, strategy), total)
        np.testing.assert_allclose(found.counts, counts.cumsum(axis=1), atol=1e-6)


@pytest.mark.parametrize("strategy", EVERY, ids=lambda one: one.name)
def test_the_stated_covariance_is_that_of_the_noise(strategy: Strategy) -> None:
    """No bias, and variances within 5 standard errors: wrong by a factor of 1.1 would be caught."""
    random, runs = np.random.default_rng(5), 20_000
    counts = counts_of(strategy)[:1].repeat(runs, axis=0)
    noisy = strategy.ask(counts) + np.rint(random.normal(0, 30, (runs, len(strategy.matrix))))
    total = Noisy(counts.sum(axis=1) + np.rint(random.normal(0, 20, runs)).astype(int), Spread(20, 40))
    for seen in (None, total):
        found = cumulated(Noisy(noisy.astype(np.int64), Spread(30, 30 * NORMAL), strategy), seen)
        error = found.counts - counts.cumsum(axis=1)
        said = np.diag(found.covariance)
        assert np.all(np.abs(error.mean(axis=0)) < 5 * np.sqrt(said / runs))
        np.testing.assert_allclose(error.var(axis=0) / said, 1, atol=5 * np.sqrt(2 / runs))


def test_a_tree_has_every_node_but_its_root() -> None:
    assert tree(5, 2).matrix.tolist() == [
        [1, 0, 0, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 0, 1, 0, 0],
        [0, 0, 0, 1, 0],
        [0, 0, 0, 0, 1],
        [1, 1, 0, 0, 0],
        [0, 0, 1, 1, 0],
        [0, 0, 0, 0, 1],
        [1, 1, 1, 1, 0],
        [0, 0, 0, 0, 1],
    ]
    assert (tree(5, 2).l1, tree(5, 2).l2_squared) == (3, 3)


def test_the_square_root_is_one_but_for_its_rounding() -> None:
    exact = np.tril(np.ones((50, 50))) * 64**2
    assert np.abs(root(50).matrix @ root(50).matrix / exact.clip(1) - np.tril(np.ones((50, 50)))).max() < 0.12
    # Its error grows with the logarithm of the number of bins (Fichtenberger et al. 2022: 1 + ln(n) / π).
    worst = root(100).l2_squared * cumulated_variance(root(100)).max()
    assert worst**0.5 < 1 + np.log(100) / np.pi + 0.1


def test_the_best_question_is_the_least_expected_error() -> None:
    for bins in (3, 10, 40, 100):
        for mechanism in ("geometric", "discrete_gaussian"):
            chosen = best(bins, mechanism)  # type: ignore[arg-type]
            for other in (flat(bins), root(bins), tree(bins, 2), tree(bins, 16)):
                assert expected(chosen, mechanism) <= expected(other, mechanism) / 0.9  # type: ignore[arg-type]
    assert best(100, "discrete_gaussian").name == "root"
    assert best(100, "geometric").name == "flat"
    assert best(100, "geometric", skewed=False).name == "tree of 16"
    assert best(100, None).name == "flat"
    assert (best(500, "discrete_gaussian").name, best(500, "geometric").name) == ("root", "tree of 16")
    assert best(1, "discrete_gaussian").name == "flat"


def test_edges_are_whole_steps_and_no_more_than_there_are() -> None:
    assert edges_of(0, 100, 4) == (0, 25, 50, 75, 100)
    assert edges_of(-3, 4, 100) == (-3, -2, -1, 0, 1, 2, 3, 4, 5)
    edges = edges_of(0, 5003, 100)
    assert len(edges) == 101
    assert set(np.diff(edges)) == {50, 51}
