"""record_risk, population_uniqueness and special_uniques on small outputs: exact figures, exact words."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privkit.errors import DataError
from privkit.gates import beyond, record_risk
from privkit.gates import unit_risks as measures
from privkit.policy.model.risk_conditions import PopulationUniqueness, RecordRisk, SpecialUniques
from privkit.risk.household import household_risk
from privkit.risk.record import individual
from privkit.values import Outcome

FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def people(column, measured):
    """``people((unit, area, kind, weight, house), …)``: two quasi-identifiers, a weight and a house set aside."""

    def make(*rows, one=True):
        columns = [
            column("home", "-direct code"),
            column("area", "qi code"),
            column("kind", "qi category"),
            column("weight", "-other number:2"),
            column("house", "-other code"),
        ]
        return measured(columns, [(*row, *(None, 10, "h")[len(row) - 2 :]) for row in rows], one=one)

    return make


def risk(judge, table, before=None, **rule):
    return judge(record_risk.judge, RecordRisk, rule, table, before)


#: one alone, a pair, five alike; a blank is a value
ROWS = [("a", "1"), *((u, "2", "x") for u in "bc"), *((u, "2", None) for u in "defgh")]


def test_no_unit_above(people, judge):
    failed = risk(judge, people(*ROWS), measure="prosecutor", each_at_most="20 %")
    assert failed.outcome is Outcome.FAILED
    assert failed.measured.en == "prosecutor, highest risk: 100.0% (1 household)"
    assert failed.measured.fr == "procureur, risque le plus élevé : 100,0 % (1 household)"
    assert (failed.required.en, failed.required.fr) == ("no risk above 20%", "aucun risque au-dessus de 20 %")
    assert failed.nearest.en == "a step make_k_anonymous with k: 5, or each_at_most: 100 %"
    assert failed.nearest.fr == "une étape rendre_k_anonyme avec k: 5, ou chacun_au_plus: 100 %"
    assert failed.figures == {
        "measure": "prosecutor",
        "on": ["area", "kind"],
        "highest": 1.0,
        "average": 3 / 8,
        "expected": 3.0,
        "units": 8,
        "share": 1.0,
        "required": 0.2,
    }
    # five units share a risk of exactly 20 %
    held = risk(judge, people(*ROWS[3:]), measure="prosecutor", each_at_most="20 %")
    assert held.outcome is Outcome.HELD
    assert held.nearest is None
    assert (
        risk(judge, people(*ROWS[3:7]), measure="prosecutor", each_at_most="24.9 %").outcome is Outcome.FAILED
    )


def test_on_average_and_an_upper_bound(people, judge):
    held = risk(judge, people(*ROWS), measure="marketer", average_at_most="37.5 %")
    assert held.outcome is Outcome.HELD
    assert held.measured.en == (
        "marketer, average risk: 37.5%, an upper bound for want of a table of the population"
    )
    assert held.measured.fr == (
        "prospecteur, risque moyen : 37,5 %, majorant faute d'une table de la population"
    )
    failed = risk(judge, people(*ROWS), measure="journalist", average_at_most="37.4 %")
    assert failed.outcome is Outcome.FAILED
    assert (failed.required.fr, failed.nearest.fr) == ("au plus 37,4 % en moyenne", "moyenne_au_plus: 37,5 %")


def test_the_share_above_a_risk(people, judge):
    above = {"risk": "20 %", "at_most": "37 %"}
    failed = risk(judge, people(*ROWS), measure="prosecutor", share_above=above)
    assert failed.outcome is Outcome.FAILED
    assert failed.measured.en == "prosecutor, 37.5% of households are above a risk of 20%"
    assert failed.required.en == "at most 37% above a risk of 20%"
    assert failed.nearest.en == "at_most: 37.5 %"
    assert (failed.figures["above"], failed.figures["share"]) == (3, 0.375)
    above = {"risk": "19.9 %", "at_most": "99 %"}
    assert risk(judge, people(*ROWS), measure="prosecutor", share_above=above).figures["above"] == 8


def test_expected_re_identifications(people, judge):
    rule = {"measure": "expected_reidentifications"}
    assert risk(judge, people(*ROWS), **rule, number_at_most="3").outcome is Outcome.HELD
    failed = risk(judge, people(*ROWS), **rule, number_at_most="2.9")
    assert failed.measured.fr == "réidentifications attendues : 3, parmi 8 households"
    assert (failed.required.fr, failed.nearest.fr) == ("au plus 2,9", "nombre_au_plus: 3")
    weighted = risk(judge, people(*ROWS), **rule, number_at_most="3", weight="weight")
    assert weighted.figures["expected"] == pytest.approx(
        float((individual([1, 2, 5], [10, 20, 50]) * [1, 2, 5]).sum())
    )


def test_risk_before_protection_stands_beside(people, column, measured, judge):
    coarse = [column("home", "-direct code"), column("area", "qi category", origin="t.area")]
    fine = [column("home", "-direct code"), column("area", "qi code", origin="t.area")]
    after = measured(coarse, [("a", "1*"), ("b", "1*")])
    before = measured(fine, [("a", "11"), ("b", "12"), ("c", "12")])
    found = risk(judge, after, before, measure="prosecutor", each_at_most="50 %")
    assert found.outcome is Outcome.HELD
    assert found.figures["highest_before"] == 1.0
    assert found.figures["average_before"] == pytest.approx(2 / 3)


def test_a_unit_on_several_rows_bears_its_worst_one(people, judge):
    rows = [("a", "1"), ("a", "2"), ("b", "2"), ("c", "2"), ("c", "2")]
    found = risk(judge, people(*rows, one=False), measure="prosecutor", average_at_most="100 %")
    assert (found.figures["units"], found.figures["highest"]) == (3, 1.0)
    assert found.figures["average"] == pytest.approx((1 + 1 / 3 + 1 / 3) / 3)  # not a share of five rows


def test_an_output_without_rows_holds(people, judge):
    for rule in (
        {"measure": "prosecutor", "each_at_most": "0 %"},
        {"measure": "individual", "weight": "weight", "average_at_most": "0 %"},
        {"measure": "household", "household": "house", "average_at_most": "0 %"},
    ):
        found = risk(judge, people(), **rule)
        assert (found.outcome, found.measured.en) == (Outcome.HELD, "no row is left")
    for gate, model, rule in (
        (beyond.population_uniqueness, PopulationUniqueness, {"population": "10", "at_most": "0 %"}),
        (
            beyond.special_uniques,
            SpecialUniques,
            {"score_above": "0 %", "sampling_fraction": "1 %", "at_most": "0 %"},
        ),
    ):
        found = judge(gate, model, rule, people())
        assert (found.outcome, found.measured.fr) == (Outcome.HELD, "aucune ligne ne reste")


def test_weights_that_cannot_be_used_stop_the_run(people, judge):
    rule = {"measure": "individual", "weight": "weight", "each_at_most": "5 %"}
    bad = people(("a", "1", "x", None), ("b", "1", "x", 0), ("c", "1", "x", -3), ("d", "1", "x", 2))
    with pytest.raises(DataError) as caught:
        risk(judge, bad, **rule)
    assert caught.value.exit_code == 4
    assert [p.message.en for p in caught.value.problems] == [
        "units without a weight in weight: 1",
        "units whose weight in weight is zero or negative: 2",
    ]
    light = people(("a", "1", "x", Decimal("0.25")), ("b", "1", "x", Decimal("0.50")))
    assert risk(judge, light, **rule).figures["highest"] == 0.5  # the class is taken to be whole


def test_a_column_that_cannot_be_matched_is_inconclusive(people, judge):
    found = risk(judge, people(*ROWS), measure="individual", weight="elsewhere", each_at_most="5 %")
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.en == "the column elsewhere cannot be matched with the rows of the output"
    assert found.measured.fr == "la colonne elsewhere ne peut être rapprochée des lignes de la sortie"
    text = risk(judge, people(*ROWS), measure="individual", weight="house", each_at_most="5 %")
    assert (text.outcome, text.measured.fr) == (
        Outcome.INCONCLUSIVE,
        "la colonne house n'est pas un nombre",
    )


def test_a_weight_comes_from_the_baseline(people, column, measured, judge):
    bare = measured([column("home", "-direct code"), column("area", "qi code")], [("a", "1")])
    found = risk(
        judge, bare, people(("a", "1", "x", 100)), measure="individual", weight="weight", each_at_most="5 %"
    )
    assert found.figures["highest"] == pytest.approx(float(individual([1], [100])[0]))


def test_too_many_combinations_are_inconclusive(people, judge, monkeypatch):
    monkeypatch.setattr(measures, "AT_MOST", 2)
    found = risk(
        judge, people(*ROWS), measure="household", household="house", weight="weight", each_at_most="5 %"
    )
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.en == "too many distinct combinations to be followed one by one"
    rule = {"score_above": "1 %", "at_most": "1 %", "sampling_fraction": "1 %"}
    assert judge(beyond.special_uniques, SpecialUniques, rule, people(*ROWS)).outcome is Outcome.INCONCLUSIVE


ANY = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(["1", "2", None]),
        st.sampled_from(["x", None]),
        st.sampled_from([None, "h1", "h2"]),
    ),
    min_size=1,
    max_size=18,
)


@FEW
@given(rows=ANY, several=st.booleans())
def test_households_by_hand(people, judge, rows, several):
    """Against pandas: every unit, its worst class, its household."""
    frame = pd.DataFrame(rows, columns=["unit", "area", "kind", "house"])
    if not several:
        frame["unit"] = range(len(frame))
    frame["house"] = frame["unit"].map(frame.groupby("unit")["house"].first())  # one house per unit
    table = [
        (f"u{u}", a, k, u + 1, None if pd.isna(h) else h) for u, a, k, h in frame.itertuples(index=False)
    ]
    classes = frame.drop_duplicates(["unit", "area", "kind"]).assign(weight=lambda f: f["unit"] + 1)
    grouped = classes.groupby(["area", "kind"], dropna=False)
    classes["risk"] = individual(grouped["unit"].transform("size"), grouped["weight"].transform("sum"))
    units = classes.groupby("unit").agg(risk=("risk", "max"), house=("house", "first"))
    homes = pd.factorize(units["house"])[0]
    expected = household_risk(units["risk"].to_numpy(), homes)
    found = risk(
        judge,
        people(*table, one=not several),
        measure="household",
        household="house",
        weight="weight",
        average_at_most="100 %",
    )
    assert found.figures["units"] == len(units)
    assert found.figures["average"] == pytest.approx(expected.mean())
    assert found.figures["highest"] == pytest.approx(expected.max())


def test_a_unit_said_to_live_in_two_households_counts_once_in_its_class(people, judge):
    rows = [("a", "1", "x", 10, "h1"), ("a", "1", "x", 10, "h2"), ("b", "1", "x", 10, "h3")]
    rule = {"measure": "household", "household": "house", "each_at_most": "50 %"}
    assert risk(judge, people(*rows, one=False), **rule).figures["highest"] == 0.5


def test_the_household_may_be_a_quasi_identifier(people, judge):
    rows = [("a", "1", "x"), ("b", "1", "y"), ("c", "2", "y")]
    found = risk(judge, people(*rows), measure="household", household="area", each_at_most="50 %")
    assert found.figures["highest"] == 1.0


def unique_in_population(judge, table, before=None, **rule):
    return judge(beyond.population_uniqueness, PopulationUniqueness, {"at_most": "5 %"} | rule, table, before)


def test_population_uniqueness(people, judge):
    whole = unique_in_population(judge, people(*ROWS), population="8")
    assert whole.outcome is Outcome.FAILED
    assert whole.measured.en == "12.5% of the population would be unique"
    assert (whole.nearest.en, whole.nearest.fr) == ("at_most: 12.5 %", "au_plus: 12,5 %")
    tenth = unique_in_population(judge, people(*ROWS), sampling_fraction="50 %", estimator="zayatz")
    assert tenth.measured.fr.endswith("de la population serait unique (estimateur de Zayatz)")
    assert tenth.figures["method"] == "zayatz"


def test_population_uniqueness_by_a_log_linear_model(people, judge):
    from privkit.risk.loglinear import model_risk

    found = unique_in_population(judge, people(*ROWS), sampling_fraction="50 %", estimator="log_linear")
    codes = [[0, 0], *[[1, 1]] * 2, *[[1, 0]] * 5]
    assert found.figures["share"] == pytest.approx(model_risk(codes, 0.5).population_uniques / 8)
    assert found.measured.en.endswith("of the population would be unique (log-linear model)")
    assert found.measured.fr.endswith("de la population serait unique (modèle log-linéaire)")


def test_an_estimate_that_does_not_exist_is_inconclusive(people, judge):
    alone = people(("a", "1"), ("b", "2"), ("c", "3"))
    found = unique_in_population(judge, alone, population="30", estimator="pitman")
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.en == (
        "every unit of the sample is alone in its class: the model has no finite estimate"
    )
    assert "share" not in found.figures
    small = unique_in_population(judge, alone, population="2")
    assert (small.outcome, small.measured.fr) == (
        Outcome.INCONCLUSIVE,
        "la sortie compte plus d'unités que la population déclarée",
    )
    several = people(("a", "1"), ("a", "2"), one=False)
    assert unique_in_population(judge, several, population="30").outcome is Outcome.INCONCLUSIVE


def special(judge, table, **rule):
    asked = {"score_above": "10 %", "sampling_fraction": "50 %", "at_most": "0 %"} | rule
    return judge(beyond.special_uniques, SpecialUniques, asked, table)


def test_special_uniques(people, judge):
    failed = special(judge, people(*ROWS))
    assert failed.outcome is Outcome.FAILED
    assert failed.measured.en == "12.5% of households have a score above 10%"
    assert failed.measured.fr == "12,5 % des households ont un score au-dessus de 10 %"
    assert failed.nearest.en == "at_most: 12.5 %"
    assert (failed.figures["above"], failed.figures["with_a_score"]) == (1, 1)
    assert failed.figures["contributions"] == {"area": 1.0, "kind": 0.0}
    assert special(judge, people(*ROWS), at_most="12.5 %").outcome is Outcome.HELD
    assert special(judge, people(*ROWS[1:])).outcome is Outcome.HELD


def test_a_special_unique_on_several_rows_is_one_unit(people, judge):
    rows = [("a", "1"), ("a", "1", "x"), ("b", "2"), ("c", "2")]
    found = special(judge, people(*rows, one=False))
    assert (found.figures["above"], found.figures["units"]) == (1, 3)


def test_no_value_reaches_the_figures(people, judge):
    """A canary in every column: verdicts hold none of them."""
    rows = [(f"canary{i}", f"canary{i}", "canary", 10, "canary") for i in range(6)]
    verdicts = [
        risk(judge, people(*rows), measure="prosecutor", each_at_most="20 %"),
        risk(judge, people(*rows), measure="household", household="house", each_at_most="20 %"),
        unique_in_population(judge, people(*rows), population="100"),
        special(judge, people(*rows)),
    ]
    assert "canary" not in repr(verdicts)


def test_too_many_columns_for_special_uniques_tell_how_many_to_take_together(column, measured, judge):
    """Twenty columns make a million sets; those of one to five columns are 21,699, of six 60,459."""
    from privkit.gates import beyond
    from privkit.policy.model.risk_conditions import SpecialUniques
    from privkit.values import Outcome

    columns = [column("home", "-direct code"), *(column(f"q{i}", "qi category") for i in range(20))]
    table = measured(columns, [(f"h{n}", *(str((n >> i) & 1) for i in range(20))) for n in range(8)])
    rule = {"score_above": "10 %", "sampling_fraction": "10 %", "at_most": "0 %"}
    found = judge(beyond.special_uniques, SpecialUniques, rule, table)
    assert found.outcome is Outcome.INCONCLUSIVE
    assert (found.nearest.en, found.nearest.fr) == ("columns_together: 6", "colonnes_ensemble: 6")
    again = judge(beyond.special_uniques, SpecialUniques, {**rule, "columns_together": "6"}, table)
    assert again.outcome is Outcome.FAILED
