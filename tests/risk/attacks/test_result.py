"""Results: corrected confidence, and which group decides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from privkit.risk.attacks.excess import excess
from privkit.risk.attacks.levels import bounded
from privkit.risk.attacks.result import AttackResult, Orders, Tally


def result(group: str, successes: int, attacks: int) -> AttackResult:
    originals, control = Tally(successes, attacks), Tally(0, attacks)
    return AttackResult("a", originals, control, excess(originals, control, 0.95), group)


def test_a_gain_is_proved_for_the_whole_family_and_bounded_for_each_attack() -> None:
    asked = Orders(confidence=0.95, comparisons=5).levels(groups=2)
    assert asked.proof == pytest.approx(0.995)  # two-sided, one in ten of what is allowed
    assert asked.bound == pytest.approx(0.9)  # its upper end alone is passed in 5 % of cases
    a, c = Tally(120, 1000), Tally(40, 1000)
    found = bounded(lambda level: excess(a, c, level), asked)
    assert found.low == excess(a, c, 0.995).low and found.high == excess(a, c, 0.9).high
    assert found.low < excess(a, c, 0.9).low < found.value < found.high < excess(a, c, 0.995).high
    assert found.confidence == 0.95


def test_the_upper_bound_covers_as_often_as_asked() -> None:
    """Strangers succeed in 30 %, people in 37 %: true gain 0.1. One-sided 95 %, over 4,000 draws of 400 attacks."""
    rng = np.random.default_rng(3)
    asked = Orders(comparisons=4).levels()
    drawn = zip(rng.binomial(400, 0.37, 4000), rng.binomial(400, 0.3, 4000), strict=True)
    found = [
        bounded(lambda level, a=a, c=c: excess(Tally(int(a), 400), Tally(int(c), 400), level), asked)
        for a, c in drawn
    ]
    missed = sum(i.high < 0.1 for i in found)
    assert 100 < missed <= 270  # 5 % is 200; P(more than 270 | 5 %) < 1e-6, and the bound is not idle
    assert sum(i.low > 0.1 for i in found) <= 60  # (1 - 0.9875) / 2 is 25


def test_a_small_group_can_show_a_leak_but_not_that_there_is_none() -> None:
    everybody = result("", 10, 2000)
    few, few_leaking, many = result("few", 0, 40), result("leak", 30, 40), result("many", 0, 100)
    assert replace(everybody, groups=(few,)).worst.group == ""
    assert replace(everybody, groups=(few, many)).worst.group == "many"
    assert replace(everybody, groups=(few, many, few_leaking)).worst.group == "leak"
    assert not few.measured
    assert result("", 0, 0).measured
