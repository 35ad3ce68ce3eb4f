"""Exact aggregates per cell against the same sums in plain Python, on both engines."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privkit.engine.cell_values import CellRequest, ContributionsOf, HistogramOf, SumOf
from privkit.errors import DataError

TYPES = {"unit": "code", "area": "code", "month": "date", "x": "number:2", "n": "integer"}
JAN, FEB = dt.date(2025, 1, 1), dt.date(2025, 2, 1)


@pytest.fixture
def table_of(columns):
    def make(engine, rows, **types):
        cols = columns(**(types or TYPES))
        from privkit.engine.canonical import arrow_schema

        schema = arrow_schema(cols)
        arrays = [pa.array([row[i] for row in rows], schema.field(i).type) for i in range(len(cols))]
        return engine.upload(pa.table(arrays, schema=schema), cols)

    return make


def D(text):
    return Decimal(text)


ROWS = [
    ("u1", "A", JAN, D("1.25"), 3),
    ("u1", "A", JAN, D("1.25"), 3),
    ("u1", "A", FEB, D("-7.05"), -4),
    ("u2", "A", JAN, D("100.00"), 2**40),
    ("u2", "B", JAN, None, None),
    ("u3", "B", JAN, D("0.05"), 0),
    ("u3", None, FEB, D("9.99"), 1),
    ("u4", None, FEB, D("10.00"), 1),
    ("u4", None, None, D("2.50"), 7),
    ("u5", "A", FEB, D("7.05"), 4),
]


def fixed(value, precision):
    return int((value / precision).quantize(Decimal(1), ROUND_HALF_UP))


def by_hand(rows, by, column, asked):
    """Cells -> (rows, units, filled, sum, centred, squares, clamped unit totals, contributions)."""
    at = {name: i for i, name in enumerate(TYPES)}
    cells = defaultdict(list)
    for row in rows:
        cells[tuple(row[at[c]] for c in by)].append(row)
    if not by and not cells:
        cells[()] = []
    out = {}
    for key, members in cells.items():
        whole = [
            (r[0], fixed(Decimal(r[at[column]]), asked.precision))
            for r in members
            if r[at[column]] is not None
        ]
        x = [(u, min(max(v, asked.low), asked.high)) for u, v in whole]
        middle = asked.low + asked.high
        units, raw = defaultdict(int), defaultdict(int)
        for u, v in x:
            units[u] += v
        for u, v in whole:
            raw[u] += v
        low, high = asked.unit_total or (0, 0)
        largest = sorted((abs(v) for v in raw.values()), reverse=True)[:2]
        out[key] = (
            len(members),
            len({r[0] for r in members}),
            len(x),
            sum(v for _, v in x),
            sum(2 * v - middle for _, v in x),
            sum((2 * v - middle) ** 2 for _, v in x),
            sum(min(max(v, low), high) for v in units.values()),
            (len(raw), sum(map(abs, raw.values())), max(largest, default=0), sum(largest), sum(raw.values())),
        )
    return out


def keys_of(found):
    import pandas as pd

    columns = [found.keys[c] for c in found.keys]
    if not columns:
        return [()]
    plain = [[None if pd.isna(v) else v.date() if hasattr(v, "date") else v for v in c] for c in columns]
    return list(zip(*plain, strict=True))


ALL = ("filled", "sum", "centred", "squares")
ASKED = {
    "cents": ("x", SumOf("x", D("0.01"), 0, 1000, ALL)),
    "tenths": ("x", SumOf("x", D("0.1"), -50, 60, ALL)),
    "halves": ("x", SumOf("x", D("0.5"), -3, 19, ALL)),
    "wide": ("x", SumOf("x", D("0.01"), -(2**45), 2**45, ("filled", "sum", "centred"))),
    "whole": ("n", SumOf("n", D(1), -2, 2**20, ALL)),
    "tens": ("n", SumOf("n", D(10), -2, 2**50, ("filled", "sum", "centred"))),
}


def compare(engine, table, rows, by, name):
    column, asked = ASKED[name]
    total = SumOf(column, asked.precision, asked.low, asked.high, ("sum",), unit_total=(-20, 150))
    request = CellRequest(
        "unit",
        by,
        sums={"s": asked, "t": total},
        contributions={"c": ContributionsOf(column, asked.precision)},
    )
    found = engine.cells(table, request)
    expected = by_hand(rows, by, column, total)
    assert set(keys_of(found)) == set(expected)
    for place, key in enumerate(keys_of(found)):
        n, units, filled, total_sum, centred, squares, clamped, made = expected[key]
        assert (found.rows[place], found.units[place]) == (n, units)
        parts = {"filled": filled, "sum": total_sum, "centred": centred, "squares": squares}
        assert {part: int(found.sums["s"][part][place]) for part in asked.parts} == {
            part: parts[part] for part in asked.parts
        }
        assert list(found.sums["t"]) == ["sum"]
        assert found.sums["t"]["sum"][place] == clamped
        c = found.contributions["c"]
        told = (c.contributors, c.total, c.largest, c.two_largest, c.signed_total)
        assert tuple(int(t[place]) for t in told) == made


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("by", [(), ("area",), ("month", "area")], ids=str)
def test_cells_by_hand(duck, table_of, name, by):
    compare(duck, table_of(duck, ROWS), ROWS, by, name)


values = st.one_of(st.none(), st.integers(-(10**6), 10**6).map(lambda n: D(n).scaleb(-2)))
rows_drawn = st.lists(
    st.tuples(
        st.sampled_from(["u1", "u2", "u3"]),
        st.sampled_from(["A", "B", None]),
        st.sampled_from([JAN, FEB, None]),
        values,
        st.one_of(st.none(), st.integers(-(10**6), 10**6)),
    ),
    max_size=25,
)


@given(rows_drawn, st.sampled_from([(), ("area",), ("area", "month")]), st.sampled_from([*ASKED]))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_cells_of_any_rows(duck, table_of, rows, by, name):
    compare(duck, table_of(duck, rows), rows, by, name)


def test_cells_come_in_order_of_their_keys(duck, table_of):
    found = duck.cells(table_of(duck, ROWS[::-1]), CellRequest("unit", ("area", "month")))
    assert keys_of(found) == [
        ("A", JAN),
        ("A", FEB),
        ("B", JAN),
        (None, FEB),
        (None, None),
    ]
    assert found.rows.tolist() == [3, 2, 2, 2, 1]
    assert found.units.tolist() == [2, 2, 2, 2, 1]
    assert found.rows.dtype == found.units.dtype == np.int64


def test_units_are_rows_when_that_was_checked(engine, table_of):
    rows = [r for r in ROWS if r[0] != "u1"]
    table = table_of(engine, rows)
    sums = {"x": SumOf("x", D("0.01"), 0, 500, unit_total=(0, 300))}
    contributions = {"x": ContributionsOf("x", D("0.01"))}
    both = [
        engine.cells(
            table,
            CellRequest("unit", ("area",), sums, {}, contributions, one_row_per_unit_and_cell=one),
        )
        for one in (False, True)
    ]
    rows_a = [r for r in rows if r[1] == "A"]
    assert both[1].units.tolist()[0] == len(rows_a)
    for name in ("filled", "sum"):
        assert both[0].sums["x"][name].tolist()[:2] == both[1].sums["x"][name].tolist()[:2]
    assert both[0].contributions["x"].largest.tolist()[:2] == both[1].contributions["x"].largest.tolist()[:2]


def test_units_need_not_be_counted(duck, table_of):
    found = duck.cells(table_of(duck, ROWS), CellRequest("unit", ("area",), count_units=False))
    assert found.units is None


EDGES = (D("0"), D("0.05"), D("2.5"), D("7.051"), D("10"))


@pytest.mark.parametrize("by", [(), ("area",)], ids=str)
def test_bins_are_half_open_and_the_last_is_closed(duck, table_of, by):
    found = duck.cells(
        table_of(duck, ROWS), CellRequest("unit", by, histograms={"h": HistogramOf("x", EDGES)})
    )
    if by:
        assert found.histograms["h"].tolist() == [[0, 2, 1, 0], [0, 1, 0, 0], [0, 0, 1, 2]]
        assert found.outside["h"].tolist() == [[1, 1], [0, 0], [0, 0]]
    else:
        assert found.histograms["h"].tolist() == [[0, 3, 2, 2]]
        assert found.outside["h"].tolist() == [[1, 1]]


@given(rows_drawn, st.lists(st.integers(-(10**4), 10**4), min_size=2, max_size=40, unique=True))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bins_of_any_rows(duck, table_of, rows, edges):
    edges = sorted(edges)
    found = duck.cells(
        table_of(duck, rows),
        CellRequest("unit", ("area",), histograms={"h": HistogramOf("n", tuple(map(Decimal, edges)))}),
    )
    for place, (area,) in enumerate(keys_of(found)):
        held = [r[4] for r in rows if r[1] == area and r[4] is not None]
        inside = [v for v in held if edges[0] <= v <= edges[-1]]
        assert found.histograms["h"][place].tolist() == np.histogram(inside, edges)[0].tolist()
        assert found.outside["h"][place].tolist() == [
            sum(v < edges[0] for v in held),
            sum(v > edges[-1] for v in held),
        ]


@pytest.mark.parametrize("width", [1, 7, 250])
@pytest.mark.parametrize("first", [-700, 0, 3])
def test_even_bins_are_those_of_comparisons(duck, table_of, first, width):
    """Values on, just below and just above every edge."""
    edges = [first + width * n for n in range(12)]
    values = [e + d for e in edges for d in (-1, 0, 1)] + [-(10**9), 10**9, None]
    rows = [("u", "A", JAN, None if v is None else D(v).scaleb(-2), v) for v in values]
    table = table_of(duck, rows)
    histograms = {
        "x": HistogramOf("x", tuple(D(e).scaleb(-2) for e in edges)),
        "n": HistogramOf("n", tuple(map(Decimal, edges))),
    }
    found = duck.cells(table, CellRequest("unit", (), histograms=histograms))
    held = [v for v in values if v is not None]
    expected = np.histogram([v for v in held if edges[0] <= v <= edges[-1]], edges)[0].tolist()
    for name in histograms:
        assert found.histograms[name].tolist() == [expected]
        assert found.outside[name].tolist() == [
            [sum(v < edges[0] for v in held), sum(v > edges[-1] for v in held)]
        ]


def test_no_rows(engine, table_of):
    table = table_of(engine, ROWS).head(0)
    sums = {"x": SumOf("x", D("0.01"), 0, 500, ALL)}
    histograms = {"x": HistogramOf("x", EDGES)}
    contributions = {"x": ContributionsOf("x", D("0.01"))}
    none = engine.cells(table, CellRequest("unit", ("area",), sums, histograms, contributions))
    assert (len(none.keys), none.rows.tolist(), none.units.tolist()) == (0, [], [])
    assert none.histograms["x"].shape == (0, 4)
    one = engine.cells(table, CellRequest("unit", (), sums, histograms, contributions))
    assert (len(one.keys), one.rows.tolist(), one.units.tolist()) == (1, [0], [0])
    assert {part: v.tolist() for part, v in one.sums["x"].items()} == {part: [0] for part in ALL}
    assert one.histograms["x"].tolist() == [[0, 0, 0, 0]]
    assert one.contributions["x"].two_largest.tolist() == [0]


@pytest.mark.spark
def test_engines_agree_on_any_numbers(duck, spark, table_of):
    rng = np.random.default_rng(7)
    rows = [
        (f"u{u}", "AB"[a], JAN, None if x % 11 == 0 else D(int(x)).scaleb(-2), int(n))
        for u, a, x, n in zip(
            rng.integers(0, 40, 800),
            rng.integers(0, 2, 800),
            rng.integers(-(10**9), 10**9, 800),
            rng.integers(-(2**40), 2**40, 800),
            strict=True,
        )
    ]
    for engine in (duck, spark):
        table = table_of(engine, rows)
        for name in ("cents", "halves", "wide", "tens"):
            compare(engine, table, rows, ("area",), name)
        even = tuple(D(n * 10**6) for n in range(-3, 8))
        asked = {"h": HistogramOf("x", EDGES), "even": HistogramOf("x", even)}
        found = engine.cells(table, CellRequest("unit", ("area",), histograms=asked))
        assert found.histograms["h"].sum() + found.outside["h"].sum() == sum(r[3] is not None for r in rows)
        for place, area in enumerate("AB"):
            held = [float(r[3]) for r in rows if r[1] == area and r[3] is not None]
            inside = [v for v in held if even[0] <= v <= even[-1]]
            assert (
                found.histograms["even"][place].tolist()
                == np.histogram(inside, [float(e) for e in even])[0].tolist()
            )


def refused(engine, table, **asked):
    with pytest.raises(DataError) as stopped:
        engine.cells(table, CellRequest("unit", ("area",), **asked))
    return stopped.value.text("en")


def test_what_is_refused(duck, table_of):
    table = table_of(duck, ROWS)
    assert refused(duck, table, sums={"x": SumOf("area", D(1), 0, 1)}) == [
        "PK418 the column area is not a number: it cannot be added up",
        "  → name a column of type number or integer",
    ]
    for precision in ("0.001", "0.015"):
        assert refused(duck, table, sums={"x": SumOf("x", D(precision), 0, 1)}) == [
            "PK419 column x: the precision is not a multiple of its last decimal (0.01)",
            "  → precision: 0.01",
        ]
    wide = [
        "PK426 column x: the bounds are too large for exact sums at this precision",
        "  → write narrower bounds or a coarser precision",
    ]
    assert refused(duck, table, sums={"x": SumOf("x", D("0.01"), 0, 2**53)}) == wide
    assert refused(duck, table, sums={"x": SumOf("x", D("0.01"), 0, 2**31, ("squares",))}) == wide
    assert refused(duck, table, at_most=2) == [
        "PK428 a table would have more than 2 cells",
        "  → group by fewer or coarser columns",
    ]


def test_totals_that_may_be_too_large_are_refused(duck, columns):
    """The bounds and the rows of a cell decide, not the values: whether it is told says nothing of them."""
    n = 2000
    table = duck.upload(
        pa.table({"unit": ["u"] * n, "area": ["A"] * n, "n": pa.array([0] * n, pa.int64())}),
        columns(unit="code", area="code", n="integer"),
    )
    told = [
        "PK427 column n: a total may be too large to be exact (2^62)",
        "  → write narrower bounds or a coarser precision",
    ]
    assert refused(duck, table, sums={"n": SumOf("n", D(1), 0, 2**52)}) == told
    assert refused(duck, table, sums={"n": SumOf("n", D(1), 0, 2**30, ("squares",))}) == told
    assert refused(duck, table, sums={"n": SumOf("n", D(1), 0, 9, ("sum",), (0, 2**63))}) == told
    ok = duck.cells(table, CellRequest("unit", ("area",), {"n": SumOf("n", D(1), 0, 2**51)}))
    assert ok.sums["n"]["sum"].tolist() == [0]


def test_a_total_beyond_2_to_the_62_is_refused(engine, columns):
    table = engine.upload(
        pa.table({"unit": ["u", "v"], "n": pa.array([2**62, 2**62], pa.int64())}),
        columns(unit="code", n="integer"),
    )
    with pytest.raises(DataError, match="PK427"):
        engine.cells(table, CellRequest("unit", (), contributions={"n": ContributionsOf("n", D(1))}))


def test_listed_keys(engine, table_of):
    table = table_of(engine, ROWS)
    kept, others = engine.listed(table, {"area": ["A", "Z"], "month": [JAN]})
    assert (engine.count(kept, None).rows, others) == (3, 7)
    kept, others = engine.listed(table, {"area": ["A", None], "month": [JAN, FEB]})
    assert (engine.count(kept, None).rows, others) == (7, 3)
    same, none = engine.listed(table, {"area": ["A", "B", None]})
    assert same is table
    assert none == 0
    kept, others = engine.listed(table, {"n": [3, 4], "x": []})
    assert (engine.count(kept, None).rows, others) == (0, 10)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: SumOf("x", D(1), 2, 1),
        lambda: SumOf("x", D(0), 0, 1),
        lambda: SumOf("x", D(1), 0, 1, unit_total=(2, 1)),
        lambda: HistogramOf("x", (D(1),)),
        lambda: HistogramOf("x", (D(1), D(1))),
    ],
)
def test_requests_that_mean_nothing(wrong):
    with pytest.raises(ValueError, match=r"SumOf|HistogramOf"):
        wrong()
