"""k_anonymity, uniqueness and l_diversity: counted in units, over every quasi-identifier that leaves."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privkit.anonymity.check import check_classes
from privkit.gates import k_anonymity, l_diversity, shares
from privkit.policy.model.conditions import KAnonymity, LDiversity, Uniqueness
from privkit.values import Outcome

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def homes(column, measured):
    """``homes(("a", "01", "x"), …)``: unit, two quasi-identifiers, a confidential volume."""

    def make(*rows, one=True, said=("qi code", "qi category", "conf integer")):
        columns = [
            column("home", "-direct code"),
            *(column(n, s) for n, s in zip(("area", "kind", "v"), said, strict=True)),
        ]
        return measured(columns, [(*row, *[None] * (4 - len(row))) for row in rows], one=one)

    return make


def k(judge, table, least):
    return judge(k_anonymity.judge, KAnonymity, {"at_least": str(least)}, table)


ROWS = [("a", "1", "x"), ("b", "1", "x"), ("c", "2", None), ("d", "2", None), ("e", "2", None)]


def test_the_smallest_group_is_measured_exactly(homes, judge):
    held, failed = k(judge, homes(*ROWS), 2), k(judge, homes(*ROWS), 3)
    assert held.outcome is Outcome.HELD
    assert (held.measured.en, held.measured.fr) == (
        "smallest group: 2 households",
        "plus petit groupe : 2 households",
    )
    assert (held.required.en, held.required.fr) == ("at least 2", "au moins 2")
    assert held.nearest is None
    assert failed.outcome is Outcome.FAILED
    assert failed.figures == {"smallest": 2, "required": 3, "units_below": 2, "on": ["area", "kind"]}
    assert (
        failed.nearest.en
        == "a step make_k_anonymous with k: 3 on [area, kind], coarser columns, or at_least: 2"
    )
    assert failed.nearest.fr == (
        "une étape rendre_k_anonyme avec k: 3 sur [area, kind], des colonnes moins précises, ou au_moins: 2"
    )


def test_one_household_is_singular(homes, judge):
    alone = k(judge, homes(("a", "1", "x")), 2)
    assert alone.measured.en == "smallest group: 1 household"


def test_every_quasi_identifier_that_leaves_counts(homes, judge):
    """Groups by area alone are of 3; the kind makes them of 1."""
    rows = [("a", "1", "x"), ("b", "1", "y"), ("c", "1", "y")]
    assert k(judge, homes(*rows), 2).figures["smallest"] == 1
    hidden = homes(*rows, said=("qi code", "-qi category", "conf integer"))
    other = homes(*rows, said=("qi code", "other category", "conf integer"))
    assert k(judge, hidden, 3).outcome is k(judge, other, 3).outcome is Outcome.HELD


def test_several_rows_of_one_household_are_one_household(homes, judge):
    rows = [("a", "1", "x")] * 10 + [("b", "1", "x"), ("c", "2", "x"), ("c", "2", "x")]
    found = k(judge, homes(*rows, one=False), 2)
    assert found.outcome is Outcome.FAILED
    assert found.figures["smallest"] == 1
    assert k(judge, homes(*rows[:11], one=False), 2).outcome is Outcome.HELD
    assert k(judge, homes(*rows[:11], one=False), 3).outcome is Outcome.FAILED


def test_missing_values_are_a_group_of_their_own(homes, judge):
    assert k(judge, homes(("a", "1"), ("b", "1"), ("c", None)), 2).figures["smallest"] == 1


def test_an_empty_output_holds_and_says_so(homes, judge):
    found = k(judge, homes(), 11)
    assert found.outcome is Outcome.HELD
    assert (found.measured.en, found.measured.fr) == ("no row is left", "aucune ligne ne reste")


def test_without_quasi_identifiers_everybody_is_one_group(homes, judge):
    said = ("other code", "other category", "conf integer")
    found = k(judge, homes(*ROWS, said=said), 6)
    assert found.figures["smallest"] == 5
    assert found.nearest.en == "more data, or at_least: 5"
    assert found.nearest.fr == "plus de données, ou au_moins: 5"
    assert k(judge, homes(*ROWS, said=said), 5).outcome is Outcome.HELD


values = st.sampled_from([None, "1", "2", "3"])


@given(
    rows=st.lists(st.tuples(st.integers(0, 12).map(str), values, values), max_size=40),
    least=st.integers(1, 5),
)
@FEW
def test_an_independent_count_agrees(homes, judge, rows, least):
    """Distinct households per combination, as a person would count them."""
    rows = sorted(set(rows), key=str)
    found = k(judge, homes(*(rows * 2), one=False), least)
    frame = pd.DataFrame(rows, columns=["home", "area", "kind"])
    counted = check_classes(frame[["area", "kind"]], k=least)
    assert (found.outcome is Outcome.HELD) == counted.holds
    assert found.figures["smallest"] == counted.smallest_class
    assert found.figures["units_below"] == counted.below_k


# uniqueness


def unique(judge, table, share):
    return judge(shares.uniqueness, Uniqueness, {"at_most": share}, table)


def test_households_alone_in_their_group(homes, judge):
    found = unique(judge, homes(("a", "1"), ("b", "2"), ("c", "3"), ("d", "3")), "0 %")
    assert found.outcome is Outcome.FAILED
    assert (found.measured.en, found.measured.fr) == (
        "50.0% alone in their group",
        "50,0 % seuls dans leur groupe",
    )
    assert (found.required.en, found.required.fr) == ("at most 0%", "au plus 0 %")
    assert (found.nearest.en, found.nearest.fr) == ("at_most: 50 %", "au_plus: 50 %")
    assert found.figures == {"share": 0.5, "required": 0.0, "unique": 2, "units": 4}
    assert (
        unique(judge, homes(("a", "1"), ("b", "2"), ("c", "3"), ("d", "3")), "50 %").outcome is Outcome.HELD
    )


def test_a_household_alone_several_times_is_counted_once(homes, judge):
    rows = [("a", "1"), ("a", "2"), ("a", "3"), ("b", "4"), ("c", "4"), ("d", "4")]
    assert unique(judge, homes(*rows, one=False), "25 %").outcome is Outcome.HELD
    assert unique(judge, homes(*rows, one=False), "24.9 %").figures["unique"] == 1


def test_a_very_small_share_never_reads_as_none(homes, judge):
    rows = [("x", "9"), *((f"h{i}", "1") for i in range(4000))]
    found = unique(judge, homes(*rows), "0 %")
    assert found.outcome is Outcome.FAILED
    assert found.measured.en != "0.0% alone in their group"
    assert found.measured.fr == "0,02 % seuls dans leur groupe"
    assert found.nearest.en == "at_most: 0.1 %"


# l_diversity


def diverse(judge, table, least, **more):
    return judge(l_diversity.judge, LDiversity, {"column": "v", "at_least": str(least), **more}, table)


def test_what_would_pass_counts_in_the_same_bands(homes, judge):
    table = homes(("a", "1", "x", 5), ("b", "1", "x", 6), ("c", "2", "x", 1), ("d", "2", "x", 12))
    failed = diverse(judge, table, 2, into_bands=("0", "10"))
    assert failed.nearest.en == (
        "make_k_anonymous with l_diversity: { column: v, into_bands: [0, 10], at_least: 2 }, or at_least: 1"
    )


def test_the_least_diverse_group(homes, judge):
    table = homes(("a", "1", "x", 5), ("b", "1", "x", 5), ("c", "2", "x", 1), ("d", "2", "x", 2))
    failed = diverse(judge, table, 2)
    assert failed.outcome is Outcome.FAILED
    assert failed.measured.en == "least diverse group: 1 value"
    assert failed.measured.fr == "groupe le moins divers : 1 valeur"
    assert (failed.required.en, failed.required.fr) == ("v: at least 2 values", "v : au moins 2 valeurs")
    assert (
        failed.nearest.en == "make_k_anonymous with l_diversity: { column: v, at_least: 2 }, or at_least: 1"
    )
    assert (
        failed.nearest.fr == "rendre_k_anonyme avec l_diversité: { colonne: v, au_moins: 2 }, ou au_moins: 1"
    )
    assert failed.figures == {"least": 1, "required": 2, "column": "v"}
    assert diverse(judge, table, 1).outcome is Outcome.HELD


def test_a_missing_value_is_one_value_and_no_other(homes, judge):
    assert diverse(judge, homes(("a", "1", "x", None), ("b", "1", "x", 5)), 2).outcome is Outcome.HELD
    assert diverse(judge, homes(("a", "1", "x", None), ("b", "1", "x", None)), 2).outcome is Outcome.FAILED


def test_a_number_is_counted_in_its_bands(homes, judge):
    table = homes(("a", "1", "x", 5), ("b", "1", "x", 9))
    assert diverse(judge, table, 2).outcome is Outcome.HELD
    assert diverse(judge, table, 2, into_bands=["0", "10"]).outcome is Outcome.FAILED
    assert diverse(judge, table, 2, into_bands=["0", "6"]).outcome is Outcome.HELD


@pytest.mark.parametrize(
    ("said", "bands", "en", "fr"),
    [
        (
            "conf category",
            ["0", "10"],
            "only numbers fall into bands",
            "seuls des nombres se rangent en tranches",
        ),
        (
            "conf integer",
            ["10", "0"],
            "write the edges from the smallest to the largest",
            "écrivez les bornes de la plus petite à la plus grande",
        ),
    ],
)
def test_bands_that_do_not_fit_show_nothing(homes, judge, said, bands, en, fr):
    """A column made coarser before it leaves is no number any more."""
    table = homes(("a", "1", "x"), said=("qi code", "qi category", said))
    found = diverse(judge, table, 2, into_bands=bands)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.en == f"its bands cannot be used: {en}"
    assert found.measured.fr == f"ses tranches sont inutilisables : {fr}"
    assert found.nearest is None


def test_a_column_that_does_not_leave_holds(homes, judge):
    hidden = homes(("a", "1", "x", 5), said=("qi code", "qi category", "-conf integer"))
    found = diverse(judge, hidden, 2)
    assert found.outcome is Outcome.HELD
    assert (found.measured.en, found.measured.fr) == ("the column does not leave", "la colonne ne sort pas")


def test_an_empty_output_is_diverse_enough(homes, judge):
    found = diverse(judge, homes(), 3)
    assert found.outcome is Outcome.HELD
    assert found.measured.fr == "aucune ligne ne reste"


def test_values_of_one_household_are_not_diversity(homes, judge):
    """Three households that all hold 1, 2 and 3: whoever finds one of them learns all three."""
    same = [(h, "1", "x", v) for h in "abc" for v in (1, 2, 3)]
    found = diverse(judge, homes(*same, one=False), 2)
    assert found.outcome is Outcome.FAILED
    assert found.figures["least"] == 1
    apart = [("a", "1", "x", 1), ("a", "1", "x", 2), ("b", "1", "x", 1), ("b", "1", "x", 3)]
    assert diverse(judge, homes(*apart, one=False), 2).outcome is Outcome.HELD


@given(rows=st.lists(st.tuples(values, st.integers(0, 3)), min_size=1, max_size=30), least=st.integers(1, 4))
@FEW
def test_diversity_is_as_counted_by_hand(homes, judge, rows, least):
    found = diverse(judge, homes(*((f"h{i}", a, "x", v) for i, (a, v) in enumerate(rows))), least)
    frame = pd.DataFrame(rows, columns=["area", "v"])
    by_hand = min(len(set(part["v"])) for _, part in frame.groupby("area", dropna=False))
    assert found.figures["least"] == by_hand
    assert (found.outcome is Outcome.HELD) == (by_hand >= least)
