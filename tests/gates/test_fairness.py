"""``fairness``: who is told high, in which group, and what is not told of few."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from privkit.compare.segments.fairness import told_high
from privkit.gates.base import Trial
from privkit.gates.fairness import judge
from privkit.policy.model.fairness_condition import Fairness
from privkit.values import Outcome


def a_rule(most: str = "35/100", smallest: int = 30, *by: str) -> Fairness:
    return Fairness.model_construct(
        by=by or ("occupants",), told_high_at_most=Fraction(most), smallest_group=smallest, because=None
    )


def a_trial(groups: dict[str, tuple[int, int]], column: str = "occupants") -> Trial:
    """``{label: (units, told high)}``; ten more of each get no message."""
    states, labels = [], []
    for label, (units, high) in groups.items():
        states += [2] * high + [0, 1] * ((units - high) // 2) + [0] * ((units - high) % 2) + [-1] * 10
        labels += [label] * (units + 10)
    told = told_high(np.array(states, dtype=np.int8), pd.Series(labels), "en")
    return Trial((), "household", "en", None, told={column: told})


def test_every_group_within_the_bound_holds() -> None:
    (found,) = judge(a_rule(), a_trial({"1": (400, 80), "5 and more": (100, 35)}))
    assert found.outcome is Outcome.HELD
    assert found.measured.en == (
        "occupants = 5 and more: 35.0% told high (26.4% to 44.7%, 100 households); least: 1, 20.0%"
    )
    assert found.measured.fr == (
        "occupants = 5 and more : 35,0 % dits hauts (26,4 % à 44,7 %, 100 households) ; le moins : 1, 20,0 %"
    )
    assert found.figures["groups"][0]["units"] == 100
    assert found.interval is not None


def test_one_group_above_fails_and_says_what_would_pass() -> None:
    (found,) = judge(a_rule(), a_trial({"1": (400, 4), "5 and more": (100, 72)}))
    assert found.outcome is Outcome.FAILED
    assert found.nearest is not None
    assert (found.nearest.en, found.nearest.fr) == ("told_high_at_most: 72 %", "dits_hauts_au_plus: 72 %")


def test_a_small_group_is_neither_judged_nor_named() -> None:
    (found,) = judge(a_rule(), a_trial({"1": (400, 80), "nine": (29, 29)}))
    assert found.outcome is Outcome.HELD
    assert "nine" not in f"{found.measured} {found.figures}"
    assert found.figures["not_judged"] == 1
    assert found.note is not None
    assert found.note.en == "groups of fewer than 30 were not judged"
    (judged,) = judge(a_rule(), a_trial({"1": (400, 80), "nine": (30, 30)}))
    assert judged.outcome is Outcome.FAILED


def test_nothing_to_judge_is_inconclusive() -> None:
    trial = a_trial({"1": (400, 80)})
    one, two = judge(a_rule("1/2", 30, "occupants", "tenant"), trial)
    assert (one.outcome, two.outcome) == (Outcome.HELD, Outcome.INCONCLUSIVE)
    assert two.measured.en == "the column tenant is not in the rows compared"
    (few,) = judge(a_rule("1/2", 401), trial)
    assert few.measured.en == "no group of occupants has 401 households"
    (none,) = judge(a_rule(), Trial((), "household", "en", None))
    assert none.outcome is Outcome.INCONCLUSIVE
    assert none.measured.fr == "aucune comparaison n'a été faite pour la mesurer"


def test_a_missing_value_is_a_group_of_its_own() -> None:
    states = np.array([2] * 40 + [0] * 60, dtype=np.int8)
    told = told_high(states, pd.Series([None] * 50 + ["yes"] * 50), "en")
    assert [(t.label, t.units, t.high.value) for t in told] == [("*", 50, 0.8), ("yes", 50, 0.0)]
