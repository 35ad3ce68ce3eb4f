from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, mean_absolute_error, r2_score, roc_auc_score

from privkit.errors import DataError, InternalError
from privkit.usefulness.models import ModelScores, Score, train_and_test
from privkit.usefulness.scores import Answers, of_classes, of_numbers
from privkit.usefulness.variables import Sides, Variable

Frame = pd.DataFrame
Made = Callable[..., Frame]


def of(
    real: Frame, released: Frame, held: Frame | None, variables: tuple[Variable, ...], target: str
) -> ModelScores:
    return train_and_test(Sides(real, released, variables, held), target)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6))
def test_scores_are_those_of_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, 120)
    chances = np.round(rng.random((120, 3)) + 0.5 * np.eye(3)[truth], 1)  # with many ties
    says = chances.argmax(axis=1).astype(float)
    weights = np.vstack([np.ones(120), rng.integers(0, 4, 120)]).astype(float)
    found = of_classes(truth, Answers(says, chances), weights)
    for draw, weight in enumerate(weights):
        areas = [roc_auc_score(truth == k, chances[:, k], sample_weight=weight) for k in range(3)]
        assert found["auc"][draw] == pytest.approx(np.mean(areas))
        assert found["accuracy"][draw] == pytest.approx(accuracy_score(truth, says, sample_weight=weight))
    value, guess = rng.normal(1e4, 1, 120), rng.normal(1e4, 1, 120)
    numbers = of_numbers(value, Answers(guess), weights)
    for draw, weight in enumerate(weights):
        assert numbers["r2"][draw] == pytest.approx(r2_score(value, guess, sample_weight=weight))
        assert numbers["mae"][draw] == pytest.approx(mean_absolute_error(value, guess, sample_weight=weight))


def first(found: ModelScores, learner: str = "trees") -> Score:
    return found.scores[learner][0]  # type: ignore[index]


@pytest.mark.parametrize(("target", "metrics"), [("pool", ("auc", "accuracy")), ("use", ("r2", "mae"))])
def test_a_copy_loses_nothing_and_independent_columns_lose_all(
    people: Made, independent: Made, variables: tuple[Variable, ...], target: str, metrics: tuple[str, str]
) -> None:
    real, held = people(3000, 1), people(1500, 2)
    copy, bad = (of(real, r, held, variables, target) for r in (real, independent(real)))
    for learner in ("trees", "linear"):
        assert tuple(s.metric for s in copy.scores[learner]) == metrics  # type: ignore[index]
        same, worst = first(copy, learner), first(bad, learner)
        assert same.real == same.released and same.loss is not None and same.loss.value == 0
        # Not 1: rules learnt from noise still point somewhere, and may be lucky on real people.
        assert worst.loss is not None and worst.loss.low > 0.5
        assert same.loss_floor is not None and same.loss_floor < 0.15
    assert bad.loss is not None and copy.loss is not None and bad.loss.value > 0.8
    assert (copy.trained, copy.tested) == ((3000, 1500) if target == "pool" else (copy.trained, copy.tested))


def test_a_fresh_sample_loses_about_the_floor(people: Made, variables: tuple[Variable, ...]) -> None:
    found = of(people(4000, 1), people(4000, 3), people(2000, 2), variables, "use")
    score = first(found, "linear")
    assert score.loss is not None and score.loss.value < 0.05
    assert score.loss.low <= score.loss.value <= score.loss.high


def test_the_order_of_rows_changes_nothing(people: Made, variables: tuple[Variable, ...]) -> None:
    frames = people(600, 1), people(500, 2), people(300, 3)
    mixed = [f.sample(frac=1, random_state=9) for f in frames]
    for target in ("pool", "use"):
        assert of(*frames, variables, target) == of(*mixed, variables, target)  # type: ignore[arg-type]


def test_more_classes_than_two_and_a_class_only_in_the_release() -> None:
    def made(seed: int) -> Frame:
        rng = np.random.default_rng(seed)
        a = rng.integers(0, 4, 800)
        return Frame({"a": a.astype(float), "y": np.array(list("wxyz"))[a], "noise": rng.normal(size=800)})

    real, held, released = made(1), made(2), made(3)
    released.loc[released["y"] == "z", "y"] = "new"
    kinds = Variable("a", "number"), Variable("y", "category"), Variable("noise", "number")
    score = first(of(real, released, held, kinds, "y"))
    assert score.real == pytest.approx(1)
    assert score.released == pytest.approx(1 - 0.5 / 4)  # three classes are told apart, the fourth not at all
    assert first(of(real, real, held, kinds, "y")).released == pytest.approx(1)


@cache
def pair(seed: int = 0) -> Frame:
    rng, n = np.random.default_rng(seed), 200
    x = rng.normal(size=n)
    return Frame({"x": x, "y": np.where(x > 0, "yes", "no"), "z": rng.normal(size=n)})


XYZ = (Variable("x", "number"), Variable("y", "category"), Variable("z", "number"))


@pytest.mark.parametrize(
    "ruined",
    [
        {"y": "yes"},  # one class
        {"y": None},  # no class
        {"x": np.nan},  # nothing to learn from
    ],
)
def test_a_release_that_teaches_nothing_loses_all(ruined: dict[str, object]) -> None:
    found = of(pair(), pair(1).assign(**ruined), pair(2), XYZ, "y")  # type: ignore[arg-type]
    score = first(found)
    assert score.real > 0.99
    assert score.loss is not None and score.loss.value > 0.85


@pytest.mark.parametrize(
    ("side", "ruined", "why"),
    [
        (0, {"y": "yes"}, "it hardly varies among training or control units"),
        (2, {"y": "yes"}, "it hardly varies among training or control units"),
        (0, {"y": None}, "fewer than 50 training or control units have it"),
    ],
)
def test_a_target_that_cannot_be_predicted_is_told(side: int, ruined: dict[str, object], why: str) -> None:
    frames = [pair(), pair(1), pair(2)]
    frames[side] = frames[side].assign(**ruined)  # type: ignore[arg-type]
    with pytest.raises(DataError) as error:
        of(frames[0], frames[1], frames[2], XYZ, "y")
    assert error.value.text("en") == [f"PK593 y cannot be predicted: {why}", "  → name another target"]


def test_no_share_is_told_of_what_real_data_do_not_teach() -> None:
    found = of(pair(), pair(1), pair(2), XYZ, "z")
    assert first(found).loss is None and first(found).loss_floor is None
    assert found.loss is None


def test_models_need_people_never_seen() -> None:
    with pytest.raises(InternalError, match="PK590"):
        of(pair(), pair(), None, XYZ, "y")


def test_more_categories_than_trees_can_split_and_a_text_for_each() -> None:
    rng = np.random.default_rng(0)

    def made(n: int) -> Frame:
        town = rng.integers(0, 300, n)
        return Frame(
            {
                "town": [f"t{k}" for k in town],
                "name": [f"{rng.integers(10**9)}-{k}" for k in range(n)],
                "y": np.where(town % 2 == 0, "yes", "no"),
            }
        )

    kinds = tuple(Variable(c, "category") for c in ("town", "name", "y"))
    score = first(of(made(4000), made(4000), made(1000), kinds, "y"))
    assert score.real > 0.6  # the hundred commonest towns are told apart, names are not read
    assert score.loss is not None and score.loss.value < 0.4
