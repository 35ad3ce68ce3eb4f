"""Every condition of the language has a gate; what none could show counts as not met."""

from __future__ import annotations

import pytest

from privkit.compare.cost import Cost
from privkit.gates import cost
from privkit.gates.base import Trial, at_most, beside, percent, round_up_percent
from privkit.gates.exhibit import Exhibit
from privkit.gates.registry import GATES, judge, overall
from privkit.policy.model.conditions import Condition, ProtectionCost
from privkit.values import Interval, Outcome, Verdict
from privkit.words import Words


def condition(**rule) -> Condition:
    return Condition.model_validate(rule, context={"language": "en"}, by_name=True)


def verdict(outcome) -> Verdict:
    return Verdict("k_anonymity", "out", outcome, Words("", ""), Words("", ""))


def test_every_condition_has_a_gate():
    assert set(GATES) == set(Condition.model_fields)


@pytest.mark.parametrize(
    ("outcomes", "whole"),
    [
        ([], Outcome.INCONCLUSIVE),
        ([Outcome.HELD], Outcome.HELD),
        ([Outcome.HELD, Outcome.INCONCLUSIVE], Outcome.INCONCLUSIVE),
        ([Outcome.INCONCLUSIVE, Outcome.FAILED, Outcome.HELD], Outcome.FAILED),
    ],
)
def test_inconclusive_is_not_met(outcomes, whole):
    assert overall([verdict(o) for o in outcomes]) is whole


def test_one_verdict_per_condition_and_output_in_order(column, measured):
    table = measured([column("home", "-direct code"), column("area")], [("a", "1"), ("b", "1")])
    trial = Trial((Exhibit("x", table, table), Exhibit("y", table, table)), "household", "en", None)
    rules = [
        condition(uniqueness={"at_most": "0 %"}),
        condition(k_anonymity={"at_least": "2", "output": "y"}),
    ]
    found = judge(rules, trial)
    assert [(v.condition, v.output, v.outcome) for v in found] == [
        ("uniqueness", "x", Outcome.HELD), ("uniqueness", "y", Outcome.HELD), ("k_anonymity", "y", Outcome.HELD),
    ]  # fmt: skip


def test_a_condition_on_no_output_is_not_passed_over(column, measured):
    table = measured([column("home", "-direct code")], [("a",)])
    trial = Trial((Exhibit("x", table, table),), "household", "en", None)
    found = judge(
        [condition(k_anonymity={"at_least": "1"}), condition(k_anonymity={"at_least": "2", "output": "z"})],
        trial,
    )
    assert [v.outcome for v in found] == [Outcome.HELD, Outcome.INCONCLUSIVE]
    assert (found[1].measured.en, found[1].measured.fr) == (
        "there is no such output",
        "il n'y a pas de telle sortie",
    )
    assert overall(found) is Outcome.INCONCLUSIVE


def trial_of(value) -> Trial:
    changed = Interval(value, value, value, 0.95)
    return Trial((), "household", "en", Cost(changed, 0.094, 0.0, None, 100, 5, 4))


def of_cost(trial, share="10 %") -> Verdict:
    rule = ProtectionCost.model_validate({"at_most": share}, context={"language": "en"}, by_name=True)
    (found,) = cost.judge(rule, trial)
    return found


def test_the_cost_of_protection_beside_its_floor():
    held, failed = of_cost(trial_of(10 / 100)), of_cost(trial_of(0.2451))
    assert held.outcome is Outcome.HELD
    assert failed.outcome is Outcome.FAILED
    assert failed.measured.en == "24.5% of messages change (redrawing the raw data alone changes 9.4%)"
    assert failed.measured.fr == (
        "24,5 % des messages changent (un nouveau tirage des données brutes en change 9,4 %)"
    )
    assert (failed.nearest.en, failed.nearest.fr) == ("at_most: 24.6 %", "au_plus: 24,6 %")
    assert failed.interval == Interval(0.2451, 0.2451, 0.2451, 0.95)


@pytest.mark.parametrize(
    ("measure", "en", "fr"),
    [
        (
            "opposite_messages",
            "6.0% of messages say the opposite, low told high or high told low (redrawing the raw data alone: 1.0%)",
            "6,0 % des messages disent l'inverse, bas dit haut ou haut dit bas (un nouveau tirage des données brutes : "
            "1,0 %)",
        ),
        (
            "reference_error",
            "for half of the households the middle mark moves by up to 12.0% (redrawing the raw data alone: 2.0%)",
            "pour la moitié des foyers le repère du milieu bouge d'au plus 12,0 % (un nouveau tirage des données "
            "brutes : 2,0 %)",
        ),
    ],
)
def test_each_measure_of_the_cost_is_judged_by_its_own_figure(measure, en, fr):
    changed, opposite = Interval(0.5, 0.4, 0.6, 0.95), Interval(0.06, 0.05, 0.07, 0.95)
    found = Cost(
        changed, 0.1, 0.0, None, 100, 5, 4,
        opposite=opposite, opposite_floor=0.01, reference_error=0.12, reference_error_floor=0.02,
    )  # fmt: skip
    trial = Trial((), "household", "en", found)

    def of(share, trial=trial):
        raw = {"measure": measure, "at_most": share}
        rule = ProtectionCost.model_validate(raw, context={"language": "en"}, by_name=True)
        return cost.judge(rule, trial)[0]

    failed, value = of("5 %"), {"opposite_messages": 0.06, "reference_error": 0.12}[measure]
    assert (failed.outcome, failed.measured) == (Outcome.FAILED, Words(en, fr))
    assert failed.nearest == Words(f"at_most: {value * 100:g} %", f"au_plus: {value * 100:g} %")
    assert of("12 %").outcome is Outcome.HELD  # half of the messages change, and that is not what is asked
    assert failed.figures["measure"] == measure and failed.figures["share"] == value
    assert failed.interval == (opposite if measure == "opposite_messages" else None)


def test_a_reference_that_nobody_has_any_more_is_not_said_to_be_right():
    nobody = Cost(Interval(1.0, 0.9, 1.0, 0.95), 0.1, 1.0, None, 100, 5, 0)
    rule = {"measure": "reference_error", "at_most": "5 %"}
    found = cost.judge(
        ProtectionCost.model_validate(rule, context={"language": "en"}, by_name=True),
        Trial((), "household", "en", nobody),
    )[0]
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured == Words(
        "nobody is compared any more: there is no reference left to be wrong",
        "plus personne n'est comparé : il ne reste aucune référence qui puisse être fausse",
    )


def test_without_a_comparison_the_cost_is_not_shown():
    found = of_cost(Trial((), "household", "en", None))
    assert found.outcome is Outcome.INCONCLUSIVE
    assert found.measured.en == "there is no comparison section to measure it with"
    assert found.measured.fr == "il n'y a pas de section comparaison pour le mesurer"


@pytest.mark.parametrize("n", range(0, 1001, 7))
def test_the_nearest_setting_passes_and_a_tenth_less_does_not(n):
    from fractions import Fraction

    for share in (Fraction(n, 1000), Fraction(n, 1003), n / 1000, n / 1003):
        said = Fraction(round_up_percent(share).en.removesuffix(" %")) / 100
        bound = said if isinstance(share, Fraction) else float(said)
        assert share <= bound
        assert said < Fraction(1, 1000) or share > said - Fraction(1, 1000) - Fraction(1, 10**9)


def test_shares_as_each_language_writes_them():
    from fractions import Fraction

    assert at_most(Fraction(1, 200)) == Words("at most 0.5%", "au plus 0,5 %")
    assert percent(0.0) == Words("0.0%", "0,0 %")
    assert percent(1.0).en == "100.0%"
    assert percent(0.99999).fr == "plus de 99,9 %"
    assert beside(0.05004, Fraction(1, 20)) == Words("5.004%", "5,004 %")
    assert beside(0.0499, Fraction(1, 20)) == Words("4.99%", "4,99 %")
