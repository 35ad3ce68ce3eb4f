from __future__ import annotations

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from privkit.errors import DataError, InternalError
from privkit.usefulness.coding import MOST, column_of, cut_points
from privkit.usefulness.variables import Sides, Variable


def col(kind: str, real: list, released: list, bins: int = 4, **more):  # type: ignore[no-untyped-def,type-arg]
    return column_of("c", kind, [pd.Series(real, **more)], pd.Series(released, dtype=more.get("dtype")), bins)


def test_missing_is_a_value_and_new_categories_are_one() -> None:
    c = col("category", ["a", "a", "b", None], ["a", None, "x", "y"])
    assert c.true.tolist() == [1, 1, 2, 0]
    assert c.released.tolist() == [1, 0, c.size - 1, c.size - 1]


def test_a_category_is_the_same_in_any_type() -> None:
    c = col("category", [True, False, None], ["True", "False", None])
    assert c.true.tolist() == c.released.tolist()
    whole = column_of("c", "category", [pd.Series([1, 2, 3])], pd.Series([1.0, np.nan, 3.0]), 4)
    assert whole.released.tolist() == [whole.true[0], 0, whole.true[2]]


def test_the_rarest_of_many_categories_are_counted_together() -> None:
    real = [f"v{k:03d}" for k in range(MOST + 20) for _ in range(MOST + 21 - k)]
    c = col("category", real, ["v000", f"v{MOST:03d}", "never"])
    assert c.released.tolist() == [1, MOST + 1, MOST + 2]
    assert c.size == MOST + 3
    assert not c.alone


def test_texts_that_nearly_all_differ_are_told() -> None:
    assert col("category", [f"n{k}" for k in range(60)], ["n1"]).alone
    assert not col("category", ["same"] * 3, ["same"]).alone
    assert not col("category", [None, None], ["a"]).alone


def test_few_values_have_a_bin_each_and_many_are_cut_at_quantiles() -> None:
    c = col("number", [1, 1, 2, 7], [1.2, 2, 7, 8, 0, None])
    assert c.true.tolist() == [1, 1, 2, 3]
    above, below = c.size - 1, c.size - 2
    assert c.released.tolist() == [1, 2, 3, above, below, 0]
    edges, low, high = cut_points(np.arange(100.0), 4)
    assert edges.tolist() == [24.75, 49.5, 74.25] and (low, high) == (0, 99)


def test_a_value_many_hold_makes_fewer_bins() -> None:
    edges, _, _ = cut_points(np.array([0.0] * 90 + list(range(1, 31))), 10)
    assert edges[0] == 0.0 and len(edges) == len(set(edges)) < 9


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([dt.date(2024, 1, 1), None, dt.date(1999, 12, 31)]),
        pd.Series(pd.to_datetime(["2024-01-01", None, "1999-12-31"])),
    ],
)
def test_dates_are_days_whatever_holds_them(values: pd.Series) -> None:
    c = column_of("c", "date", [values], values, 4)
    assert c.true_values is not None
    assert c.true_values[[0, 2]].tolist() == [19723.0, 10956.0] and np.isnan(c.true_values[1])


@pytest.mark.parametrize(
    "values",
    [
        pd.Series([1, None, 3], dtype="Int64"),
        pd.Series([Decimal(1), None, Decimal(3)], dtype=object),
        pd.Series([1.0, np.inf, 3.0]),
    ],
)
def test_numbers_are_floats_whatever_holds_them(values: pd.Series) -> None:
    c = column_of("c", "number", [values], values, 4)
    assert c.true_values is not None and np.array_equal(c.true_values, [1, np.nan, 3], equal_nan=True)


def frame(n: int = 60, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"a": ["x", "y"] * (n // 2), **columns})


@pytest.mark.parametrize(
    ("kind", "en", "fr"),
    [
        ("number", "hold numbers", "contenir des nombres"),
        ("date", "hold dates", "contenir des dates"),
    ],
)
def test_text_is_no_number_and_no_date(kind: str, en: str, fr: str) -> None:
    with pytest.raises(DataError) as error:
        Sides(frame(), frame(), (Variable("a", kind),)).columns  # type: ignore[arg-type] # noqa: B018
    assert error.value.text("en") == [
        f"PK594 the column a is said to {en} and holds something else",
        "  → say that a is a category",
    ]
    assert error.value.text("fr")[0] == f"PK594 la colonne a devrait {fr} et contient autre chose"


def test_a_column_missing_on_one_side_and_too_few_rows_are_told_at_once() -> None:
    with pytest.raises(DataError) as error:
        Sides(frame(b=1), frame(), (Variable("a", "category"), Variable("b", "number")), held=frame(40, b=1))
    assert error.value.text("en") == [
        "PK592 the control units are fewer than 50: chance alone would decide",
        "  → give at least 50 units, or do not measure usefulness",
        "PK591 the released rows have no column b",
        "  → give the same columns on every side",
    ]


def test_no_column_or_the_same_twice_is_a_bug() -> None:
    for names in ((), ("a", "a")):
        with pytest.raises(InternalError, match="PK590"):
            Sides(frame(), frame(), tuple(Variable(n, "category") for n in names))
