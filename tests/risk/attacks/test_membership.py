"""Membership: no advantage where nothing leaks, nearly all of it on the data themselves."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from privkit.risk.attacks.membership import best_rule, difference, membership, sure_rule
from privkit.risk.attacks.result import AttackResult, Orders, Tally
from privkit.risk.attacks.said import said
from privkit.risk.attacks.scene import Field, Scene

FIELDS = (
    *(Field(f"c{j}", "category") for j in range(5)),
    *(Field(f"x{j}", "number") for j in range(4)),
)


def people(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Five categories and four numbers that hang together; some missing, some negative."""
    kind = rng.integers(0, 4, rows)
    frame = pd.DataFrame(
        {f"c{j}": (kind + rng.geometric(0.4, rows) * j) % (6 + j) for j in range(5)}, dtype=object
    ).astype(str)
    for j in range(4):
        frame[f"x{j}"] = np.round(rng.normal(5 * kind - 10, 3), 1)
        frame.loc[rng.random(rows) < 0.03, f"x{j}"] = np.nan
    frame.loc[rng.random(rows) < 0.03, "c4"] = None
    return frame


def everyone(result: AttackResult) -> tuple[AttackResult, ...]:
    return (result, *result.groups)


def test_no_advantage_where_nothing_leaks() -> None:
    alarms = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        stage = Scene(people(400, rng), people(500, rng), people(300, rng), FIELDS).only(
            ["c1", "c3", "c4", "x1"]
        )
        found = membership(stage, Orders(attacks=100, seed=seed))
        alarms += any(r.risk.low > 0 for r in everyone(found))
    assert alarms <= binom.ppf(0.999, 200, 0.025)


def test_a_rule_counted_where_it_was_learnt_would_alarm() -> None:
    """The planted fault: luck in the choice of the limit is taken for an advantage."""
    rng = np.random.default_rng(1)
    mine = np.arange(400) < 200
    seen = []
    for _ in range(50):
        scores, others = rng.normal(size=(2, 400, 6))
        rule = best_rule(scores, mine)
        seen.append([_alarm(rule(s), mine) for s in (scores, others)])
    same, apart = np.sum(seen, axis=0)
    assert same >= 5 and apart <= 4


def _alarm(taken: np.ndarray, mine: np.ndarray) -> bool:
    a, c = (Tally(int(taken[side].sum()), int(side.sum())) for side in (mine, ~mine))
    return difference(a, c, 0.95).low > 0


def test_the_release_of_the_data_themselves() -> None:
    rng = np.random.default_rng(2)
    o, c = people(1500, rng), people(1500, rng)
    found = membership(Scene(o.sample(frac=1, random_state=1), o, c, FIELDS), Orders(attacks=500))
    assert [r.group for r in everyone(found)] == [
        "",
        "low_false_positives",
        "outliers",
        "outliers, low_false_positives",
    ]
    assert all(r.risk.low > 0.9 for r in everyone(found))
    assert all(said(r.group).en != r.group for r in everyone(found))
    assert found.originals.attacks == found.control.attacks == 1500
    assert found.risk.confidence == 0.95


@pytest.mark.parametrize("share", [0.02, 0.05, 0.2])
def test_a_planted_copy_is_found(share: float) -> None:
    for seed in range(2):
        rng = np.random.default_rng(seed)
        o, c, r = (people(4000, rng) for _ in range(3))
        rows = int(share * len(r))
        released = pd.concat([o.iloc[:rows], r.iloc[rows:]])
        found = membership(Scene(released, o, c, FIELDS), Orders(seed=seed))
        assert max(x.risk.low for x in everyone(found)) > 0


def test_small_noise_does_not_hide_members() -> None:
    rng = np.random.default_rng(3)
    o, c = people(2000, rng), people(2000, rng)
    near = o.copy()
    for j in range(4):
        near[f"x{j}"] = (o[f"x{j}"] + rng.normal(0, 0.2, len(o))).round(1)
    assert membership(Scene(near, o, c, FIELDS), Orders(attacks=500)).risk.low > 0.5


def test_the_same_seed_gives_the_same_result_whatever_the_order() -> None:
    rng = np.random.default_rng(4)
    r, o, c = people(400, rng), people(400, rng), people(200, rng)
    found = membership(Scene(r, o, c, FIELDS), Orders(attacks=50))
    assert found == membership(Scene(r, o, c, FIELDS), Orders(attacks=50))
    shuffled = [f.sample(frac=1, random_state=9) for f in (r, o, c)]
    assert found == membership(Scene(*shuffled, FIELDS), Orders(attacks=50))


def test_one_kind_of_targets_only() -> None:
    rng = np.random.default_rng(5)
    stage = Scene(people(300, rng), people(300, rng), people(300, rng), FIELDS)
    found = membership(stage, Orders(attacks=50), targets=["outliers"])
    assert [r.group for r in everyone(found)] == ["outliers", "outliers, low_false_positives"]


@pytest.mark.parametrize("rows", [1, 2, 3, 7])
def test_hardly_anybody(rows: int) -> None:
    """Without a person to learn on nothing is known, and that is said."""
    rng = np.random.default_rng(6)
    found = membership(Scene(people(5, rng), people(rows, rng), people(rows, rng), FIELDS), Orders())
    assert all(r.risk.high > 0.3 for r in everyone(found))


def test_constant_columns_and_one_column() -> None:
    frame = pd.DataFrame({"a": ["x"] * 100, "b": [1.0] * 100})
    for fields in ((Field("a", "category"), Field("b", "number")), (Field("b", "number"),)):
        found = membership(Scene(frame, frame, frame, fields), Orders())
        assert all(r.risk.value == 0 for r in everyone(found))


def test_a_limit_takes_all_who_score_the_same() -> None:
    scores, mine = np.array([[1.0], [1.0], [0.0], [0.0]]), np.array([True, False, True, False])
    for rule in (best_rule(scores, mine), sure_rule(scores, mine)):
        assert rule(scores).tolist() in ([True, True, False, False], [True] * 4, [False] * 4)


def test_the_interval_of_a_difference_covers() -> None:
    """Exactly, over shares and small numbers of attacks."""
    n, confidence = 40, 0.95
    ends = {
        (a, c): difference(Tally(a, n), Tally(c, n), confidence)
        for a, c in product(range(n + 1), range(n + 1))
    }
    for p, q in [(0.05, 0.05), (0.5, 0.5), (0.9, 0.1), (0.3, 0.0), (0.02, 0.01), (1.0, 0.5)]:
        law = np.outer(binom.pmf(range(n + 1), n, p), binom.pmf(range(n + 1), n, q))
        cover = sum(law[a, c] for (a, c), i in ends.items() if i.low <= p - q <= i.high)
        above = sum(law[a, c] for (a, c), i in ends.items() if i.low > p - q)
        assert cover >= confidence
        assert above <= (1 - confidence) / 2
