"""How well predictions meet the truth, on the units themselves and on bootstraps of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.usefulness.coding import Floats

Ints = npt.NDArray[np.int64]
FEWEST = 10  # units of a class below which the order of its probabilities says nothing


@dataclass(frozen=True)
class Answers:
    """What a model says of each test unit: its most likely class and the probability of each, or a number."""

    says: Floats
    chances: Floats | None = None


def of_classes(truth: Ints, answers: Answers, weights: Floats) -> Mapping[str, Floats]:
    """AUC and accuracy under each row of ``weights[draw, unit]``.

    AUC: mean over the classes of one against all others (Hand and Till 2001 call it the a-value; ties count half),
    over classes of at least ten test units and ten of the others.
    """
    assert answers.chances is not None
    right = _summed(weights, answers.says == truth) / weights.sum(axis=1)
    areas = [
        _area(truth == k, answers.chances[:, k], weights)
        for k in range(answers.chances.shape[1])
        if FEWEST <= (truth == k).sum() <= len(truth) - FEWEST
    ]
    return {"auc": np.mean(areas, axis=0), "accuracy": right}


def of_numbers(truth: Floats, answers: Answers, weights: Floats) -> Mapping[str, Floats]:
    """R² and the mean absolute error under each row of ``weights[draw, unit]``."""
    whole = weights.sum(axis=1)
    mean = _summed(weights, truth) / whole
    around = _summed(weights, (truth - truth.mean()) ** 2) - whole * (mean - truth.mean()) ** 2
    missed = _summed(weights, (truth - answers.says) ** 2)
    return {
        "r2": 1 - missed / np.maximum(around, 1e-300),
        "mae": _summed(weights, np.abs(truth - answers.says)) / whole,
    }


def _summed(weights: Floats, values: npt.NDArray[Any]) -> Floats:
    """``weights @ values`` without a BLAS, whose sums depend on how many threads it takes."""
    return np.asarray(np.einsum("ij,j->i", weights, values.astype(np.float64)), np.float64)


def _area(positive: npt.NDArray[np.bool_], score: Floats, weights: Floats) -> Floats:
    """The chance that a unit of the class scores above one of the others, a tie counting half."""
    levels, place = np.unique(score, return_inverse=True)
    out = np.full(len(weights), 0.5)
    for draw, weight in enumerate(weights):
        ours = np.bincount(place, weights=weight * positive, minlength=len(levels))
        others = np.bincount(place, weights=weight * ~positive, minlength=len(levels))
        pairs = ours.sum() * others.sum()
        if pairs > 0:
            out[draw] = (ours * (np.cumsum(others) - others / 2)).sum() / pairs
    return out
