"""What an earlier release suppressed: * is no category, and a row of * is no member of a class."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from privkit.anonymity.builders import flat, from_rows
from privkit.anonymity.criteria import Criteria
from privkit.anonymity.encode import combine, encode_column
from privkit.anonymity.hierarchy import Hierarchy
from privkit.anonymity.search import search
from privkit.anonymity.suppressed import suppressed_cells, suppressed_rows
from privkit.errors import DataError

TREE = from_rows("town", [("01", "A", "*"), ("02", "A", "*"), ("03", "B", "*")])


def test_only_a_star_in_every_column_is_a_suppressed_row() -> None:
    a = ["*", "*", "01", None, " * "]
    b = ["*", "x", "*", "*", "*"]
    assert suppressed_cells(a).tolist() == [True, True, False, False, True]
    assert suppressed_rows([a, b]).tolist() == [True, False, False, False, True]
    assert suppressed_rows([pd.Series([1, 2])]).tolist() == [False, False]
    with pytest.raises(ValueError, match="at least one"):
        suppressed_rows([])


def test_a_star_is_the_top_at_every_level_and_no_value_of_the_domain() -> None:
    found = encode_column(["01", "*", None, "03"], TREE)
    h = found.hierarchy
    assert h.domain == 4  # three rows of the hierarchy and NULL
    star = h.values.index("*")
    assert [h.labels[level][star] for level in range(h.height + 1)] == ["*", "*", "*"]
    assert [h.shares()[level][star] for level in range(h.height + 1)] == [1, 1, 1]
    assert [h.shares()[level][0] for level in range(h.height + 1)] == [1 / 4, 2 / 4, 1]
    assert h.null
    assert h.values[-1] == ""


def test_a_star_is_not_missing_but_other_values_are() -> None:
    with pytest.raises(DataError) as caught:
        encode_column(["*", "99"], TREE)
    assert caught.value.text("en")[0] == "PK437 distinct values of town missing from its hierarchy: 1"


def test_a_row_of_the_file_for_the_star_changes_nothing() -> None:
    listed = from_rows("town", [("01", "A", "*"), ("02", "A", "*"), ("03", "B", "*"), ("*", "C", "*")])
    ours, theirs = (encode_column(["*", "01"], h).hierarchy for h in (TREE, listed))
    assert ours.domain == theirs.domain == 3
    assert [s[theirs.values.index("*")] for s in theirs.shares()] == [1, 1, 1]


def test_a_hierarchy_taken_at_its_top_keeps_its_domain() -> None:
    h = encode_column(["*", "*"], TREE.from_level(2)).hierarchy
    assert (h.values, h.domain) == (("*",), 3)


def test_a_column_of_nothing_but_stars() -> None:
    h = encode_column(["*"], Hierarchy("town", ("",), (("",), ("*",)), ("0", "*"), null=True)).hierarchy
    assert (h.values, h.domain) == (("*", ""), 1)


def optimum(values: list[str | None], k: int, limit: int):
    found = encode_column(values, TREE)
    combos = combine([found.codes])
    return search(
        [found.hierarchy], combos.codes, combos.weights, Criteria(k), Fraction(limit, 100)
    ), found.hierarchy


def test_stars_share_a_class_with_stars_only() -> None:
    """Three * and three 01 stay as they are for k = 3; with two *, either they go or all becomes *."""
    kept, _ = optimum(["*"] * 3 + ["01"] * 3, 3, 0)
    assert (kept.levels, kept.suppressed_units, kept.classes) == ((0,), 0, 2)
    forced, _ = optimum(["*"] * 2 + ["01"] * 3, 3, 0)
    assert (forced.levels, forced.classes) == ((2,), 1)
    removed, _ = optimum(["*"] * 2 + ["01"] * 3, 3, 40)
    assert (removed.levels, removed.suppressed_units) == ((0,), 2)


def test_stars_make_nobody_elses_class_larger() -> None:
    """Planted: if * counted for 01, two 01 and ten * would pass k = 3 untouched."""
    found, _ = optimum(["*"] * 10 + ["01"] * 2, 3, 0)
    assert found.levels == (2,)


def test_the_loss_of_a_star_is_all_of_its_column() -> None:
    found, h = optimum(["*"] * 5 + ["01"] * 5, 2, 0)
    assert found.levels == (0,)
    assert found.loss == pytest.approx(0.5)
    assert h.domain == 3


def test_flat_hierarchies_take_stars_too() -> None:
    found = encode_column(["a", "*", "a"], flat(["a", "b"], name="c"))
    assert found.codes.tolist() == [0, 2, 0]
    assert np.allclose([s[2] for s in found.hierarchy.shares()], 1)
