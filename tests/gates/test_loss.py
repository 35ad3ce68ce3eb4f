"""information_loss and households_removed: against the baseline, never the raw files."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privkit.gates import shares
from privkit.gates.exhibit import Exhibit
from privkit.policy.model.conditions import HouseholdsRemoved, InformationLoss
from privkit.values import Outcome

FEW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def pair(column, measured):
    """``pair(before, after)``: {household: value} on each side, one quasi-identifier of the same origin."""

    def make(before, after, *, one=True):
        raw = [column("home", "-direct code"), column("size", "qi integer")]
        coarse = [column("home", "-direct code"), column("size", "qi category")]
        return (
            measured(coarse, list(after.items()), one=one),
            measured(raw, list(before.items()), one=one),
        )

    return make


def loss(judge, sides, share="100 %"):
    return judge(shares.information_loss, InformationLoss, {"at_most": share}, *sides)


def test_a_hand_computed_loss(pair, judge):
    """Four values. 1 and 2 become A (half of the domain), 3 stays, the household of 4 goes.

    Mean share: (2/4 + 2/4 + 1/4 + 1) / 4 = 9/16; brought to [0, 1]: (9/16 − 1/4) / (3/4) = 5/12.
    """
    sides = pair({"a": 1, "b": 2, "c": 3, "d": 4}, {"a": "A", "b": "A", "c": "3"})
    found = loss(judge, sides, "40 %")
    assert found.outcome is Outcome.FAILED
    assert found.figures["share"] == pytest.approx(5 / 12, abs=1e-15)
    assert found.figures["by_column"] == {"size": pytest.approx(5 / 12)}
    assert (found.measured.en, found.measured.fr) == (
        "41.7% of the detail is lost",
        "41,7 % du détail est perdu",
    )
    assert (found.required.en, found.required.fr) == ("at most 40%", "au plus 40 %")
    assert (found.nearest.en, found.nearest.fr) == ("at_most: 41.7 %", "au_plus: 41,7 %")
    assert loss(judge, sides, "41.7 %").outcome is Outcome.HELD


@pytest.mark.parametrize(
    ("after", "share"),
    [
        ({"a": "1", "b": "2", "c": "2"}, 0.0),
        ({"a": "*", "b": "*", "c": "*"}, 1.0),
        ({}, 1.0),
        ({"a": None, "b": "2", "c": "2"}, 0.0),
        ({"a": None, "b": None, "c": None}, 1.0),
        ({"b": "2", "c": "2"}, 1 / 3),
    ],
)
def test_from_nothing_lost_to_all_lost(pair, judge, after, share):
    found = loss(judge, pair({"a": 1, "b": 2, "c": 2}, after))
    assert found.figures["share"] == pytest.approx(share)


@given(
    before=st.dictionaries(
        st.integers(0, 15).map(str), st.none() | st.integers(0, 4), min_size=1, max_size=16
    ),
    labels=st.lists(st.sampled_from([None, "A", "B", "C"]), min_size=16, max_size=16),
    kept=st.lists(st.booleans(), min_size=16, max_size=16),
)
@FEW
def test_a_loss_is_between_nothing_and_all(pair, before, labels, kept):
    after = {home: labels[int(home)] for home in before if kept[int(home)]}
    exhibit = Exhibit("out", *pair(before, after))
    assert 0 <= exhibit.information_loss <= 1


@given(
    before=st.dictionaries(st.integers(0, 15).map(str), st.integers(0, 9), min_size=2, max_size=16),
    width=st.integers(1, 5),
)
@FEW
def test_coarser_labels_lose_no_less(pair, before, width):
    fine = Exhibit("out", *pair(before, {h: str(v // width) for h, v in before.items()}))
    wide = Exhibit("out", *pair(before, {h: str(v // (2 * width)) for h, v in before.items()}))
    assert fine.information_loss <= wide.information_loss + 1e-12


def test_a_column_of_one_value_loses_only_what_goes(pair, judge):
    assert loss(judge, pair({"a": 1, "b": 1}, {"a": "*"})).figures["share"] == 0.5


def test_two_columns_of_one_origin_are_compared_by_name(column, measured):
    """A first and a last date come from the same column."""
    raw = [
        column("home", "-direct code"),
        column("first", "qi integer", "t.day"),
        column("last", "qi integer", "t.day"),
    ]
    coarse = [raw[0], column("first", "qi category", "t.day"), column("last", "qi category", "t.day")]
    before = measured(raw, [("a", 1, 5), ("b", 2, 5)])
    after = measured(coarse, [("a", "*", "5"), ("b", "*", "5")])
    assert Exhibit("out", after, before).loss_by_column == {"first": 1.0, "last": 0.0}


def test_rows_of_a_household_are_matched_by_their_number(column, measured, judge):
    raw = [
        column("_privkit_row", "-other integer"),
        column("home", "-direct code"),
        column("size", "qi integer"),
    ]
    coarse = [*raw[:2], column("size", "qi category")]
    before = measured(raw, [(0, "a", 1), (1, "a", 2), (2, "b", 3)], one=False)
    after = measured(coarse, [(0, "a", "A"), (1, "a", "A")], one=False)
    found = loss(judge, (after, before))
    assert found.figures["share"] == pytest.approx(((2 / 3 + 2 / 3 + 1) / 3 - 1 / 3) / (2 / 3))


def test_without_a_baseline_nothing_is_shown(pair, judge):
    found = loss(judge, pair({"a": 1}, {"a": "1"})[:1])
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.en == "the rows of the output cannot be matched with those of the baseline"
    assert found.measured.fr == "les lignes de la sortie ne peuvent être rapprochées de celles d'origine"


def test_rows_that_cannot_be_matched_show_nothing(pair, judge):
    assert loss(judge, pair({"a": 1}, {"a": "1"}, one=False)).outcome is Outcome.INCONCLUSIVE


def test_without_quasi_identifiers_there_is_nothing_to_lose(column, measured, judge):
    plain = measured([column("home", "-direct code"), column("v", "conf integer")], [("a", 1)])
    assert loss(judge, (plain, plain), "0 %").outcome is Outcome.HELD


# households_removed


def removed(judge, sides, share):
    return judge(shares.households_removed, HouseholdsRemoved, {"at_most": share}, *sides)


@pytest.mark.parametrize(
    ("gone", "of", "share"), [(5, 100, "5 %"), (7, 100, "7 %"), (1, 3, "33.333334 %"), (0, 9, "0 %")]
)
def test_the_bound_itself_is_held(pair, judge, gone, of, share):
    """Five of a hundred is 5 %, though in doubles 1 − 95/100 is more than 0.05."""
    before = {str(i): i for i in range(of)}
    after = {str(i): str(i) for i in range(gone, of)}
    assert removed(judge, pair(before, after), share).outcome is Outcome.HELD


def test_one_more_is_not(pair, judge):
    before = {str(i): i for i in range(100)}
    found = removed(judge, pair(before, {str(i): str(i) for i in range(6, 100)}), "5 %")
    assert found.outcome is Outcome.FAILED
    assert (found.measured.en, found.measured.fr) == ("6.0% removed", "6,0 % retirés")
    assert (found.nearest.en, found.nearest.fr) == ("at_most: 6 %", "au_plus: 6 %")
    assert found.figures == {"share": 0.06, "required": 0.05, "before": 100, "after": 94}


def test_a_share_just_above_shows_the_decimals_that_tell(pair, judge):
    before = {str(i): i for i in range(1999)}
    found = removed(judge, pair(before, {str(i): str(i) for i in range(100, 1999)}), "5 %")
    assert found.outcome is Outcome.FAILED
    assert (found.measured.en, found.nearest.en) == ("5.003% removed", "at_most: 5.1 %")


def test_units_are_counted_against_the_baseline_not_its_rows(column, measured, judge):
    columns = [column("home", "-direct code"), column("size", "qi integer")]
    before = measured(columns, [("a", 1)] * 8 + [("b", 1), ("b", 2)], one=False)
    after = measured(columns, [("b", 1)], one=False)
    assert removed(judge, (after, before), "50 %").outcome is Outcome.HELD


def test_an_empty_output_removed_everybody(pair, judge):
    found = removed(judge, pair({"a": 1}, {}), "99 %")
    assert (found.outcome, found.measured.en) == (Outcome.FAILED, "100.0% removed")
    assert removed(judge, pair({}, {}), "0 %").outcome is Outcome.HELD
