"""Strict conversion of text, Parquet and frames: what is taken, what is refused and how it is told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.engine.protocol import Overrides, Source
from privkit.engine.sources.detect import detect
from privkit.errors import DataError


def both(caught) -> tuple[list[str], list[str]]:
    return caught.value.text("en"), caught.value.text("fr")


def test_whole_numbers_with_every_kind_of_space(scanned, columns):
    text = "v\n12\n 1 234 \n1\u00a0234\u202f567\n-5\n+7\n3e+05\n\u00a0\n  \n"
    assert scanned(text, columns(v="integer"))["v"] == [12, 1234, 1234567, -5, 7, 300000, None, None]


@pytest.mark.parametrize(
    "bad", ["12.0", "12 34", "1,5", "0x1F", "1_000", "1.5e0", "inf", "9223372036854775808", "²"]
)
def test_not_whole_numbers(scanned, columns, bad):
    with pytest.raises(DataError, match=r"PK402 table bills, column v: row 3 is not a whole number"):
        scanned(f'v;w\n1;x\n"{bad}";x\n', columns(v="integer"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", "12.5"),
        ("1 234,50", "1234.5"),
        ("-0,25", "-0.25"),
        (",5", "0.5"),
        ("7", "7"),
        ("1,500", "1.5"),
        ("1,5e-1", "0.15"),
    ],
)
def test_numbers_with_a_decimal_comma(scanned, columns, text, value):
    assert scanned(f"v;w\n{text};x\n", columns(v="number:2"))["v"] == [Decimal(value)]


@pytest.mark.parametrize(
    "bad", ["1.234,5", "NaN", "Infinity", "12 €", "1e-3", "1,2,3", "12345678901234567,5", "--1"]
)
def test_not_numbers(scanned, columns, bad):
    with pytest.raises(DataError, match=r"PK40[234]"):
        scanned(f"v;w\n1,5;x\n{bad};x\n", columns(v="number:2"))


def test_too_many_decimals_says_how_many_to_declare(scanned, columns):
    with pytest.raises(DataError) as caught:
        scanned("v\n1.25\n1.125\n1.0625\n", columns(v="number:2"))
    assert both(caught) == (
        [
            "PK403 table bills, column v: row 3 has more than 2 decimals (pattern 9.999); 1 more row like it",
            "  → decimals: 4 under this column",
        ],
        [
            "PK403 table bills, colonne v : la ligne 3 a plus de 2 décimales (forme 9.999) ; 1 autre ligne de même",
            "  → décimales: 4 sous cette colonne",
        ],
    )


def test_point_and_comma_in_one_column_are_refused(scanned, columns):
    with pytest.raises(DataError) as caught:
        scanned("v;w\n1.5;a\n1,5;b\n", columns(v="number:2"))
    assert both(caught) == (
        [
            "PK404 table bills, column v: some numbers have a decimal comma, others a decimal point",
            '  → reading: { decimal: "," } under this table',
        ],
        [
            "PK404 table bills, colonne v : certains nombres ont une virgule décimale, d'autres un point",
            '  → lecture: { décimale: "," } sous cette table',
        ],
    )


def test_point_and_comma_in_two_columns_are_read(scanned, columns):
    found = scanned("v;w\n1.5;2,5\n", columns(v="number:1", w="number:1"))
    assert found == {"v": [Decimal("1.5")], "w": [Decimal("2.5")]}


def test_the_other_decimal_mark_is_told(scanned, columns):
    with pytest.raises(DataError) as caught:
        scanned("v;w\n1,5;a\n", columns(v="number:1"), decimal=".")
    assert both(caught)[0][1] == '  → reading: { decimal: "," } under this table'
    assert both(caught)[1][1] == '  → lecture: { décimale: "," } sous cette table'


def test_dates_in_both_forms(scanned, columns):
    text = "d\n31/01/2024\n2024-02-29\n1/3/2024\n\n01/03/2024 00:00:00\n2024-03-01T00:00\n"
    days = [dt.date(2024, 1, 31), dt.date(2024, 2, 29), *[dt.date(2024, 3, 1)] * 3]
    assert scanned(text, columns(d="date"))["d"] == days


@pytest.mark.parametrize(
    "bad", ["30/02/2024", "2023-02-29", "1.2.24", "hier", "20240101", "2024-1", "01/01/24", "infinity"]
)
def test_not_dates(scanned, columns, bad):
    with pytest.raises(DataError, match=r"PK402 table bills, column d: row 3 is not a date "):
        scanned(f"d;w\n01/01/2024;x\n{bad};x\n", columns(d="date"))


def test_month_first_is_told(scanned, columns):
    with pytest.raises(DataError) as caught:
        scanned("d;w\n01/02/2024;x\n03/15/2024;x\n", columns(d="date"))
    assert both(caught) == (
        [
            "PK402 table bills, column d: row 3 is not a date (pattern 99/99/9999)",
            "  → reading: { dates: mm/dd/yyyy } under this table",
        ],
        [
            "PK402 table bills, colonne d : la ligne 3 n'est pas une date (forme 99/99/9999)",
            "  → lecture: { dates: mm/jj/aaaa } sous cette table",
        ],
    )


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("mm/dd/yyyy", "02/01/2024"),
        ("jj.mm.aaaa", "01.02.2024"),
        ("dd-mm-yyyy", "1-2-2024"),
        ("yyyymmdd", "20240201"),
        ("yyyy/mm/dd", "2024/02/01"),
    ],
)
def test_other_forms_are_read_when_named(scanned, columns, form, text):
    assert (
        scanned(f"d;w\n{text};x\n2024-02-01;x\n", columns(d="date"), dates=form)["d"]
        == [dt.date(2024, 2, 1)] * 2
    )


def test_a_time_in_a_date_column_is_not_dropped_in_silence(scanned, columns):
    with pytest.raises(DataError) as caught:
        scanned("d;w\n01/03/2016 01:19:43;x\n", columns(d="date"))
    assert both(caught)[0] == [
        "PK402 table bills, column d: row 2 is not a date (pattern 99/99/9999 99:99:99)",
        "  → type: datetime",
    ]


def test_moments(scanned, columns):
    text = (
        "t\n01/03/2016 01:19:43\n01/03/2016 1:19\n2016-03-01T01:19:43.987\n2016-03-01 01:19:43Z\n2016-03-01\n"
    )
    first = dt.datetime(2016, 3, 1, 1, 19, 43)
    assert scanned(text, columns(t="datetime"))["t"] == [
        first, dt.datetime(2016, 3, 1, 1, 19), first, first, dt.datetime(2016, 3, 1),
    ]  # fmt: skip


@pytest.mark.parametrize("bad", ["2016-03-01 25:00:00", "2016-03-01 01:19:43+02:00", "2016-03-01 1"])
def test_not_moments(scanned, columns, bad):
    with pytest.raises(DataError, match=r"PK402 table bills, column t: row 2 is not a date and time"):
        scanned(f"t;w\n{bad};x\n", columns(t="datetime"))


def test_yes_no_words(scanned, columns):
    found = scanned("y\nOui\nNON\nyes\nN\nvrai\nFalse\n1\n0\no\n \n", columns(y="yes_no"))["y"]
    assert found == [True, False, True, False, True, False, True, False, True, None]
    with pytest.raises(DataError) as caught:
        scanned("y\nSi\n", columns(y="yes_no"))
    assert both(caught)[1] == [
        "PK402 table bills, colonne y : la ligne 2 n'est pas oui ou non (forme aa)",
        "  → oui/non, vrai/faux, o/n ou 1/0 dans le fichier, ou type: catégorie",
    ]


def test_text_is_kept_as_it_is_and_codes_keep_their_zeros(scanned, columns):
    found = scanned('c;t\n01053;" é "\n2A004;"l1\nl2"\n;" "\n', columns(c="code", t="text"))
    assert found == {"c": ["01053", "2A004", None], "t": [" é ", "l1\nl2", None]}


def test_every_wrong_column_is_told_at_once_and_no_value_is(scanned, columns):
    with pytest.raises(DataError) as caught:
        scanned("a;b;c\nKanari;Kanari;1\n", columns(a="integer", b="date", c="integer"))
    assert [p.code for p in caught.value.problems] == ["PK402", "PK402"]
    assert "Kanari" not in str(caught.value)
    assert "Kanari" not in repr(caught.value.problems)


def test_rows_are_numbered_as_a_spreadsheet_shows_them(scanned, columns):
    with pytest.raises(DataError, match=r"row 5 is not"):
        scanned("Export du 1er mai\n\nv;w\n1;x\nx;x\n", columns(v="integer"), header_row=3)


def test_a_missing_column_names_the_nearest(scanned, columns):
    with pytest.raises(DataError) as caught:
        scanned("volume;w\n1;x\n", columns(volumes="integer"))
    assert both(caught) == (
        ["PK405 table bills, column volumes: not in the file", "  → volume?"],
        ["PK405 table bills, colonne volumes : absente du fichier", "  → volume ?"],
    )


@pytest.fixture
def typed(duck, tmp_path):
    """Write one Parquet column, scan it and collect it."""

    def scan(array, cols):
        path = tmp_path / "t.parquet"
        pq.write_table(pa.table({cols[0].name: array}), path)
        source = Source("bills", path, None, detect(path))
        return duck.collect_arrow(duck.scan(source, cols), 1000).column(0).to_pylist()

    return scan


def test_parquet_doubles_become_exact_numbers(typed, columns):
    values = [0.1 + 0.2, 12.5, None, float("nan"), -0.0, 1e6 + 0.01]
    assert typed(pa.array(values), columns(v="number:2")) == [
        Decimal("0.30"), Decimal("12.50"), None, None, Decimal("0.00"), Decimal("1000000.01"),
    ]  # fmt: skip
    assert typed(pa.array([0.1, 12.5], pa.float32()), columns(v="number:1")) == [
        Decimal("0.1"),
        Decimal("12.5"),
    ]


@pytest.mark.parametrize(
    ("bad", "code"), [(0.125, "PK403"), (float("inf"), "PK402"), (1e17, "PK402"), (1234567890.55, "PK403")]
)
def test_parquet_doubles_that_do_not_fit(typed, columns, bad, code):
    with pytest.raises(DataError, match=f"{code} table bills, column v: row 2 "):
        typed(pa.array([1.0, bad]), columns(v="number:1"))


def test_parquet_integers_dates_and_flags(typed, columns):
    assert typed(pa.array([1.0, None, 3.0]), columns(v="integer")) == [1, None, 3]
    assert typed(pa.array([1, 2], pa.uint64()), columns(v="integer")) == [1, 2]
    assert typed(pa.array([5], pa.int32()), columns(v="number:2")) == [Decimal("5.00")]
    assert typed(pa.array([1, 0, None], pa.int8()), columns(v="yes_no")) == [True, False, None]
    assert typed(pa.array([1053]), columns(v="code")) == ["1053"]
    assert typed(pa.array(["31/12/2024"]), columns(v="date")) == [dt.date(2024, 12, 31)]
    midnight = pa.array([dt.datetime(2024, 1, 1)], pa.timestamp("ns"))
    assert typed(midnight, columns(v="date")) == [dt.date(2024, 1, 1)]
    assert typed(pa.array([dt.date(2024, 1, 1)]), columns(v="datetime")) == [dt.datetime(2024, 1, 1)]
    with_zone = pa.array([dt.datetime(2024, 1, 1, 12)], pa.timestamp("us", tz="Europe/Paris"))
    assert typed(with_zone, columns(v="datetime")) == [dt.datetime(2024, 1, 1, 12)]
    fraction = pa.array([dt.datetime(2024, 1, 1, 12, 0, 0, 5)], pa.timestamp("us"))
    assert typed(fraction, columns(v="datetime")) == [dt.datetime(2024, 1, 1, 12)]
    assert typed(pa.array(["a", None]).dictionary_encode(), columns(v="category")) == ["a", None]
    assert typed(pa.nulls(2), columns(v="number:2")) == [None, None]


@pytest.mark.parametrize(
    ("array", "kind"),
    [
        (pa.array([1.5]), "text"),
        (pa.array([True]), "integer"),
        (pa.array([dt.date(2024, 1, 1)]), "code"),
        (pa.array([[1]]), "text"),
        (pa.array([1]), "date"),
    ],
)
def test_parquet_types_that_can_never_fit(typed, columns, array, kind):
    with pytest.raises(DataError, match=r"PK406 table bills, column v: the file holds"):
        typed(array, columns(v=kind))


def collected(duck, frame, cols):
    return duck.collect_arrow(duck.upload(frame, cols), 100).to_pydict()


def test_frames_of_every_kind(duck, columns):
    frame = pd.DataFrame(
        {
            "money": [Decimal("1.50"), None, Decimal("2")],
            "code": ["007", None, "2A"],
            "mixed": [1, "x", None],
            "day": pd.to_datetime(["2024-02-29", None, "2024-01-31"]),
            "kind": pd.Categorical(["a", None, "b"]),
            "number": pd.Categorical([1, 2, 1]),
            "flag": [True, None, False],
            "nullable": pd.array([1, None, 3], dtype="Int64"),
            "holes": [1.0, float("nan"), 3.0],
        },
        index=[7, 7, 9],
    )
    cols = columns(
        money="number:2", code="code", mixed="text", day="date", kind="category", number="integer",
        flag="yes_no", nullable="integer", holes="integer",
    )  # fmt: skip
    before = frame.copy(deep=True)
    assert collected(duck, frame, cols) == {
        "money": [Decimal("1.50"), None, Decimal("2.00")],
        "code": ["007", None, "2A"],
        "mixed": ["1", "x", None],
        "day": [dt.date(2024, 2, 29), None, dt.date(2024, 1, 31)],
        "kind": ["a", None, "b"],
        "number": [1, 2, 1],
        "flag": [True, None, False],
        "nullable": [1, None, 3],
        "holes": [1, None, 3],
    }
    pd.testing.assert_frame_equal(frame, before)


def test_a_frame_that_mixes_kinds_is_refused(duck, columns):
    with pytest.raises(
        DataError, match=r"^PK406 table frame: a column of the frame mixes several kinds of values"
    ):
        collected(duck, pd.DataFrame({"a": [1, dt.date(2024, 1, 1), "Kanari"]}), columns(a="text"))


def test_rows_of_a_frame_are_numbered_from_one(duck, columns):
    with pytest.raises(DataError, match=r"row 2 is not a whole number"):
        collected(duck, pd.DataFrame({"a": ["1", "x"]}), columns(a="integer"))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.decimals(-(10**12), 10**12, places=3), min_size=1, max_size=20))
def test_any_number_survives_text_and_back(values):
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from privkit.engine import open_engine
    from privkit.values import Column, Role, Schema, Type

    column = Column("v", Type.NUMBER, Role.OTHER, decimals=3)
    with TemporaryDirectory() as folder, open_engine("duckdb", spill=Path(folder)) as engine:
        path = Path(folder) / "t.csv"
        table = engine.upload(pa.table({"v": [str(v).replace(".", ",") for v in values]}), [column])
        engine.write(table, Schema((column,)), path, "csv")
        again = engine.scan(Source("t", path, None, detect(path, Overrides(decimal="."))), [column])
        assert engine.collect_arrow(again, 100).column("v").to_pylist() == sorted(values)


def test_blank_parquet_text_is_null_unless_the_bounds_exclude_it(typed, columns, tmp_path):
    from privkit.engine.sources.parquet import never_blank

    blanks = pa.array(["", " \t", "a", "\u00a0", "é", None])
    assert typed(blanks, columns(v="text")) == [None, None, "a", None, "é", None]
    path = tmp_path / "s.parquet"
    held = {"plain": ["a", "z"], "blank": ["", "z"], "spaced": [" x", "z"], "accent": ["a", "É"]}
    pq.write_table(pa.table(held), path)
    assert never_blank(path, held) == {"plain"}
