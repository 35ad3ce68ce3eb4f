"""Rolling up from any cached table gives what grouping the rows gives."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from privkit.anonymity import cache
from privkit.anonymity.apply import label_codes
from privkit.anonymity.builders import from_rows
from privkit.anonymity.criteria import Criteria, DistinctL, violating_rows
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.loss import LossAM
from privkit.anonymity.metrics import prepare
from privkit.anonymity.tables import RollUp

AREAS = [from_rows(f"q{j}", [(str(i), f"a{i // 2}", f"b{i // 4}") for i in range(9)]) for j in range(3)]
NODES = list(product(range(4), repeat=3))


def problem(rows: int, diverse: bool) -> tuple[np.ndarray, np.ndarray, Criteria]:
    rng = np.random.default_rng(7)
    codes, weights = rng.integers(0, 9, (rows, 3)), rng.integers(1, 4, rows)
    distinct = (
        (DistinctL(2, rng.integers(0, 3, rows)), DistinctL(2, rng.integers(0, 2, rows))) if diverse else ()
    )
    return codes, weights, Criteria(6, distinct)


def roll_up(
    codes: np.ndarray, weights: np.ndarray, criteria: Criteria, hierarchies: list[Hierarchy] | None = None
) -> RollUp:
    used = AREAS if hierarchies is None else hierarchies
    return RollUp(used, codes, weights, criteria, prepare("loss", used, codes, weights, criteria, True))


@pytest.mark.parametrize("diverse", [False, True])
@pytest.mark.parametrize("cells", [cache.CELLS, 3000, 0])
def test_every_node_in_any_order(monkeypatch: pytest.MonkeyPatch, diverse: bool, cells: int) -> None:
    monkeypatch.setattr(cache, "CELLS", cells)
    codes, weights, criteria = problem(300, diverse)
    total = int(weights.sum())
    roll = roll_up(codes, weights, criteria)
    rng = np.random.default_rng(1)
    for levels in (NODES[i] for i in rng.permutation(len(NODES))):
        bad = violating_rows(label_codes(AREAS, codes, levels), weights, criteria)
        counted = roll.count(levels, total)
        metric = LossAM.of(AREAS, total)
        with_suppression = metric.exact(codes, weights, levels, bad)[0]
        without = metric.exact(codes, weights, levels, np.zeros(len(codes), bool))[0]
        assert counted.suppressed == weights[bad].sum()
        assert counted.score == pytest.approx(with_suppression, abs=1e-12)
        assert counted.below == pytest.approx(with_suppression - without, abs=1e-12)


@pytest.mark.parametrize("diverse", [False, True])
def test_suppression_and_its_loss_shrink_going_up(diverse: bool) -> None:
    codes, weights, criteria = problem(200, diverse)
    total = int(weights.sum())
    roll = roll_up(codes, weights, criteria)
    counted = {node: roll.count(node, total) for node in NODES}
    for low, high in product(NODES, NODES):
        if all(a <= b for a, b in zip(low, high, strict=True)):
            assert counted[low].suppressed >= counted[high].suppressed
            assert counted[low].below >= counted[high].below - 1e-12


def test_a_node_over_the_limit_is_never_worth_its_loss() -> None:
    codes, weights, criteria = problem(300, False)
    roll = roll_up(codes, weights, criteria)
    assert roll.count((0, 0, 0), 0).score == np.inf


def test_columns_too_wide_to_pack_in_62_bits() -> None:
    wide = [from_rows(f"q{j}", [(str(i), f"a{i // 50}") for i in range(3000)]) for j in range(6)]
    rng = np.random.default_rng(5)
    codes = rng.integers(0, 3000, (400, 6))
    weights = np.ones(400, np.int64)
    criteria = Criteria(2, (DistinctL(2, rng.integers(0, 2, 400)),))
    roll = roll_up(codes, weights, criteria, wide)
    for levels in [(0,) * 6, (2, 2, 2, 2, 2, 1), (1,) * 6, (2,) * 6]:
        bad = violating_rows(label_codes(wide, codes, levels), weights, criteria)
        assert roll.count(levels, 400).suppressed == bad.sum()
