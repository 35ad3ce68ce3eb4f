"""Contribution bounding: caps hold, chances are equal, a unit's rows are its own affair, engines agree."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import product
from math import comb, sqrt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privkit.engine.caps import Caps
from privkit.errors import InternalError

KEY, OTHER = b"0123456789abcdef", b"fedcba9876543210"
TYPES = {"unit": "code", "area": "code", "month": "date", "x": "number:2"}
MONTHS = [dt.date(2025, m, 1) for m in range(1, 13)]


@pytest.fixture
def rows_of(columns):
    def make(engine, rows, **types):
        named = types or TYPES
        arrays = {name: pa.array([row[i] for row in rows]) for i, name in enumerate(named)}
        return engine.upload(pa.table(arrays), columns(**named))

    return make


def kept(engine, bounded):
    return Counter(tuple(r.values()) for r in engine.collect_arrow(bounded.table, 2_000_000).to_pylist())


def full(units=20, areas=("A", "B"), months=MONTHS, times=1):
    """Rows of units in every area and month."""
    return [
        (f"u{u}", area, month, Decimal(n) + Decimal(u) / 100)
        for u, area, month, n in product(range(units), areas, months, range(times))
    ]


def by_unit(found):
    out = defaultdict(Counter)
    for row, n in found.items():
        out[row[0]][row] += n
    return out


def within(found, caps, names=tuple(TYPES)):
    """Whether every unit of a table of four columns is within its caps."""
    at = {name: i for i, name in enumerate(names)}
    for rows in by_unit(found).values():
        for column, most in caps.values.items():
            assert len({r[at[column]] for r in rows}) <= most
        groups = Counter()
        for row, n in rows.items():
            groups[tuple(row[at[c]] for c in caps.columns)] += n
        assert caps.groups is None or len(groups) <= caps.groups
        assert caps.rows_per_group is None or max(groups.values()) <= caps.rows_per_group
    return True


CAPS = [
    Caps({"month": 3}),
    Caps({"area": 1, "month": 5}),
    Caps({"area": 1}, ("area", "month"), 4),
    Caps({}, ("area", "month"), 5, 1),
    Caps({"month": 4}, ("month",), None, 2),
    Caps({}, (), None, 7),
    Caps({"x": 2}, ("x",), 2, 1),
]


@pytest.mark.parametrize("caps", CAPS, ids=str)
def test_caps_hold_and_are_reached(duck, rows_of, caps):
    rows = full(units=6, times=2)
    bounded = duck.bound(rows_of(duck, rows), "unit", caps, KEY)
    found = kept(duck, bounded)
    assert within(found, caps)
    assert not found - Counter(rows)
    assert (bounded.rows_before, bounded.rows_after) == (len(rows), found.total())
    assert bounded.units_over == 6
    assert not bounded.checked_only
    sizes = {(len({r[1] for r in u}), len({r[2] for r in u}), u.total()) for u in by_unit(found).values()}
    assert len(sizes) <= 4  # all units are alike: each keeps as much as a cap lets it


def test_what_is_kept_fills_the_caps(duck, rows_of):
    bounded = duck.bound(rows_of(duck, full(8)), "unit", Caps({"area": 1, "month": 5}), KEY)
    for unit in by_unit(kept(duck, bounded)).values():
        assert (len({r[1] for r in unit}), len({r[2] for r in unit}), unit.total()) == (1, 5, 5)


@pytest.mark.parametrize(
    "caps",
    [
        Caps({"area": 2, "month": 12}, ("area", "month"), 24, 1),
        Caps({"area": 2}, ("month",), 12, 2),
        Caps({}, (), None, 24),
        Caps({"x": 1}),
        Caps(),
    ],
    ids=str,
)
def test_nothing_is_lost_when_no_cap_binds(duck, rows_of, caps):
    table = rows_of(duck, full(5))
    bounded = duck.bound(table, "unit", caps, KEY)
    assert bounded.table is table
    assert (bounded.rows_before, bounded.rows_after) == (120, 120)
    assert (bounded.units, bounded.units_over) == (5, 0)
    assert bounded.checked_only


def test_no_rows(engine, rows_of, columns):
    table = rows_of(engine, full(1)).head(0)
    bounded = engine.bound(table, "unit", Caps({"month": 1}, ("area",), 1, 1), KEY)
    assert (bounded.rows_before, bounded.rows_after, bounded.checked_only) == (0, 0, True)


def test_only_units_over_lose_rows(duck, rows_of):
    within_caps = [("v", "A", MONTHS[0], Decimal("1.00")), ("v", "A", MONTHS[1], Decimal("1.00"))]
    bounded = duck.bound(rows_of(duck, [*full(3), *within_caps]), "unit", Caps({"month": 2}), KEY)
    found = by_unit(kept(duck, bounded))
    assert found["v"] == Counter(within_caps)
    assert (bounded.units, bounded.units_over) == (4, 3)
    assert bounded.rows_after == 3 * 4 + 2


def test_null_is_a_value_and_a_unit(duck, rows_of):
    rows = [
        (u, a, m, Decimal("1.00")) for u, a, m in product([None, "u"], [None, "A", "B"], [None, *MONTHS[:3]])
    ]
    for caps in (Caps({"area": 2, "month": 2}), Caps({}, ("area", "month"), 3), Caps({"area": 1})):
        found = kept(duck, duck.bound(rows_of(duck, rows), "unit", caps, KEY))
        assert within(found, caps)
        assert set(by_unit(found)) == {None, "u"}
    table = rows_of(duck, rows)
    chosen = set()
    for number in range(20):
        chosen |= {
            row[1] for row in kept(duck, duck.bound(table, "unit", Caps({"area": 1}), bytes([number]) * 16))
        }
    assert chosen == {None, "A", "B"}


def test_the_empty_text_is_not_null(duck, rows_of):
    from privkit.engine.bounding import Bounding
    from privkit.engine.duckdb_bounding import DuckDBBackend

    table = rows_of(duck, [("u", "A", MONTHS[0], Decimal("1.00")), ("u", None, None, None)])
    made = Bounding(DuckDBBackend(duck), "unit", Caps(), KEY)._texts(table, ["area"])
    assert sorted(duck.collect(made, 9)["privkit_text"]) == ["0", "1A"]


def test_another_key_keeps_other_rows(duck, rows_of):
    table = rows_of(duck, full())
    one, same, other = (
        kept(duck, duck.bound(table, "unit", Caps({"month": 4}), key)) for key in (KEY, KEY, OTHER)
    )
    assert one == same
    assert one != other
    changed = sum(by_unit(one)[u] != by_unit(other)[u] for u in by_unit(one))
    assert changed > 15  # of 20; two draws of 4 from 12 are alike once in 495


def test_order_of_rows_does_not_matter(duck, rows_of):
    rows = full(6, times=3)
    back = rows[::-1]
    for caps in CAPS:
        one, other = (kept(duck, duck.bound(rows_of(duck, r), "unit", caps, KEY)) for r in (rows, back))
        assert one == other


@pytest.mark.spark
@pytest.mark.parametrize("caps", [CAPS[1], CAPS[3], CAPS[4]], ids=str)
def test_engines_keep_the_same_rows(duck, spark, rows_of, caps):
    rows = [*full(5, areas=("A", None, "É"), months=[None, *MONTHS[:6]], times=2), *full(2, times=1)]
    found = []
    for engine in (duck, spark):
        bounded = engine.bound(rows_of(engine, rows), "unit", caps, KEY)
        found.append((kept(engine, bounded), bounded.rows_after, bounded.units_over))
    assert found[0] == found[1]


def test_bits_and_pairs_keep_the_same_rows(duck, rows_of, monkeypatch):
    """A column of many values takes the other way: what others hold must not change what a unit keeps."""
    from privkit.engine.duckdb_bounding import DuckDBBackend

    table = rows_of(duck, full(8, areas=("A", "B", "C")))
    for caps in (Caps({"month": 5}), Caps({"area": 2, "month": 2})):
        one = kept(duck, duck.bound(table, "unit", caps, KEY))
        with monkeypatch.context() as patch:
            patch.setattr(DuckDBBackend, "draws", False)
            assert kept(duck, duck.bound(table, "unit", caps, KEY)) == one
        with monkeypatch.context() as patch:
            patch.setattr("privkit.engine.profile._WORDS", 0)
            assert kept(duck, duck.bound(table, "unit", caps, KEY)) == one


some_rows = st.lists(
    st.tuples(
        st.sampled_from(["u0", "u1", "u2"]),
        st.sampled_from(["A", "B", None]),
        st.sampled_from([*MONTHS[:4], None]),
        st.sampled_from([Decimal("0.00"), Decimal("1.50"), None]),
    ),
    min_size=1,
    max_size=40,
)


@given(some_rows, some_rows, st.sampled_from(CAPS), st.binary(min_size=16, max_size=16))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_unit_added_changes_nothing_for_the_others(duck, rows_of, rows, more, caps, key):
    """What differential privacy leans on: the rows of the others are the same with and without a unit."""
    newcomer = [("new", f"only {a}", m, x) for _, a, m, x in more]  # with values nobody else has
    alone = kept(duck, duck.bound(rows_of(duck, rows), "unit", caps, key))
    together = kept(duck, duck.bound(rows_of(duck, [*newcomer, *rows]), "unit", caps, key))
    assert within(alone, caps)
    assert within(together, caps)
    others = by_unit(together)
    others.pop("new")
    assert others == by_unit(alone)


def test_many_new_values_change_nothing_for_the_others(duck, rows_of):
    rows = full(6)
    newcomer = [("new", "A", dt.date(1990, 1, 1) + dt.timedelta(d), Decimal("1.00")) for d in range(400)]
    for caps in (Caps({"month": 3}), Caps({}, ("month",), 3, 1)):
        alone = kept(duck, duck.bound(rows_of(duck, rows), "unit", caps, KEY))
        together = by_unit(kept(duck, duck.bound(rows_of(duck, [*rows, *newcomer]), "unit", caps, KEY)))
        new = together.pop("new")
        assert len({r[2] for r in new}) == 3
        assert together == by_unit(alone)


def uniform(times, units, held, most):
    """Chi-square of a simple random sample of ``most`` among ``held``, over independent units, against its
    limit at 10^-7 (Wilson-Hilferty)."""
    share = most / held
    assert times.sum() == units * most
    variance = units * share * (1 - share) * held / (held - 1)
    chi = ((times - units * share) ** 2).sum() / variance
    free = held - 1
    return chi < free * (1 - 2 / (9 * free) + 5.2 * sqrt(2 / (9 * free))) ** 3


@pytest.mark.parametrize(
    ("caps", "held"),
    [
        (Caps({"month": 4}), 12),  # bits
        (Caps({}, ("month",), 4), 12),  # pairs
        (Caps({}, (), None, 4), 12),  # rows
    ],
    ids=str,
)
def test_every_part_is_as_likely_to_stay(duck, rows_of, caps, held):
    units = 20_000
    table = pa.table(
        {
            "unit": pa.array([f"u{n // held}" for n in range(units * held)]),
            "month": pa.array([n % held for n in range(units * held)], pa.int64()),
        }
    )
    found = duck.bound(
        rows_of(duck, list(zip(*table.to_pydict().values(), strict=True)), unit="code", month="integer"),
        "unit",
        caps,
        KEY,
    )
    months = np.array(duck.collect_arrow(found.table, units * held).column("month").to_pylist())
    assert uniform(np.bincount(months, minlength=held), units, held, 4)
    rows = duck.collect(found.table, units * held)
    sets = Counter(rows.sort_values("month").groupby("unit")["month"].agg(tuple))
    assert len(sets) == comb(12, 4)  # every set of four comes up
    expected = units / comb(12, 4)
    chi = sum((n - expected) ** 2 / expected for n in sets.values())
    assert chi < 494 * (1 - 2 / (9 * 494) + 5.2 * sqrt(2 / (9 * 494))) ** 3


def test_the_test_of_chances_sees_a_bias():
    fair, worn = np.full(12, 1000), np.array([1250, *[1000] * 10, 750])
    assert uniform(fair, 3000, 12, 4)
    assert not uniform(worn, 3000, 12, 4)


def test_one_unit_with_a_million_rows(duck, columns):
    n = 1_000_000
    unit = pa.array(["big"] * n + ["small"] * 3)
    day = pa.array(np.r_[np.arange(n) % 1000, [1, 2, 3]].astype(np.int64))
    value = pa.array(np.r_[np.arange(n) // 1000, [1, 1, 1]].astype(np.int64))
    table = duck.upload(
        pa.table({"unit": unit, "day": day, "x": value}), columns(unit="code", day="integer", x="integer")
    )
    bounded = duck.bound(table, "unit", Caps({"day": 30}, ("day",), 30, 2), KEY)
    rows = duck.collect(bounded.table, 1000)
    big = rows[rows["unit"] == "big"]
    assert (big["day"].nunique(), len(big), big.groupby("day").size().max()) == (30, 60, 2)
    assert (rows["unit"] == "small").sum() == 3
    assert (bounded.rows_before, bounded.rows_after, bounded.units_over) == (n + 3, 63, 1)


def test_rows_alike_stand_for_each_other(engine, rows_of):
    rows = [("u", "A", MONTHS[0], Decimal("1.00"))] * 9 + [("u", "A", MONTHS[0], None)]
    found = kept(engine, engine.bound(rows_of(engine, rows), "unit", Caps({}, ("area",), None, 4), KEY))
    assert found.total() == 4
    assert not found - Counter(rows)


def test_names_need_no_care(duck, columns):
    named = {'a "unit" `{t}': "code", "le mois": "integer", "n": "integer"}
    table = duck.upload(
        pa.table([pa.array(["u"] * 5), pa.array(range(5)), pa.array(range(5))], names=list(named)),
        columns(**named),
    )
    for caps in (Caps({"le mois": 2}), Caps({}, ("n", "le mois"), 2), Caps({}, ("n",), None, 1)):
        bounded = duck.bound(table, 'a "unit" `{t}', caps, KEY)
        assert bounded.rows_after == (5 if caps.rows_per_group else 2)


def test_short_keys_and_caps_on_the_unit_are_refused(duck, rows_of):
    table = rows_of(duck, full(1))
    with pytest.raises(InternalError, match="less than 16 bytes"):
        duck.bound(table, "unit", Caps({"month": 1}), b"short")
    with pytest.raises(InternalError, match="the privacy unit itself"):
        duck.bound(table, "unit", Caps({"unit": 1}), KEY)


@pytest.mark.parametrize("wrong", [{"values": {"a": 0}}, {"columns": ("a",), "groups": 0}, {"groups": 2}])
def test_caps_that_mean_nothing(wrong):
    with pytest.raises(ValueError, match="Caps"):
        Caps(**wrong)


def test_sql_and_numpy_take_the_same_order(duck):
    import duckdb

    from privkit.engine.drawing import PRIME, order, order_sql

    rng = np.random.default_rng(3)
    edge = np.array([0, 1, PRIME - 1, PRIME - 2])
    a, b, m, k = (np.r_[edge[list(p)], rng.integers(0, PRIME, 2000)] for p in
                  ([0, 2, 2, 3], [0, 2, 1, 3], [0, 2, 3, 2], [0, 2, 2, 1]))  # fmt: skip
    own = np.array(
        [order(a[i : i + 1], b[i : i + 1], m[i : i + 1], k[i : i + 1])[0, 0] for i in range(len(a))]
    )
    held = pa.table({"a": a, "b": b, "m": m, "k": k, "own": own})
    with duckdb.connect() as connection:
        connection.register("held", held)
        found = connection.execute(f"SELECT count(*) FROM held WHERE own <> {order_sql('a', 'b', 'm', 'k')}")
        assert found.fetchall() == [(0,)]
