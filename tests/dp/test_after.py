"""Rules on published figures only: what they change, what they hide and what they say of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import binom

from privkit.dp.after import hide_below, hide_uncertain, non_negative, round_to
from privkit.dp.figures import NOT_APPLICABLE, NOT_SIGNIFICANT, PUBLISHED, SECRET, Figures, figures
from privkit.dp.ratio import ratio
from privkit.errors import InternalError, PolicyError

D, F = Decimal, Fraction
TENTH = D("0.1")


def column(*values: int, half: float = 10, grid: Decimal = TENTH) -> Figures:
    return figures(np.array(values), half, grid)


def test_negative_figures_become_zero_with_their_bounds() -> None:
    said = non_negative(column(-25, -5, 5, 25))
    assert said.value.tolist() == [0, 0, 5, 25]
    assert said.low.tolist() == [0, 0, 0, 15]
    assert said.high.tolist() == [0, 5, 15, 35]


def test_rounding_is_to_the_nearest_even_multiple_and_bounds_go_outwards() -> None:
    said = round_to(column(-250, -249, 149, 150, 250, 251), D(10))
    assert said.columns()[0].tolist() == [-20, -20, 10, 20, 20, 30]
    assert said.columns()[1].tolist() == [-30, -30, 10, 10, 20, 20]
    assert said.columns()[2].tolist() == [-20, -20, 20, 20, 30, 30]
    assert [str(value) for value in round_to(column(149, 150), D("0.5")).columns()[0]] == ["15.0", "15.0"]


@pytest.mark.parametrize("multiple", [D(0), D(-1), D("0.25"), D("NaN"), D("Infinity")])
def test_a_multiple_the_grid_does_not_hold(multiple: Decimal) -> None:
    with pytest.raises(PolicyError) as told:
        round_to(column(1), multiple)
    assert told.value.text("en") == [
        f"PK553 figures in steps of 0.1 cannot be rounded to {multiple}",
        "  → write a positive multiple of 0.1",
    ]
    assert told.value.text("fr") == [
        f"PK553 des chiffres par pas de 0.1 ne peuvent être arrondis à {multiple}",
        "  → écrivez un multiple positif de 0.1",
    ]


def test_a_mean_over_few_is_hidden_by_the_noisy_count() -> None:
    counts = column(29, 30, 31, 100, half=3, grid=D(1)).hiding(np.array([False, False, False, True]), SECRET)
    said = hide_below(column(1, 2, 3, 4), counts, 30)
    assert said.status.tolist() == [NOT_SIGNIFICANT, PUBLISHED, PUBLISHED, NOT_SIGNIFICANT]
    assert said.columns()[0].tolist() == [None, D("0.2"), D("0.3"), None]
    parts = figures(np.array([[1, 2], [3, 4], [5, 6], [7, 8]]), 1, D(1))
    assert hide_below(parts, counts, 30).shown.tolist() == [[False] * 2, [True] * 2, [True] * 2, [False] * 2]
    # Counts already rounded to tens are read in units.
    assert hide_below(column(1, 2, 3, 4), round_to(counts, D(10)), 30).shown.tolist() == [True] * 3 + [False]


def test_a_figure_less_sure_than_asked_is_hidden() -> None:
    said = hide_uncertain(column(-21, -19, 0, 19, 20, 21), F(1, 2))
    assert said.shown.tolist() == [True, False, False, False, True, True]


def test_a_cell_hidden_before_keeps_its_reason() -> None:
    first = column(1, 2).hiding(np.array([True, False]), NOT_APPLICABLE)
    assert first.hiding(np.array([True, True])).status.tolist() == [NOT_APPLICABLE, NOT_SIGNIFICANT]


@pytest.mark.parametrize("rule", ["below", "uncertain"])
def test_limits_that_are_not_positive(rule: str) -> None:
    with pytest.raises(PolicyError, match="PK553"):
        hide_below(column(1), column(1), 0) if rule == "below" else hide_uncertain(column(1), F(0))


def test_columns_of_different_lengths() -> None:
    with pytest.raises(InternalError, match="PK540 columns of different lengths"):
        ratio(column(1, 2), column(1), D(1), True)


def test_a_ratio_with_its_interval() -> None:
    said = ratio(column(2000, half=100), column(50, half=4, grid=D(1)), D("0.01"), True)
    assert [str(c[0]) for c in said.columns()] == ["4.00", "3.64", "4.41"]
    tied = ratio(column(2000, half=100), column(50, half=4, grid=D(1)), D("0.01"), False)
    assert tied.low[0] < said.low[0]
    assert tied.high[0] > said.high[0]


def test_a_ratio_is_hidden_where_either_figure_is_or_the_bottom_may_be_zero() -> None:
    hidden = column(100, 100, 100, 100).hiding(np.array([True, False, False, False]), SECRET)
    bottom = column(50, 50, 9, -50).hiding(np.array([False, True, False, False]), NOT_APPLICABLE)
    said = ratio(hidden, bottom, D("0.01"), True)
    assert said.status.tolist() == [SECRET, NOT_APPLICABLE, NOT_SIGNIFICANT, NOT_SIGNIFICANT]


@pytest.mark.parametrize("independent", [True, False])
def test_intervals_of_ratios_hold(independent: bool) -> None:
    """20,000 draws: fails by chance under once in 10^7, and a coverage of 94 % would be caught."""
    random, tries = np.random.default_rng(11), 20_000
    bottom_noise = random.normal(0, 5, tries)
    top_noise = random.normal(0, 40, tries) if independent else 8 * bottom_noise
    top = figures(np.rint(900 + top_noise), 1.96 * 40, D(1))
    bottom = figures(np.rint(100 + bottom_noise), 1.96 * 5, D(1))
    said = ratio(top, bottom, D("0.01"), independent)
    held = ((said.low <= 900) & (said.high >= 900)).sum()
    assert held >= tries - binom.isf(1e-7, tries, 0.05)


def test_a_precision_of_a_ratio_must_be_positive() -> None:
    with pytest.raises(PolicyError, match="PK553 the precision of a ratio is not positive"):
        ratio(column(1), column(1), D(0), True)
