"""One column of a sequential synthesis: a tree on the columns before it, and the draw of a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.synth.leaves import Leaves, fill_leaves
from privkit.synth.tree_order import by_classes, by_mean, embedded

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Up to so many classes a category is a target as it is; beyond, through coordinates.
CLASSES = 40
#: Trees are grown on at most so many units; every unit then falls into its leaf.
GROWN_ON = 100_000


@dataclass(frozen=True)
class Variable:
    """One thing to draw, as numbers. ``size``: number of codes of a category, 0 for a number (NaN: missing)."""

    name: str
    values: Floats
    size: int = 0
    ordered: bool = False
    given: Mask | None = None  # which units' values may be given; None: all


@dataclass(frozen=True)
class Settings:
    smallest_leaf: int
    smooth: bool


@dataclass(frozen=True)
class Model:
    """How to draw one variable from those drawn before it.

    ``scores[name]``: the place of each code of a category among the features; ``low[name]``: what stands for a
    missing number. ``only``: the variable that must be 0 (nothing is missing) for a value to be drawn.
    """

    name: str
    features: tuple[str, ...]
    scores: Mapping[str, Floats]
    low: Mapping[str, float]
    leaves: Leaves
    only: str | None = None

    def draw(self, drawn: Mapping[str, Floats], rows: int, rng: np.random.Generator) -> Floats:
        """A value for each row, from the variables already drawn."""
        if self.only is None:
            return self.leaves.draw(self._features(drawn, np.arange(rows)), rng)
        out = np.full(rows, np.nan)
        present = np.flatnonzero(drawn[self.only] == 0)
        out[present] = self.leaves.draw(self._features(drawn, present), rng)
        return out

    def _features(self, drawn: Mapping[str, Floats], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        out = np.zeros((len(rows), len(self.features)), np.float32)
        for j, name in enumerate(self.features):
            out[:, j] = placed(drawn[name][rows], self.scores.get(name), self.low.get(name, 0.0))
        return out


def placed(values: Floats, scores: Floats | None, low: float) -> Floats:
    """A column as a feature: the score of each code, or the number with missing put below all others."""
    if scores is not None:
        return np.asarray(scores[values.astype(np.int64)], dtype=np.float64)
    return np.where(np.isnan(values), low, values)


def grow(
    target: Variable,
    before: tuple[Variable, ...],
    settings: Settings,
    rng: np.random.Generator,
    only: str | None = None,
) -> Model:
    """Grow the tree of a variable (CART, Breiman et al. 1984) on the units where it is known, and fill its leaves."""
    known = np.flatnonzero(~np.isnan(target.values))
    scores, low, columns = {}, {}, []
    for each in before:
        values = each.values[known]
        if each.size and not each.ordered:
            scores[each.name] = _scores(each, values, target, target.values[known])
        elif not each.size:
            span = np.nanmax(each.values) - np.nanmin(each.values) if (~np.isnan(each.values)).any() else 0.0
            low[each.name] = (
                float(np.nanmin(each.values) - span - 1.0) if np.isfinite(span) and span else -1.0
            )
        columns.append(placed(values, scores.get(each.name), low.get(each.name, 0.0)))
    features = (
        np.stack(columns, axis=1).astype(np.float32) if columns else np.zeros((len(known), 0), np.float32)
    )
    tree = _tree(target, target.values[known], features, settings, rng)
    given = np.ones(len(known), bool) if target.given is None else target.given[known]
    common = settings.smallest_leaf if settings.smooth and not target.size else None
    leaves = fill_leaves(tree, features, target.values[known], given, common)
    return Model(target.name, tuple(v.name for v in before), scores, low, leaves, only)


def _scores(each: Variable, values: Floats, target: Variable, wanted: Floats) -> Floats:
    codes = values.astype(np.int64)
    if target.size > 2:
        return by_classes(codes, each.size, wanted.astype(np.int64), target.size)
    return by_mean(codes, each.size, wanted if target.size else ranks(wanted))


def ranks(values: Floats) -> Floats:
    """Mean ranks in 0..1: a tree that cuts ranks is not led by a few huge values."""
    _, where, held = np.unique(values, return_inverse=True, return_counts=True)
    upto = np.cumsum(held)
    return np.asarray((upto - (held + 1) / 2)[where] / len(values), dtype=np.float64)


def _tree(
    target: Variable,
    wanted: Floats,
    features: npt.NDArray[np.float32],
    settings: Settings,
    rng: np.random.Generator,
) -> Any:
    """The grown tree, None when one leaf is all there can be."""
    from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

    leaf = settings.smallest_leaf
    if features.shape[1] == 0 or len(wanted) < 2 * leaf or wanted.min() == wanted.max():
        return None
    seed = int(rng.integers(2**31))
    rows = np.arange(len(wanted))
    if len(wanted) > GROWN_ON:
        rows = np.sort(rng.choice(len(wanted), GROWN_ON, replace=False))
    features, wanted = features[rows], wanted[rows]
    tree = DecisionTreeClassifier if 0 < target.size <= CLASSES else DecisionTreeRegressor
    return tree(min_samples_leaf=leaf, random_state=seed).fit(features, _goal(target, wanted, features))


def _goal(target: Variable, wanted: Floats, features: npt.NDArray[np.float32]) -> Floats:
    """What the tree separates: classes, coordinates of a category with many, or ranks of a number."""
    if not target.size:
        return ranks(wanted)
    if target.size <= CLASSES:
        return wanted
    codes = wanted.astype(np.int64)
    beside = [features[:, j].astype(np.float64) for j in range(features.shape[1])]
    return np.asarray(embedded(codes, target.size, beside)[codes], dtype=np.float64)


@dataclass
class Sequence:
    """Variables put one after another: each is grown on those before."""

    settings: Settings
    rng: np.random.Generator
    known: list[Variable] = field(default_factory=list)

    def add(
        self,
        target: Variable,
        beside: tuple[Variable, ...] = (),
        only: str | None = None,
        told: bool = True,
    ) -> Model:
        """Grow ``target`` on the known ones and those ``beside``, then count it among the known if it is ``told``."""
        model = grow(target, (*self.known, *beside), self.settings, self.rng, only)
        if told:
            self.known.append(target)
        return model
