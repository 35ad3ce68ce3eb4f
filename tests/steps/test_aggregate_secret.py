"""Tables under statistical secrecy: exact where shown, hidden where few, and nothing to be worked out."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from tests.steps.tables import MONTH, MONTHS, TOWN, aggregate, homes, noisy

D = Decimal
TABLES = (
    f"fine:\n  by: {{ {TOWN}, {MONTH} }}\n  measures:\n    n: {{ count: household }}\n    rows: {{ count: rows }}\n"
    "    v: { sum: volume }\n    m: { mean: volume }\n"
    f"towns:\n  by: {{ {TOWN} }}\n  measures: {{ n: {{ count: household }}, v: {{ sum: volume }} }}\n"
)
SECRET = "    secrecy: { at_least: 5 }\n"


def made(bench, data, more=SECRET, tables=TABLES):
    document = noisy(bench, MONTHS + aggregate(tables, model="statistical_secrecy", more=more), "")
    _, context = bench.walk(document, {"bills": data})
    return context.aggregated


def test_figures_shown_are_those_of_the_rows(bench):
    data = homes(30)
    frame = made(bench, data).tables["fine"].published.frame
    row = frame[(frame.town == "a") & (frame.month == "2025-01")].iloc[0]
    mine = [i % 8 + 1 for i in range(0, 30, 2)]
    assert (row.n, row.rows, row.v, row.cell_status) == (15, 15, D(sum(mine)), "published")
    assert row.m == (D(sum(mine)) / 15).quantize(D("0.001"))
    empty = frame[frame.town == "c"]
    assert list(empty.n) == [0, 0, 0] and list(empty.m_status) == ["not_applicable"] * 3


def test_small_cells_are_hidden_and_never_alone(bench):
    data = homes(30)
    for at in (0, 3):  # two homes of town a do not answer in January... and town a keeps thirteen
        data["volume"][at] = None
    few = {
        "home": ["z1", "z2"],
        "town": ["c", "c"],
        "day": data["day"][:1] * 2,
        "volume": [D(1), D(2)],
        "people": [1, 1],
    }
    data = {name: [*data[name], *few[name]] for name in data}
    whole = made(bench, data)
    frame = whole.tables["fine"].published.frame
    hidden = frame[frame.cell_status == "secret"]
    assert ("c", "2025-01") in set(zip(hidden.town, hidden.month, strict=True))
    assert hidden[["n", "rows", "v", "m"]].isna().all().all()
    towns = whole.tables["towns"].published.frame
    assert list(towns[towns.cell_status == "secret"].town) != []  # c's total would tell January
    assert whole.protected.audit.holds
    assert min(n for n in frame.n if n) >= 5


def test_several_months_of_one_home_are_one_home(bench):
    frame = made(bench, homes(30)).tables["towns"].published.frame
    assert list(frame.n) == [15, 15, 0]


def test_rows_with_a_key_in_no_list_are_nowhere(bench):
    data = homes(30)
    data["town"] = ["x" if t == "a" else t for t in data["town"]]
    whole = made(bench, data)
    assert whole.tables["fine"].private["rows_with_a_key_not_listed"] == 45
    assert list(whole.tables["towns"].published.frame.n) == [0, 15, 0]


def test_a_dominant_home_hides_its_total(bench):
    data = homes(30)
    data["volume"] = [D(900) if h == "h0" else D(1) for h in data["home"]]
    frame = (
        made(bench, data, "    secrecy: { at_least: 5, dominance: { at_most: 50 % } }\n")
        .tables["fine"]
        .published.frame
    )
    assert set(frame[frame.town == "a"].cell_status) == {"secret"}


def test_controlled_rounding_hides_nothing_and_adds_up(bench):
    tables = TABLES.replace("    m: { mean: volume }\n", "")
    more = "    secrecy: { at_least: 5, method: controlled_rounding, base: 5, bases: { volume: 50 } }\n"
    whole = made(bench, homes(31, "aab"), more, tables)
    fine, towns = whole.tables["fine"].published.frame, whole.tables["towns"].published.frame
    assert set(fine.cell_status) == {"published"}
    assert all(n % 5 == 0 for n in [*fine.n, *towns.n]) and all(v % 50 == 0 for v in [*fine.v, *towns.v])
    added = Counter()
    for town, volume in zip(fine.town, fine.v, strict=True):
        added[town] += volume
    assert [added[t] for t in towns.town] == list(towns.v)
    assert [
        list(t.published.frame.v) for t in made(bench, homes(31, "aab"), more, tables).tables.values()
    ] == [
        list(fine.v),
        list(towns.v),
    ]  # the same draw for the same figures


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", "write secrecy: { at_least: 11 } or { preset: tax }"),
        (
            "    secrecy: { at_least: 5, method: controlled_rounding }\n",
            "say to what volume is rounded: bases: { volume: 100 }",
        ),
    ],
)
def test_what_secrecy_lacks_is_told(bench, more, expected):
    tables = TABLES.replace("    m: { mean: volume }\n", "")
    document = noisy(bench, MONTHS + aggregate(tables, model="statistical_secrecy", more=more), "")
    assert expected in [p.instead.en for p in bench.flow(document)[1] if p.code == "PK789"]
