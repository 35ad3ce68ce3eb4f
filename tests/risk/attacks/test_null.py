"""Nothing to find, nothing found: release, originals and control are disjoint samples of one population.

Over 200 seeds, with sizes as unequal as 4 to 1 and releases from a quarter of the originals to all of them, an
attack at 95 % may call an alarm (low end above 0, of everybody or of any subgroup) in 5 of 200 on average: intervals
are two-sided. More than ``MOST`` has a probability below one in a thousand. Planted: what would be wrong without
equal sizes is wrong here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from privkit.risk.attacks import cohorts, inference, linkability, predicates, sides, singling_out
from privkit.risk.attacks.encode import Encoded
from privkit.risk.attacks.groups import subgroups
from privkit.risk.attacks.result import AttackResult, Orders
from privkit.risk.attacks.scene import Field, Scene
from tests.risk.attacks.worlds import apart

SEEDS = 200
MOST = int(binom.ppf(0.999, SEEDS, 0.025))
#: Released, originals, control.
SIZES = ((250, 1000, 250), (1000, 1000, 250), (400, 400, 400), (600, 700, 350))

Attack = Callable[[Scene, Orders], AttackResult]


def in_groups(scene: Scene, orders: Orders) -> AttackResult:
    parts = subgroups(scene, orders.seed, small=["sector"], large=["area"])
    return inference.attack(
        scene, orders, "volume", ["sector", "dwelling", "occupants", "area"], groups=parts
    )


def linked_in_groups(scene: Scene, orders: Orders) -> AttackResult:
    parts = subgroups(scene, orders.seed, small=["sector"], large=["area"])
    return linkability.attack(scene, orders, ["sector", "area"], ["dwelling", "volume"], groups=parts)


ATTACKS: dict[str, tuple[str, Attack]] = {
    "singling out": ("mixed", singling_out.attack),
    "singling out, numbers": ("numbers", singling_out.attack),
    "singling out, 2 columns": (
        "mixed",
        lambda s, o: singling_out.attack(s, o, kind="multivariate", columns_together=2),
    ),
    "singling out, 1 column": ("mixed", lambda s, o: singling_out.attack(s, o, kind="univariate")),
    "inference of a number": ("mixed", in_groups),
    "inference of a category": (
        "mixed",
        lambda s, o: inference.attack(s, o, "dwelling", ["sector", "occupants", "area", "volume"]),
    ),
    "inference, numbers": ("numbers", lambda s, o: inference.attack(s, o, "a", list("bcdef"), within=0.5)),
    "linkability": ("mixed", linked_in_groups),
    "linkability, numbers": ("numbers", lambda s, o: linkability.attack(s, o, list("abc"), list("def"))),
}


def alarms(kind: str, attack: Attack, sizes: Sequence[tuple[int, int, int]] = SIZES) -> int:
    """Seeds at which something was found."""
    out = 0
    for seed in range(SEEDS):
        found = attack(apart(kind, seed, *sizes[seed % len(sizes)]), Orders(attacks=200, seed=seed))
        out += any(part.risk.low > 0 for part in (found, *found.groups))
    return out


@pytest.mark.slow
@pytest.mark.parametrize("name", ATTACKS)
def test_no_false_alarm(name: str) -> None:
    assert alarms(*ATTACKS[name]) <= MOST


def _unequal(encoded: Encoded, rng: np.random.Generator) -> predicates.People:
    return predicates.People((encoded.originals,), encoded.control)


@pytest.mark.slow
def test_planted_unequal_sizes_of_singling_out_call_alarms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fault of Anonymeter 1.1: all originals against a smaller control."""
    monkeypatch.setattr(singling_out, "_people", _unequal)
    assert alarms(*ATTACKS["singling out"], SIZES[1:2]) > 2 * MOST
    assert alarms(*ATTACKS["singling out, 2 columns"], SIZES[1:2]) > 2 * MOST


def _whole(encoded: Encoded, rng: np.random.Generator, *, keep_others: bool = False) -> sides.Sides:
    everybody = rng.permutation(len(encoded.originals)), rng.permutation(len(encoded.control))
    return sides.Sides(*everybody, np.zeros(0, np.int64))


def exposed(scene: Scene, orders: Orders) -> AttackResult:
    """The rarer a person's place, the surer the secret: among more people, those alone are rarer."""
    rng = np.random.default_rng([orders.seed, 98])

    def make(rows: int) -> pd.DataFrame:
        place = rng.zipf(1.4, rows).clip(max=10**6)
        secret = np.where(rng.random(rows) < np.exp(-place / 100), rng.integers(0, 9, rows), 9)
        return pd.DataFrame({"place": place, "secret": secret.astype(str)})

    frames = [make(len(frame)) for frame in (scene.release, scene.originals, scene.control)]
    stage = Scene(*frames, fields=(Field("place", "number"), Field("secret", "category")))
    return inference.attack(stage, orders, "secret", ["place"])


@pytest.mark.slow
def test_rare_people_who_are_easy_to_guess_are_no_alarm() -> None:
    assert alarms("mixed", exposed) <= MOST


@pytest.mark.slow
def test_planted_recognisable_among_samples_of_unequal_sizes_call_alarms(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cohorts, "sides", _whole)
    assert alarms("mixed", exposed) > 2 * MOST
