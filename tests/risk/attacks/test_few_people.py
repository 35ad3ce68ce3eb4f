"""Attacks on a handful of people: no error, and nothing is claimed to be known."""

from __future__ import annotations

import pandas as pd
import pytest

from privkit.risk.attacks.membership import membership
from privkit.risk.attacks.result import Orders
from privkit.risk.attacks.scene import Field, Scene

FIELDS = (Field("x", "category"), Field("n", "number"))
FRAME = pd.DataFrame({"x": ["a", "b"] * 50, "n": range(100)})


@pytest.mark.parametrize("strangers", [1, 2, 7])
def test_membership_with_too_few_strangers_to_learn_on(strangers: int) -> None:
    result = membership(Scene(FRAME, FRAME, FRAME.head(strangers), FIELDS), Orders(50))
    assert max(r.risk.high for r in (result, *result.groups)) > 0.9


def test_membership_where_the_farthest_are_all_of_one_side() -> None:
    """One column: the list's farthest are the people set aside alone, so nobody of the data is left to compare."""
    one, other = pd.DataFrame({"x": ["a"] * 90}), pd.DataFrame({"x": ["a"] * 60 + ["b"] * 30})
    membership(Scene(one, one, other, FIELDS[:1]), Orders(50))
