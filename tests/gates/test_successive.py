"""``successive_references``: what is held, failed or not told."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from privkit.compare.reference import Group, ReferenceTable
from privkit.compare.segments.leaving import Gain, Leaving
from privkit.compare.spec import ComparisonSpec
from privkit.gates.base import Trial
from privkit.gates.successive import Successive, judge
from privkit.policy.model.successive_condition import SuccessiveReferences
from privkit.values import Interval, Outcome

RULE = SuccessiveReferences.model_construct(gain_at_most=Fraction(5, 100), because=None)
SPEC = ComparisonSpec(
    "volume", "m3", ("size",), 30, Fraction(1, 5), Fraction(1, 2), Fraction(4, 5), Decimal(5), "en"
)


def a_table(*labels: str) -> ReferenceTable:
    groups = tuple(
        Group(((label,),), (label,), Decimal(50), Decimal(80), Decimal(120), 30) for label in labels
    )
    return ReferenceTable(SPEC, groups, {}, Decimal("0.3"), 60)


def gain(low: float, value: float, high: float) -> Gain:
    return Gain(1000, 0.1 + value, 0.1, Interval(value, low, high, 0.95))


def a_trial(everybody: Gain, small: Gain | None = None, previous: ReferenceTable | None = None) -> Trial:
    leaving = Leaving(everybody, small, gain(0.1, 0.12, 0.14))
    found = Successive(a_table("1", "2"), previous, leaving)
    return Trial((), "household", "en", None, successive=found)


@pytest.mark.parametrize(
    ("everybody", "small", "outcome"),
    [
        (gain(-0.01, 0.0, 0.01), None, Outcome.HELD),
        (gain(0.03, 0.04, 0.05), gain(0.0, 0.1, 0.2), Outcome.HELD),
        (gain(0.03, 0.04, 0.06), None, Outcome.INCONCLUSIVE),
        (gain(0.06, 0.08, 0.1), None, Outcome.FAILED),
        (gain(-0.01, 0.0, 0.01), gain(0.06, 0.1, 0.2), Outcome.FAILED),
    ],
)
def test_the_upper_bound_must_be_within(everybody: Gain, small: Gain | None, outcome: Outcome) -> None:
    (found,) = judge(RULE, a_trial(everybody, small))
    assert found.outcome is outcome
    assert found.interval == everybody.gain
    assert (found.nearest is None) is (outcome is Outcome.HELD)


def test_it_is_told_beside_a_blind_guess() -> None:
    (found,) = judge(RULE, a_trial(gain(0.01, 0.02, 0.03)))
    assert found.measured.en == (
        "gain over chance up to 3.0%: two tables give away the use of 12.0% of households that leave, within 5%; a blind "
        "guess, 10.0% (1000 households tried)"
    )
    assert found.required.en == "gain at most 5%"
    assert found.note is not None
    assert found.note.en == "without rounding, the gain would be 12.0%; no table was released before"


def test_other_bands_fail_whatever_the_attack() -> None:
    (found,) = judge(RULE, a_trial(gain(-0.01, 0.0, 0.01), previous=a_table("1", "2 to 3")))
    assert (found.outcome, found.figures) == (Outcome.FAILED, {"code": "PK558"})
    (same,) = judge(RULE, a_trial(gain(-0.01, 0.0, 0.01), previous=a_table("1", "2")))
    assert same.outcome is Outcome.HELD


def test_without_a_comparison_nothing_is_shown() -> None:
    (found,) = judge(RULE, Trial((), "household", "en", None))
    assert found.outcome is Outcome.INCONCLUSIVE
