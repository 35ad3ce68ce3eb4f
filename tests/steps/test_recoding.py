"""Recodings on pandas do what the engine does, and come back from JSON as they were."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privkit.engine import expressions as ex
from privkit.engine.canonical import arrow_schema
from privkit.steps.bands import read_bands
from privkit.steps.recoding import (
    BlankRecoding,
    DateRecoding,
    LimitRecoding,
    MapRecoding,
    MultipleRecoding,
    PrefixRecoding,
    RoundRecoding,
    apply_chain,
    from_json,
    plain_text,
)
from privkit.steps.texts import banded
from privkit.values import Column, Role, Type

D = Decimal
FEW = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
NUMBER = Column("v", Type.NUMBER, Role.OTHER, decimals=2)
INTEGER = Column("v", Type.INTEGER, Role.OTHER)
TEXT = Column("v", Type.CODE, Role.OTHER)
DAY, MOMENT = Column("v", Type.DATE, Role.OTHER), Column("v", Type.DATETIME, Role.OTHER)

numbers = st.none() | st.decimals(-10000, 10000, places=2).map(lambda d: D(0) if d == 0 else d)
integers = st.none() | st.integers(-10000, 10000)
texts = st.none() | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=6
).filter(lambda t: t.strip() == t)
days = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))
moments = st.none() | st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).map(
    lambda d: d.replace(microsecond=0)
)


def both(duck, column, expression, recoding, values):
    """The engine's answers, and the recoding's on what the engine collects."""
    order = Column("i", Type.INTEGER, Role.OTHER)
    frame = pa.table({"i": list(range(len(values))), "v": values}, schema=arrow_schema([order, column]))
    table = duck.upload(frame, [order, column]).with_columns(expression.alias("made"))
    found = duck.collect(table, 1000).sort_values("i")
    made = [None if pd.isna(v) else v for v in found["made"]]
    done = [None if pd.isna(v) else v for v in recoding.apply(found["v"])]
    return made, done


@given(values=st.lists(numbers, max_size=40))
@FEW
def test_bands(duck, values):
    recoding = read_bands(["-50.5", "0", "0.01", "99.99"], "en")
    made, done = both(duck, NUMBER, banded(nw.col("v"), recoding), recoding, values)
    assert made == done


@given(values=st.lists(integers, max_size=40))
@FEW
def test_ranges(duck, values):
    recoding = read_bands(["0 to 1", "2", "3 to 400", "401 and more"], "en")
    made, done = both(duck, INTEGER, banded(nw.col("v"), recoding), recoding, values)
    assert made == done


@given(values=st.lists(days, max_size=40), level=st.sampled_from(["month", "quarter", "year"]))
@FEW
def test_days(duck, values, level):
    made, done = both(duck, DAY, ex.date_part(nw.col("v"), level), DateRecoding(level), values)
    assert made == done


@given(values=st.lists(moments, max_size=40), level=st.sampled_from(["month", "quarter", "year"]))
@FEW
def test_moments(duck, values, level):
    made, done = both(duck, MOMENT, ex.date_part(nw.col("v"), level), DateRecoding(level), values)
    assert made == done


@given(values=st.lists(texts, max_size=40), n=st.integers(1, 4))
@FEW
def test_prefixes(duck, values, n):
    made, done = both(duck, TEXT, ex.first_characters(nw.col("v"), n), PrefixRecoding(n), values)
    assert made == done


@given(values=st.lists(numbers, max_size=40), to=st.sampled_from([D("0.01"), D("0.05"), D("2.5"), D("100")]))
@FEW
def test_rounding_to_text(duck, values, to):
    expression = ex.text_of(ex.rounded(nw.col("v"), to, NUMBER), NUMBER)
    made, done = both(duck, NUMBER, expression, RoundRecoding(to), values)
    assert made == done


@given(values=st.lists(numbers, max_size=40), to=st.sampled_from([D("0.05"), D("2.5"), D("100")]))
@FEW
def test_rounding_to_a_number(duck, values, to):
    made, done = both(duck, NUMBER, ex.rounded(nw.col("v"), to, NUMBER), MultipleRecoding(to), values)
    assert [None if v is None else plain_text(v) for v in made] == [
        None if v is None else plain_text(v) for v in done
    ]


@given(values=st.lists(numbers, max_size=40), at=st.sampled_from([D("-3.25"), D(0), D("12.5")]))
@FEW
def test_bounds(duck, values, at):
    for side, expression in (
        ("top", ex.top(nw.col("v"), at, NUMBER)),
        ("bottom", ex.bottom(nw.col("v"), at, NUMBER)),
    ):
        made, done = both(duck, NUMBER, expression, LimitRecoding(side, at), values)
        assert [None if v is None else plain_text(v) for v in made] == [
            None if v is None else plain_text(v) for v in done
        ]


@given(values=st.lists(numbers, min_size=1, max_size=20))
@FEW
def test_a_map_finds_numbers_by_their_canonical_text(duck, values):
    """What a hierarchy of numbers lists is what the engine writes."""
    expression = ex.text_of(nw.col("v"), NUMBER)
    written, _ = both(duck, NUMBER, expression, RoundRecoding(D("0.01")), values)
    table = {text: text for text in written if text is not None}
    made, done = both(duck, NUMBER, expression, MapRecoding(table, ()), values)
    assert made == done


@pytest.mark.parametrize(
    ("column", "values", "table", "found"),
    [
        (DAY, [date(2024, 2, 29), None], {"2024-02-29": "leap"}, ["leap", None]),
        (MOMENT, [datetime(2024, 2, 29), datetime(2024, 2, 29, 8)], {"2024-02-29 00:00:00": "a", "2024-02-29 08:00:00": "b"}, ["a", "b"]),
        (Column("v", Type.YES_NO, Role.OTHER), [True, False, None], {"oui": "O", "non": "N"}, ["O", "N", None]),
        (Column("v", Type.YES_NO, Role.OTHER), [True, False, None], {"yes": "Y", "no": "N"}, ["Y", "N", None]),
        (INTEGER, [1, None, 3], {"1": "one"}, ["one", None, None]),
    ],
)  # fmt: skip
def test_a_map_finds_values_of_every_type_as_collected(duck, column, values, table, found):
    frame = duck.collect(duck.upload(pa.table({"v": values}, schema=arrow_schema([column])), [column]), 10)
    assert sorted(map(str, MapRecoding(table, ()).apply(frame["v"]))) == sorted(map(str, found))


def test_missing_and_unlisted_values_of_a_map():
    recoding = MapRecoding({"a": "A"}, ("A",), missing="*", other="?")
    assert list(recoding.apply(pd.Series(["a", None, "b", float("nan")], dtype=object))) == [
        "A",
        "*",
        "?",
        "*",
    ]
    assert list(MapRecoding({"": "E"}, ()).apply(pd.Series(["", None], dtype=object))) == ["E", None]


def test_a_household_may_be_told_by_hand():
    """Texts with a decimal comma, a day as text, a word for yes."""
    assert list(read_bands(["0", "40"], "fr").apply(pd.Series(["39,9", "x", "40"]))) == [
        "0 à moins de 40", None, "40 et plus",
    ]  # fmt: skip
    assert list(RoundRecoding(D(5)).apply(pd.Series(["12,5", "x", "-2"]))) == ["15", None, "0"]
    assert list(DateRecoding("quarter").apply(pd.Series(["2024-05-31", "2024-05-31 10:00:00", "x"]))) == [
        "2024-Q2", "2024-Q2", None,
    ]  # fmt: skip
    assert list(
        apply_chain([LimitRecoding("top", D(50)), read_bands(["0", "50"], "en")], pd.Series(["73,5"]))
    ) == ["50 and more"]


ALL = [
    read_bands(["-0.5", "40"], "fr"),
    read_bands(["up to 1", "2 to 3", "4 and more"], "en"),
    MapRecoding({"a": "A", "": "B"}, ("A", "B"), True, "*", None),
    PrefixRecoding(3),
    RoundRecoding(D("0.5")),
    DateRecoding("month"),
    LimitRecoding("bottom", D("-1.5")),
    MultipleRecoding(D(10)),
    BlankRecoding(("a",), D(5), None, None, ("b",)),
    BlankRecoding((), None, D("-1"), ("x", "y")),
]


@pytest.mark.parametrize("recoding", ALL, ids=lambda r: type(r).__name__)
def test_a_recoding_comes_back_from_json(recoding):
    assert from_json(json.loads(json.dumps(recoding.to_json()))) == recoding


def test_an_old_map_without_the_newer_keys_is_read():
    assert from_json({"kind": "map", "table": {"a": "b"}, "order": []}) == MapRecoding({"a": "b"}, ())


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="unknown recoding other"):
        from_json({"kind": "other"})


@pytest.mark.parametrize("recoding", ALL, ids=lambda r: type(r).__name__)
def test_nothing_in_nothing_out(recoding):
    assert len(recoding.apply(pd.Series([], dtype=object))) == 0
    assert [v is None or pd.isna(v) for v in MapRecoding({}, ()).apply(pd.Series([None, 1.5]))] == [
        True,
        True,
    ]


def test_a_blank_leaves_the_order_of_what_is_left():
    blank = BlankRecoding(("1 to 2",), order=("3 to 4",))
    chain = [read_bands(["1 to 2", "3 to 4"], "en"), blank]
    assert list(apply_chain(chain, pd.Series([1, 3, None]))) == [None, "3 to 4", None]
    assert chain[-1].labels == ("3 to 4",)
