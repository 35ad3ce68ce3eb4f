"""The excess of attacks on the people of a release over strangers: right at the ends, and never too sure."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from privkit.risk.attacks.excess import excess, share_of_weighted
from privkit.risk.attacks.result import Tally
from privkit.risk.intervals import clopper_pearson
from privkit.values import Interval


@pytest.mark.parametrize("attacks", [1, 2, 5, 20, 45])
@pytest.mark.parametrize("level", [0.8, 0.95])
def test_each_end_is_wrong_no_more_often_than_said(attacks: int, level: float) -> None:
    """Every outcome of small attacks, weighed by its exact probability."""
    found = {
        (i, j): excess(Tally(i, attacks), Tally(j, attacks), level)
        for i in range(attacks + 1)
        for j in range(attacks + 1)
    }
    counts = np.arange(attacks + 1)
    for strangers in (0, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95):
        for risk in (0, 0.02, 0.1, 0.5, 0.9, 1):
            on_people = binom.pmf(counts, attacks, strangers + risk * (1 - strangers))
            on_strangers = binom.pmf(counts, attacks, strangers)
            too_high = sum(
                on_people[i] * on_strangers[j] for (i, j), e in found.items() if e.low > risk + 1e-9
            )
            too_low = sum(
                on_people[i] * on_strangers[j] for (i, j), e in found.items() if e.high < risk - 1e-9
            )
            assert max(too_high, too_low) <= (1 - level) / 2


@given(st.integers(1, 4000), st.integers(1, 4000), st.data())
def test_an_interval_always_holds_its_value(first: int, second: int, data: st.DataObject) -> None:
    a = Tally(data.draw(st.integers(0, first)), first)
    c = Tally(data.draw(st.integers(0, second)), second)
    found = excess(a, c, 0.95)
    assert 0 <= found.low <= found.value <= found.high <= 1
    if c.rate < 1:
        assert found.value == pytest.approx(max(0, (a.rate - c.rate) / (1 - c.rate)))


def test_the_ends_of_the_scale() -> None:
    assert excess(Tally(50, 50), Tally(50, 50), 0.95) == Interval(0, 0, 1, 0.95)  # nothing left to see
    none = excess(Tally(0, 2000), Tally(0, 2000), 0.95)
    assert (none.value, none.low) == (0, 0)
    assert none.high == pytest.approx(clopper_pearson(0, 2000).high)
    all_of_them = excess(Tally(2000, 2000), Tally(0, 2000), 0.95)
    assert (all_of_them.value, all_of_them.high) == (1, 1)
    assert all_of_them.low > 0.99


def test_without_attacks_nothing_is_known() -> None:
    assert excess(Tally(0, 0), Tally(3, 10), 0.95) == Interval(0, 0, 1, 0.95)
    assert excess(Tally(3, 10), Tally(0, 0), 0.95) == Interval(0, 0, 1, 0.95)


def test_a_weighted_share_is_the_exact_one_at_whole_numbers() -> None:
    exact, weighted = clopper_pearson(30, 400), share_of_weighted(30 / 400, 400, 0.95)
    assert (weighted.low, weighted.high) == pytest.approx((exact.low, exact.high))
    assert share_of_weighted(0.0, 100, 0.95).low == 0
    assert share_of_weighted(1.0, 100, 0.95).high == 1
