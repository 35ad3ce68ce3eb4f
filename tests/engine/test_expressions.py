"""Each expression against plain Python, on both engines."""

from __future__ import annotations

import datetime as dt
import random
from decimal import ROUND_HALF_UP, Decimal

import narwhals as nw
import pyarrow as pa
import pytest

from privkit.engine import expressions as x
from privkit.errors import InternalError
from privkit.values import Column, Role, Type

NUMBER = Column("n", Type.NUMBER, Role.OTHER, decimals=2)
WHOLE = Column("i", Type.INTEGER, Role.OTHER)
COUNT = Column("c", Type.INTEGER, Role.OTHER)
TEXT = Column("s", Type.TEXT, Role.OTHER)
DAY = Column("d", Type.DATE, Role.OTHER)
MOMENT = Column("t", Type.DATETIME, Role.OTHER)
FLAG = Column("y", Type.YES_NO, Role.OTHER)
COLUMNS = (NUMBER, WHOLE, COUNT, TEXT, DAY, MOMENT, FLAG)


def _rows():
    rng = random.Random(20)
    days = [dt.date(2024, 1, 31), dt.date(2024, 2, 29), dt.date(2024, 12, 31), dt.date(2025, 1, 1)]
    edges = [
        Decimal(v) for v in ("0", "0.02", "0.03", "-0.03", "0.05", "-1.50", "100.25", "9999999999999.99")
    ]
    for at in range(240):
        big = Decimal(rng.randint(-(10 ** rng.randint(1, 15)), 10 ** rng.randint(1, 15))).scaleb(-2)
        number = edges[at] if at < len(edges) else big
        day = days[at % 4] + dt.timedelta(days=31 * (at // 40))
        yield (
            number, rng.randint(-(10**9), 10**9), rng.randint(0, 9), "éàçœ𝒳e\u0301"[at % 7 :], day,
            dt.datetime(day.year, day.month, day.day, 23, 59, 59), rng.random() < 0.5,
        )  # fmt: skip
    yield (None,) * 7


ROWS = list(_rows())


@pytest.fixture
def told(engine):
    """The values of an expression beside the rows they come from."""
    types = [
        pa.decimal128(18, 2),
        pa.int64(),
        pa.int64(),
        pa.string(),
        pa.date32(),
        pa.timestamp("us"),
        pa.bool_(),
    ]
    arrays = [pa.array([r[i] for r in ROWS], t) for i, t in enumerate(types)]
    table = engine.upload(pa.table(arrays, names=[c.name for c in COLUMNS]), COLUMNS)

    def tell(expression: nw.Expr) -> list[tuple[dict, object]]:
        found = engine.collect_arrow(table.with_columns(expression.alias("out")), 1000).to_pylist()
        assert len(found) == len(ROWS)
        return [(row, row["out"]) for row in found]

    return tell


def half_away(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def test_band_is_half_open(told):
    found = told(
        x.band(nw.col("n"), [Decimal("-1.5"), Decimal(0), Decimal("1E+2")], ["a", "b", "c"], "below")
    )
    for row, label in found:
        n = row["n"]
        expected = (
            None
            if n is None
            else "below"
            if n < Decimal("-1.5")
            else "a"
            if n < 0
            else "b"
            if n < 100
            else "c"
        )
        assert label == expected


def test_band_refuses_edges_that_do_not_rise():
    with pytest.raises(ValueError, match=r"^band: as many labels as edges, and edges that rise$"):
        x.band(nw.col("n"), [Decimal(1), Decimal(1)], ["a", "b"], "c")


def test_in_list_band(told):
    for row, label in told(x.in_list_band(nw.col("c"), [(None, 1, "≤ 1"), (2, 5, "2-5")], "more")):
        c = row["c"]
        assert label == (None if c is None else "≤ 1" if c <= 1 else "2-5" if c <= 5 else "more")


def test_in_list_band_without_otherwise(told):
    for row, label in told(x.in_list_band(nw.col("c"), [(5, None, "5+")], None)):
        assert label == ("5+" if row["c"] is not None and row["c"] >= 5 else None)


def test_early_years_keep_their_zeros(duck, columns):
    days = pa.table({"d": pa.array([dt.date(33, 4, 1), dt.date(999, 12, 31)])})
    table = duck.upload(days, columns(d="date"))
    parts = [x.date_part(nw.col("d"), level).alias(level) for level in ("month", "quarter", "year")]
    assert sorted(map(tuple, duck.collect(table.select(*parts), 9).to_numpy())) == [
        ("0033-04", "0033-Q2", "0033"),
        ("0999-12", "0999-Q4", "0999"),
    ]


@pytest.mark.parametrize("column", ["d", "t"])
def test_date_parts(told, column):
    for row, month in told(x.date_part(nw.col(column), "month")):
        assert month == (None if row["d"] is None else f"{row['d']:%Y-%m}")
    for row, quarter in told(x.date_part(nw.col(column), "quarter")):
        assert quarter == (None if row["d"] is None else f"{row['d'].year}-Q{(row['d'].month + 2) // 3}")
    for row, year in told(x.date_part(nw.col(column), "year")):
        assert year == (None if row["d"] is None else str(row["d"].year))


@pytest.mark.parametrize("column", ["d", "t"])
def test_month_start(told, column):
    for row, first in told(x.month_start(nw.col(column))):
        assert first == (None if row["d"] is None else row["d"].replace(day=1))


def test_day_of(told):
    for row, day in told(x.day_of(nw.col("t"))):
        assert day == row["d"]


def test_first_characters_counts_code_points(told):
    for row, start in told(x.first_characters(nw.col("s"), 2)):
        assert start == (None if row["s"] is None else row["s"][:2])


@pytest.mark.parametrize("step", ["0.05", "0.01", "1", "0.5", "250"])
def test_rounded_number(told, step):
    to = Decimal(step)
    for row, value in told(x.rounded(nw.col("n"), to, NUMBER)):
        n = row["n"]
        assert value == (None if n is None else half_away(n / to, 0) * to)


def test_rounded_integer(told):
    for row, value in told(x.rounded(nw.col("i"), Decimal(10), WHOLE)):
        i = row["i"]
        assert value == (None if i is None else int(half_away(Decimal(i) / 10, 0)) * 10)


def test_rounded_refuses_a_step_finer_than_the_column():
    with pytest.raises(ValueError, match=r"^rounded: a positive step with no more decimals than the column$"):
        x.rounded(nw.col("n"), Decimal("0.005"), NUMBER)


def test_top_and_bottom(told):
    for row, value in told(x.top(nw.col("n"), Decimal("99.99"), NUMBER)):
        assert value == (None if row["n"] is None else min(row["n"], Decimal("99.99")))
    for row, value in told(x.bottom(nw.col("i"), 0, WHOLE)):
        assert value == (None if row["i"] is None else max(row["i"], 0))


@pytest.mark.parametrize("decimals", [0, 1, 3])
def test_mean_of_is_exact(told, decimals):
    for row, mean in told(x.mean_of(nw.col("n"), nw.col("c"), decimals, NUMBER)):
        expected = half_away(row["n"] / Decimal(row["c"]), decimals) if row["c"] else None
        assert mean == expected


def test_mean_of_sums(engine, columns):
    table = engine.upload(
        pa.table({"g": ["a", "a", "a", "b"], "v": ["0.1", "0.2", "-0.4", None]}),
        columns(g="text", v="number:1"),
    )
    sums = table.group_by("g").agg(nw.col("v").sum().alias("s"), nw.col("v").count().alias("k"))
    value = Column("v", Type.NUMBER, Role.OTHER, decimals=1)
    means = sums.select("g", m=x.mean_of(nw.col("s"), nw.col("k"), 2, value))
    assert sorted(engine.collect_arrow(means, 5).to_pydict()["m"], key=str) == [Decimal("-0.03"), None]


def test_divided_is_exact_near_the_end_of_64_bits(engine, columns):
    pairs = [
        (2**62, 3),
        (2**53 + 1, 1),
        (9007199254740993 * 7 + 6, 7),
        (10**18 - 1, 10**9),
        (5, 7),
        (0, 3),
        (2**62 - 1, 2**31 - 1),
    ]
    table = engine.upload(
        pa.table({"a": [p[0] for p in pairs], "b": [p[1] for p in pairs]}), columns(a="integer", b="integer")
    )
    found = engine.collect_arrow(
        table.select("a", "b", q=x.divided(nw.col("a"), nw.col("b"))), 10
    ).to_pylist()
    assert [r["q"] for r in found] == [r["a"] // r["b"] for r in found]


def plain(value: Decimal | None) -> str | None:
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def test_text_of(told):
    for row, text in told(x.text_of(nw.col("n"), NUMBER)):
        assert text == plain(row["n"])
    for row, text in told(x.text_of(nw.col("i"), WHOLE)):
        assert text == (None if row["i"] is None else str(row["i"]))
    for row, text in told(x.text_of(nw.col("d"), DAY)):
        assert text == (None if row["d"] is None else row["d"].isoformat())
    for row, text in told(x.text_of(nw.col("t"), MOMENT)):
        assert text == (None if row["t"] is None else f"{row['t']:%Y-%m-%d %H:%M:%S}")
    for row, text in told(x.text_of(nw.col("y"), FLAG)):
        assert text == {None: None, True: "yes", False: "no"}[row["y"]]


def test_text_of_tiny_numbers(engine, columns):
    table = engine.upload(pa.table({"n": ["0,00000001", "-0,0000001", "0"]}), columns(n="number:8"))
    text = x.text_of(nw.col("n"), Column("n", Type.NUMBER, Role.OTHER, decimals=8))
    found = engine.collect_arrow(table.select(out=text), 5).to_pydict()["out"]
    assert sorted(found) == ["-0.0000001", "0", "0.00000001"]


def test_among(told):
    for row, inside in told(x.among(nw.col("s"), ["e\u0301", "\u0301"], TEXT)):
        assert inside is (row["s"] in ("e\u0301", "\u0301"))
    for _, inside in told(x.among(nw.col("s"), [], TEXT)):
        assert inside is False
    for row, inside in told(x.among(nw.col("n"), [Decimal("0.05"), Decimal("0.005")], NUMBER)):
        assert inside is (row["n"] == Decimal("0.05"))


def test_between_takes_low_and_leaves_high(told):
    low, high = dt.date(2024, 2, 29), dt.date(2025, 1, 1)
    for row, inside in told(x.between(nw.col("d"), low, high, DAY)):
        assert inside is (row["d"] is not None and low <= row["d"] < high)
    at = dt.datetime(2024, 12, 31, 23, 59, 59)
    for row, inside in told(x.between(nw.col("t"), at, None, MOMENT)):
        assert inside is (row["t"] is not None and row["t"] >= at)


def test_decimal_of_float(told):
    for row, value in told(x.decimal_of_float(nw.col("n").cast(nw.Float64()), 2)):
        if row["n"] is None or abs(row["n"]) < 10**12:
            assert value == row["n"]


def test_units_and_back(told):
    for row, value in told(x.units_of(nw.col("n"), NUMBER)):
        assert value == (None if row["n"] is None else int(row["n"] * 100))
    for row, value in told(x.number_of(x.units_of(nw.col("n"), NUMBER), NUMBER)):
        assert value == row["n"]


def test_divided_on_many_random_pairs(duck, columns):
    rng = random.Random(5)
    pairs = [
        (rng.getrandbits(rng.randint(1, 61)), rng.getrandbits(rng.randint(1, 40)) + 1) for _ in range(20_000)
    ]
    table = duck.upload(
        pa.table({"a": [p[0] for p in pairs], "b": [p[1] for p in pairs]}), columns(a="integer", b="integer")
    )
    found = duck.collect_arrow(
        table.select("a", "b", q=x.divided(nw.col("a"), nw.col("b"))), 20_000
    ).to_pylist()
    assert [r["q"] for r in found] == [r["a"] // r["b"] for r in found]


def test_an_overflow_is_an_error_and_never_a_wrong_number(engine, columns):
    table = engine.upload(pa.table({"a": [2**62]}), columns(a="integer"))
    with pytest.raises(InternalError, match=r"PK420"):
        engine.collect(table.select(a=nw.col("a") * 4), 5)
