"""Copies beyond chance: nothing where rows meet by chance, all of them where they are copies."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from privkit.risk.attacks.copies import between, copied_records
from privkit.risk.attacks.result import Orders, Tally
from privkit.risk.attacks.scene import Field, Scene


def people(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Nine columns of categories that hang together, common values and rare ones."""
    kind = rng.integers(0, 6, rows)
    columns = {}
    for j, size in enumerate((2, 20, 5, 6, 8, 8, 5, 6, 2)):
        own = np.minimum(rng.geometric(min(0.6, 3 / size), rows), size) - 1
        columns[f"c{j}"] = np.where(rng.random(rows) < 0.6, (own + kind * j) % size, own).astype(str)
    return pd.DataFrame(columns)


def meters(rows: int, rng: np.random.Generator) -> pd.DataFrame:
    """Twelve volumes to the litre, some flats empty the whole year, and the total."""
    level = np.exp(rng.normal(2.2, 0.5, (rows, 1)))
    volumes = np.round(level * np.exp(rng.normal(0, 0.2, (rows, 12))), 3)
    volumes[rng.random(rows) < 0.01] = 0
    volumes[rng.random((rows, 12)) < 0.02] = 0
    frame = pd.DataFrame(volumes, columns=[f"m{j}" for j in range(12)])
    return frame.assign(year=frame.sum(axis=1).round(3))


def fields(frame: pd.DataFrame) -> tuple[Field, ...]:
    return tuple(Field(c, "number" if frame[c].dtype.kind in "fi" else "category") for c in frame)


def scene(release: pd.DataFrame, originals: pd.DataFrame, control: pd.DataFrame) -> Scene:
    return Scene(release, originals, control, fields(originals))


def planted(release: pd.DataFrame, originals: pd.DataFrame, rows: int) -> pd.DataFrame:
    return pd.concat([originals.iloc[:rows], release.iloc[rows:]], ignore_index=True)


@pytest.mark.parametrize(("originals", "control"), [(500, 500), (800, 200)])
def test_no_alarm_where_nothing_is_copied(originals: int, control: int) -> None:
    alarms = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        whole = people(1500, rng)
        parts = np.split(np.arange(1500), [originals, originals + control])
        o, c, r = (whole.iloc[p] for p in parts)
        alarms += not copied_records(scene(r, o, c), Orders()).held(0)
    assert alarms <= binom.ppf(0.999, 200, 0.025)


def test_who_is_alone_among_his_own_kind_alone_would_alarm() -> None:
    """The planted fault: the fewer people are looked at, the more of them are alone, and are met by chance."""
    alarms = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        o, c, r = (people(n, rng).iloc[:, :5] for n in (3000, 300, 3000))
        released = set(map(tuple, r.to_numpy()))
        tallies = []
        for frame in (o, c):
            alone = frame[~frame.duplicated(keep=False)]
            met = sum(tuple(row) in released for row in alone.to_numpy())
            tallies.append(Tally(met, len(alone)))
        wrong = between(tallies[1], tallies[0], 0.025)[0] > 0  # the few seem to be copied
        alarms.append((wrong, copied_records(scene(r, c, o), Orders()).held(0)))
    assert sum(wrong for wrong, _ in alarms) >= 15
    assert all(held for _, held in alarms)


@pytest.mark.parametrize("share", [0.02, 0.03, 0.05, 0.1, 0.5])
def test_a_planted_copy_is_found(share: float) -> None:
    for seed in range(3):
        rng = np.random.default_rng(seed)
        o, c, r = (people(n, rng) for n in (8000, 4000, 8000))
        rows = int(share * len(r))
        found = copied_records(scene(planted(r, o, rows), o, c), Orders())
        assert not found.held(0)
        assert found.low <= rows
        assert found.low <= found.excess <= found.high


def test_the_release_of_the_data_themselves() -> None:
    rng = np.random.default_rng(1)
    o, c = people(2000, rng), people(500, rng)
    found = copied_records(scene(o.sample(frac=1, random_state=1), o, c), Orders())
    alone = sum(kind.originals.attacks for kind in found.kinds)
    assert found.found == found.high == found.rows == alone > 500
    assert found.low > 0.98 * alone


def test_one_record_of_many_digits_is_enough() -> None:
    rng = np.random.default_rng(2)
    o, c, r = meters(2000, rng), meters(500, rng), meters(2000, rng)
    assert copied_records(scene(r, o, c), Orders()).held(0)
    household = int(np.flatnonzero((o != 0).all(axis=1))[0])
    r = pd.concat([r, o.iloc[[household]]], ignore_index=True)
    found = copied_records(scene(r, o, c), Orders())
    assert (found.low, found.high, found.rows) == (1, 1, 1)
    assert {k.name: k.originals.successes for k in found.kinds} == {"certain": 1, "rare": 0, "other": 0}


def test_an_empty_flat_met_is_no_copy() -> None:
    """Twelve zeros have no digits: who is the only one to be empty may be met by chance."""
    rng = np.random.default_rng(3)
    o, c, r = (f[(f > 0).any(axis=1)] for f in (meters(2000, rng), meters(500, rng), meters(2000, rng)))
    empty = pd.DataFrame(0.0, index=[0], columns=o.columns)
    found = copied_records(scene(pd.concat([r, empty]), pd.concat([o, empty]), c), Orders())
    assert found.found == 1 and found.held(0)


def test_a_column_repeated_in_other_units_has_no_digits_of_its_own() -> None:
    rng = np.random.default_rng(4)

    def volumes(rows: int) -> pd.DataFrame:
        litres = rng.integers(1000, 3000, rows).astype(float)
        return pd.DataFrame({f"u{j}": litres * 10.0**j for j in range(8)})

    o, c, r = volumes(1000), volumes(300), volumes(1000)
    found = copied_records(scene(r, o, c), Orders())
    assert found.found > 100 and found.held(0)
    assert found.kinds[0].originals.attacks == 0


def test_missing_negative_dates_and_whole_numbers() -> None:
    rng = np.random.default_rng(5)

    def rows(n: int) -> pd.DataFrame:
        day = np.array(
            [dt.date(2020, 1, 1) + dt.timedelta(days=int(d)) for d in rng.integers(0, 900, n)], object
        )
        day[rng.random(n) < 0.1] = None
        return pd.DataFrame(
            {
                "day": day,
                "balance": np.where(rng.random(n) < 0.1, np.nan, rng.integers(-900, 900, n)),
                "n": pd.array(rng.integers(-50, 50, n), "Int64"),
                "yes": np.where(rng.random(n) < 0.1, None, rng.random(n) < 0.5),
            }
        )

    kinds = (
        Field("day", "number"),
        Field("balance", "number"),
        Field("n", "number"),
        Field("yes", "category"),
    )
    o, c, r = rows(400), rows(400), rows(400)
    assert copied_records(Scene(r, o, c, kinds), Orders()).held(0)
    copied = copied_records(Scene(o, o, c, kinds), Orders())
    assert copied.found >= copied.low > 390


@given(st.integers(1, 30), st.integers(1, 30), st.data())
def test_bounds_on_copies(attacks: int, others: int, data: st.DataObject) -> None:
    found, met = data.draw(st.integers(0, attacks)), data.draw(st.integers(0, others))
    low, high = between(Tally(found, attacks), Tally(met, others), 0.025)
    assert 0 <= low <= high <= found
    wider = between(Tally(found, attacks), Tally(met, others), 0.01)
    assert wider[0] <= low and high <= wider[1]
    if met == 0 and found == attacks:
        assert high == found
    if met == others:
        assert low == 0


def test_bounds_hold_as_often_as_said() -> None:
    """Whatever the number of copies and the luck of the others."""
    rng = np.random.default_rng(6)
    for copies, luck in [(0, 0.05), (3, 0.0), (10, 0.3), (25, 0.6)]:
        inside = 0
        for _ in range(300):
            met = copies + rng.binomial(60 - copies, luck), rng.binomial(50, luck)
            low, high = between(Tally(int(met[0]), 60), Tally(int(met[1]), 50), 0.05)
            inside += low <= copies <= high
        assert inside >= binom.ppf(0.001, 300, 0.9)
