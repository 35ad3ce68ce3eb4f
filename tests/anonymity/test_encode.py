from __future__ import annotations

from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest

from privkit.anonymity.builders import flat, from_dates
from privkit.anonymity.encode import combine, encode_categories, encode_column
from privkit.errors import DataError

HIERARCHY = flat(["10", "20", "30"], name="age")


@pytest.mark.parametrize(
    "values",
    [
        ["20", "10", "20"],
        [20, 10, 20],
        np.array([20, 10, 20]),
        pd.Series([20.0, 10.0, 20.0]),
        pd.Series(["20", "10", "20"], dtype="category"),
        pd.array([20, 10, 20], dtype="Int64"),
    ],
)
def test_text_and_whole_numbers_are_found(values: object) -> None:
    encoded = encode_column(values, HIERARCHY)
    assert encoded.codes.tolist() == [1, 0, 1]
    assert encoded.codes.dtype == np.int32
    assert encoded.hierarchy is HIERARCHY


@pytest.mark.parametrize("null", [None, float("nan"), pd.NA, pd.NaT])
def test_null_is_one_more_value_only_when_present(null: object) -> None:
    encoded = encode_column(["20", null, "10", None], HIERARCHY)
    assert encoded.codes.tolist() == [1, 3, 0, 3]
    assert encoded.hierarchy.null


def test_null_in_a_hierarchy_that_has_it() -> None:
    encoded = encode_column([None, "30"], HIERARCHY.with_null())
    assert encoded.codes.tolist() == [3, 2]


def test_days() -> None:
    hierarchy = from_dates(["2024-01-31", "2024-02-01"], name="day")
    values = [date(2024, 2, 1), datetime(2024, 1, 31), pd.Timestamp("2024-02-01")]
    assert encode_column(values, hierarchy).codes.tolist() == [1, 0, 1]


def test_values_missing_from_the_hierarchy_are_counted_never_shown() -> None:
    with pytest.raises(DataError) as caught:
        encode_column(["10", "secret", "secret", "other"], HIERARCHY)
    assert caught.value.text("en") == [
        "PK437 distinct values of age missing from its hierarchy: 2",
        "  → add them to the hierarchy, or clean the column before this step",
    ]
    assert caught.value.text("fr")[0] == "PK437 valeurs distinctes de age absentes de sa hiérarchie : 2"


def test_an_empty_text_is_not_null() -> None:
    with pytest.raises(DataError):
        encode_column([""], HIERARCHY.with_null())


def test_other_types_are_a_bug_told_without_the_value() -> None:
    with pytest.raises(TypeError, match=r"^a column to encode holds text, whole numbers or days, not float$"):
        encode_column([10.5], HIERARCHY)


def test_an_empty_column() -> None:
    assert len(encode_column([], HIERARCHY).codes) == 0


def test_combine_counts_units_of_distinct_rows() -> None:
    a, b = np.array([1, 0, 1, 1], np.int32), np.array([0, 0, 0, 2], np.int32)
    made = combine([a, b], np.array([5, 1, 2, 4]))
    assert made.codes.tolist() == [[0, 0], [1, 0], [1, 2]]
    assert made.weights.tolist() == [1, 7, 4]
    assert made.of_row.tolist() == [1, 0, 1, 2]
    assert made.units == 12
    assert combine([a, b]).weights.tolist() == [1, 2, 1]


def test_combine_no_row() -> None:
    made = combine([np.empty(0, np.int32)] * 2)
    assert (made.codes.shape, made.units) == ((0, 2), 0)


def test_categories_number_null_like_a_value() -> None:
    codes = encode_categories(["flu", None, "flu", "cold", None])
    assert codes.tolist() == [0, 2, 0, 1, 2]


def test_reprs_hold_no_array() -> None:
    assert "codes" not in repr(combine([np.array([1, 2], np.int32)]))
    assert "codes" not in repr(encode_column(["10"], HIERARCHY))
