from __future__ import annotations

import numpy as np
import pytest

from privkit.anonymity.builders import from_rows
from privkit.anonymity.hierarchy import Hierarchy
from privkit.errors import DataError

IRIS = from_rows(
    "iris",
    [
        ("A1", "A", "North"),
        ("A2", "A", "North"),
        ("B1", "B", "North"),
        ("C1", "C", "South"),
        ("C2", "C", "South"),
    ],
    ("code_iris", "sector", "town"),
)


def test_the_top_is_added_and_levels_keep_their_names() -> None:
    assert IRIS.level_names == ("code_iris", "sector", "town", "*")
    assert IRIS.height == 3
    assert IRIS.labels[3] == ("*",) * 5


def test_shares_count_rows_of_the_whole_hierarchy() -> None:
    shares = IRIS.shares()
    assert np.allclose(shares[0], 1 / 5)
    assert np.allclose(shares[1], [2 / 5, 2 / 5, 1 / 5, 2 / 5, 2 / 5])
    assert np.allclose(shares[2], [3 / 5, 3 / 5, 3 / 5, 2 / 5, 2 / 5])
    assert np.allclose(shares[3], 1)


def test_codes_number_labels_in_order_of_appearance() -> None:
    assert IRIS.codes(1).tolist() == [0, 0, 1, 2, 2]
    assert IRIS.labels_at(1) == ("A", "B", "C")


@pytest.mark.parametrize("level", ["sector", 1])
def test_from_level_keeps_the_shares_of_the_whole_file(level: str | int) -> None:
    sectors = IRIS.from_level(level)
    assert sectors.values == ("A", "B", "C")
    assert sectors.leaves == (2, 1, 2)
    assert sectors.level_names == ("sector", "town", "*")
    assert np.allclose(sectors.shares()[0], [2 / 5, 1 / 5, 2 / 5])
    assert np.allclose(sectors.shares()[1], [3 / 5, 3 / 5, 2 / 5])


def test_from_level_composes() -> None:
    assert IRIS.from_level(1).from_level("town") == IRIS.from_level(2)
    assert IRIS.from_level(0) == IRIS


def test_from_the_top_level_everything_is_lost() -> None:
    top = IRIS.from_level("*")
    assert (top.height, top.values, top.domain) == (0, ("*",), 5)
    assert top.shares()[0].tolist() == [1.0]


def test_null_is_itself_below_the_top_and_joins_it_there() -> None:
    with_null = IRIS.with_null()
    assert with_null.domain == 6
    assert [with_null.labels_at(level)[-1] for level in range(4)] == [None, None, None, "*"]
    assert [share[-1] for share in with_null.shares()] == [1 / 6, 1 / 6, 1 / 6, 1.0]
    assert with_null.with_null() is with_null


def test_null_is_not_an_empty_text() -> None:
    with_null = Hierarchy("c", ("", "b"), (("", "b"), ("*", "*")), ("0", "*")).with_null()
    assert with_null.labels_at(0) == ("", "b", None)
    assert with_null.codes(0).tolist() == [0, 1, 2]


def test_null_survives_from_level_below_the_top_only() -> None:
    with_null = IRIS.with_null()
    assert with_null.from_level("town").null
    assert with_null.from_level("town").labels_at(0) == ("North", "South", None)
    assert with_null.from_level("town").leaves == (3, 2, 1)
    assert not with_null.from_level("*").null


def test_null_in_a_column_already_at_the_top_adds_a_level() -> None:
    with_null = IRIS.from_level("*").with_null()
    assert with_null.height == 1
    assert with_null.labels_at(0) == ("*", None)
    assert with_null.labels_at(1) == ("*",)


def test_an_unknown_level_is_told_with_the_nearest() -> None:
    with pytest.raises(DataError) as caught:
        IRIS.from_level("sectr")
    assert caught.value.text("en") == ["PK436 the hierarchy of iris has no level sectr", "  → write sector"]
    assert caught.value.text("fr") == [
        "PK436 la hiérarchie de iris n'a pas de niveau sectr",
        "  → écrivez sector",
    ]


@pytest.mark.parametrize("level", [4, -1])
def test_a_level_number_outside_is_told_with_all_levels(level: int) -> None:
    with pytest.raises(DataError) as caught:
        IRIS.level_number(level)
    assert caught.value.text("en") == [
        f"PK436 the hierarchy of iris has no level {level}",
        "  → write one of: 0 (code_iris), 1 (sector), 2 (town), 3 (*)",
    ]


def test_a_repr_shows_no_value() -> None:
    assert "A1" not in repr(IRIS)
    assert "North" not in repr(IRIS)


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        ((), ()),
        ((("a", "b"), ("*",)), ("0", "1")),
        ((("a", "b"), ("*", "*")), ("0",)),
        ((("a", "c"), ("*", "*")), ("0", "1")),
        ((("a", "b"),), ("0",)),
    ],
)
def test_a_hierarchy_of_another_shape_is_a_bug(
    labels: tuple[tuple[str, ...], ...], names: tuple[str, ...]
) -> None:
    with pytest.raises(ValueError):
        Hierarchy("c", ("a", "b"), labels, names)
