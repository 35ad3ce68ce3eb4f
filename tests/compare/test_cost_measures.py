"""Opposite messages, the error of the reference and the order of households, counted by hand and against laws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from privkit.compare import cost_measures as measures
from privkit.compare.cost import protection_cost

from .conftest import a_city, a_spec


def states(text: str) -> np.ndarray:
    """``-``: nothing, ``l``, ``m``, ``h``."""
    return np.array(["-lmh".index(c) - 1 for c in text], dtype=np.int8)


def test_only_low_told_high_and_high_told_low_are_opposite() -> None:
    before, after = states("lllmmhhh-"), states("lmhlhlm-h")
    assert measures.opposite(before, after).tolist() == [0, 0, 1, 0, 0, 1, 0, 0, 0]
    assert measures.changed(before, after).tolist() == [0, 1, 1, 1, 1, 1, 1, 1, 0]


def test_the_error_of_the_middle_mark_by_hand() -> None:
    before = np.array([100.0, 100.0, 50.0, np.nan, 0.0, 80.0])
    after = np.array([110.0, 90.0, 50.0, 40.0, 5.0, np.nan])
    errors = measures.relative_errors(before, after)
    assert errors[:3] == pytest.approx([0.1, 0.1, 0.0])
    assert np.isnan(errors[3:]).all()
    assert measures.median(errors) == pytest.approx(0.1)
    assert measures.median(np.array([np.nan])) is None


AMOUNTS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 9), st.integers(1, 9)), min_size=3, max_size=60
)


@settings(max_examples=80, deadline=None)
@given(AMOUNTS)
def test_the_rank_correlation_is_spearmans(rows: list[tuple[int, int, int]]) -> None:
    volumes, before, after = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    found = measures.rank_correlation(volumes, before, after)
    if len(np.unique(volumes / before)) == 1 or len(np.unique(volumes / after)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(spearmanr(volumes / before, volumes / after).statistic, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(AMOUNTS, st.sampled_from([0.5, 2.0, 4.0]), st.integers(0, 99))
def test_the_order_does_not_depend_on_units_nor_on_who_comes_first(
    rows: list[tuple[int, int, int]], factor: float, seed: int
) -> None:
    volumes, before, after = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    found = measures.rank_correlation(volumes, before, after)
    scaled = measures.rank_correlation(volumes * factor, before, after * factor)
    mixed = np.random.default_rng(seed).permutation(len(rows))
    moved = measures.rank_correlation(volumes[mixed], before[mixed], after[mixed])
    unread = measures.rank_correlation(
        np.append(volumes, [1e6, 7.0]), np.append(before, [np.nan, 3.0]), np.append(after, [5.0, np.nan])
    )
    if found is None:
        assert scaled is moved is unread is None
    else:
        assert scaled == pytest.approx(found)
        assert moved == pytest.approx(found)
        assert unread == pytest.approx(found)  # who lost a reference has no rank


def test_every_mark_moved_alike_leaves_the_order_and_a_shuffle_does_not() -> None:
    rng = np.random.default_rng(1)
    volumes, marks = rng.uniform(10, 300, 5000), rng.choice([60.0, 90.0, 140.0], 5000)
    assert measures.rank_correlation(volumes, marks, marks * 2) == pytest.approx(1.0)
    found = measures.rank_correlation(volumes, marks, rng.choice([1.0, 1000.0], 5000))
    assert found is not None and found < 0.7


def test_one_household_in_so_many_is_ranked_when_they_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(2)
    volumes, before = rng.uniform(10, 300, 20_000), rng.choice([60.0, 90.0, 140.0], 20_000)
    after = before + rng.choice([-20.0, 0.0, 20.0], 20_000)
    whole = measures.rank_correlation(volumes, before, after)
    monkeypatch.setattr(measures, "MOST_RANKED", 4000)
    assert measures.rank_correlation(volumes, before, after) == pytest.approx(whole, abs=0.01)


def two_kinds(low: float, high: float) -> pd.DataFrame:
    """Two hundred households of two kinds, whose volumes go evenly from ``low`` to 100 more, and from ``high``."""
    one, two = (np.linspace(start, start + 100, 100) for start in (low, high))
    kinds = ["maison"] * 100 + ["appartement"] * 100
    return pd.DataFrame({"type_logement": kinds, "volume_annuel": np.concatenate([one, two])})


def test_a_protection_that_swaps_the_groups_tells_the_opposite() -> None:
    """By hand: houses use 100 to 200 and are read against 300 to 400: all are told low, of which the 20 above 180 were
    told high. Flats the other way round: 40 of 200 are told the opposite."""
    people = two_kinds(100, 300)
    swapped = people.assign(type_logement=people["type_logement"].to_numpy()[::-1])
    spec = a_spec("type_logement", at_least=30)
    cost = protection_cost(people, people, swapped, spec, {}, np.random.default_rng(1), bootstraps=5)
    assert cost.opposite.value == 40 / 200
    assert cost.changed.value == 160 / 200  # but the 20 lowest houses and the 20 highest flats
    assert cost.opposite.low < 0.2 < cost.opposite.high
    assert cost.opposite_floor == 0.0
    assert cost.reference_error is not None and cost.reference_error > 0.5
    assert cost.worst_opposite is not None and cost.worst_opposite.value == 0.2
    assert cost.rank_correlation is not None and cost.rank_correlation_floor is not None
    assert cost.rank_correlation < 0.5 < 0.95 < cost.rank_correlation_floor


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 500))
def test_no_protection_moves_nothing_and_chance_moves_something(seed: int) -> None:
    city, rng = a_city(300, seed), np.random.default_rng(seed)
    cost = protection_cost(city, city, city, a_spec(at_least=30), {}, rng, bootstraps=3)
    assert (cost.opposite.value, cost.reference_error) == (0.0, 0.0)
    assert cost.rank_correlation == pytest.approx(1.0)
    assert cost.reference_error_floor is not None and cost.reference_error_floor > 0
    assert cost.rank_correlation_floor is not None and cost.rank_correlation_floor < 1
    assert cost.worst is not None and cost.worst.floor > 0


def test_nobody_left_to_compare_has_no_error_and_no_order() -> None:
    city = a_city(400, 3)
    cost = protection_cost(
        city, city, city.head(20), a_spec(at_least=30), {}, np.random.default_rng(1), bootstraps=1
    )
    assert cost.no_message_share == 1.0
    assert (cost.reference_error, cost.rank_correlation, cost.worst_error) == (None, None, None)
    assert cost.opposite.value == 0.0


def test_who_bears_the_error_is_named_beside_what_chance_does_to_them() -> None:
    city = a_city(3000, 1)
    few = city["nb_occupants"] == "5 et plus"
    spoilt = city.assign(volume_annuel=city["volume_annuel"].where(~few, city["volume_annuel"] * 3))
    cost = protection_cost(
        city, city, spoilt, a_spec("nb_occupants"), {}, np.random.default_rng(1), bootstraps=3
    )
    worst = cost.worst_error
    assert worst is not None and (worst.column, worst.label) == ("nb_occupants", "5 et plus")
    assert worst.value == pytest.approx(2.0, abs=0.1)
    assert worst.floor < 0.2
    assert cost.reference_error == 0.0
