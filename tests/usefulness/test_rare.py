from __future__ import annotations

import pandas as pd
import pytest

from privkit.usefulness.rare import Rare, rare
from privkit.usefulness.variables import Sides, Variable

Frame = pd.DataFrame


def column(**counts: int) -> Frame:
    return Frame({"a": [name for name, count in counts.items() for _ in range(count)]})


def of(real: Frame, released: Frame, held: Frame | None = None) -> Rare:
    return rare(Sides(real, released, tuple(Variable(c, "category") for c in real), held))


def test_lost_scarce_and_invented_by_hand() -> None:
    found = of(column(big=160, mid=20, few=12, tiny=8), column(big=190, mid=5, new=5))
    (one,) = found.categories
    assert (one.enough, one.lost, one.scarce) == (3, ("few",), ("mid",))
    assert one.invented == pytest.approx(5 / 200) and one.invented_floor is None
    assert found.lost == 1 and found.covered is None


def test_a_category_of_few_people_is_never_named_even_when_asked() -> None:
    sides = Sides(column(big=160, tiny=9), column(big=169), (Variable("a", "category"),))
    (one,) = rare(sides, least=2).categories
    assert one.lost == () and one.enough == 1


def test_a_small_release_may_miss_what_a_large_one_may_not() -> None:
    real = column(big=1980, few=20)
    assert of(real, column(big=2000)).categories[0].lost == ("few",)
    assert of(real, column(big=200)).categories[0].lost == ()  # two expected: chance alone may lose them


def test_combinations_lost_and_never_met_beside_control_people() -> None:
    real = Frame({"a": ["x"] * 60 + ["y"] * 40, "b": ["1"] * 60 + ["2"] * 40})
    released = Frame({"a": ["x"] * 100, "b": ["1"] * 80 + ["2"] * 20})
    held = Frame({"a": ["x"] * 90 + ["y"] * 10, "b": ["1"] * 100})
    found = of(real, released, held)
    assert found.covered == 0.5  # x1 of x1 and y2
    assert found.unseen == pytest.approx(0.2) and found.unseen_floor == pytest.approx(0.1)
    same = of(real, real)
    assert (same.covered, same.unseen, same.unseen_floor, same.lost) == (1, 0, None, 0)
