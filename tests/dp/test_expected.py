"""Margins told before anything is spent are those of the release."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from privkit.dp.aggregates import Column, Rows, exact
from privkit.dp.answer import answer
from privkit.dp.contribution import Table
from privkit.dp.expected import expected
from privkit.dp.figures import NOT_SIGNIFICANT
from privkit.dp.fixed_point import FixedPoint
from privkit.dp.measures import Count, Histogram, Mean, Quantiles, Sum, Variance
from privkit.dp.release import Wanted, plan_tables
from privkit.errors import InternalError

F = Fraction
M3 = FixedPoint("m3", -100, 500, Decimal("0.1"))
ASKS = (
    (Count("n", "rows", "m3"), F(1, 5)),
    (Sum("sum", M3), F(1, 5)),
    (Mean("mean", M3), F(0)),
    (Variance("variance", M3), F(1, 5)),
    (Histogram("bands", M3, (-100, 0, 500)), F(1, 5)),
    (Quantiles("q", M3, (F(1, 4), F(3, 4))), F(1, 5)),
)


@pytest.mark.parametrize("skew", [1, 3])
def test_the_plan_foresees_the_margins_of_the_release(skew: int, no_noise: Any) -> None:
    (asked,), plan = plan_tables([Wanted(Table("t", 1), ASKS)], F(20), F(0), "basic", {})
    said = expected(asked, plan, [4000], skew)
    u = (np.arange(4000) + 0.5) / 4000
    steps = np.rint(-100 + 600 * u**skew).astype(np.int64)
    rows = Rows(np.zeros(4000, np.int64), np.arange(4000), {"m3": Column(steps, np.ones(4000, bool))})
    answers = {name: exact(need, rows, 1) for name, need in asked.needs.items()}
    done = answer(asked, answers, plan, no_noise).publish()
    for name, figures in said.items():
        np.testing.assert_allclose(figures.value, done[name].value, rtol=0.02, atol=12, err_msg=name)
        np.testing.assert_allclose(figures.half, done[name].half, rtol=0.05, atol=12, err_msg=name)
        assert figures.shown.all()


def test_cells_too_small_to_mean_anything() -> None:
    (asked,), plan = plan_tables([Wanted(Table("t", 1), ASKS)], F(1), F(0), "basic", {})
    said = expected(asked, plan, [0, 1, 10, 100, 1000, 10_000])
    for name in ("mean", "variance", "q"):
        shown = said[name].shown.reshape(6, -1)[:, 0]
        assert (said[name].status.reshape(6, -1)[0] == NOT_SIGNIFICANT).all()
        assert not shown[1]
        assert shown[-1]
        assert (np.diff(shown.astype(int)) >= 0).all()
    assert np.ptp(said["n"].half) == 0
    assert (np.diff(said["mean"].half[said["mean"].shown]) < 0).all()


def test_sizes_that_are_not_counts() -> None:
    (asked,), plan = plan_tables([Wanted(Table("t", 1), ASKS)], F(1), F(0), "basic", {})
    with pytest.raises(InternalError, match="PK540"):
        expected(asked, plan, [-1])
