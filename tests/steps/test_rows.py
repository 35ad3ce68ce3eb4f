"""keep_rows and drop_older_than: which rows stay, exactly."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

HOMES = ["a", "b", "c", "d"]
VALUES = {
    "home": HOMES,
    "commune": ["01053", "1053", None, "01054"],
    "people": [1, 2, None, 4],
    "size": [Decimal("-0.5"), Decimal("0.0"), None, Decimal("40.0")],
    "garden": [True, False, None, True],
    "day": [date(2024, 2, 29), date(2024, 3, 1), None, date(2021, 12, 31)],
    "at": [
        datetime(2024, 2, 29, 23, 59, 59),
        datetime(2024, 3, 1),
        None,
        datetime(2021, 12, 31, 0, 0, 0),
    ],
    "note": ["Rezé", "reze", None, "x"],
}


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("commune: { among: [01053] }", ["a"]),
        ("commune: { not_among: [01053] }", ["b", "d"]),
        ("note: { among: [Rezé, x] }", ["a", "d"]),
        ("people: { at_least: 2 }", ["b", "d"]),
        ("people: { at_most: 2 }", ["a", "b"]),
        ("people: { above: 2 }", ["d"]),
        ("people: { below: 2 }", ["a"]),
        ("people: { at_least: 1.5 }", ["b", "d"]),
        ("people: { among: [1, 4] }", ["a", "d"]),
        ("people: { not_among: [1] }", ["b", "d"]),
        ("people: { filled: yes }", ["a", "b", "d"]),
        ("people: { filled: no }", ["c"]),
        ("people: { at_least: 2, below: 4 }", ["b"]),
        ("size: { below: 0 }", ["a"]),
        ("size: { at_least: -0.5, at_most: 0 }", ["a", "b"]),
        ("size: { among: ['40,0'] }", ["d"]),
        ("size: { among: [40.05] }", []),
        ("garden: { among: [yes] }", ["a", "d"]),
        ("garden: { not_among: [yes] }", ["b"]),
        ("day: { among: [2024-02-29] }", ["a"]),
        ("day: { not_among: [2024-02-29] }", ["b", "d"]),
        ("at: { among: [2024-02-29T23:59:59] }", ["a"]),
        ("at: { among: [2024-03-01] }", ["b"]),
    ],
)
def test_each_rule_keeps_exactly_these_rows(bench, rule, kept):
    assert bench.after(bench.read(f"- keep_rows: {{ {rule} }}"), VALUES, "home") == kept


@pytest.mark.parametrize(
    ("language", "name", "word"),
    [("en", "because", "among"), ("en", "columns", "among"), ("fr", "parce_que", "parmi")],
)
def test_a_column_may_bear_the_name_of_a_keyword(bench, language, name, word):
    tables = {"t": {"home": "direct_identifier code", name: "other code"}}
    step = "keep_rows" if language == "en" else "garder_lignes"
    document = bench.read(f"- {step}:\n    {name}: {{ {word}: [x] }}", tables, language)
    assert bench.after(document, {"home": ["a", "b"], name: ["x", "y"]}, "home") == ["a"]


def test_a_reason_beside_the_columns_is_said(bench):
    document = bench.read("- keep_rows:\n    people: { at_least: 1.5 }\n    because: Only these.")
    from privkit.steps.build import build_steps

    said = build_steps(document)[0].say()
    assert said.en == "Keep only the rows where people is at least 1.5 (Only these)."
    assert said.fr == "Ne garder que les lignes où people vaut au moins 1,5 (Only these)."


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("people: { among: [1.5] }", "PK707 the column people takes a whole number"),
        ("people: { among: [Infinity] }", "PK707 the column people takes a whole number"),
        ("people: { among: [99999999999999999999] }", "PK707 the column people takes a whole number"),
        ("size: { among: [nan] }", "PK707 the column size takes a number"),
        ("size: { among: [1e400] }", "PK707 the column size takes a number"),
        ("day: { among: [31/12/2024] }", "PK707 the column day takes a date, such as 2026-12-01"),
        ("at: { among: ['2024-03-01T00:00+02:00'] }", "PK707 the column at takes a date, such as 2026-12-01"),
        ("garden: { among: [maybe] }", "PK707 the column garden takes yes or no"),
        ("commune: { at_least: 12 }", "PK717 the column commune is not a number"),
        ("day: { below: 12 }", "PK717 the column day is not a number"),
        ("garden: { above: 0 }", "PK717 the column garden is not a number"),
        ("peuple: { above: 0 }", "PK701 no table holds the column peuple at this step"),
    ],
)
def test_a_value_that_cannot_fit_is_told_before_any_data(bench, rule, told):
    assert [line.split(" ", 1)[1] for line in bench.told(bench.read(f"- keep_rows: {{ {rule} }}"))] == [told]


# drop_older_than: as of 2024-12-31, three years back is 2021-12-31


def test_the_day_of_the_limit_is_kept_and_the_day_before_goes(bench):
    days = [date(2021, 12, 31), date(2021, 12, 30), None, date(2025, 6, 1)]
    document = bench.read("- drop_older_than: { reason: retention }")
    assert bench.after(document, {"home": HOMES, "day": days}, "home") == ["a", "d"]


def test_a_moment_of_the_day_of_the_limit_is_kept(bench):
    moments = [datetime(2021, 12, 31), datetime(2021, 12, 30, 23, 59, 59), None, datetime(2021, 12, 31, 8)]
    document = bench.read("- drop_older_than: { duration: 3 years, from: at }")
    assert bench.after(document, {"home": HOMES, "at": moments}, "home") == ["a", "d"]


@pytest.mark.parametrize(
    ("duration", "kept"), [("10 months", ["a", "b"]), ("306 days", ["a", "b"]), ("305 days", ["b"])]
)
def test_month_ends_are_clipped(bench, duration, kept):
    """Ten months before 31 December 2024 is 29 February 2024."""
    document = bench.read(f"- drop_older_than: {{ duration: {duration}, from: day }}")
    assert bench.after(document, VALUES, "home") == kept


def test_only_a_date_can_be_counted_from(bench):
    document = bench.read("- drop_older_than: { duration: 3 years, from: people }")
    assert bench.told(document) == ["33:22 PK706 the column people is not a date"]


def test_figures_hold_the_limit_and_no_value(bench):
    document = bench.read("- drop_older_than: { reason: retention }")
    walked, _ = bench.walk(document, {"bills": VALUES})
    assert walked.records[0].changes.figures == {"kept_from": "2021-12-31"}


@pytest.mark.parametrize(
    ("rule", "kept"),
    [
        ("from: 2021-12-31", ["a", "d"]),
        ("to: 2021-12-30", ["b"]),
        ("from: 2021-12-31, to: 2021-12-31", ["a"]),
    ],
)
def test_rows_of_some_days(bench, rule, kept):
    days = [date(2021, 12, 31), date(2021, 12, 30), None, date(2025, 6, 1)]
    moments = [d and datetime(d.year, d.month, d.day, 23, 59, 59) for d in days]
    for column, values in (("day", days), ("at", moments)):
        document = bench.read(f"- keep_rows: {{ {column}: {{ {rule} }} }}")
        assert bench.after(document, {"home": HOMES, column: values}, "home") == kept


def test_days_are_asked_of_dates(bench):
    document = bench.read("- keep_rows: { people: { from: 2021-12-31 } }")
    assert bench.told(document)[0].endswith("PK796 the column people holds no dates")
