"""The models trained on real and on released rows: gradient-boosted trees, and a linear model beside them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from privkit.usefulness.coding import Column, Floats
from privkit.usefulness.scores import Answers

Learner = Literal["trees", "linear"]
LEARNERS: tuple[Learner, ...] = ("trees", "linear")
_ROUNDS, _LEAVES = (
    60,
    15,
)  # more of either changed no score by more than chance on tables of 5,000 to 30,000 rows
_FAR = 5.0  # standard deviations beyond which a number counts as no further, in the linear model


@dataclass(frozen=True)
class Inputs:
    """What a model may read of some rows: codes of categories, numbers; one array per column."""

    codes: Sequence[npt.NDArray[np.int32]]
    sizes: Sequence[int]
    values: Sequence[Floats]

    @staticmethod
    def of(columns: Sequence[Column], rows: npt.NDArray[np.intp], *, released: bool) -> Inputs:
        categories = [c for c in columns if c.kind == "category"]
        numbers = [c.released_values if released else c.true_values for c in columns if c.kind != "category"]
        return Inputs(
            [(c.released if released else c.true)[rows] for c in categories],
            [c.size for c in categories],
            [values[rows] for values in numbers if values is not None],
        )


def trained(
    learner: Learner, train: Inputs, target: Floats, classes: int, test: Inputs, seed: int
) -> Answers:
    """Train on some rows, answer for others. ``classes``: how many, numbered from 0; 0 when a number is predicted.

    Target of one value in training: it is the answer everywhere. Runs in one thread: the sums of several depend on
    how many there are, and figures must not.
    """
    if len(np.unique(target)) < 2:
        return _constant(float(target[0]), classes, len(test.codes[0] if test.codes else test.values[0]))
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    build = _trees if learner == "trees" else _linear
    model, (before, after) = build(train, test, len(np.unique(target)) if classes else 0, seed)
    with (
        threadpool_limits(limits=1),
        warnings.catch_warnings(),
    ):  # only of what is loaded: build has loaded it
        warnings.simplefilter("ignore")  # lbfgs says when it stops early: the answers are scored all the same
        model.fit(before, target if not classes else target.astype(np.int64))
        says = np.asarray(model.predict(after), np.float64)
        if not classes:
            return Answers(says)
        chances = np.zeros((len(says), classes))
        chances[:, model.classes_] = model.predict_proba(after)
        return Answers(says, chances)


def _constant(value: float, classes: int, rows: int) -> Answers:
    says = np.full(rows, value)
    return Answers(says, np.zeros((rows, classes)) if classes else None)


def _trees(train: Inputs, test: Inputs, classes: int, seed: int) -> tuple[Any, tuple[Floats, Floats]]:
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    kind = HistGradientBoostingClassifier if classes else HistGradientBoostingRegressor
    category = [True] * len(train.codes) + [False] * len(train.values)
    rounds = _ROUNDS if classes <= 2 else max(20, 2 * _ROUNDS // classes)  # a tree per class in each
    model = kind(
        max_iter=rounds, max_leaf_nodes=_LEAVES, early_stopping=False, categorical_features=category,
        random_state=seed,
    )  # fmt: skip
    return model, (_table(train), _table(test))


def _table(rows: Inputs) -> Floats:
    """Codes and numbers side by side; a missing category is NaN, as a missing number is."""
    codes = [np.where(code == 0, np.nan, code) for code in rows.codes]
    return np.column_stack([*codes, *rows.values])


def _linear(train: Inputs, test: Inputs, classes: int, seed: int) -> tuple[Any, tuple[Any, Any]]:
    from sklearn.linear_model import LogisticRegression, Ridge

    model = LogisticRegression(max_iter=200, tol=1e-3, random_state=seed) if classes else Ridge(solver="lsqr")
    scale = [_scale(values) for values in train.values]
    return model, (_wide(train, scale), _wide(test, scale))


def _scale(values: Floats) -> tuple[float, float]:
    present = values[~np.isnan(values)]
    if not len(present):
        return 0.0, 1.0
    return float(present.mean()), float(present.std()) or 1.0


def _wide(rows: Inputs, scale: Sequence[tuple[float, float]]) -> Any:
    """A sparse table: a column per category, and per number its distance from the mean and whether it is missing."""
    from scipy import sparse

    parts: list[Any] = []
    for code, size in zip(rows.codes, rows.sizes, strict=True):
        n = len(code)
        parts.append(sparse.csr_matrix((np.ones(n), code, np.arange(n + 1)), shape=(n, size)))
    for values, (mean, deviation) in zip(rows.values, scale, strict=True):
        missing = np.isnan(values)
        near = np.where(missing, 0.0, np.clip((values - mean) / deviation, -_FAR, _FAR))
        parts.append(sparse.csr_matrix(np.column_stack([near, missing])))
    return sparse.hstack(parts, format="csr")
