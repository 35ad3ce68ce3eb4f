"""Conditions on what groups tell of a confidential column, on small outputs worked out by hand."""

from __future__ import annotations

import pytest

from privkit.gates import disclosure, l_diversity
from privkit.policy.model.disclosure_conditions import (
    BetaLikeness,
    DeltaDisclosure,
    FrequencyInGroup,
    LDiversity,
    TCloseness,
)
from privkit.values import Outcome

#: Two groups of four: {1, 1, 1, 2} and {2, 3, 3, 4}; the table: 1 ×3, 2 ×2, 3 ×2, 4 ×1.
ROWS = [(f"h{i}", "x" if i < 4 else "y", v) for i, v in enumerate([1, 1, 1, 2, 2, 3, 3, 4])]


@pytest.fixture
def homes(column, measured):
    def make(rows=ROWS, *, one=True, kind="conf integer"):
        columns = [column("home", "-direct code"), column("area", "qi category"), column("v", kind)]
        return measured(columns, rows, one=one)

    return make


def close(judge, table, most, **more):
    return judge(disclosure.t_closeness, TCloseness, {"column": "v", "at_most": most, **more}, table)


def test_equal_distance(homes, judge):
    """Group x: |3/4-3/8| + |1/4-1/4| + 1/4 + 1/8 over 2 = 0.375."""
    held, failed = close(judge, homes(), "0.375"), close(judge, homes(), "0.37")
    assert (held.outcome, failed.outcome) == (Outcome.HELD, Outcome.FAILED)
    assert failed.figures["worst"] == pytest.approx(0.375)
    assert (failed.measured.en, failed.measured.fr) == (
        "farthest group: 0.375",
        "groupe le plus éloigné : 0,375",
    )
    assert failed.required.fr == "v : au plus 0,37"
    assert failed.nearest.en == (
        "make_k_anonymous with confidential: { v: { t_closeness: 0.37 } }, or at_most: 0.375"
    )
    assert failed.nearest.fr == (
        "rendre_k_anonyme avec confidentielles: { v: { t_proximité: 0.37 } }, ou au_plus: 0,375"
    )


def test_ordered_distance(homes, judge):
    """Cumulated differences of x: 3/8, 3/8, 1/8, 0 → 0.875 / 3; of y: the same."""
    assert close(judge, homes(), "1", distance="ordered").figures["worst"] == pytest.approx(0.875 / 3)


def test_the_order_is_that_of_numbers(homes, judge):
    """As texts, 10 would come before 2 and 9."""
    rows = [("a", "x", 2), ("b", "x", 9), ("c", "y", 9), ("d", "y", 10)]
    found = close(judge, homes(rows), "1", distance="ordered").figures["worst"]
    assert found == pytest.approx((0.25 + 0.25) / 2)


def test_bands_are_counted_in_their_order(homes, judge):
    found = close(judge, homes(), "1", distance="ordered", into_bands=["0", "2", "4"])
    # below 2 | 2 and 3 | 4: x (3/4, 1/4, 0), table (3/8, 1/2, 1/8); cumulated 3/8, 1/8
    assert found.figures["worst"] == pytest.approx((3 / 8 + 1 / 8) / 2, abs=1e-9)


def test_hierarchical_distance_reads_its_file(homes, judge, tmp_path):
    from privkit.gates.base import Trial
    from privkit.gates.exhibit import Exhibit

    (tmp_path / "v.csv").write_text("1,a\n2,a\n3,b\n4,b\n".replace(",a", ",a,*").replace(",b", ",b,*"))
    rule = TCloseness.model_validate(
        {"column": "v", "at_most": "0.4", "distance": "hierarchical", "hierarchy": "v.csv"},
        context={"language": "en"},
        by_name=True,
    )
    trial = Trial((Exhibit("out", homes(), None),), "household", "en", None, tmp_path)
    (found,) = disclosure.t_closeness(rule, trial)
    # leaves: 0.375; labels a, b: x has 1 and 0, the table 5/8 and 3/8
    assert found.figures["worst"] == pytest.approx((0.375 + 0.375) / 2)
    assert found.outcome is Outcome.HELD


def test_delta_is_strict(homes, judge):
    """The worst ratio is 2: log2 = 1, for value 1 in x and 3 in y."""

    def rule(most):
        return judge(disclosure.delta_disclosure, DeltaDisclosure, {"column": "v", "at_most": most}, homes())

    assert rule("1").outcome is Outcome.FAILED
    assert rule("1.001").outcome is Outcome.HELD
    assert rule("1").measured.en == "most telling group: 1"


def test_beta_and_enhanced_beta(homes, judge):
    def rule(most, **more):
        return judge(
            disclosure.beta_likeness, BetaLikeness, {"column": "v", "at_most": most, **more}, homes()
        )

    assert rule("1").outcome is Outcome.HELD
    assert rule("0.99").outcome is Outcome.FAILED
    # enhanced: value 1 of the table share 3/8 may gain -ln(3/8) = 0.98 at most; it gains 1
    assert rule("5", enhanced="yes").outcome is Outcome.FAILED
    assert rule("5", enhanced="yes").measured.en == "largest gain: 1.02 times what is allowed"
    assert rule("5", enhanced="yes").measured.fr == "plus grand gain : 1,02 fois ce qui est permis"
    assert rule("5", enhanced="yes").nearest.en == (
        "make_k_anonymous with confidential: { v: { beta_likeness: 5 } }"
    )


def test_frequency_is_a_share(homes, judge):
    def rule(most):
        return judge(
            disclosure.frequency_in_group, FrequencyInGroup, {"column": "v", "at_most": most}, homes()
        )

    assert rule("75 %").outcome is Outcome.HELD
    failed = rule("74 %")
    assert failed.measured.fr == "plus grande part d'un groupe : 75 %"
    assert failed.measured.en == "largest share of a group: 75%"
    assert failed.nearest.en.endswith("or at_most: 75 %")


def test_entropy_and_recursive_kinds(homes, judge):
    def rule(least, **more):
        return judge(l_diversity.judge, LDiversity, {"column": "v", "at_least": least, **more}, homes())

    assert rule("2", kind="entropy").outcome is Outcome.FAILED  # x: exp(0.562) = 1.755
    assert rule("2", kind="entropy").measured.en == "least varied group: as varied as 1.754 values"
    assert rule("1", kind="entropy").outcome is Outcome.HELD
    assert rule("2", kind="recursive", c="3").outcome is Outcome.FAILED  # x: 3 against 1, strictly below
    assert rule("2", kind="recursive", c="3.01").outcome is Outcome.HELD
    endless = rule("3", kind="recursive", c="9")  # x has no third value
    assert endless.measured.fr == "plus grand rapport : sans limite"
    assert endless.figures["worst"] is None


@pytest.mark.parametrize(("hidden", "rows"), [("-conf integer", ROWS), ("conf integer", [])])
def test_a_column_that_does_not_leave_and_no_row_hold(homes, judge, hidden, rows):
    assert close(judge, homes(rows, kind=hidden), "0").outcome is Outcome.HELD


def test_bands_that_do_not_fit_are_inconclusive(homes, judge):
    found = close(
        judge,
        homes(ROWS and [(h, a, str(v)) for h, a, v in ROWS], kind="conf category"),
        "1",
        into_bands=["0", "2"],
    )
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.en == "its bands cannot be used: only numbers fall into bands"


def test_a_blank_is_a_value(homes, judge):
    rows = [("a", "x", None), ("b", "x", None), ("c", "y", 1), ("d", "y", 1)]
    assert close(judge, homes(rows), "0.4").figures["worst"] == pytest.approx(0.5)


def test_a_unit_on_several_rows_counts_once_per_value(homes, judge):
    rows = [("a", "x", 1)] * 9 + [("b", "x", 2), ("c", "y", 1), ("d", "y", 2)]
    assert close(judge, homes(rows, one=False), "0").outcome is Outcome.HELD


def test_the_nearest_setting_is_one_that_passes(homes, judge):
    """A strict bound equal to what is measured would fail again; nor does a step that no groups allow help."""
    rows = [("a", "x", 1), ("b", "x", 1), ("c", "x", 1), ("d", "x", 2)]
    asked = {"column": "v", "kind": "recursive", "at_least": "2"}
    failed = judge(l_diversity.judge, LDiversity, {**asked, "c": "3"}, homes(rows))
    assert failed.outcome is Outcome.FAILED
    assert failed.nearest.en == "c: 3.001"  # everybody together: three against one, too
    assert judge(l_diversity.judge, LDiversity, {**asked, "c": "3.001"}, homes(rows)).outcome is Outcome.HELD
    varied = {"column": "v", "kind": "entropy", "at_least": "3"}
    failed = judge(l_diversity.judge, LDiversity, varied, homes([*rows[:2], ("e", "x", 2), ("d", "x", 2)]))
    assert failed.nearest.fr == "au_moins: 2"  # two values are never as varied as three
    varied = {"column": "v", "kind": "entropy", "at_least": "1.9"}
    failed = judge(l_diversity.judge, LDiversity, varied, homes([*rows, ("e", "y", 2), ("f", "y", 2)]))
    assert failed.nearest.fr == (
        "rendre_k_anonyme avec confidentielles: { v: { l_entropie: 1.9 } }, ou au_moins: 1"
    )
    assert failed.required.fr == "v : au moins 1,9"
    (few,) = [judge(l_diversity.judge, LDiversity, {"column": "v", "at_least": "3"}, homes(rows))]
    assert few.nearest.fr == "au_moins: 2"
