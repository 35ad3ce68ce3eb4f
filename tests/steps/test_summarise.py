"""summarise: one row per unit, exactly."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from privkit.values import Role, Type

D = Decimal
BASE = {
    "home": "direct_identifier code",
    "commune": "quasi_identifier code",
    "day": "quasi_identifier date",
    "volume": "confidential number:2",
    "people": "quasi_identifier integer",
}
TABLES = {"bills": BASE}
MOMENTS = {
    "bills": {"home": "direct_identifier code", "at": "other datetime", "volume": "confidential number:2"}
}


def summary(columns: str, more: str = "") -> str:
    return f"- summarise: {{ by: household, columns: {{ {columns} }} }}\n{more}"


def one(bench, columns, values, target="x", tables=TABLES):
    return bench.after(bench.read(summary(columns), tables), values, "home", target)


VOLUMES = {
    "home": ["a", "a", "a", "b", "c", "c"],
    "day": [date(2024, 1, 1), date(2024, 2, 29), date(2023, 5, 1), date(2024, 1, 1), None, None],
    "volume": [D("1.25"), D("-3.50"), None, None, D("0.01"), D("0.02")],
    "people": [1, 2, -2, None, 5, 4],
}


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ("x: { sum: volume }", {"a": D("-2.25"), "b": None, "c": D("0.03")}),
        ("x: { mean: volume }", {"a": D("-1.13"), "b": None, "c": D("0.02")}),
        ("x: { count: volume }", {"a": 2, "b": 0, "c": 2}),
        ("x: { smallest: volume }", {"a": D("-3.50"), "b": None, "c": D("0.01")}),
        ("x: { largest: volume }", {"a": D("1.25"), "b": None, "c": D("0.02")}),
        ("x: { latest: volume }", {"a": D("-3.50"), "b": None, "c": None}),
        ("x: { sum: people }", {"a": 1, "b": None, "c": 9}),
        ("x: { mean: people }", {"a": D("0.33"), "b": None, "c": D("4.50")}),
        ("x: { largest: day }", {"a": date(2024, 2, 29), "b": date(2024, 1, 1), "c": None}),
    ],
)
def test_each_way_to_compute(bench, columns, found):
    """Means are rounded half away from zero: -2.25 / 2 is -1.13. A sum of nothing is missing, not zero."""
    assert dict(one(bench, columns, VOLUMES)) == found


@pytest.mark.parametrize(
    ("values", "mean"),
    [
        ([-1, -2], "-1.50"),
        ([1, 0, 0, 0, 0, 0, 0, 0], "0.13"),
        ([-1, 0, 0, 0, 0, 0, 0, 0], "-0.13"),
        ([0, 0], "0"),
    ],
)
def test_means_are_rounded_half_away_from_zero(bench, values, mean):
    given = {"home": ["a"] * len(values), "people": values}
    assert one(bench, "x: { mean: people }", given) == [("a", D(mean))]


def test_the_latest_of_a_day_with_two_values_is_the_larger(bench):
    given = {"home": ["a", "a"], "day": [date(2024, 1, 1)] * 2, "volume": [D(1), D(2)]}
    assert one(bench, "x: { latest: volume }", given) == [("a", D(2))]


# as of 2024-12-31: the last 12 months run from 1 January 2024 to 31 December 2024, both included
WINDOW = [
    (date(2023, 12, 31), 0),
    (date(2024, 1, 1), 1),
    (date(2024, 12, 31), 1),
    (date(2025, 1, 1), 0),
    (None, 0),
]


@pytest.mark.parametrize(("day", "inside"), WINDOW)
def test_the_ends_of_a_period_by_days(bench, day, inside):
    given = {"home": ["a"], "day": [day], "volume": [D(7)]}
    assert one(bench, "x: { count: volume, over: last 12 months }", given) == [("a", inside)]
    expected = D(7) if inside else None
    for kind in ("sum", "mean", "smallest", "largest", "latest"):
        assert one(bench, f"x: {{ {kind}: volume, over: last 12 months }}", given) == [("a", expected)], kind


@pytest.mark.parametrize(
    ("moment", "inside"),
    [
        (datetime(2023, 12, 31, 23, 59, 59), 0),
        (datetime(2024, 1, 1), 1),
        (datetime(2024, 12, 31, 23, 59, 59), 1),
        (datetime(2025, 1, 1), 0),
    ],
)
def test_the_ends_of_a_period_by_moments(bench, moment, inside):
    given = {"home": ["a"], "at": [moment], "volume": [D(7)]}
    found = one(bench, "x: { count: volume, over: last 12 months }", given, tables=MOMENTS)
    assert found == [("a", inside)]


def test_a_period_in_days_and_two_periods_at_once(bench):
    given = {
        "home": ["a"] * 3,
        "day": [date(2024, 12, 31), date(2024, 12, 30), date(2024, 12, 1)],
        "volume": [D(1), D(10), D(100)],
    }
    document = bench.read(
        summary("x: { sum: volume, over: last 1 days }, y: { sum: volume, over: last 1 months }"), TABLES
    )
    assert bench.after(document, given, "x", "y") == [(D(1), D(111))]


def test_units_outside_every_period_keep_their_row(bench):
    given = {"home": ["a", "b"], "day": [date(2020, 1, 1), date(2024, 6, 1)], "volume": [D(1), D(2)]}
    assert one(bench, "x: { sum: volume, over: last 12 months }", given) == [("a", None), ("b", D(2))]


KEEP = "- minimise: { keep: { commune: { because: Needed. }, people: { because: Needed. }, x: { because: Needed. } } }"


def test_a_column_needed_later_is_carried(bench):
    document = bench.read(summary("x: { sum: volume }", KEEP), TABLES)
    given = {
        "home": ["a", "a", "b"],
        "commune": ["1", "1", None],
        "people": [2, None, 3],
        "volume": [D(1)] * 3,
    }
    assert bench.after(document, given, "home", "commune", "people", "x") == [
        ("a", "1", 2, D(2)),
        ("b", None, 3, D(1)),
    ]


def test_a_carried_column_that_varies_stops_the_run_and_all_are_told(bench):
    document = bench.read(summary("x: { sum: volume }", KEEP), TABLES)
    homes, communes = ["Zyxcanari", "Zyxcanari", "b", "b"], ["Zyxcanari", "2", "3", "4"]
    given = {"bills": {"home": homes, "commune": communes, "people": [1, 1, 1, 2]}}
    place = f"{bench.folder}/p.yaml:29:42: "
    assert [t for t in bench.refused(document, given) if "PK" in t] == [
        f"{place}PK463 the column commune varies within 2 households",
        f"{place}PK463 the column people varies within 1 household",
    ]
    told = bench.refused(document, given, language="fr")
    assert told[0] == f"{place}PK463 la colonne commune varie au sein de 2 households"
    assert told[-1] == "  → dites quelle valeur compte, par exemple people: { dernière: people }"
    assert bench.refused(document, given)[-1] == (
        "  → say which value counts, such as people: { latest: people }"
    )


def test_a_date_kept_before_only_to_cut_periods_does_not_stop_the_run(bench):
    keep = "- minimise: { keep: { day: { because: To cut. }, volume: { because: It. }, commune: { because: It. } } }\n"
    document = bench.read(keep + summary("x: { sum: volume, over: last 12 months }"), TABLES)
    found, problems = bench.flow(document)
    assert not problems
    assert found.final["bills"].names == ("home", "commune", "x")
    given = {"home": ["a", "a"], "day": [date(2024, 1, 1), date(2024, 2, 1)], "volume": [D(1), D(2)]}
    assert bench.after(document, given, "x") == [D(3)]


def test_a_column_kept_before_then_renamed_is_still_carried(bench):
    keep = "- minimise: { keep: { day: { because: It. }, volume: { because: It. } } }\n"
    coarser = "- generalise: { day: { to: year, as: year } }\n"
    document = bench.read(keep + coarser + summary("x: { sum: volume }"), TABLES)
    assert bench.flow(document)[0].final["bills"].names == ("home", "year", "x")


def test_what_a_hidden_column_gives_stays_hidden(bench):
    keep = "- minimise: { keep: { volume: { because: It. } } }\n"
    document = bench.read(keep + summary("x: { largest: home }, y: { sum: volume }"), TABLES)
    found, problems = bench.flow(document)
    assert not problems
    assert [c.name for c in found.final["bills"].kept] == ["y"]


@pytest.mark.parametrize(
    ("columns", "name", "kind", "decimals", "role"),
    [
        ("x: { sum: volume }", "x", Type.NUMBER, 2, Role.CONFIDENTIAL),
        ("x: { mean: people }", "x", Type.NUMBER, 2, Role.QUASI_IDENTIFIER),
        ("x: { count: volume }", "x", Type.INTEGER, 0, Role.CONFIDENTIAL),
        ("x: { largest: day }", "x", Type.DATE, 0, Role.QUASI_IDENTIFIER),
    ],
)
def test_what_is_computed_has_the_role_of_what_it_comes_from(bench, columns, name, kind, decimals, role):
    found, problems = bench.flow(bench.read(summary(columns), TABLES))
    assert not problems
    column = found.final["bills"][name]
    assert (column.type, column.decimals, column.role) == (kind, decimals, role)
    assert found.final["bills"].one_row_per_unit


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("by: home, columns: { x: { sum: volume } }", "PK715 home is not the privacy unit"),
        ("by: household, columns: { x: { sum: commune } }", "PK717 the column commune is not a number"),
        (
            "by: household, columns: { x: { sum: volum } }",
            "PK701 no table holds the column volum at this step",
        ),
        ("by: household, columns: { home: { sum: volume } }", "PK709 there is a column home already"),
        (
            "by: household, columns: { x: { latest: volume, by_date: people } }",
            "PK718 it is not clear which date to use",
        ),
        (
            "by: household, table: x, columns: { x: { sum: volume } }",
            "PK716 it is not clear which table to summarise",
        ),
    ],
)
def test_what_cannot_be_summarised_is_told(bench, step, told):
    found = bench.told(bench.read(f"- summarise: {{ {step} }}", TABLES))
    assert [line.split(" ", 1)[1] for line in found] == [told]


def test_two_dates_and_none_named_is_told(bench):
    tables = {"bills": {**BASE, "at": "other datetime"}}
    columns = "x: { sum: volume, over: last 12 months }"
    assert [line.split(" ", 1)[1] for line in bench.told(bench.read(summary(columns), tables))] == [
        "PK718 it is not clear which date to use"
    ]


@pytest.mark.parametrize(
    ("period", "en", "fr"),
    [
        ("last 12 months", "over the last 12 months", "sur les 12 derniers mois"),
        ("last 1 months", "over the last month", "sur le dernier mois"),
        ("last 2 years", "over the last 2 years", "sur les 2 dernières années"),
        ("last 30 days", "over the last 30 days", "sur les 30 derniers jours"),
        ("last 1 days", "over the last day", "sur le dernier jour"),
    ],
)
def test_the_sentence_says_the_period(bench, period, en, fr):
    from privkit.steps.build import build_steps

    said = build_steps(bench.read(summary(f"x: {{ sum: volume, over: {period} }}"), TABLES))[0].say()
    assert said.en == f"Make one row per household: x = sum of volume {en}."
    assert said.fr == f"Faire une ligne par household : x = somme de volume {fr}."
