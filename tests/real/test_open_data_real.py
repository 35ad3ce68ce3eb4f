"""Real data published as tables, with noise and under statistical secrecy, and data too few to be published.

Austin's water is already added up by postal code and class of customer: no household is in it, so the honest unit
is the postal code, and what is protected is how much one postal code used. Of the property sales of Nantes, the
unit is the sale (one row each here: its first lot tells the district and the kind). DAIAD has 92 households.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog
from scipy.stats import binom

import privkit
from privkit.api import Result
from privkit.errors import DataError

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
AUSTIN = DATA / "austin_water_zip" / "austin_residential_by_zip.csv.gz"
SALES = DATA / "dvf_nantes" / "dvf_nantes_2014_2017.csv.gz"
MONTHLY = DATA / "daiad_alicante_water" / "consumption_monthly.csv"
pytestmark = pytest.mark.skipif(not AUSTIN.exists(), reason="the real data are not here")

AS_OF = date(2026, 11, 15)
RARE = 1e-7  # of each statistical check
PAID = """\
privacy_budget:
  ledger: budgets/{name}.sqlite
  protects: {unit}
  people: {name}
  period: "{period}"
  total:        {{ epsilon: {epsilon}, delta: 1e-6 }}
  this_release: {{ epsilon: {epsilon}, delta: 1e-6 }}
"""
NOISY = """\
  - limit_contribution: {{ per: {unit}, at_most: {{ {limit} }} }}
  - aggregate:
      privacy_model: differential_privacy
      tables:
"""
SECRET = """\
  - aggregate:
      privacy_model: statistical_secrecy
      secrecy: {{ {rules} }}
      tables:
"""
OUTPUT = """\
  - name: {name}
    from: {name}
    file: outputs/{name}.csv
    nature: aggregated
    qualification: {{ proposed: anonymous, for: the public }}
    sharing: internal
    recipients: [data team]
"""


def outputs(*names: str) -> str:
    return "outputs:\n" + "".join(OUTPUT.format(name=name) for name in names)


def shown(run: Result, name: str) -> pd.DataFrame:
    """A published table, as anybody reads it: text."""
    with (run.folder / "outputs" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return pd.DataFrame(list(csv.DictReader(lines)))


def misses(table: pd.DataFrame, figure: str, truth: pd.Series, keys: list[str]) -> tuple[int, int]:
    """How many published intervals of 95 % miss the truth, and of how many."""
    held = table[table[figure] != ""].set_index(keys)
    low, high = held[f"{figure}_low"].astype(float), held[f"{figure}_high"].astype(float)
    real = truth.reindex(held.index).fillna(0).astype(float)
    return int(((real < low) | (real > high)).sum()), len(held)


def within_margins(table: pd.DataFrame, figure: str, truth: pd.Series, keys: list[str]) -> None:
    """No more misses than 95 % intervals have by chance."""
    missed, cells = misses(table, figure, truth, keys)
    assert cells > 0
    assert missed <= binom.isf(RARE, cells, 0.05), (figure, missed, cells)


class Attack:
    """What anybody can work out of the published files alone: one linear program for each end of each hidden cell.

    Variables are the cells of the finest table. Published ones are known, and so are published totals of them.
    """

    def __init__(self, fine: pd.DataFrame, figure: str, totals: list[tuple[pd.DataFrame, list[str]]]) -> None:
        self.hidden = np.flatnonzero(fine[figure] == "")
        known = pd.to_numeric(fine[figure]).to_numpy()
        rows, sums = [], []
        for table, keys in totals:
            for _, total in table[table[figure] != ""].iterrows():
                inside = (
                    np.logical_and.reduce([fine[k] == total[k] for k in keys]) if keys else np.ones(len(fine))
                )
                inside = np.asarray(inside, dtype=bool)
                row = np.isin(self.hidden, np.flatnonzero(inside)).astype(float)
                if row.any():
                    rows.append(row)
                    sums.append(float(total[figure]) - np.nansum(known[inside]))
        self.equal, self.sums = np.array(rows), np.array(sums)

    def range(self, at: int) -> tuple[float, float]:
        """The least and the largest value that hidden cell ``at`` can have; no value is negative."""
        aim = np.zeros(len(self.hidden))
        aim[at] = 1
        ends = []
        for sign in (1, -1):
            found = linprog(sign * aim, A_eq=self.equal if len(self.equal) else None,
                            b_eq=self.sums if len(self.sums) else None, bounds=(0, None), method="highs")  # fmt: skip
            ends.append(sign * found.fun if found.status == 0 else sign * -np.inf)
        return ends[0], ends[1]


def not_derived(attack: Attack, truth: np.ndarray, least: float) -> None:
    """Every hidden cell stays in a doubt at least ``least`` wide that holds its true value."""
    assert len(attack.hidden)
    for at, cell in enumerate(attack.hidden):
        low, high = attack.range(at)
        assert low - 1e-4 <= truth[cell] <= high + 1e-4
        assert high - low >= least - 1e-4, f"a hidden cell is known within {high - low}"


# --- sales of Nantes


@pytest.fixture(scope="module")
def sales(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    raw = pd.read_csv(SALES, dtype=str)
    raw = raw.drop_duplicates(["numero_disposition", "date_mutation", "valeur_fonciere"])
    table = raw[["date_mutation", "valeur_fonciere", "quartier", "type_local"]].reset_index(drop=True)
    table.insert(0, "sale", [f"S{n:05d}" for n in range(len(table))])
    return table


@pytest.fixture
def sold(sales: pd.DataFrame, tmp_path: Path) -> pd.DataFrame:
    """The sales, in a file beside the policy with its public lists."""
    sales.to_csv(tmp_path / "sales.csv", index=False)
    for column, name in (("quartier", "districts"), ("type_local", "kinds")):
        pd.Series(sorted(sales[column].unique()), name=column).to_csv(tmp_path / f"{name}.csv", index=False)
    return sales.assign(
        year=sales["date_mutation"].str[:4], price=sales["valeur_fonciere"].astype(float).clip(0, 600_000)
    )


SALES_DATA = """\
data:
  privacy_unit: { name: sale, column: sale }
  tables:
    sales:
      file: sales.csv
      one_row_is: one sale
      ORIGIN
      columns:
        sale:            { role: direct_identifier, type: code }
        date_mutation:   { role: quasi_identifier, type: date }
        valeur_fonciere: { role: confidential, type: number, unit: euros, decimals: 2 }
        quartier:        { role: quasi_identifier, type: code }
        type_local:      { role: quasi_identifier, type: category }
"""
SALES_STEPS = """\
steps:
  - minimise:
      keep:
        date_mutation:   { because: Prices change. }
        valeur_fonciere: { because: The quantity published. }
        quartier:        { because: Where. }
        type_local:      { because: Compare flat with flat. }
  - generalise: { date_mutation: { to: year, as: year } }
"""
DISTRICT = "quartier: { known_list: districts.csv }, year: { from: 2014, to: 2017 }"
SALES_NOISY = f"""\
        by_year:
          by: {{ {DISTRICT} }}
          measures:
            sales: {{ count: sale }}
            total: {{ sum: valeur_fonciere, bounds: [0, 600000], precision: 100 }}
            mean:  {{ mean: valeur_fonciere, bounds: [0, 600000], precision: 100 }}
            price: {{ quantiles: valeur_fonciere, at: [25 %, 50 %, 75 %], bounds: [0, 600000], precision: 1000 }}
"""
SALES_SECRET = f"""\
        by_kind:
          by: {{ {DISTRICT}, type_local: {{ known_list: kinds.csv }} }}
          measures: {{ sales: {{ count: sale }}, euros: {{ sum: valeur_fonciere, precision: 1 }} }}
        by_year:
          by: {{ {DISTRICT} }}
          measures: {{ sales: {{ count: sale }}, euros: {{ sum: valeur_fonciere, precision: 1 }} }}
        kinds_by_year:
          by: {{ year: {{ from: 2014, to: 2017 }}, type_local: {{ known_list: kinds.csv }} }}
          measures: {{ sales: {{ count: sale }}, euros: {{ sum: valeur_fonciere, precision: 1 }} }}
"""


def test_sales_with_noise(sold: pd.DataFrame, write_policy: Callable[..., Path]) -> None:
    body = (
        SALES_DATA
        + PAID.format(name="sales", unit="sale", period="2014-2017", epsilon=1)
        + SALES_STEPS
        + NOISY.format(unit="sale", limit="quartiers: 1, years: 1, rows: 1")
        + SALES_NOISY
        + "release_only_if:\n  - privacy_budget: { within: this_release }\n"
        "  - every_key_published: { tables: all }\n"
        "  - margin_of_error: { table: by_year, measure: sales, at_most: 60 }\n" + outputs("by_year")
    )
    run = privkit.apply(write_policy("sales", "date_mutation", body), as_of=AS_OF)
    assert run.status == "released", run.verdicts
    table, keys = shown(run, "by_year"), ["quartier", "year"]
    groups = sold.groupby(keys)["price"]
    assert len(table) == 44 and set(table["sales_status"]) == {"published"}
    assert table["cell_status"].eq("published").mean() > 0.8  # a quantile of few sales may not be significant
    assert sold["price"].lt(600_000).mean() > 0.9
    for figure, truth in (
        ("sales", groups.size()),
        ("total", groups.sum()),
        ("mean", groups.mean()),
        ("q25_price", groups.quantile(0.25)),
        ("q50_price", groups.median()),
        ("q75_price", groups.quantile(0.75)),
    ):
        within_margins(table, figure, truth, keys)
    counts = table.set_index(keys)["sales"].astype(int)
    assert (counts / groups.size() - 1).abs().median() < 0.05
    assert (counts != groups.size().reindex(counts.index)).any()


def test_sales_under_secrecy(sold: pd.DataFrame, write_policy: Callable[..., Path]) -> None:
    names = ("by_kind", "by_year", "kinds_by_year")
    body = (
        SALES_DATA
        + SALES_STEPS
        + SECRET.format(rules="at_least: 11, dominance: { at_most: 85 % }")
        + SALES_SECRET
        + "release_only_if:\n  - small_cells: { at_least: 11 }\n  - dominance: { at_most: 85 % }\n"
        "  - difference_with_previous_release: { at_least: 11 }\n" + outputs(*names)
    )
    run = privkit.apply(write_policy("sales", "date_mutation", body), as_of=AS_OF)
    assert run.status == "released", run.verdicts
    tables = {name: shown(run, name) for name in names}
    sold = sold.assign(euros=sold["valeur_fonciere"].astype(float))
    for name, table in tables.items():
        keys = [k for k in ("quartier", "year", "type_local") if k in table]
        exact = sold.groupby(keys).agg(sales=("sale", "size"), euros=("euros", "sum"))
        exact = exact.reindex(pd.MultiIndex.from_frame(table[keys]), fill_value=0)
        for figure, off in (("sales", 0.0), ("euros", 0.5 * exact["sales"].max() + 1)):
            told = table[figure].to_numpy() != ""
            wrong = np.abs(table[figure][told].astype(float).to_numpy() - exact[figure].to_numpy()[told])
            assert (wrong <= off).all(), (name, figure, wrong.max())  # sums are of whole euros
            assert not ((exact["sales"] > 0) & (exact["sales"] < 11)).to_numpy()[told].any()
    fine = tables["by_kind"]
    exact = sold.groupby(["quartier", "year", "type_local"])["sale"].size()
    truth = exact.reindex(pd.MultiIndex.from_frame(fine[["quartier", "year", "type_local"]]), fill_value=0)
    totals = [(tables["by_year"], ["quartier", "year"]), (tables["kinds_by_year"], ["year", "type_local"])]
    attack = Attack(fine, "sales", totals)
    not_derived(attack, truth.to_numpy(), 1)
    small = [at for at, cell in enumerate(attack.hidden) if truth.iloc[cell] < 11]
    assert small
    for at in small:  # nobody can tell that it is small, nor where it is within the minimum count
        low, high = attack.range(at)
        assert high >= 11 and high - low >= 11
    assert 0 < (fine["sales"] == "").mean() < 0.5


# --- water of Austin

AUSTIN_DATA = """\
data:
  privacy_unit: { name: area, column: zip }
  tables:
    water:
      file: water.csv
      one_row_is: a month of one class of customers in one postal code
      ORIGIN
      columns:
        zip:     { role: direct_identifier, type: code }
        day:     { role: quasi_identifier, type: date }
        class:   { role: quasi_identifier, type: category }
        gallons: { role: confidential, type: number, unit: kgal, decimals: 0 }
steps:
  - minimise:
      keep:
        day:     { because: Season shows. }
        class:   { because: Uses differ. }
        gallons: { because: The quantity published. }
  - generalise: { day: { to: year, as: year } }
"""
CLASSES = 'class: { values: ["Residential", "Multi-Family", "Irrigation - Multi-Family", "Irrigation - Residential"] }'
YEARS = "year: { from: 2012, to: 2018 }"


@pytest.fixture
def water(tmp_path: Path) -> pd.DataFrame:
    """Thousands of gallons; the sixteen rows of an unknown postal code are there still."""
    raw = pd.read_csv(AUSTIN, dtype=str)
    table = pd.DataFrame({
        "zip": raw["Postal Code"],
        "day": raw["Year Month"].str[:4] + "-" + raw["Year Month"].str[4:] + "-01",
        "class": raw["Customer Class"],
        "gallons": (raw["Total Gallons"].astype(int) / 1000).round().astype(int),
    })  # fmt: skip
    table.to_csv(tmp_path / "water.csv", index=False)
    return table


def known(water: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Without the rows of no postal code, in the file too."""
    kept = water[water["zip"].notna()]
    kept.to_csv(folder / "water.csv", index=False)
    return kept.assign(year=kept["day"].str[:4], capped=kept["gallons"].clip(0, 130_000))


WATER_NOISY = f"""\
        use:
          by: {{ {CLASSES}, {YEARS} }}
          measures:
            areas:   {{ count: area }}
            gallons: {{ sum: gallons, bounds: [0, 130000], precision: 100 }}
"""


def water_with_noise(epsilon: int) -> str:
    return (
        AUSTIN_DATA.replace(
            "steps:\n", PAID.format(name="water", unit="area", period="2012-2018", epsilon=epsilon) + "steps:\n"
        )
        + NOISY.format(unit="area", limit='classes: 4, years: 8, rows: 96')
        + WATER_NOISY
        + "release_only_if:\n  - privacy_budget: { within: this_release }\n" + outputs("use")
    )  # fmt: skip


def test_water_without_a_unit_is_refused(water: pd.DataFrame, write_policy: Callable[..., Path]) -> None:
    with pytest.raises(DataError, match=r"PK465 table water: rows without zip, .*: 16"):
        privkit.apply(write_policy("water", "day", water_with_noise(8)), as_of=AS_OF)


def test_water_with_noise(water: pd.DataFrame, write_policy: Callable[..., Path], tmp_path: Path) -> None:
    kept = known(water, tmp_path)
    assert kept.groupby(["zip"]).size().max() <= 96 * 4
    body = water_with_noise(8).replace("rows: 96", "rows: 384")
    run = privkit.apply(write_policy("water", "day", body), as_of=AS_OF)
    assert run.status == "released", run.verdicts
    table, keys = shown(run, "use"), ["class", "year"]
    groups = kept[kept["year"] != "2019"].groupby(keys)
    assert len(table) == 28
    within_margins(table, "areas", groups["zip"].nunique(), keys)
    within_margins(table, "gallons", groups["capped"].sum(), keys)


WATER_SECRET = f"""\
        use:
          by: {{ {CLASSES}, {YEARS} }}
          measures: {{ areas: {{ count: area }}, gallons: {{ sum: gallons, precision: 1 }} }}
        classes:
          by: {{ {CLASSES} }}
          measures: {{ areas: {{ count: area }}, gallons: {{ sum: gallons, precision: 1 }} }}
        years:
          by: {{ {YEARS} }}
          measures: {{ areas: {{ count: area }}, gallons: {{ sum: gallons, precision: 1 }} }}
"""


def test_water_under_secrecy(water: pd.DataFrame, write_policy: Callable[..., Path], tmp_path: Path) -> None:
    """One postal code holds over a third of the irrigation of homes in some years: 35 % is the most allowed here."""
    kept = known(water, tmp_path)
    kept = kept[kept["year"] != "2019"]
    names = ("use", "classes", "years")
    body = (
        AUSTIN_DATA
        + SECRET.format(rules="at_least: 3, dominance: { at_most: 35 % }")
        + WATER_SECRET
        + "release_only_if:\n  - small_cells: { at_least: 3 }\n  - dominance: { at_most: 35 % }\n"
        "  - difference_with_previous_release: { at_least: 3 }\n" + outputs(*names)
    )
    run = privkit.apply(write_policy("water", "day", body), as_of=AS_OF)
    assert run.status == "released", run.verdicts
    tables = {name: shown(run, name) for name in names}
    exact = kept.groupby(["class", "year", "zip"])["gallons"].sum()
    by_cell = exact.groupby(["class", "year"])
    largest, sums = by_cell.max(), by_cell.sum()
    use = tables["use"].set_index(["class", "year"])
    told = use["gallons"] != ""
    assert (use["gallons"][told].astype(float) == sums.reindex(use.index)[told]).all()
    over = (largest / sums).reindex(use.index) > 0.35
    assert over.any() and not (over & told).any()
    fine = tables["use"]
    attack = Attack(fine, "gallons", [(tables["classes"], ["class"]), (tables["years"], ["year"])])
    truth = sums.reindex(pd.MultiIndex.from_frame(fine[["class", "year"]])).to_numpy()
    not_derived(attack, truth, 0.01 * truth[attack.hidden].min())
    for at, cell in enumerate(attack.hidden):  # X ≤ 35 % of the total that cannot be ruled out
        key = tuple(fine.loc[cell, ["class", "year"]])
        if over[key]:
            assert attack.range(at)[1] >= largest[key] / 0.35 - 1


# --- DAIAD: 92 households

DAIAD_BODY = """\
data:
  privacy_unit: { name: household, column: household_id }
  tables:
    readings:
      file: monthly.csv
      one_row_is: one month of one household
      ORIGIN
      columns:
        household_id: { role: direct_identifier, type: code }
        month:        { role: quasi_identifier, type: date }
        m3:           { role: confidential, type: number, unit: m3, decimals: 3 }
        n_readings:   { role: other, type: integer, read: no }
"""
DAIAD_STEPS = """\
steps:
  - minimise: { keep: { month: { because: Season shows. }, m3: { because: The quantity published. } } }
  - generalise: { month: { to: month } }
  - limit_contribution: { per: household, at_most: { months: 12, rows_per_month: 1 } }
  - aggregate:
      privacy_model: differential_privacy
      tables:
        use:
          by: { month: { from: 2016-03, to: 2017-02 } }
          measures:
            households: { count: household }
            mean_m3: { mean: m3, bounds: [0, 30], precision: 0.1 }
release_only_if:
  - privacy_budget: { within: this_release }
  - margin_of_error: { table: use, measure: mean_m3, at_most: 1 m3, because: Less than the change from winter to summer. }
"""


def test_92_households_cannot_bear_it(
    write_policy: Callable[..., Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from privkit.cli.app import run as command

    raw = pd.read_csv(MONTHLY)
    raw.assign(month=raw["month"] + "-01").to_csv(tmp_path / "monthly.csv", index=False)
    paid = PAID.format(name="daiad", unit="household", period="2016", epsilon=1).replace("1e-6", "1e-5")
    policy = write_policy("daiad", "month", DAIAD_BODY + paid + DAIAD_STEPS + outputs("use"))

    assert command(["plan", str(policy), "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    need = _rows_needed(plan)
    assert need["1"] is None or need["1"] > 92  # at epsilon 1, such a mean means nothing for so few
    numbers = [rows for rows in need.values() if rows is not None]
    assert numbers == sorted(numbers, reverse=True)  # and the curve shows how much more it would take

    run = privkit.apply(policy, as_of=date(2017, 2, 28))
    assert run.status == "refused"
    assert not (run.folder / "outputs").exists() or not list((run.folder / "outputs").iterdir())
    margin = next(v for v in run.verdicts if v["condition"] == "margin_of_error")
    assert margin["outcome"] in ("failed", "inconclusive")
    assert "mean_m3" in margin["measured"]["en"]


def _rows_needed(plan: dict[str, Any]) -> dict[str, int | None]:
    """Rows below which the mean says nothing, by epsilon of the curve."""
    steps = plan["noise"]["more_budget"]
    out = {}
    for step in steps:
        figure = next(f for f in step["tables"]["use"] if f["kind"] == "mean")
        out[step["epsilon"]] = figure["rows"]
    return out
