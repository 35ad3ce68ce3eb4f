"""Hierarchies from public rules: every value covered, a tree at each level, shares that add up."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.anonymity.builders_dates import from_moments
from privkit.anonymity.builders_rules import (
    Interval,
    from_groups,
    from_intervals,
    from_levels,
    from_redaction,
    merged,
)
from privkit.anonymity.hierarchy import Hierarchy
from privkit.errors import DataError

D = Decimal


def shown(interval: Interval) -> str:
    return f"[{interval[0]};{interval[1]})"


def distinct(h: Hierarchy) -> list[int]:
    return [len(h.labels_at(level)) for level in range(h.height + 1)]


def adds_up(h: Hierarchy) -> bool:
    """The shares of the distinct labels of each level make 1."""
    shares = [
        h.shares()[level][np.unique(h.codes(level), return_index=True)[1]].sum()
        for level in range(h.height + 1)
    ]
    return bool(np.allclose(shares, 1))


def test_intervals_of_each_width() -> None:
    made = from_intervals(["31", "4", "29", "30"], [D(5), D(10)], shown, name="age")
    assert made.values == ("4", "29", "30", "31")
    assert made.labels[1] == ("[0;5)", "[25;30)", "[30;35)", "[30;35)")
    assert made.labels[2] == ("[0;10)", "[20;30)", "[30;40)", "[30;40)")
    assert made.level_names == ("0", "5", "10", "*")


def test_an_origin_moves_the_edges_and_negatives_fall_below() -> None:
    made = from_intervals(["-3", "1", "2.5"], [D(5)], shown, name="t", origin=D(2))
    assert made.labels[1] == ("[-3;2)", "[-3;2)", "[2;7)")


def test_bounds_gather_what_lies_outside_and_cut_the_intervals() -> None:
    made = from_intervals(
        ["10", "17", "18", "22", "84", "85", "97"], [D(5), D(10)], shown, name="age", lower=D(18), upper=D(85)
    )
    assert made.labels[1] == (
        "[None;18)", "[None;18)", "[18;20)", "[20;25)", "[80;85)", "[85;None)", "[85;None)",
    )  # fmt: skip
    assert made.labels[2][2:5] == ("[18;20)", "[20;30)", "[80;85)")


def test_bounds_of_whole_numbers_make_a_public_domain() -> None:
    made = from_intervals(["3"], [D(5)], shown, name="n", lower=D(0), upper=D("9.5"), whole=True)
    assert made.values == tuple("0123456789")
    assert made.domain == 10


@pytest.mark.parametrize("widths", [[], [0], [5, 5], [5, 12], [10, 5], [-5]])
def test_widths_must_grow_by_multiples(widths: list[int]) -> None:
    with pytest.raises(ValueError, match="width"):
        from_intervals(["1"], [D(w) for w in widths], shown, name="n")


def test_what_is_no_number_is_counted() -> None:
    with pytest.raises(DataError) as caught:
        from_intervals(["1", "Zyxcanari", "NaN", "1e400"], [D(5)], shown, name="n")
    assert caught.value.text("en") == [
        "PK483 values of n that are not numbers: 2",
        "  → use widths on a column of numbers, or give a hierarchy file",
    ]


numbers = st.lists(st.decimals(-1000, 1000, places=2).map(str), min_size=1, max_size=30, unique_by=Decimal)


@given(
    numbers, st.sampled_from(["0.5", "1", "7"]), st.lists(st.integers(2, 4), max_size=3), st.integers(-9, 9)
)
def test_any_intervals_make_a_tree_that_holds_its_values(
    values: list[str], first: str, factors: list[int], origin: int
) -> None:
    widths = [D(first)]
    for factor in factors:
        widths.append(widths[-1] * factor)
    made = from_intervals(values, widths, shown, name="n", origin=D(origin), lower=D(-500), upper=D(400))
    assert set(made.values) == set(values)
    assert adds_up(made)
    for value, label in zip(made.values, made.labels[1], strict=True):
        if made.height > 1 and label.startswith("["):
            low, high = (None if b == "None" else D(b) for b in label[1:-1].split(";"))
            assert low is None or low <= D(value)
            assert high is None or D(value) < high
            assert low is None or high is None or high - low <= widths[0]
    assert all(a >= b for a, b in pairwise(distinct(made)))


def test_characters_are_hidden_from_the_right() -> None:
    made = from_redaction(["75011", "75012", "75110", "750"], [1, 2, 3], name="cp")
    assert made.labels[1] == ("7501*", "7501*", "7511*", "75*")
    assert made.labels[2] == ("750**", "750**", "751**", "7**")
    assert made.labels[3] == ("75***", "75***", "75***", "*")


@given(st.lists(st.text("AB1", min_size=1, max_size=5), min_size=1, max_size=20, unique=True))
def test_any_codes_hide_into_a_tree(codes: list[str]) -> None:
    made = from_redaction(codes, [1, 2, 4], name="c")
    assert made.values == tuple(codes)
    assert adds_up(made)


@pytest.mark.parametrize("hidden", [[], [0], [2, 1], [1, 1]])
def test_hidden_characters_must_grow(hidden: list[int]) -> None:
    with pytest.raises(ValueError, match="grow"):
        from_redaction(["a"], hidden, name="c")


def test_groups_of_groups_and_the_rest() -> None:
    groups = [{"dry": ["a", "b"], "wet": ["c"]}, {"all": ["dry", "wet"]}]
    made = from_groups(["c", "x"], groups, name="c", level_names=("kind", "any"), others="rest")
    assert made.values == ("a", "b", "c", "x")
    assert made.labels[1:3] == (("dry", "dry", "wet", "rest"), ("all", "all", "all", "rest"))
    assert made.level_names == ("0", "kind", "any", "*")
    assert made.domain == 4


def test_a_value_no_group_lists_is_counted() -> None:
    with pytest.raises(DataError) as caught:
        from_groups(["c", "Zyxcanari", "y"], [{"dry": ["c"]}], name="c")
    assert caught.value.text("fr") == [
        "PK484 valeurs distinctes de c qu'aucun groupe ne cite : 2",
        "  → ajoutez-les à un groupe, ou donnez le libellé du reste avec autres :",
    ]
    with pytest.raises(ValueError, match="two groups"):
        from_groups(["c"], [{"dry": ["c"], "wet": ["c"]}], name="c")


def test_neighbours_are_taken_together() -> None:
    labels = list("abcdefg")
    join = "{}-{}".format
    two = merged(labels, (), join)
    assert [sorted(set(m.values())) for m in two] == [
        ["a-b", "c-d", "e-f", "g"],
        ["a-b-c-d", "e-f-g"],
    ]
    assert [sorted(set(m.values())) for m in merged(labels, (3, 2), join)] == [
        ["a-c", "d-f", "g"],
        ["a-c-d-f", "g"],
    ]
    with pytest.raises(ValueError, match="two neighbours"):
        merged(labels, (1,), join)


def test_a_level_that_changes_nothing_is_left_out() -> None:
    made = from_levels("c", ["a", "b"], [["a", "b"], ["x", "x"], ["x", "x"], ["*", "*"]])
    assert made.labels == (("a", "b"), ("x", "x"), ("*", "*"))
    assert made.level_names == ("0", "2", "4")


def test_weeks_are_those_of_iso_8601() -> None:
    made = from_moments(
        ["2024-12-29", "2024-12-30", "2025-01-05 08:30:00"], ["day", "week", "year", "decade"], name="d"
    )
    assert made.labels[1] == ("2024-12-29", "2024-12-30", "2025-01-05")
    assert made.labels[2] == ("2024-W52", "2025-W01", "2025-W01")
    assert made.labels[3] == ("2024", "2025", "2025")
    assert made.labels[4] == ("2020-2029",) * 3


def test_months_have_no_week() -> None:
    with pytest.raises(DataError) as caught:
        from_moments(["2024-12", "2024-12-01"], ["week"], name="d")
    assert caught.value.text("en")[0] == "PK445 values of d that are neither days nor months: 1"
    assert from_moments(["2024-12"], ["month", "quarter", "year"], name="d").labels == (
        ("2024-12",), ("2024-Q4",), ("2024",), ("*",),
    )  # fmt: skip


@pytest.mark.parametrize("levels", [[], ["year", "month"], ["week", "month"], ["week", "quarter"], ["hour"]])
def test_levels_of_dates_that_cannot_stand_together(levels: list[str]) -> None:
    with pytest.raises(ValueError, match="fine to coarse"):
        from_moments(["2024-12-01"], levels, name="d")


@given(
    st.lists(st.dates().map(str), min_size=1, max_size=20, unique=True),
    st.sampled_from([["day", "week", "year", "decade"], ["month", "quarter", "year", "decade"], ["quarter"]]),
)
def test_any_days_make_a_tree(days: list[str], levels: list[str]) -> None:
    made = from_moments(days, levels, name="d")
    assert made.values == tuple(days)
    assert adds_up(made)
