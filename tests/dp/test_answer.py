"""Noise is added once, to every public key or to the keys that pass, and to integers that can be right."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from privkit.dp.answer import answer
from privkit.dp.combine import combine
from privkit.dp.contribution import Table
from privkit.dp.fixed_point import FixedPoint
from privkit.dp.measures import Count, Quantiles, Sum
from privkit.dp.noise import Noise
from privkit.dp.plan import Plan
from privkit.dp.release import Wanted, plan_tables
from privkit.errors import DataError, InternalError

F = Fraction
M3 = FixedPoint("m3", 0, 500, Decimal("0.1"))
WANTED = Wanted(
    Table("t", 4), ((Count("n", "units"), F(1, 2)), (Quantiles("q", M3, (F(1, 2),), (0, 100, 500)), F(1, 2)))
)


def planned() -> tuple[Any, Plan]:
    (asked,), plan = plan_tables([WANTED], F(1), F(0), "basic", {})
    return asked, plan


RIGHT = {"t.units": np.array([3, 0, 1, 9]), "t.bins.m3": np.array([[3, 0], [0, 0], [0, 1], [5, 4]])}


def test_every_public_key_is_answered(no_noise: Noise) -> None:
    asked, plan = planned()
    done = answer(asked, RIGHT, plan, no_noise)
    assert done.kept is None
    assert done.publish()["n"].columns()[0].tolist() == [3, 0, 1, 9]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (np.array([3, -1, 1, 9]), "a count below zero"),
        (np.array([3.0, 0.5, 1.0, 9.0]), "not whole numbers"),
        (np.array([3.0, np.nan, 1.0, 9.0]), "not whole numbers"),
        (np.array([3, None, 1, 9], dtype=object), "not whole numbers"),
        (np.array([True, False, True, True]), "not whole numbers"),
        (np.array([3, 0, 1, 2**52]), "a number past 2^52"),
        (np.array([3, 0, 1, 2**70], dtype=object), "a number past 2^52"),
    ],
)
def test_an_exact_answer_that_cannot_be_right(wrong: NDArray[Any], why: str, no_noise: Noise) -> None:
    asked, plan = planned()
    with pytest.raises(DataError) as told:
        answer(asked, {**RIGHT, "t.units": wrong}, plan, no_noise)
    assert told.value.text("en") == [
        f"PK547 t.units: the exact answer is wrong: {why}",
        "  → check the types and the missing values of the column in the source",
    ]


def test_a_key_too_few_or_a_wrong_shape(no_noise: Noise) -> None:
    asked, plan = planned()
    with pytest.raises(InternalError, match="PK540 not one exact answer per public key"):
        answer(asked, {name: numbers[:3] for name, numbers in RIGHT.items()}, plan, no_noise)
    with pytest.raises(InternalError, match=r"PK540 t\.bins\.m3: an answer of the wrong shape"):
        answer(asked, {**RIGHT, "t.bins.m3": np.zeros((4, 3), int)}, plan, no_noise)


class Huge:
    """Noise larger than a 64-bit integer, and how many numbers were drawn."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def geometric(self, size: int, scale: Fraction) -> NDArray[Any]:
        self.sizes.append(size)
        return np.array([2**70] * size, dtype=object)

    discrete_gaussian = geometric

    def choose(self, scores: NDArray[np.int64], epsilon: Fraction, sensitivity: int) -> int:
        return 0


def test_each_exact_number_gets_its_own_noise_and_none_wraps_around() -> None:
    asked, plan = planned()
    noise = Huge()
    said = answer(asked, RIGHT, plan, noise).publish()
    assert sorted(noise.sizes) == [4, 8]
    assert (said["n"].value == 2**62).all()


def test_only_keys_that_pass_are_answered_and_noise_is_drawn_for_them_alone(no_noise: Noise) -> None:
    table = Table("t", None, 2, 1)
    wanted = Wanted(table, ((Sum("s", M3), F(1, 2)), (Count("n", "units"), F(1, 4))), keys=F(1, 4))
    (asked,), plan = plan_tables([wanted], F(1), F(1, 10**6), "basic", {"t": "geometric"})
    least = plan.of("t.units").threshold
    assert least is not None
    units = np.array([least - 1, least, 2, least + 5])
    done = answer(asked, {"t.units": units, "t.sum.m3": units * 10}, plan, no_noise)
    assert done.kept is not None
    assert done.kept.tolist() == [1, 3]
    assert done.publish()["n"].value.tolist() == [least, least + 5]
    assert done.publish()["s"].value.tolist() == [least * 10, least * 10 + 50]


def test_combining_for_another_mechanism_keeps_the_weights() -> None:
    for mechanism in (None, "geometric", "discrete_gaussian"):
        asked = combine(WANTED.table, WANTED.asks, mechanism)  # type: ignore[arg-type]
        assert [query.weight for query in asked.queries] == [F(1, 2), F(1, 2)]
