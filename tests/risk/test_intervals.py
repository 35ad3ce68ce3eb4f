from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, binom

from privkit.errors import InternalError
from privkit.risk.intervals import clopper_pearson, wilson
from privkit.values import Interval

Method = Callable[..., Interval]
both = pytest.mark.parametrize("method", [wilson, clopper_pearson])


@both
@pytest.mark.parametrize("trials", [1, 10, 2000])
def test_at_zero_and_at_all_successes(method: Method, trials: int) -> None:
    none, every = method(0, trials), method(trials, trials)
    assert (none.value, none.low) == (0.0, 0.0)
    assert (every.value, every.high) == (1.0, 1.0)
    assert 0 < none.high < 1
    assert every.low == pytest.approx(1 - none.high)


def test_published_values() -> None:
    # Newcombe 1998, table I (score without correction, exact): 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    for s, n, score, exact in [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0, 0.1611), (0.0, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ]:
        for interval, (low, high) in ((wilson(s, n), score), (clopper_pearson(s, n), exact)):
            assert interval.low == pytest.approx(low, abs=5e-5)
            assert interval.high == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 500), st.data(), st.sampled_from([0.8, 0.95, 0.999]))
def test_order_and_symmetry(trials: int, data: st.DataObject, confidence: float) -> None:
    successes = data.draw(st.integers(0, trials))
    for method in (wilson, clopper_pearson):
        one, other = method(successes, trials, confidence), method(trials - successes, trials, confidence)
        assert 0 <= one.low <= one.value <= one.high <= 1
        assert one.low < one.high
        assert one.low == pytest.approx(1 - other.high, abs=1e-9)
        assert one.confidence == confidence
        assert method(successes, trials, (1 + confidence) / 2).high >= one.high


@given(st.integers(1, 300), st.data())
def test_exact_interval_is_made_of_beta_quantiles(trials: int, data: st.DataObject) -> None:
    s = data.draw(st.integers(1, trials))
    assert clopper_pearson(s, trials, 0.9).low == pytest.approx(beta.ppf(0.05, s, trials - s + 1))


def coverage(method: Method, trials: int, shares: np.ndarray, confidence: float) -> np.ndarray:
    """The probability that the interval holds the true share, for each true share: no sampling."""
    intervals = [method(s, trials, confidence) for s in range(trials + 1)]
    weights = binom.pmf(np.arange(trials + 1)[:, None], trials, shares[None, :])
    holds = np.array([(i.low <= shares) & (shares <= i.high) for i in intervals])
    return np.asarray((weights * holds).sum(axis=0))


@pytest.mark.parametrize("confidence", [0.8, 0.95])
@pytest.mark.parametrize("trials", [1, 5, 30, 200])
def test_the_exact_interval_covers_at_least_as_often_as_said(trials: int, confidence: float) -> None:
    shares = np.linspace(0.001, 0.999, 499)
    assert coverage(clopper_pearson, trials, shares, confidence).min() >= confidence - 1e-9


@pytest.mark.parametrize("trials", [10, 30, 200])
def test_wilson_covers_as_often_as_said_on_average(trials: int) -> None:
    held = coverage(wilson, trials, np.linspace(0.001, 0.999, 499), 0.95)
    assert held.mean() == pytest.approx(0.95, abs=0.01)
    assert held.min() < 0.95, "it is not the exact interval"


@both
@pytest.mark.parametrize(
    ("s", "n", "c"), [(0, 0, 0.95), (2, 1, 0.95), (-1, 3, 0.95), (1, 3, 1.0), (1, 3, 0.0)]
)
def test_what_cannot_be_asked(method: Method, s: int, n: int, c: float) -> None:
    with pytest.raises(InternalError, match="PK680 an interval needs at least one trial"):
        method(s, n, c)
