"""From rows of the engine to frames a generator reads, and back to the same rows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privkit.engine.canonical import arrow_schema
from privkit.steps.synthesise.frames import frame_of, fresh_keys, in_order, rows_of
from privkit.values import Column, Role, Type

D = Decimal
VALUES = {
    Type.TEXT: st.text(max_size=4),
    Type.CODE: st.sampled_from(["01", "2A004", "é"]),
    Type.CATEGORY: st.sampled_from(["a", ""]),
    Type.INTEGER: st.integers(-(10**9), 10**9),
    Type.NUMBER: st.integers(-(10**9), 10**9).map(lambda n: D(n).scaleb(-2)),
    Type.DATE: st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    Type.DATETIME: st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(
        lambda t: t.replace(microsecond=0)
    ),
    Type.YES_NO: st.booleans(),
}
COLUMNS = [Column(kind.value, kind, Role.OTHER, decimals=2 if kind is Type.NUMBER else 0) for kind in Type]


@given(st.data())
def test_a_value_comes_back_as_it_was(data):
    rows = data.draw(st.integers(0, 5))
    values = {
        c.name: data.draw(st.lists(st.none() | VALUES[c.type], min_size=rows, max_size=rows)) for c in COLUMNS
    }
    table = pa.table(values, schema=arrow_schema(COLUMNS))
    assert rows_of(frame_of(table, COLUMNS), COLUMNS).cast(table.schema).equals(table)


def test_numbers_are_in_their_own_unit_and_dates_are_dates():
    columns = [Column("n", Type.NUMBER, Role.OTHER, decimals=1), Column("d", Type.DATE, Role.OTHER)]
    table = pa.table({"n": [D("12.5"), None], "d": [date(1970, 1, 11), None]}, schema=arrow_schema(columns))
    frame = frame_of(table, columns)
    assert frame["n"][0] == 12.5 and frame["d"][0] == datetime(1970, 1, 11)
    assert frame.isna().to_numpy().tolist() == [[False, False], [True, True]]


def test_rows_come_in_the_order_of_their_values():
    columns = [Column("a", Type.INTEGER, Role.OTHER), Column("b", Type.TEXT, Role.OTHER)]
    table = pa.table({"a": [2, 1, 1, None], "b": ["x", "z", "y", "w"]}, schema=arrow_schema(columns))
    assert in_order(table, columns).to_pydict() == {"a": [1, 1, 2, None], "b": ["y", "z", "x", "w"]}
    assert in_order(table, []).equals(table)


@pytest.mark.parametrize(("number", "last"), [(0, None), (3, "000003"), (1_000_000, "1000000")])
def test_fresh_keys_have_one_width_and_are_all_different(number, last):
    keys = fresh_keys(number)
    assert len(set(keys)) == number and len({len(k) for k in keys}) <= 1
    assert (keys[-1] if keys else None) == last
