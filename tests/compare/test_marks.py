from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.compare.marks import as_floats, explained, group_marks, grouped, may_be_told, quantiles, rounded

volumes = st.lists(st.floats(0, 5000, allow_nan=False), min_size=1, max_size=60)


@settings(deadline=None)
@given(volumes, st.sampled_from([Fraction(1, 5), Fraction(1, 2), Fraction(4, 5), Fraction(1, 3)]))
def test_quantiles_are_those_of_numpy(values: list[float], share: Fraction) -> None:
    data = grouped(np.zeros(len(values), dtype=np.int64), np.array(values), 1)
    assert quantiles(data, share)[0] == pytest.approx(np.quantile(values, float(share)), rel=1e-9, abs=1e-9)


@settings(deadline=None)
@given(volumes, st.sampled_from(["5", "0.5", "10", "0.1"]))
def test_marks_keep_their_order_and_are_multiples(values: list[float], to: str) -> None:
    data = grouped(np.zeros(len(values), dtype=np.int64), np.array(values), 1)
    (marks,) = group_marks(data, (Fraction(1, 5), Fraction(1, 2), Fraction(4, 5)), Decimal(to))
    assert list(marks) == sorted(marks)
    assert all(mark % Decimal(to) == 0 for mark in marks)


@pytest.mark.parametrize(
    ("value", "to", "mark"),
    [(82.5, "5", "85"), (82.4999, "5", "80"), (-82.5, "5", "-85"), (0.25, "0.1", "0.3"), (7.0, "10", "10")],
)
def test_rounding_is_half_away_from_zero(value: float, to: str, mark: str) -> None:
    assert rounded(value, Decimal(to)) == Decimal(mark)


def test_groups_are_kept_apart_and_rows_in_no_group_left_out() -> None:
    group = np.array([1, 0, 1, -1, 0])
    data = grouped(group, np.array([9.0, 2.0, 7.0, 100.0, 4.0]), 2)
    assert data.values.tolist() == [2, 4, 7, 9]
    assert quantiles(data, Fraction(1, 2)).tolist() == [3, 8]


def test_explained_is_the_adjusted_share_of_variance() -> None:
    rng = np.random.default_rng(3)
    group = rng.integers(0, 4, 400)
    values = np.exp(group + rng.normal(0, 1, 400))
    logs = np.log1p(values)
    within = sum(((logs[group == g] - logs[group == g].mean()) ** 2).sum() for g in range(4))
    total = ((logs - logs.mean()) ** 2).sum()
    expected = 1 - (1 - (1 - within / total)) * 399 / 396
    assert explained(grouped(group, values, 4)) == pytest.approx(expected)


def test_groups_drawn_at_random_explain_nothing_on_average() -> None:
    rng = np.random.default_rng(5)
    plain, adjusted = [], []
    for _ in range(200):
        group, values = rng.permutation(np.repeat(np.arange(20), 10)), rng.lognormal(4, 0.5, 200)
        logs, data = np.log1p(values), grouped(group, values, 20)
        means = np.array([logs[group == g].mean() for g in range(20)])
        plain.append(1 - ((logs - means[group]) ** 2).sum() / ((logs - logs.mean()) ** 2).sum())
        adjusted.append(explained(data))
    assert np.mean(plain) > 0.08  # what would pass without the adjustment
    assert np.mean(adjusted) < 0.03


def test_nothing_to_explain() -> None:
    group = np.array([0, 0, 1, 1])
    assert explained(grouped(group, np.full(4, 50.0), 2)) == 0.0
    assert explained(grouped(group, np.array([1.0, 1.0, 9.0, 9.0]), 2)) == 1.0


def test_marks_that_would_tell_of_one_unit_are_not_told() -> None:
    groups = (
        np.linspace(10, 90, 30),
        np.append(np.linspace(1, 2, 29), 900.0),  # one unit holds over 85 % of the total
        np.append(np.full(27, 40.0), [10.0, 20, 30]),  # 27 of 30 have the same value
        np.array([10.0, 20.0] * 15),  # two values
        np.array([10.0, 20.0, 30.0] * 10),
        np.append(np.full(25, 40.0), [10.0, 20, 30, 50, 60]),  # 25 of 30: under 85 %
        np.zeros(30),
    )
    group = np.repeat(np.arange(len(groups)), [len(values) for values in groups])
    data = grouped(group, np.concatenate(groups), len(groups))
    assert may_be_told(data).tolist() == [True, False, False, False, True, True, False]


def test_what_is_no_finite_number_is_missing() -> None:
    import pandas as pd

    read = as_floats(pd.Series([Decimal("12.5"), None, "oops", float("inf"), 3], dtype=object))
    assert read[[0, 4]].tolist() == [12.5, 3.0]
    assert np.isnan(read[[1, 2, 3]]).all()
