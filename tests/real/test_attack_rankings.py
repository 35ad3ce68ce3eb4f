"""Attacks rank releases of real tables as an expert would, whatever the table; strangers are never found more than by chance."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest

from privkit.risk.attacks import inference, linkability, singling_out
from privkit.risk.attacks.copies import copied_records
from privkit.risk.attacks.membership import membership
from privkit.risk.attacks.result import AttackResult, Orders
from privkit.risk.attacks.scene import Scene

from .protected import DATA, null_scene, scene

pytestmark = pytest.mark.skipif(
    not (DATA / "nist_excerpts_ma2019").exists(), reason="the reference data are not here"
)
SECRETS = {"adult": "salary-class", "nist": "PINCP_DECILE", "survey": "expend", "cards": "PAY_0"}
ORDERS = Orders(attacks=600, seed=3)


def single_out(stage: Scene, table: str, orders: Orders) -> AttackResult:
    return singling_out.attack(stage, orders, kind="multivariate")


def link(stage: Scene, table: str, orders: Orders) -> AttackResult:
    names = [f.name for f in stage.fields]
    return linkability.attack(stage, orders, names[0::2], names[1::2])


def infer(stage: Scene, table: str, orders: Orders) -> AttackResult:
    secret = SECRETS[table]
    return inference.attack(stage, orders, secret, [f.name for f in stage.fields if f.name != secret][:6])


def belong(stage: Scene, table: str, orders: Orders) -> AttackResult:
    return membership(stage, orders)


ATTACKS: list[Callable[[Scene, str, Orders], AttackResult]] = [single_out, link, infer, belong]


@cache
def worst(attack: Callable[[Scene, str, Orders], AttackResult], table: str, release: str) -> AttackResult:
    """The group attacked best, that everybody is compared in."""
    found = attack(scene(table, release, 1), table, ORDERS)
    return max((found, *found.groups), key=lambda r: r.risk.low)


@pytest.mark.parametrize("table", ["adult", "nist", "survey"])
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda f: f.__name__)
def test_an_exact_copy_is_nearly_always_attacked(
    attack: Callable[[Scene, str, Orders], AttackResult], table: str
) -> None:
    """Or linked, where records that many people share cannot be told apart (Adult: 0.86)."""
    assert worst(attack, table, "copy").risk.low > (0.75 if attack.__name__ == "link" else 0.9)


@pytest.mark.parametrize("table", ["adult", "nist", "survey"])
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda f: f.__name__)
def test_the_more_is_leaked_the_more_is_found(
    attack: Callable[[Scene, str, Orders], AttackResult], table: str
) -> None:
    """A copy, half of it, a tenth of it; and nothing, which is never proved to leak."""
    found = [worst(attack, table, r).risk for r in ("copy", "half leaked", "tenth leaked")]
    assert found[0].low > found[1].high
    assert found[1].value > found[2].value
    assert worst(attack, table, "independent").risk.low <= 0.01


@pytest.mark.parametrize("table", ["nist", "survey"])
@pytest.mark.parametrize("attack", ATTACKS, ids=lambda f: f.__name__)
def test_a_model_that_learnt_by_heart_is_found_out(
    attack: Callable[[Scene, str, Orders], AttackResult], table: str
) -> None:
    """Rows drawn again with a tenth of the values changed: worse than values swapped and post-randomised."""
    by_heart, protected = (worst(attack, table, r).risk for r in ("jittered", "randomised"))
    assert by_heart.low > 0.05
    assert by_heart.low > protected.low


@pytest.mark.parametrize("table", ["adult", "nist", "survey", "cards", "incomes"])
def test_copies_are_counted(table: str) -> None:
    """Copies proved, of a copy, a half, a tenth, a twentieth and a fiftieth of the rows; none of independent columns."""
    releases = ["copy", "half leaked", "tenth leaked", "twentieth leaked", "fiftieth leaked"]
    found = [copied_records(scene(table, r, 1), ORDERS) for r in releases]
    assert [f.low for f in found] == sorted((f.low for f in found), reverse=True)
    assert all(f.low > 0 for f in found)
    people = len(scene(table, "copy", 1).originals)
    alone = found[0].found
    for part, share in zip(found[1:], (0.5, 0.1, 0.05, 0.02), strict=True):
        assert part.low <= share * alone * 1.25 and part.high >= share * alone * 0.75
    assert alone > people / 3
    assert copied_records(scene(table, "independent", 1), ORDERS).low == 0


@pytest.mark.slow
@pytest.mark.parametrize("table", ["adult", "nist", "survey", "cards"])
def test_strangers_are_not_found(table: str) -> None:
    """40 releases of people nobody looks for; 200 simulated ones for each attack are in tests/risk/attacks/test_null.py."""
    alarms = dict.fromkeys([f.__name__ for f in ATTACKS] + ["copies"], 0)
    for seed in range(40):
        stage, orders = null_scene(table, seed, 400), Orders(attacks=300, seed=seed)
        for attack in ATTACKS:
            found = attack(stage, table, orders)
            alarms[attack.__name__] += any(r.risk.low > 0 for r in (found, *found.groups))
        alarms["copies"] += copied_records(stage, orders).low > 0
    # at most 5 % of 40, or 2: over 10 has a chance of 1 in 100,000
    assert max(alarms.values()) <= 10, alarms
