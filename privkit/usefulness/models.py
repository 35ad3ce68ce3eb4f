"""Whether a model trained on released rows works for real people: train on synthetic, test on real.

The same model is trained three times and tested on people none of the three has seen: on real rows, on a resample
of real rows as large as the release, and on released rows. The loss is the part of what real data teach that
released data do not: (real - released) / (real - trivial), the trivial answer reading nothing. The resample is the
floor: what chance in the choice of people costs by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from privkit.errors import DataError, Problem
from privkit.usefulness.codes import misuse
from privkit.usefulness.coding import Column, Floats
from privkit.usefulness.learners import LEARNERS, Inputs, Learner, trained
from privkit.usefulness.scores import FEWEST, Answers, of_classes, of_numbers
from privkit.usefulness.variables import SMALLEST, Rows, Sides
from privkit.values import Interval
from privkit.words import Words

MOST_TRAINED = 50_000  # rows a model is trained on, the same number for all
MOST_TESTED = 50_000
MOST_CLASSES = 10
TEACHES = 0.02  # what real data must add to the trivial answer for a share of it to mean something
DRAWS = 200


@dataclass(frozen=True)
class Score:
    """One figure of one model.

    ``loss`` is a share from 0 up (over 1: worse than reading nothing), None when real data teach too little for a
    share of it to be told. Its interval is over bootstraps of the test units alone: what chance in training does,
    ``loss_floor`` tells. Where columns ignore each other a model learns noise, whose order of people may be lucky:
    an AUC is read beside the accuracy.
    """

    metric: str  # auc, accuracy, r2, mae
    real: float
    resampled: float
    released: float
    trivial: float
    loss: Interval | None
    loss_floor: float | None


@dataclass(frozen=True)
class ModelScores:
    """One target. ``scores`` of each learner, the one that matters first: AUC of a category, R² of a number.

    ``trained`` rows, ``tested`` control units. ``classes``: 0 for a number.
    """

    target: str
    classes: int
    trained: int
    tested: int
    scores: Mapping[Learner, tuple[Score, ...]]

    @property
    def loss(self) -> Interval | None:
        """The larger loss of the learners, each on its first figure; None when neither can be told."""
        found = [s[0].loss for s in self.scores.values() if s[0].loss is not None]
        return max(found, key=lambda i: i.value, default=None)


def train_and_test(sides: Sides, target: str, *, confidence: float = 0.95) -> ModelScores:
    """Predict ``target`` from every other column: gradient-boosted trees and a linear model.

    Texts that are nearly all different predict nothing and are left out, as are units whose target is missing. At
    most 50,000 rows train and as many test, drawn by the seed. A category keeps its ten commonest classes, others
    make one. DataError PK593 when the target cannot be predicted.
    """
    column = sides.column(target)
    columns = [c for c in sides.telling if c.name != target]
    if sides.held is None or not columns:
        raise misuse(
            Words(
                "a model needs control units and another column",
                "un modèle demande des unités témoins et une autre colonne",
            )
        )
    true, released, classes = _targets(column)
    order = sides.order[~np.isnan(true[sides.order])]
    real, held = order[order < column.real_units], order[order >= column.real_units]
    given = sides.released_order[~np.isnan(released[sides.released_order])]
    problem = _unpredictable(target, true[real], true[held], classes)
    if problem is not None:
        raise DataError(problem)
    rng = sides.generator(4, [c.name for c in sides.columns].index(target))
    held = _some(held, MOST_TESTED, rng)
    size = min(MOST_TRAINED, len(real), len(given) or len(real))
    learnt = _some(real, size, rng)
    lessons = [
        _Lesson(Inputs.of(columns, rows, released=protected), values[rows])
        for rows, values, protected in (
            (learnt, true, False),
            (real[np.sort(rng.integers(0, len(real), size))], true, False),
            (_some(given, size, rng), released, True),
        )
    ]
    exam = _Exam(Inputs.of(columns, held, released=False), true[held], classes, _weights(len(held), rng))
    trivial = _trivial(true[learnt], classes, len(held))
    scores = {
        learner: _scores(
            [*(exam.taken(learner, lesson, trivial, sides.seed) for lesson in lessons), exam.marked(trivial)],
            confidence,
        )
        for learner in LEARNERS
    }
    return ModelScores(target, classes, size, len(held), scores)


@dataclass(frozen=True)
class _Lesson:
    """Rows to train on, and their target."""

    inputs: Inputs
    target: Floats


@dataclass(frozen=True)
class _Exam:
    """The people the models are tested on, how often each counts in each draw."""

    inputs: Inputs
    truth: Floats
    classes: int
    weights: Floats

    def taken(self, learner: Learner, lesson: _Lesson, trivial: Answers, seed: int) -> Mapping[str, Floats]:
        """Train and test; from no row at all, nothing better than the trivial answer is learnt."""
        if not len(lesson.target):
            return self.marked(trivial)
        return self.marked(trained(learner, lesson.inputs, lesson.target, self.classes, self.inputs, seed))

    def marked(self, answers: Answers) -> Mapping[str, Floats]:
        if self.classes:
            return of_classes(self.truth.astype(np.int64), answers, self.weights)
        return of_numbers(self.truth, answers, self.weights)


def _targets(column: Column) -> tuple[Floats, Floats, int]:
    """The target of true and of released rows, NaN when missing; how many classes, 0 for a number."""
    if column.true_values is not None and column.released_values is not None:
        return column.true_values, column.released_values, 0
    counts = np.bincount(column.real, minlength=column.size)[1:]
    kept = min(int((counts > 0).sum()), MOST_CLASSES)  # codes are in order of frequency
    made = []
    for codes in (column.true, column.released):
        classes = np.minimum(codes - 1, kept).astype(np.float64)  # all others are the last class
        classes[codes == 0] = np.nan
        made.append(classes)
    return made[0], made[1], kept + 1


def _unpredictable(target: str, real: Floats, held: Floats, classes: int) -> Problem | None:
    if min(len(real), len(held)) < SMALLEST:
        why = Words(
            f"fewer than {SMALLEST} training or control units have it",
            f"moins de {SMALLEST} unités d'apprentissage ou témoins en ont une valeur",
        )
    elif len(np.unique(real)) < 2 or not _varies(held, classes):
        why = Words(
            "it hardly varies among training or control units",
            "elle ne varie presque pas parmi les unités d'apprentissage ou témoins",
        )
    else:
        return None
    return Problem(
        "PK593",
        Words(f"{target} cannot be predicted: {why.en}", f"{target} ne peut pas être prédite : {why.fr}"),
        instead=Words("name another target", "nommez une autre cible"),
    )


def _varies(held: Floats, classes: int) -> bool:
    if not classes:
        return len(np.unique(held)) > 1
    counts = np.bincount(held.astype(np.int64), minlength=classes)
    return bool(((counts >= FEWEST) & (counts <= len(held) - FEWEST)).any())


def _some(rows: Rows, at_most: int, rng: np.random.Generator) -> Rows:
    return rows if len(rows) <= at_most else rows[np.sort(rng.choice(len(rows), at_most, replace=False))]


def _weights(units: int, rng: np.random.Generator) -> Floats:
    """How often each test unit is taken: once first, then as bootstraps draw."""
    out = np.ones((DRAWS + 1, units))
    for draw in out[1:]:
        draw[:] = np.bincount(rng.integers(0, units, units), minlength=units)
    return out


def _trivial(target: Floats, classes: int, rows: int) -> Answers:
    """The answer that reads nothing: the commonest class, or the mean."""
    if classes:
        commonest = float(np.argmax(np.bincount(target.astype(np.int64), minlength=classes)))
        return Answers(np.full(rows, commonest), np.zeros((rows, classes)))
    return Answers(np.full(rows, float(target.mean())))


def _scores(found: list[Mapping[str, Floats]], confidence: float) -> tuple[Score, ...]:
    return tuple(_score(metric, [one[metric] for one in found], confidence) for metric in found[0])


def _score(metric: str, found: list[Floats], confidence: float) -> Score:
    """``found``: real, resampled, released, trivial; each on the test units, then on their bootstraps."""
    real, resampled, released, trivial = found
    teaches = real - trivial if metric != "mae" else trivial - real
    scale = 1.0 if metric != "mae" else max(float(trivial[0]), 1e-300)
    loss, floor = None, None
    if teaches[0] / scale >= TEACHES:
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.where(teaches > 0, np.maximum((real - released) / (real - trivial), 0.0) + 0.0, 1.0)
        low, high = np.quantile(shares[1:], [(1 - confidence) / 2, (1 + confidence) / 2])
        value = float(shares[0])
        loss = Interval(value, min(float(low), value), max(float(high), value), confidence)
        floor = max(0.0, float((real[0] - resampled[0]) / (real[0] - trivial[0])))
    return Score(
        metric, float(real[0]), float(resampled[0]), float(released[0]), float(trivial[0]), loss, floor
    )
