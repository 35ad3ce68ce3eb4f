from __future__ import annotations

from collections import Counter
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from privkit.errors import InternalError
from privkit.risk.groups import Band, Groups, Prosecutor, class_sizes, size_of_each
from privkit.risk.packing import pack
from privkit.risk.uniqueness import Uniqueness, uniqueness, uniqueness_by_subset

# Four classes: aa ×3, ab ×1, ba ×1, and (missing, a) ×2.
HOMES = pd.DataFrame({"x": ["a", "a", "a", "a", "b", None, None], "y": ["a", "a", "a", "b", "a", "a", "a"]})


def test_figures_of_a_small_table() -> None:
    groups = class_sizes(HOMES)
    assert groups == Groups(((1, 2), (2, 1), (3, 1)))
    assert (groups.classes, groups.units, groups.smallest, groups.largest) == (4, 7, 1, 3)
    assert (groups.unique_units, groups.share_unique) == (2, 2 / 7)
    assert groups.units_below_each((1, 2, 3, 4)) == {1: 0, 2: 2, 3: 4, 4: 7}
    assert groups.prosecutor(0.4) == Prosecutor(1.0, 4 / 7, 0.4, 4, 4 / 7)
    assert groups.journalist(0.4) == groups.prosecutor(0.4)
    assert groups.marketer == 4 / 7
    assert groups.bands((1, 2, 3)) == (Band(1, 1, 2, 2), Band(2, 2, 1, 2), Band(3, None, 1, 3))


def test_at_risk_means_strictly_above_the_threshold() -> None:
    groups = Groups(((4, 1), (5, 1), (10, 1)))
    assert groups.prosecutor(0.2).units_at_risk == 4
    assert groups.prosecutor(0.1).units_at_risk == 9
    assert groups.prosecutor(0.25).units_at_risk == 0


def test_rows_count_for_their_units() -> None:
    groups = class_sizes(HOMES, weights=[5, 0, 1, 1, 0, 1, 2])
    assert groups == Groups(((1, 1), (3, 1), (6, 1)))  # the class whose row weighs nothing is none
    assert size_of_each(HOMES, weights=[5, 0, 1, 1, 0, 1, 2]).tolist() == [6, 6, 6, 1, 0, 3, 3]


def test_suppressed_units_stand_in_no_class_and_no_denominator() -> None:
    gone = np.array([True, False, False, True, True, False, False])
    groups = class_sizes(HOMES, suppressed=gone)
    assert groups == Groups(((2, 2),), suppressed=3)
    assert groups.units == 4
    assert groups.marketer == 0.5
    assert class_sizes(HOMES, weights=[2] * 7, suppressed=gone).suppressed == 6


def test_an_empty_table_has_no_risk() -> None:
    groups = class_sizes(HOMES.iloc[:0])
    assert groups == Groups(())
    assert groups.prosecutor() == Prosecutor(0.0, 0.0, 0.2, 0, 0.0)
    assert (groups.smallest, groups.share_unique, groups.marketer) == (0, 0.0, 0.0)
    assert size_of_each(HOMES.iloc[:0]).tolist() == []


def test_without_any_column_all_are_alike() -> None:
    assert class_sizes(np.zeros((5, 0), np.int64)) == Groups(((5, 1),))
    assert class_sizes(HOMES[[]]) == Groups(((7, 1),))


def test_a_missing_label_is_a_label() -> None:
    codes = np.array([[-1], [-1], [0], [3]])
    assert class_sizes(codes) == Groups(((1, 2), (2, 1)))
    assert class_sizes(pd.DataFrame({"x": [None, np.nan, "nan", "None"]})) == Groups(((1, 2), (2, 1)))


@pytest.mark.parametrize("codes", [np.array([1, 2]), np.array([[0.5]]), np.array([["a"]])])
def test_codes_are_whole_numbers_in_a_matrix(codes: npt.NDArray[np.generic]) -> None:
    with pytest.raises(InternalError) as caught:
        class_sizes(codes)
    assert str(caught.value) == "PK680 codes must be a matrix of whole numbers, one column per attribute"


@pytest.mark.parametrize("weights", [[1.5] * 7, [1] * 6, [-1] * 7])
def test_weights_are_whole_numbers_of_units(weights: list[float]) -> None:
    with pytest.raises(InternalError) as caught:
        class_sizes(HOMES, weights=weights)
    assert str(caught.value) == "PK680 weights must be one whole number of units per row, none negative"


matrices = hnp.arrays(
    np.int64, hnp.array_shapes(min_dims=2, max_dims=2, min_side=0, max_side=12), elements=st.integers(-1, 3)
)


@given(matrices, st.randoms())
def test_groups_are_those_of_a_plain_count(codes: npt.NDArray[np.int64], random: object) -> None:
    weights = np.arange(len(codes)) % 4
    by_hand: Counter[tuple[int, ...]] = Counter()
    for row, units in zip(codes.tolist(), weights.tolist(), strict=True):
        by_hand[tuple(row)] += units
    sizes = Counter(size for size in by_hand.values() if size)
    groups = class_sizes(codes, weights=weights)
    assert groups.histogram == tuple(sorted(sizes.items()))
    assert size_of_each(codes, weights=weights).tolist() == [by_hand[tuple(row)] for row in codes.tolist()]
    # The average risk of a unit, summed unit by unit.
    if groups.units:
        average = sum(Fraction(1, n) * n for n in by_hand.values() if n) / groups.units
        assert groups.prosecutor().average == pytest.approx(float(average))
    assert sum(band.units for band in groups.bands((1, 2, 4))) == groups.units


@given(hnp.arrays(np.int64, (9, 5), elements=st.sampled_from([0, 1, 2**15, 2**40, 2**61])))
def test_packing_holds_beyond_62_bits(codes: npt.NDArray[np.int64]) -> None:
    keys = pack(codes)
    assert keys.min() >= 0
    assert keys.max() < 4 * len(keys) + 1024
    for i in range(9):
        assert (keys == keys[i]).tolist() == (codes == codes[i]).all(axis=1).tolist()


def test_a_million_combinations() -> None:
    codes = np.random.default_rng(1).integers(0, 1000, (1_000_000, 8))
    assert class_sizes(codes).classes == 1_000_000


def test_uniqueness_on_all_columns_and_on_each_set() -> None:
    assert uniqueness(HOMES) == Uniqueness((0, 1), 7, 2)
    found = uniqueness_by_subset(HOMES)
    assert found == (Uniqueness((0, 1), 7, 2), Uniqueness((0,), 7, 1), Uniqueness((1,), 7, 1))
    assert found[0].share == 2 / 7


@given(hnp.arrays(np.int64, (10, 4), elements=st.integers(0, 2)))
def test_more_columns_never_hide_a_unit(codes: npt.NDArray[np.int64]) -> None:
    found = {frozenset(u.columns): u.unique for u in uniqueness_by_subset(codes, up_to=4)}
    assert len(found) == 15
    assert all(found[a] <= found[b] for a in found for b in found if a < b)


def test_too_many_sets_are_refused() -> None:
    with pytest.raises(InternalError) as caught:
        uniqueness_by_subset(np.zeros((2, 30), np.int64))
    assert str(caught.value) == "PK680 4525 sets of columns are more than the 500 allowed"


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=30))
def test_a_unit_with_several_rows_is_alone_when_one_of_its_rows_is(rows: list[tuple[int, int, int]]) -> None:
    """Units are counted, never rows: two equal rows of the same unit are no company."""
    codes, units = np.array([r[:2] for r in rows]), np.array([r[2] for r in rows])
    for found in uniqueness_by_subset(codes, 2, unit_codes=units):
        holders: dict[tuple[int, ...], set[int]] = {}
        for row, unit in zip(codes, units, strict=True):
            holders.setdefault(tuple(row[list(found.columns)].tolist()), set()).add(int(unit))
        alone = {next(iter(who)) for who in holders.values() if len(who) == 1}
        assert (found.unique, found.units) == (len(alone), len(set(units.tolist())))
