"""What the figures show: candidates that hold, the least cost among them, and what is never ranked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from privkit.advice.candidates import Candidate
from privkit.advice.measured import Attack, Loss, Measured, Messages, NotMeasured
from privkit.advice.shows import cheapest, standings
from privkit.policy.model.outputs import Nature
from privkit.values import Outcome, Verdict
from privkit.words import same

HELD = Verdict("k_anonymity", "out", Outcome.HELD, same("11"), same("11"))


def attack(held: bool | None, *, stated: bool = False, unprotected: float | None = 0.9) -> Attack:
    told = None if held is None else 0.01 if held else 0.9
    return Attack(
        "singling_out", told, told, unprotected, 0.1, stated, held, same("–") if held is None else None
    )


def one(key: str, cost: float, family: Any = "rows", **changes: Any) -> Measured:
    candidate = Candidate(key, same(key), family, Nature.GENERALISED, None)
    made = Measured(
        candidate, 100, 99, 99, ("a",), 11, 0.0, 0.1, {"singling_out": attack(True)}, Messages(cost, 0.02, 0.0, None, None),
        Loss(cost, 0.02), Loss(cost, 0.02), (), None, None, (HELD,), 1.0,
    )  # fmt: skip
    return replace(made, **changes)


def test_the_least_cost_that_holds_and_those_that_chance_alone_tells_apart() -> None:
    found = (one("a", 0.10), one("b", 0.05), one("c", 0.06))
    (best,) = cheapest(found, "loss")
    assert (best.one.candidate.key, best.all_held) == ("b", True)
    assert [other.candidate.key for other in best.alike] == ["c"]


def test_an_attack_above_the_line_counts_and_the_policy_alone_is_told_apart() -> None:
    found = (one("cheap", 0.01, attacks={"singling_out": attack(False)}), one("dear", 0.20))
    assert [(c.one.candidate.key, c.all_held) for c in cheapest(found, "loss")] == [
        ("dear", True),
        ("cheap", False),
    ]


def test_a_condition_that_fails_is_never_ranked() -> None:
    bad = replace(HELD, outcome=Outcome.FAILED)
    doubt = replace(HELD, outcome=Outcome.INCONCLUSIVE)
    found = (one("a", 0.0, conditions=(bad,)), one("b", 0.0, conditions=(doubt,)))
    assert cheapest(found, "loss") == ()
    assert [s.conditions for s in standings(found)] == [("k_anonymity",), ("k_anonymity",)]


def test_what_is_not_measured_is_never_ranked() -> None:
    gone = NotMeasured(Candidate("x", same("x"), "rows", Nature.GENERALISED, None), same("no data"))
    unknown = one("y", 0.0, model=None)
    assert cheapest((gone, unknown), "loss") == ()
    assert [s.one.candidate.key for s in standings((gone, unknown))] == ["y"]


def test_an_attack_that_could_not_be_made_does_not_hold_but_one_without_power_says_nothing() -> None:
    lacking = one("lacking", 0.0, attacks={"singling_out": attack(None, unprotected=None)})
    weak = one("weak", 0.0, attacks={"singling_out": attack(None, unprotected=0.02)})
    assert [s.meets for s in standings((lacking, weak))] == [False, True]


def test_where_people_cannot_be_compared_made_rows_are_not_ranked_for_the_bill() -> None:
    """Noise may make groups differ that do not: the comparison of real rows decides."""
    chance = Verdict("comparison", "", Outcome.FAILED, same("bands explain almost nothing"), same("groups"))
    found = (one("people", 0.0, conditions=(HELD, chance)), one("made", 0.7, "made"))
    assert cheapest(found, "messages") == ()
    assert [c.one.candidate.key for c in cheapest(found, "loss")] == ["made"]
