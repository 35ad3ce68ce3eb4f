"""A neighbour who knows some months: everything on the data themselves, nothing beyond strangers elsewhere."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from privkit.errors import DataError
from privkit.risk.attacks.known_readings import Knowledge, known_readings
from privkit.risk.attacks.result import AttackResult, Orders
from privkit.risk.attacks.said import said
from privkit.risk.attacks.scene import Field, Scene

MONTHS = [f"m{j}" for j in range(12)]
FIELDS = (*(Field(m, "number") for m in MONTHS), Field("commune", "category"))


def homes(rows: int, rng: np.random.Generator, missing: float = 0.01) -> pd.DataFrame:
    level = np.exp(rng.normal(2.2, 0.5, (rows, 1)))
    volumes = np.round(level * np.exp(rng.normal(0, 0.15, (rows, 12))), 3)
    volumes[rng.random(rows) < 0.02] = 0
    volumes[rng.random((rows, 12)) < missing] = np.nan
    return pd.DataFrame(volumes, columns=MONTHS).assign(commune=rng.choice(["a", "b"], rows))


def attacked(
    release: pd.DataFrame, originals: pd.DataFrame, control: pd.DataFrame, orders: Orders, **known: float
) -> AttackResult:
    return known_readings(Scene(release, originals, control, FIELDS), orders, MONTHS, Knowledge(**known))  # type: ignore[arg-type]


def test_no_alarm_where_nothing_leaks() -> None:
    alarms = 0
    known = Knowledge(months=1, tolerance=0.3)
    for seed in range(200):
        rng = np.random.default_rng(seed)
        scene = Scene(homes(300, rng), homes(400, rng), homes(200, rng), FIELDS)
        found = known_readings(scene, Orders(attacks=100, seed=seed), MONTHS[:4], known)
        assert 0.02 < found.control.rate < 0.9
        alarms += any(r.risk.low > 0 for r in (found, *found.groups))
    assert alarms <= binom.ppf(0.999, 200, 0.025)


def test_the_release_of_the_data_themselves() -> None:
    rng = np.random.default_rng(1)
    o, c = homes(2000, rng), homes(500, rng)
    found = attacked(o.sample(frac=1, random_state=1), o, c, Orders())
    assert found.risk.low > 0.9
    assert [r.group for r in found.groups] == ["year", "worst_months"]
    assert all(r.risk.low > 0.9 and said(r.group).fr != r.group for r in found.groups)
    assert found.originals.attacks == found.control.attacks == 334  # a third teach the worst months


@pytest.mark.parametrize("share", [0.02, 0.05, 0.2])
def test_a_planted_copy_is_found(share: float) -> None:
    rng = np.random.default_rng(2)
    o, c, r = homes(6000, rng), homes(3000, rng), homes(6000, rng)
    rows = int(share * len(r))
    found = attacked(pd.concat([r.iloc[rows:], o.sample(rows, random_state=3)]), o, c, Orders())
    assert found.risk.low > 0
    assert found.risk.value == pytest.approx(share, abs=0.02)


def test_the_worst_months_are_those_that_tell_most() -> None:
    """Two months hold the digits; the others are the same in every home of a size."""
    rng = np.random.default_rng(3)

    def rows(n: int) -> pd.DataFrame:
        frame = pd.DataFrame(np.repeat(rng.integers(5, 50, (n, 1)) * 10.0, 12, axis=1), columns=MONTHS)
        frame["m3"], frame["m8"] = rng.random(n) * 900, rng.random(n) * 900
        return frame.assign(commune="a")[[*MONTHS, "commune"]]

    o, c = rows(1500), rows(1500)
    scene = Scene(o, o, c, FIELDS)
    profile = ["m0", "m3", "m8", "m11"]
    found = known_readings(scene, Orders(), profile, Knowledge(months=1))
    assert found.groups[1].originals.rate > 0.98
    assert found.originals.rate < 0.8


def test_negative_and_zero_readings_are_guessed_no_better_than_others() -> None:
    """A guess far below a negative truth is wrong, and zero is guessed by zero only."""
    frames = [pd.DataFrame({"a": [1.0], "b": [value]}) for value in (-100.0, -5.0, 0.0)]
    fields = (Field("a", "number"), Field("b", "number"))
    orders, known = Orders(), Knowledge(months=1)

    def rate(release: int, originals: int) -> float:
        scene = Scene(frames[release], frames[originals], frames[1], fields)
        hits = [known_readings(scene, Orders(seed=s), ["a", "b"], known).originals for s in range(8)]
        return sum(h.successes for h in hits) / sum(h.attacks for h in hits)

    assert orders.attacks == 2000
    assert rate(0, 0) == rate(1, 1) == rate(2, 2) == 1
    assert rate(0, 1) < 1 and rate(2, 1) < 1 and rate(1, 2) < 1


def test_readings_known_roughly_tell_less() -> None:
    rng = np.random.default_rng(4)
    o, c = homes(4000, rng), homes(4000, rng)
    exact, rough = (attacked(o, o, c, Orders(), precision=p) for p in (0.0, 2.0))
    assert exact.originals.rate > 0.95 > 0.5 > rough.originals.rate


def test_who_has_too_few_months_is_not_attacked() -> None:
    rng = np.random.default_rng(5)
    o, c = homes(50, rng, 0.0), homes(50, rng, 0.0)
    o.loc[:29, MONTHS[2:]] = np.nan
    found = attacked(o, o, c, Orders(), months=2)
    assert found.originals.attacks == found.control.attacks == 20 - 6
    nobody = o[:30]
    empty = attacked(o, nobody, c, Orders(), months=2)
    assert empty.originals.attacks == 0 and (empty.risk.low, empty.risk.high) == (0, 1)


def test_a_release_without_readings_tells_nothing() -> None:
    rng = np.random.default_rng(6)
    o, c = homes(100, rng), homes(100, rng)
    blank = o.assign(**dict.fromkeys(MONTHS, np.nan))
    assert attacked(blank, o, c, Orders()).originals.successes == 0


def test_the_same_seed_gives_the_same_result_whatever_the_order() -> None:
    rng = np.random.default_rng(7)
    r, o, c = homes(300, rng), homes(300, rng), homes(200, rng)
    found = attacked(r, o, c, Orders(attacks=80))
    assert found == attacked(*(f.sample(frac=1, random_state=3) for f in (r, o, c)), Orders(attacks=80))


@pytest.mark.parametrize("months", [0, 12, 13])
def test_more_is_known_than_there_is(months: int) -> None:
    rng = np.random.default_rng(8)
    with pytest.raises(DataError) as caught:
        attacked(*(homes(10, rng) for _ in range(3)), Orders(), months=months)
    assert caught.value.text("en") == [
        f"PK677 the attacker knows {months} readings, and there are no more in the profile"
        if months
        else "PK677 the attacker knows 0 readings, and there are no more in the profile",
        "  → let the attacker know at least one reading, and fewer than there are columns",
    ]
