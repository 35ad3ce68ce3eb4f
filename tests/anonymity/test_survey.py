"""Taking nodes in another order changes how many are counted, never what is found."""

from __future__ import annotations

from fractions import Fraction
from unittest.mock import patch

import numpy as np
import pytest

from privkit.anonymity import survey, walk
from privkit.anonymity.builders import from_rows
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.scores import METRICS
from privkit.anonymity.search import search

from .test_every_model import ATTRIBUTES, a_case, compare


@pytest.mark.parametrize("metric", METRICS)
def test_a_survey_from_the_first_node_on_finds_the_optimum_of_an_exhaustive_search(metric: str) -> None:
    found = 0
    with patch.object(walk, "_SEVERAL", 1), patch.object(survey, "_LEAST_GAIN", 0.1):
        for seed in range(60):
            rng = np.random.default_rng(5000 + seed)
            names = [
                str(name) for name in rng.choice(list(ATTRIBUTES), int(rng.integers(0, 3)), replace=False)
            ]
            found += compare(a_case(rng, names, in_units=seed % 5 == 0), metric)
    assert found > 10


@pytest.mark.parametrize("metric", ["loss", "precision", "entropy", "average_class_size"])
def test_it_counts_fewer_nodes_of_a_larger_lattice(metric: str) -> None:
    rng = np.random.default_rng(8)
    trees = [binary(f"q{j}") for j in range(5)]
    rows = np.minimum(rng.geometric(0.2, (3000, 5)) - 1, 15)
    combos, weights = np.unique(rows, axis=0, return_counts=True)

    def counted() -> tuple[tuple[int, ...], float, int]:
        found = search(trees, combos, weights, Criteria(4), Fraction(1, 20), metric)  # type: ignore[arg-type]
        return found.levels, found.score, found.evaluated

    surveyed = counted()
    with patch.object(survey, "MOST_NODES", 0):
        walked = counted()
    assert surveyed[:2] == walked[:2]
    assert surveyed[2] < walked[2]


def test_sums_over_all_finer_nodes() -> None:
    rng = np.random.default_rng(3)
    for shape in [(4,), (2, 3), (1, 2, 3), (3, 2, 4, 2), (2, 2, 2, 2, 2)]:
        flags = rng.random(shape) < 0.5
        expected = [
            np.count_nonzero(flags[tuple(slice(level + 1) for level in node)]) for node in np.ndindex(*shape)
        ]
        assert survey.summed(flags).ravel().tolist() == expected


def binary(name: str) -> Hierarchy:
    """Sixteen values, halved at each of four levels."""
    rows = [[f"{level}:{value >> level}" for level in range(5)] for value in range(16)]
    return from_rows(name, [tuple(row) for row in rows])
