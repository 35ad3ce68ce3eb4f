"""Local recoding under every model of a confidential column, judged by the plain recount."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from privkit.anonymity.builders import flat, from_rows
from privkit.anonymity.check import check_classes
from privkit.anonymity.criteria import (
    AlphaK,
    BetaLikeness,
    Criteria,
    DeltaDisclosure,
    DistinctL,
    EntropyL,
    KMap,
    OrderedDistance,
    RecursiveCL,
    TCloseness,
)
from privkit.anonymity.local import LocalRecoding, recode_locally
from privkit.anonymity.local import told as told_module
from privkit.anonymity.local.divide import divide
from privkit.anonymity.local.guard import Guard
from privkit.anonymity.local.pieces import Pieces
from privkit.anonymity.local.progress import Watch
from privkit.anonymity.local.space import space_of
from privkit.errors import DataError, InternalError

AGE = from_rows("age", [(str(i), f"a{i // 3}", f"b{i // 9}") for i in range(27)])
KIND = flat([str(i) for i in range(4)], name="kind")
RNG = np.random.default_rng(7)
ROWS = 400
COMBOS = np.stack([RNG.integers(0, 27, ROWS), RNG.integers(0, 27, ROWS), RNG.integers(0, 4, ROWS)], axis=1)
WEIGHTS = RNG.integers(1, 4, ROWS)
SECRET = np.minimum(COMBOS[:, 0] // 6, 3) * (RNG.random(ROWS) < 0.5) + RNG.integers(0, 2, ROWS)

MODELS: dict[str, Any] = {
    "distinct l": DistinctL(3, SECRET, "s"),
    "entropy l": EntropyL(2, SECRET, "s"),
    "recursive c, l": RecursiveCL(3, 2, SECRET, "s"),
    "alpha": AlphaK(0.7, SECRET, "s"),
    "t": TCloseness.of(0.3, SECRET, WEIGHTS, "s"),
    "ordered t": TCloseness.of(0.15, SECRET, WEIGHTS, "s", OrderedDistance(tuple(range(SECRET.max() + 1)))),
    "delta": DeltaDisclosure.of(1.5, SECRET, WEIGHTS, "s"),
    "beta": BetaLikeness.of(1, SECRET, WEIGHTS, "s"),
}


def recounted(result: LocalRecoding, model: Any) -> Any:
    kept = result.class_of >= 0
    labels = pd.DataFrame({j: result.labels(j)[result.class_of[kept]] for j in range(3)})
    pieces = told_module.restricted(Criteria(1, (model,)), result.rows[kept]).attributes
    return check_classes(labels, result.units[kept], 4, attributes=pieces)


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("limit", [Fraction(0), Fraction(1, 20)])
def test_every_model_holds_in_every_class(name: str, limit: Fraction) -> None:
    criteria = Criteria(4, (MODELS[name],))
    result = recode_locally([AGE, AGE, KIND], COMBOS, WEIGHTS, criteria, suppression_limit=limit)
    told = recounted(result, MODELS[name])
    assert told.holds and told.classes == result.classes > 1
    assert result.suppressed_units <= limit * WEIGHTS.sum()
    quick = recode_locally([AGE, AGE, KIND], COMBOS, WEIGHTS, criteria, effort="fast")
    assert result.loss <= quick.loss + 1e-12


@pytest.mark.parametrize("name", MODELS)
def test_dividing_never_leaves_a_class_that_fails(name: str) -> None:
    guard = Guard.of(Criteria(4, (MODELS[name],)))
    space = space_of([AGE, AGE, KIND], COMBOS.astype(np.int32), [1.0] * 3, 3.0)
    made = divide(space, guard, WEIGHTS, Watch())
    assert np.bincount(made.point, made.units, minlength=ROWS).tolist() == WEIGHTS.tolist()
    assert guard.holds(made.classes, made.of_class, made.point, made.units).all()
    assert made.classes > 1


def test_what_one_class_of_everything_fails_is_refused() -> None:
    with pytest.raises(DataError) as caught:
        recode_locally([AGE, AGE, KIND], COMBOS, WEIGHTS, Criteria(2, (DistinctL(99, SECRET, "s"),)))
    assert caught.value.text("en")[0].startswith("PK444 l = 99 cannot be reached")


def test_a_model_of_the_population_is_not_taken() -> None:
    with pytest.raises(ValueError, match="neither models of the population nor several rows per unit"):
        recode_locally([AGE, AGE, KIND], COMBOS, WEIGHTS, Criteria(2, (), (KMap(3, WEIGHTS),)))


def test_the_recount_catches_a_class_that_fails() -> None:
    """A planted bug: pieces whose classes are too small never become a result."""
    codes = COMBOS[:4].astype(np.int32)
    alone = Pieces(np.arange(4), np.ones(4, np.int64), np.arange(4))
    none = Pieces(*(np.empty(0, np.int64) for _ in range(3)))
    units, prices = np.ones(4, np.int64), [1.0] * 3
    with pytest.raises(InternalError) as caught:
        told_module.told([AGE, AGE, KIND], codes, units, Criteria(2), prices, np.arange(4), alone, none, "")
    assert caught.value.text("en") == ["PK460 two counts of the same local recoding differ"]


def test_suppression_is_used_only_where_it_pays() -> None:
    ages = from_rows("age", [(str(i), f"a{i // 50}") for i in range(100)])
    near = np.repeat(np.arange(3), 10)  # three full classes, and one unit far from all
    combos = np.append(near, 99)[:, None]
    weights = np.ones(len(combos), int)
    forced = recode_locally([ages], combos, weights, Criteria(10))
    free = recode_locally([ages], combos, weights, Criteria(10), suppression_limit=Fraction(1, 10))
    assert forced.suppressed_units == 0 and forced.loss == pytest.approx(11 / 31)
    assert free.suppressed_units == 1 and free.loss == pytest.approx(1 / 31)
