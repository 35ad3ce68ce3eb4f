"""Mondrian: regions hold, tile the space, and lose nothing; NULL apart; what the cuts tell."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.anonymity.builders import from_rows
from privkit.anonymity.check import check_classes
from privkit.anonymity.criteria import Criteria, DistinctL, TCloseness
from privkit.anonymity.local import Regions, mondrian
from privkit.anonymity.local.intervals import number_text, round_cuts, stepped_cuts
from privkit.errors import DataError

KIND = from_rows("kind", [("a", "ab"), ("b", "ab"), ("c", "cd"), ("d", "cd")])


@st.composite
def a_table(draw: st.DrawFn) -> dict[str, Any]:
    n = draw(st.integers(2, 24))
    number = st.one_of(st.just(float("nan")), st.integers(-5, 20).map(float), st.floats(-2, 2, width=32))
    columns = [draw(st.lists(number, min_size=n, max_size=n)) for _ in range(draw(st.integers(1, 2)))]
    columns.append(draw(st.lists(st.integers(0, 3).map(float), min_size=n, max_size=n)))
    return {
        "values": np.array(columns).T,
        "weights": np.array(draw(st.lists(st.integers(1, 3), min_size=n, max_size=n))),
        "secret": np.array(draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))),
        "k": draw(st.integers(1, 5)),
        "model": draw(st.sampled_from(["none", "l", "t"])),
        "step": draw(st.sampled_from([None, 0.1, 5.0])),
        "choose": draw(st.sampled_from(["range", "loss"])),
        "cut": draw(st.sampled_from(["median", "best"])),
    }


def criteria_of(table: dict[str, Any]) -> Criteria:
    models: dict[str, Any] = {
        "none": (),
        "l": (DistinctL(2, table["secret"], "s"),),
        "t": (TCloseness.of(0.3, table["secret"], table["weights"], "s"),),
    }
    return Criteria(table["k"], models[table["model"]])


def apart(one: int, other: int, made: Regions) -> bool:
    """Whether two regions share no point of the space: disjoint in one column at least."""
    for j, hierarchy in enumerate(made.hierarchies):
        if hierarchy is not None:
            labels = [
                hierarchy.codes(int(made.high[r, j]))
                == hierarchy.codes(int(made.high[r, j]))[int(made.low[r, j])]
                for r in (one, other)
            ]
            if not (labels[0] & labels[1]).any():
                return True
            continue
        meet_null = made.null[one, j] and made.null[other, j]
        numbers = made.number[one, j] and made.number[other, j]
        meet = numbers and made.low[one, j] < made.high[other, j] and made.low[other, j] < made.high[one, j]
        if not meet_null and not meet:
            return True
    return False


@settings(max_examples=40, deadline=None)
@given(a_table())
def test_what_always_holds(table: dict[str, Any]) -> None:
    criteria, q = criteria_of(table), table["values"].shape[1]
    arguments: Any = {
        "hierarchies": [None] * (q - 1) + [KIND],
        "steps": [table["step"]] * q,
        "choose": table["choose"],
        "cut": table["cut"],
    }
    if table["weights"].sum() < table["k"] or (
        table["model"] == "l" and len(set(table["secret"].tolist())) < 2
    ):
        with pytest.raises(DataError):
            mondrian(table["values"], table["weights"], criteria, **arguments)
        return
    made = mondrian(table["values"], table["weights"], criteria, **arguments)
    labels = pd.DataFrame({j: made.labels(j)[made.class_of] for j in range(q)})
    told = check_classes(labels, table["weights"], table["k"], attributes=criteria.attributes)
    assert told.holds and told.classes == made.classes
    assert made.sizes.sum() == table["weights"].sum()
    assert all(apart(a, b, made) for a in range(made.classes) for b in range(a))
    for j in range(q - 1):
        x, low, high = table["values"][:, j], made.low[made.class_of, j], made.high[made.class_of, j]
        known = ~np.isnan(x)
        assert ((x >= low) & (x <= high))[known].all()
        assert made.null[made.class_of, j][~known].all()
    again = mondrian(table["values"], table["weights"], criteria, **arguments)
    assert (again.class_of == made.class_of).all()


def test_cuts_at_the_median_with_round_numbers() -> None:
    values = np.array([[1.2], [3.7], [18.1], [24.9]])
    made = mondrian(values, np.ones(4, int), Criteria(2))
    assert [str(label) for label in made.labels(0)] == ["[1.2 ; 10[", "[10 ; 24.9]"]


def test_public_bounds_and_a_step_hide_the_values_of_the_data() -> None:
    values = np.array([[1.2], [3.7], [18.1], [24.9]])
    made = mondrian(values, np.ones(4, int), Criteria(2), bounds=[(0.0, 40.0)], steps=[8.0])
    assert list(made.labels(0)) == ["[0 ; 16[", "[16 ; 40]"]
    assert made.loss == pytest.approx((2 * 16 / 40 + 2 * 24 / 40) / 4)


def test_null_is_a_region_of_its_own_when_it_holds() -> None:
    values = np.array([[np.nan], [np.nan], [1.0], [2.0]])
    assert list(mondrian(values, np.ones(4, int), Criteria(2)).labels(0)) == [None, "[1 ; 2]"]
    assert list(mondrian(values, np.ones(4, int), Criteria(3)).labels(0)) == ["*"]
    values = np.array([[np.nan], [0.0], [1.0], [7.0], [9.0]])
    made = mondrian(values, np.ones(5, int), Criteria(2))
    assert list(made.labels(0)) == ["[0 ; 1[ | NULL", "[1 ; 9]"]


def test_values_outside_the_bounds_are_refused_and_not_shown() -> None:
    with pytest.raises(DataError) as caught:
        mondrian(
            np.array([[1.0], [41.5], [np.inf]]), np.ones(3, int), Criteria(1), bounds=[(0, 40)], names=["m3"]
        )
    assert caught.value.text("en") == [
        "PK458 values of m3 outside its bounds, or infinite: 2",
        "  → widen the bounds, or bring values inside them first with top_code or bottom_code",
    ]
    assert caught.value.text("fr")[0] == "PK458 valeurs de m3 hors de ses bornes, ou infinies : 2"


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_a_cut_lies_in_its_gap(below: float, gap: float) -> None:
    low, high = np.array([below]), np.array([below + gap])
    if high[0] > low[0]:
        assert low[0] < round_cuts(low, high)[0] <= high[0]
        cut = stepped_cuts(low, high, 0.1)[0]
        assert np.isnan(cut) or low[0] < cut <= high[0]


def test_numbers_are_written_plainly() -> None:
    assert [number_text(x) for x in (3.0, 0.1, 1e-7, -2.50, 1e16)] == [
        "3",
        "0.1",
        "0.0000001",
        "-2.5",
        "10000000000000000",
    ]


def test_an_empty_table_of_numbers() -> None:
    assert mondrian(np.empty((0, 1)), np.empty(0, int), Criteria(3)).classes == 0
