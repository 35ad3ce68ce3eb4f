"""What is wrong with tables, told before any data is read: one problem each, with its place and what to write."""

from __future__ import annotations

import pytest

from tests.steps.tables import BUDGET, LIMIT, MONTH, MONTHS, TOWN, aggregate, noisy

SUM = "t:\n  by: {{ {by} }}\n  measure: {{ sum: volume, bounds: [0, 10] }}\n"
GOOD = MONTHS + LIMIT + aggregate(SUM.format(by=f"{TOWN}, {MONTH}"))


def told(bench, steps, budget=BUDGET):
    return [line.split(" ", 1)[1] for line in bench.told(noisy(bench, steps, budget))]


def test_a_sound_step_has_no_problem(bench):
    assert told(bench, GOOD) == []


CASES = {
    "no limit": (
        MONTHS + aggregate(SUM.format(by=TOWN)),
        "PK779 nothing bounds what one unit can change: no noise would hide it",
    ),
    "a limit on nothing": (
        GOOD.replace("towns: 1", "villages: 1, towns: 1"),
        "PK772 this limit is on nothing there is: villages",
    ),
    "an open column": (
        GOOD.replace("towns: 1, ", "").replace(", rows_per_month: 1", ""),
        "PK773 nothing limits how many values of town one household can be in",
    ),
    "open rows": (
        GOOD.replace(", rows_per_month: 1", ""),
        "PK773 nothing limits the rows of one household in a cell",
    ),
    "another unit": (
        GOOD.replace("per: household", "per: person"),
        "PK781 contributions are limited per privacy unit, which is household",
    ),
    "no bounds": (
        GOOD.replace(", bounds: [0, 10]", ""),
        "PK774 the bounds of volume are not said: they cannot be read from the data",
    ),
    "reversed bounds": (
        GOOD.replace("[0, 10]", "[10, 0]"),
        "PK775 volume: bounds go from a smaller to a larger number",
    ),
    "too fine": (
        GOOD.replace("bounds:", "precision: 0.01, bounds:"),
        "PK776 volume: the precision is more than 0, with at most the column's 1 decimals",
    ),
    "edges": (
        GOOD.replace("sum: volume, bounds: [0, 10]", "histogram: volume, bands: [0, 5, 5]"),
        "PK777 volume: the edges of bands rise",
    ),
    "quantiles of nothing": (
        GOOD.replace("sum: volume", "quantiles: volume"),
        "PK777 volume: quantiles say which ones, between 0 % and 100 %",
    ),
    "a step across units": (
        MONTHS + "- swap: { columns: [volume], within: 5 % }\n" + GOOD.removeprefix(MONTHS),
        "PK778 after the step swap one unit changes the rows of others: the guarantee would not hold",
    ),
    "a rare value": (
        MONTHS + "- suppress: { town: { rarer_than: 3 } }\n" + GOOD.removeprefix(MONTHS),
        "PK778 after the step suppress one unit changes the rows of others: the guarantee would not hold",
    ),
    "a step after the limit": (
        LIMIT.replace("months: 3, ", "days: 3, ").replace("rows_per_month", "rows_per_day") + MONTHS + aggregate(SUM.format(by=TOWN)),
        "PK780 the step generalise after limit_contribution may let one unit change more than the limit",
    ),
    "a step on rows after": (
        GOOD + "- minimise: { keep: { town: { because: It. } } }\n",
        "PK785 the step minimise comes after the tables are made: no row is left",
    ),
    "no such column": (
        GOOD.replace("town: { values", "twon: { values"),
        "PK783 the table that is aggregated has no column twon that may be published",
    ),
    "a count of nothing": (
        GOOD.replace("sum: volume, bounds: [0, 10]", "count: cats"),
        "PK787 what is counted is household or rows",
    ),
    "a sum of text": (
        GOOD.replace("sum: volume", "sum: town"),
        "PK788 the column town is not a number",
    ),
    "half a range": (
        GOOD.replace(", to: 2025-03", ""),
        "PK771 the range of month has one end only",
    ),
    "days of months": (
        GOOD.replace("from: 2025-01, to: 2025-03", "from: 2025-01-01, to: 2025-01-31"),
        "PK798 the range of month is written in days, and the column holds months as 2025-01",
    ),
    "months of days": (
        GOOD.replace(MONTHS, "").replace("months: 3", "days: 3").replace("rows_per_month", "rows_per_day").replace("month:", "day:"),
        "PK798 the range of day is written in months, and the column holds days as 2025-01-31",
    ),
    "quarters in French": (
        GOOD.replace("to: month, as: month", "to: quarter, as: month").replace("from: 2025-01, to: 2025-03", "from: 2025-T1, to: 2025-T3"),
        "PK798 the range of month is written in 2025-T1, and the column holds quarters as 2025-Q1",
    ),
    "a label without a list": (
        GOOD.replace("values: [a, b, c]", "values: [a, b, c], label: name"),
        "PK786 `column` and `label` name columns of a public list, and there is none",
    ),
    "secrecy with noise": (
        GOOD.replace("    tables:", "    secrecy: { at_least: 11 }\n    tables:"),
        "PK789 statistical secrecy: this is not settled",
    ),
    "no such table": (
        GOOD + "    then:\n      - round: { volumes: 10 }\n",
        "PK790 no table has a measure volumes (volume?)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_fault_is_told(bench, case):
    steps, expected = CASES[case]
    assert expected in told(bench, steps)


def test_two_columns_of_one_name_are_refused(bench):
    steps = (
        MONTHS
        + LIMIT
        + aggregate(
            f"t:\n  by: {{ {TOWN} }}\n  measures: {{ town: {{ count: household }}, Town: {{ count: rows }} }}\n"
        )
    )
    assert "PK791 two columns of the table t would be called town" in told(bench, steps)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("code\na\na\nb\n", "PK769 values of the list that are there twice: 1; blank: 0; in all: 3"),
        ("code\na\n''\n", None),
        ("name\na\n", "PK768 the public list towns.csv has no column code"),
    ],
)
def test_a_public_list_that_cannot_be_used(bench, lines, expected):
    (bench.folder / "towns.csv").write_text(lines, encoding="utf-8")
    steps = MONTHS + LIMIT + aggregate(SUM.format(by="town: { known_list: towns.csv, column: code }"))
    document = noisy(bench, steps)
    if expected is None:
        bench.walk(document, {"bills": {}})
    else:
        assert expected in bench.refused(document, {"bills": {}})[0]
