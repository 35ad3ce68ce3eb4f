"""Tables at several grains add up, without bias, and their intervals are those of the adjusted figures."""

from __future__ import annotations

import time
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binom

from privkit.dp.consistency import Grain, consistent
from privkit.dp.controlled import add_up
from privkit.dp.figures import Figures, figures
from privkit.errors import PolicyError

ONE = Decimal(1)
Places = NDArray[np.intp]


def column(values: NDArray[np.float64], half: float) -> Figures:
    return figures(np.rint(values), half, ONE)


def sums(of: Places, values: NDArray[np.int64], many: int) -> list[int]:
    out = np.zeros(many, dtype=np.int64)
    np.add.at(out, of, values)
    return out.tolist()


def city(areas: int, communes: int, months: int) -> tuple[Places, Places, Places, Places]:
    """For each (area, month): its commune × month, its month, its area over the year, the city."""
    area, month = np.repeat(np.arange(areas), months), np.tile(np.arange(months), areas)
    return (area * communes // areas) * months + month, month, area, np.zeros(areas * months, dtype=np.intp)


@given(
    seed=st.integers(0, 2**32 - 1),
    crossed=st.booleans(),
    halves=st.tuples(*[st.sampled_from([0.0, 1.0, 50.0, 3000.0])] * 4),
    large=st.sampled_from([0, 10, 10**9]),
)
@settings(max_examples=150, deadline=None)
def test_children_add_up_to_their_parents_exactly(
    seed: int, crossed: bool, halves: tuple[float, ...], large: int
) -> None:
    random = np.random.default_rng(seed)
    commune, month, area, all_of_it = city(6, 2, 3)
    of = [commune, area, month] if crossed else [month, commune, all_of_it]
    sizes = [int(member.max()) + 1 for member in of]
    finest = column(large + random.normal(0, 1 + halves[0], 18), halves[0])
    coarser = [
        Grain(column(random.normal(0, 100 + half, size), half), member)
        for member, size, half in zip(of, sizes, halves[1:], strict=True)
    ]
    leaves, parts = consistent(finest, coarser)
    for part, member, size in zip(parts, of, sizes, strict=True):
        assert part.value.tolist() == sums(member, leaves.value, size)
    assert all((f.low <= f.value).all() and (f.value <= f.high).all() for f in (leaves, *parts))


def test_the_estimate_is_generalised_least_squares() -> None:
    """Against the normal equations written out, on tables that cross."""
    random = np.random.default_rng(2)
    commune, month, area, all_of_it = city(4, 2, 3)
    halves = (4000.0, 9000.0, 3000.0, 5000.0, 2000.0)
    blocks = [np.eye(12)] + [
        (np.arange(of.max() + 1)[:, None] == of).astype(float) for of in (commune, month, area, all_of_it)
    ]
    design = np.vstack(blocks)
    scale = np.concatenate([np.full(len(b), h) for b, h in zip(blocks, halves, strict=True)])
    said = np.rint(random.normal(0, 10**6, len(design)))
    covariance = np.linalg.inv(design.T @ (design / scale[:, None] ** 2))
    exact = design @ covariance @ design.T @ (said / scale**2)
    half = np.sqrt(np.diag(design @ covariance @ design.T))
    cuts = np.cumsum([len(b) for b in blocks])[:-1]
    first, *rest = (column(v, h) for v, h in zip(np.split(said, cuts), halves, strict=True))
    leaves, parts = consistent(
        first, [Grain(f, of) for f, of in zip(rest, (commune, month, area, all_of_it), strict=True)]
    )
    found = np.concatenate([leaves.value, *(part.value for part in parts)])
    assert np.abs(found - exact).max() <= 6  # twelve roundings add up in the largest total
    wide = np.concatenate([leaves.half, *(part.half for part in parts)])
    assert (wide >= half - 1e-6).all()
    assert (wide - half).max() <= 7
    assert (half < scale).all()


def test_no_bias_and_intervals_that_hold() -> None:
    """3,000 months of one city at once. A wrong margin of 92 % would be caught; by chance under 10^-6."""
    random, months = np.random.default_rng(8), 3000
    commune, month, _, _ = city(10, 3, months)
    truth = np.tile(np.arange(10), (months, 1)).T.ravel() * 40
    tables = [(truth, 60.0)] + [
        (np.array(sums(of, truth, int(of.max()) + 1)), half) for of, half in ((commune, 40.0), (month, 20.0))
    ]
    first, *rest = (column(t + random.normal(0, half / 1.96, len(t)), half) for t, half in tables)
    leaves, parts = consistent(first, [Grain(f, of) for f, of in zip(rest, (commune, month), strict=True)])
    for said, (exact, before) in zip((leaves, *parts), tables, strict=True):
        error = (said.value - exact).reshape(-1, months)
        deviation = said.half.reshape(-1, months) / 1.96
        assert np.all(np.abs(error.mean(axis=1)) < 6 * deviation.mean(axis=1) / np.sqrt(months))
        held = (np.abs(error) <= said.half.reshape(-1, months)).sum(axis=1)
        assert held.min() >= months - binom.isf(1e-8, months, 0.05)
        assert held.max() <= 0.985 * months
        assert (said.half <= before + 1).all()
    assert leaves.half.mean() < 58


def test_small_areas_are_not_pushed_up_as_clamping_first_would() -> None:
    random, months = np.random.default_rng(9), 4000
    _, month, _, _ = city(20, 2, months)
    noisy = random.normal(0, 30, 20 * months)  # twenty empty areas
    city_total = column(random.normal(0, 30, months), 59)
    fair, (total,) = consistent(column(noisy, 59), [Grain(city_total, month)])
    assert abs(total.value.mean()) < 6 * 30 / np.sqrt(months)
    clamped, (pushed,) = consistent(column(np.maximum(noisy, 0), 59), [Grain(city_total, month)])
    assert pushed.value.mean() > 10
    assert abs(fair.value.mean()) < 1 < clamped.value.mean() + 1


def test_rounding_from_the_top_moves_no_figure_by_one() -> None:
    random = np.random.default_rng(4)
    area = np.arange(40) // 4
    estimate = random.normal(0, 3, 400)
    members = [np.repeat(area, 10), np.repeat(np.arange(40), 10), np.zeros(400, dtype=np.intp)]
    finest, parts = add_up(estimate, members, [10, 40, 1])
    assert np.abs(finest - estimate).max() < 1
    for part, member, size in zip(parts, members, (10, 40, 1), strict=True):
        assert part.tolist() == sums(member, finest, size)
        assert np.abs(part - np.bincount(member, weights=estimate)).max() < 1
    assert abs(parts[2][0] - estimate.sum()) <= 0.5


def test_a_coarser_cell_without_parts_is_zero() -> None:
    leaves, (total,) = consistent(
        column(np.array([5.0, 6.0]), 2), [Grain(column(np.array([12.0, 3.0]), 2), np.array([0, 0]))]
    )
    assert total.value.tolist() == [leaves.value.sum(), 0]
    assert total.half[1] == 0


def test_a_table_alone_is_left_as_it_is() -> None:
    alone = column(np.array([1.0, 2.0]), 1)
    assert consistent(alone, []) == (alone, ())


def test_tables_that_are_not_totals_of_one_another() -> None:
    finest, coarse = column(np.zeros(3), 1), column(np.zeros(2), 1)
    said = []
    for first, grain in [
        (finest, Grain(coarse, np.array([0, 1]))),
        (finest, Grain(coarse, np.array([0, 1, 2]))),
        (finest, Grain(figures(np.zeros(2), 1, Decimal(10)), np.array([0, 1, 1]))),
        (finest.hiding(np.array([True, False, False])), Grain(coarse, np.array([0, 1, 1]))),
    ]:
        with pytest.raises(PolicyError) as told:
            consistent(first, [grain])
        said.append(told.value.text("en")[0].removeprefix("PK552 tables cannot be made consistent: "))
    assert said == [
        "a cell of the finest table belongs to no cell of a coarser one",
        "a cell of the finest table belongs to no cell of a coarser one",
        "the tables have different precisions",
        "cells are already hidden",
    ]


@pytest.mark.parametrize("crossed", [False, True])
def test_two_hundred_areas_and_forty_eight_months(crossed: bool) -> None:
    random = np.random.default_rng(1)
    commune, month, area, all_of_it = city(200, 24, 48)
    of = [commune, month, *([area, all_of_it] if crossed else [])]
    tables = [Grain(column(random.normal(0, 100, int(m.max()) + 1), 196), m) for m in of]
    start = time.process_time()
    leaves, parts = consistent(column(random.normal(0, 100, 9600), 196), tables)
    assert time.process_time() - start < (15 if crossed else 3)
    assert parts[1].value.tolist() == sums(month, leaves.value, 48)
