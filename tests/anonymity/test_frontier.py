from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from privkit.anonymity.criteria import Criteria, TCloseness
from privkit.anonymity.frontier import frontier
from privkit.anonymity.search import search

from .slow_search import a_hierarchy

RNG = np.random.default_rng(11)
HIERARCHIES = [a_hierarchy(RNG, f"q{j}", 8, 4) for j in range(3)]
COMBOS = np.stack([RNG.integers(0, len(h.values), 60) for h in HIERARCHIES], axis=1)
WEIGHTS = RNG.integers(1, 4, 60)
VALUES = RNG.integers(0, 3, 60)
LIMITS = [Fraction(0), Fraction(1, 20), Fraction(1)]


@pytest.mark.parametrize("metric", ["loss", "average_class_size"])
def test_each_point_is_what_a_search_of_its_own_finds(metric: str) -> None:
    criteria = Criteria(1, (TCloseness.of(0.3, VALUES, WEIGHTS),))
    points = frontier(HIERARCHIES, COMBOS, WEIGHTS, criteria, [2, 5, 11], LIMITS, metric)  # type: ignore[arg-type]
    assert [(p.k, p.suppression_limit) for p in points] == [(k, s) for k in (2, 5, 11) for s in LIMITS]
    for point in points:
        asked = Criteria(point.k, criteria.attributes)
        alone = search(HIERARCHIES, COMBOS, WEIGHTS, asked, point.suppression_limit, metric)  # type: ignore[arg-type]
        assert point.levels == alone.levels
        assert (point.suppressed_units, point.loss) == (alone.suppressed_units, alone.loss)
        assert point.suppressed_share == pytest.approx(alone.suppressed_units / WEIGHTS.sum())


def test_loss_grows_with_k_and_shrinks_with_the_limit() -> None:
    points = frontier(HIERARCHIES, COMBOS, WEIGHTS, Criteria(), [2, 3, 5, 20, 50], LIMITS)
    table = np.array([p.loss for p in points]).reshape(5, 3)
    assert (np.diff(table, axis=0) >= 0).all()
    assert (np.diff(table, axis=1) <= 0).all()


def test_a_k_out_of_reach_has_no_point() -> None:
    k = int(WEIGHTS.sum()) + 1
    (never, all_gone) = frontier(HIERARCHIES, COMBOS, WEIGHTS, Criteria(), [k], [Fraction(1, 2), Fraction(1)])
    assert (never.levels, never.loss, never.suppressed_units, never.suppressed_share) == (None,) * 4
    assert (all_gone.suppressed_share, all_gone.loss) == (1.0, 1.0)


def test_an_empty_table_has_no_frontier() -> None:
    with pytest.raises(ValueError):
        frontier(HIERARCHIES, COMBOS[:0], WEIGHTS[:0], Criteria(), [2], LIMITS)
