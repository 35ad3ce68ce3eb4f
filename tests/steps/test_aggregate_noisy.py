"""Tables with noise: what is exact before it, what is done after it, and what never depends on the data."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from statistics import median

import pytest

import privkit.dp.noise
from tests.steps.tables import BUDGET, LIMIT, MONTH, MONTHS, TOWN, NoNoise, aggregate, homes, noisy, walked

D = Decimal
COUNT_AND_SUM = (
    f"t:\n  by: {{ {TOWN}, {MONTH} }}\n  measures:\n    n: {{ count: household }}\n    rows: {{ count: rows }}\n"
    + (
        "    v: { sum: volume, bounds: [0, 10] }\n    m: { mean: volume, bounds: [0, 10] }\n"
        "    h: { histogram: volume, bands: [0, 5, 10] }\n    q: { quantiles: volume, at: [50 %], bounds: [0, 10] }\n"
    )
)


@pytest.fixture
def exact(monkeypatch):
    monkeypatch.setattr(privkit.dp.noise, "open_noise", lambda name: NoNoise())


def table(bench, document, data, name="t"):
    context = walked(bench, document, data)
    frame = context.aggregated.tables[name].published.frame
    return {tuple(str(v) for v in row[:2]): row for row in frame.itertuples(index=False)}, context


@pytest.mark.usefixtures("exact")
def test_without_noise_figures_are_those_of_the_rows(bench):
    found, _ = table(bench, noisy(bench, MONTHS + LIMIT + aggregate(COUNT_AND_SUM)), homes(4000))
    row = found["a", "2025-02"]
    mine = [min(i % 8 + 2, 10) for i in range(0, 4000, 2)]
    assert (row.n, row.rows, row.v) == (2000, 2000, D(sum(mine)))
    assert row.h_0_5 == sum(x < 5 for x in mine) and row.h_5_10 == sum(x >= 5 for x in mine)
    assert abs(float(row.m) - sum(mine) / 2000) < 0.01
    assert abs(float(row.q50_q) - median(mine)) <= 1


@pytest.mark.usefixtures("exact")
def test_every_public_key_has_its_row_in_order_and_no_other_key_has_one(bench):
    data = homes(10)
    data["town"][:6] = ["elsewhere"] * 3 + [None] * 3
    data["day"][9] = date(2030, 1, 1)
    found, context = table(bench, noisy(bench, MONTHS + LIMIT + aggregate(COUNT_AND_SUM)), data)
    assert list(found) == [(t, f"2025-0{m}") for t in "abc" for m in (1, 2, 3)]
    assert found["c", "2025-01"].n == 0
    assert context.aggregated.tables["t"].private["rows_with_a_key_not_listed"] == 7
    assert context.aggregated.tables["t"].public_keys


@pytest.mark.usefixtures("exact")
def test_a_home_beyond_its_limits_weighs_no_more_than_they_allow(bench):
    data = homes(4)
    for month in (1, 2, 3):  # h0 moves, and sends sixty readings a month
        for _ in range(60):
            for column, value in zip(data, ("h0", "c", date(2025, month, 7), D("9.9"), 1), strict=True):
                data[column].append(value)
    found, _ = table(bench, noisy(bench, MONTHS + LIMIT + aggregate(COUNT_AND_SUM)), data)
    rows = [found[t, f"2025-0{m}"].rows for t in "abc" for m in (1, 2, 3)]
    assert sum(rows) == 4 * 3
    assert all(found[t, "2025-01"].n <= 2 for t in "abc")


@pytest.mark.usefixtures("exact")
def test_a_value_outside_its_bounds_counts_as_the_bound_and_a_blank_as_nothing(bench):
    data = homes(2)
    data["volume"] = [D(10**6), D(-(10**6)), None, D(4), D(4), D(4)]
    found, _ = table(bench, noisy(bench, MONTHS + LIMIT + aggregate(COUNT_AND_SUM)), data)
    assert [found["a", f"2025-0{m}"].v for m in (1, 2, 3)] == [D(10), D(0), D(0)]
    assert [found["a", f"2025-0{m}"].rows for m in (1, 2, 3)] == [1, 1, 1]
    assert found["a", "2025-01"].h_5_10 == 1 and found["a", "2025-03"].h_0_5 == 0


@pytest.mark.usefixtures("exact")
@pytest.mark.parametrize("towns", [1, 2])
def test_rows_for_each_month_are_limited_whatever_the_towns(bench, towns):
    """Limits that go together are read together: no row more, and no month less, than when each is read alone."""
    data = {column: [] for column in homes(1)}
    for month in (1, 2, 3):
        for town in "abc":
            for _ in range(4):
                for column, value in zip(data, ("h0", town, date(2025, month, 7), D("9.9"), 1), strict=True):
                    data[column].append(value)
    limit = LIMIT.replace("towns: 1", f"towns: {towns}").replace("rows_per_month: 1", "rows_per_month: 2")
    document = noisy(bench, MONTHS + limit + aggregate(COUNT_AND_SUM))
    found, _ = table(bench, document, data)
    rows = {key: row.rows for key, row in found.items()}
    by_month = [sum(rows[t, f"2025-0{m}"] for t in "abc") for m in (1, 2, 3)]
    assert by_month == [2, 2, 2]
    assert sum(any(rows[t, f"2025-0{m}"] for m in (1, 2, 3)) for t in "abc") <= towns


TWO = (
    f"towns:\n  by: {{ {TOWN} }}\n  measure: {{ count: household }}\n"
    f"t:\n  by: {{ {TOWN}, {MONTH} }}\n  measure: {{ sum: volume, bounds: [0, 10], precision: 1 }}\n"
)
AFTER = "- ratio: { of: t, to: towns, as: each }\n- hide_below: { table: towns, at_least: 500 }\n- round: { volume: 10 }\n"


@pytest.mark.usefixtures("exact")
def test_ratios_hiding_and_rounding_are_done_on_published_figures(bench):
    data = homes(1200, "aab")  # 800 homes in a, 400 in b
    document = noisy(bench, MONTHS + LIMIT + aggregate(TWO, AFTER))
    found, context = table(bench, document, data)
    row = found["a", "2025-01"]
    mine = [min(i % 8 + 1, 10) for i in range(1200) if i % 3 < 2]
    assert row.each == (D(sum(mine)) / 800).quantize(D("0.001"))
    assert row.volume == round(sum(mine), -1) and row.volume_status == "published"
    few = found["b", "2025-01"]
    assert few.each is None and few.each_status == "not_significant" and few.cell_status == "not_significant"
    towns = context.aggregated.tables["towns"].published.frame
    assert list(towns.cell_status) == ["published", "not_significant", "not_significant"]
    assert towns.households[1:].isna().all() or list(towns.households[1:]) == [None, None]


@pytest.mark.usefixtures("exact")
def test_tables_made_to_add_up_do(bench):
    tables = (
        f"t:\n  by: {{ {TOWN}, {MONTH} }}\n  measure: {{ count: rows }}\n"
        f"towns:\n  by: {{ {TOWN} }}\n  measure: {{ count: rows }}\nall:\n  measure: {{ count: rows }}\n"
    )
    document = noisy(bench, MONTHS + LIMIT + aggregate(tables, "- consistent: { tables: [t, towns, all] }"))
    found, context = table(bench, document, homes(10))
    towns = context.aggregated.tables["towns"].published.frame
    whole = context.aggregated.tables["all"].published.frame
    assert whole.rows[0] == sum(towns.rows) == sum(r.rows for r in found.values()) == 30
    assert context.aggregated.tables["t"].published.adds_up


def test_noise_differs_each_time_and_is_not_that_of_the_seed(bench):
    document = noisy(bench, MONTHS + LIMIT + aggregate(TWO))
    first, _ = table(bench, document, homes(40))
    again, _ = table(bench, document, homes(40))
    assert [r.volume for r in first.values()] != [r.volume for r in again.values()]


def test_what_is_planned_is_what_is_spent(bench):
    document = noisy(bench, MONTHS + LIMIT + aggregate(COUNT_AND_SUM))
    _, context = table(bench, document, homes(6))
    plan = context.aggregated.plan
    assert plan.epsilon <= 2 and plan.delta <= D("1e-7")
    assert {p.query.groups for p in plan.spent if "bins" not in p.query.name} == {3}


def test_keys_chosen_privately_show_only_what_many_hold(bench):
    by = "town: { chosen_privately: yes }"
    data = homes(3000, "a", 1)
    data["town"][0] = "hermit"
    document = noisy(
        bench, MONTHS + LIMIT + aggregate(f"t:\n  by: {{ {by} }}\n  measure: {{ count: household }}\n")
    )
    context = walked(bench, document, data)
    frame = context.aggregated.tables["t"].published.frame
    assert list(frame.town) == ["a"]
    assert abs(frame.households[0] - 2999) < 100
    assert not context.aggregated.tables["t"].public_keys


def test_without_delta_keys_cannot_be_chosen_privately(bench):
    budget = BUDGET.replace(", delta: 1e-6", "").replace(", delta: 1e-7", "")
    by = "town: { chosen_privately: yes }"
    document = noisy(
        bench,
        MONTHS + LIMIT + aggregate(f"t:\n  by: {{ {by} }}\n  measure: {{ count: household }}\n"),
        budget,
    )
    told = bench.refused(document, {"bills": homes(3)})
    assert "PK792 the keys of t are chosen privately, and the budget has no delta" in told[0]
