"""A lower bound on epsilon: under the claim for an honest generator, above it for one that cheats."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from privkit.errors import DataError
from privkit.risk.attacks.canaries import audit, choose_canaries, epsilon_bound, epsilon_proved, likeness
from privkit.risk.attacks.result import Tally
from privkit.risk.attacks.scene import Field


def laplace(epsilon: float, runs: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A count of 1 or 0 with the noise of an epsilon."""
    noise = rng.laplace(0, 1 / epsilon, (2, runs))
    return noise[0] + 1, noise[1]


def test_scores_that_do_not_depend_on_the_canary_prove_nothing() -> None:
    alarms = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        alarms += epsilon_bound(rng.normal(size=60), rng.normal(size=60)).epsilon > 0
    assert alarms <= binom.ppf(0.999, 400, 0.05)


def test_the_event_counted_where_it_was_chosen_would_accuse_the_honest() -> None:
    """The planted fault: each run given twice, so that both halves are the same."""
    same, apart = 0, 0
    for seed in range(120):
        scores = np.random.default_rng(seed).normal(size=(2, 60))
        same += epsilon_bound(*np.repeat(scores, 2, axis=1), confidence=0.7).epsilon > 0
        apart += epsilon_bound(*scores, confidence=0.7).epsilon > 0
    assert apart <= binom.ppf(0.999, 120, 0.3) < same


@pytest.mark.parametrize("epsilon", [0.5, 1.0, 3.0])
def test_the_bound_is_under_the_truth_and_near_it(epsilon: float) -> None:
    found = [epsilon_bound(*laplace(epsilon, 3000, np.random.default_rng(s))).epsilon for s in range(10)]
    assert sum(f > epsilon for f in found) <= 3  # 1 in 20 may be
    assert np.median(found) > 0.6 * epsilon


def test_half_the_noise_is_caught() -> None:
    inside, outside = laplace(2.0, 4000, np.random.default_rng(1))
    assert epsilon_bound(inside, outside).epsilon > 1.0


def test_the_canary_may_lower_the_scores() -> None:
    inside, outside = laplace(3.0, 2000, np.random.default_rng(2))
    assert epsilon_bound(-inside, -outside).epsilon > 1.5
    assert epsilon_bound(outside, inside).epsilon > 1.5


def test_delta_takes_away_from_the_proof() -> None:
    inside, outside = laplace(3.0, 2000, np.random.default_rng(3))
    none, some = (epsilon_bound(inside, outside, delta).epsilon for delta in (0.0, 0.3))
    assert none > some > 0


def test_what_can_be_proved_at_most() -> None:
    found = epsilon_bound(np.ones(100), np.zeros(100))
    assert (found.inside, found.outside) in [
        (Tally(50, 50), Tally(0, 50)),
        (Tally(0, 50), Tally(50, 50)),
    ]
    assert found.epsilon == found.most == pytest.approx(math.log(0.025 ** (1 / 50) / (1 - 0.025 ** (1 / 50))))
    assert epsilon_proved(Tally(0, 50), Tally(50, 50), 0.0, 0.95) == 0


def test_missing_scores_meet_no_event() -> None:
    found = epsilon_bound(np.full(20, np.nan), np.full(20, np.nan))
    assert found.epsilon == 0


def test_too_few_runs() -> None:
    with pytest.raises(DataError) as caught:
        epsilon_bound([1.0] * 7, [0.0] * 20)
    assert caught.value.text("en") == [
        "PK679 a canary proves nothing in fewer than 8 runs with it and as many without",
        "  → ask for 200 runs of each kind or more",
    ]
    with pytest.raises(DataError):
        audit(lambda frame: 0.0, pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]}), None, 7, 0.0)


def test_likeness_is_of_values_held_together() -> None:
    kinds = [Field("a", "category"), Field("b", "category"), Field("n", "number")]
    canary = pd.DataFrame({"n": [7.0], "b": ["u"], "a": [None]})
    common = pd.DataFrame({"a": ["x"] * 100, "b": ["v"] * 100, "n": np.linspace(100, 200, 100)})
    rare = common.copy()
    rare.loc[3, "a"], rare.loc[50, "b"], rare.loc[70, "n"] = None, "u", 7.0
    met = common.copy()
    met.loc[3] = [None, "u", 7.0]
    assert likeness(common, canary, kinds) == 0
    assert likeness(rare, canary, kinds) == pytest.approx(3 - 0.03, abs=0.001)
    assert likeness(met, canary, kinds) == pytest.approx(3 + 3 * 0.99, rel=0.01)
    assert likeness(pd.concat([common.assign(b="u")] * 9), canary, kinds) == 30


@pytest.mark.parametrize("replacing", [True, False])
def test_a_whole_fit_is_run_on_neighbours(replacing: bool) -> None:
    frame = pd.DataFrame({"a": ["x"] * 5})
    canary, other = pd.DataFrame({"a": ["rare"]}), pd.DataFrame({"a": ["x"]})
    seen: list[tuple[str, ...]] = []
    rng = np.random.default_rng(4)

    def fit_and_score(data: pd.DataFrame) -> float:
        seen.append(tuple(data["a"]))
        return float((data["a"] == "rare").sum() + rng.laplace(0, 1.0))

    found = audit(fit_and_score, frame, canary, other if replacing else None, 300, 0.0)
    assert len(seen) == 600 and list(frame["a"]) == ["x"] * 5
    assert set(seen[::2]) == {("x",) * 5 + ("rare",)}
    assert set(seen[1::2]) == {("x",) * (6 if replacing else 5)}
    assert 0 < found.epsilon <= 1


def test_canaries_are_the_records_far_from_all_others() -> None:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {
            "kind": rng.choice(["a", "b"], 3000),
            "age": rng.normal(40, 5, 3000),
            "volume": rng.normal(100, 10, 3000),
            "note": [None] * 3000,
        },
        index=np.arange(3000) * 7,
    )
    far = [17, 1200, 2999]
    frame.iloc[far, 0] = ["z", "y", "x"]
    frame.iloc[far, 1] = 500.0
    kinds = [
        Field("kind", "category"),
        Field("age", "number"),
        Field("volume", "number"),
        Field("note", "category"),
    ]
    assert sorted(choose_canaries(frame, kinds, 3).tolist()) == far
    assert list(choose_canaries(frame, kinds, 5)) == list(choose_canaries(frame, kinds, 5))
    assert len(choose_canaries(frame, kinds, 5000)) == 3000
