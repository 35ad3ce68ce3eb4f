"""Statistical secrecy of two real data sets: sales of Nantes, water of Austin."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from privkit.secrecy.attack import audit
from privkit.secrecy.cells import Cells, Dimension, Measure, gather
from privkit.secrecy.primary import primary
from privkit.secrecy.protect import protect
from privkit.secrecy.rules import Rules, preset

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
SALES = DATA / "dvf_nantes" / "dvf_nantes_2014_2017.csv.gz"
WATER = DATA / "austin_water_zip" / "austin_residential_by_zip.csv.gz"


def grain(rows: pd.DataFrame, unit: str, value: str, by: list[str]) -> pd.DataFrame:
    """Units, sum and largest contributions of each cell."""
    keys = ["all", *by]
    held = rows.assign(all="").groupby([*keys, unit], as_index=False)[value].sum()
    held = held.sort_values(value, ascending=False, kind="stable")
    cells = held.groupby(keys)[value]
    out = cells.agg(units="size", total="sum", largest="max").reset_index()
    second = held.assign(rank=cells.cumcount())
    second = second[second["rank"] == 1].set_index(keys)[value].rename("second")
    out = out.join(second, on=keys).fillna({"second": 0}).astype({"second": np.int64})
    return out.drop(columns="all").rename(
        columns={"total": value, "largest": f"{value}_largest", "second": f"{value}_second"}
    )


def checked(cells: Cells, rules: Rules) -> None:
    protected = protect(cells, rules)
    assert protected.audit.holds
    alone = primary(cells, rules) > 0
    assert alone.any()
    assert not audit(cells, alone, rules).holds
    assert protected.coverage.units > 0.5


@pytest.mark.skipif(not SALES.exists(), reason="needs the sales of Nantes")
@pytest.mark.parametrize("name", ["tax", "business"])
def test_sales_by_quarter_type_and_year(name: str) -> None:
    rows = pd.read_csv(
        SALES, usecols=["id_parcelle", "date_mutation", "type_local", "quartier", "valeur_fonciere"]
    )
    rows = rows.fillna({"type_local": "(blank)", "quartier": "(blank)", "valeur_fonciere": 0})
    rows["price"] = rows["valeur_fonciere"].round().astype(np.int64)
    rows["year"] = rows["date_mutation"].str[:4]
    grains = [["quartier", "type_local"], ["quartier", "year"], ["quartier"], ["type_local"], ["year"], []]
    dimensions = [
        Dimension(("quartier",), splits_units=False),  # a parcel at the edge is told apart by its point
        Dimension(("type_local",), splits_units=False),
        Dimension(("year",), splits_units=False),
    ]
    cells = gather(dimensions, [grain(rows, "id_parcelle", "price", g) for g in grains], [Measure("price")])
    checked(cells, preset(name))


@pytest.mark.skipif(not WATER.exists(), reason="needs the water of Austin")
def test_water_by_code_and_class() -> None:
    """The table is published by code and month: each month of a class in a code stands for one contributor."""
    rows = pd.read_csv(WATER, dtype=str)
    rows = rows.fillna({"Postal Code": "(blank)"})
    rows["gallons"] = rows["Total Gallons"].str.replace(",", "").astype(float).round().astype(np.int64)
    rows = rows[rows["gallons"] >= 0]
    rows["zip"], rows["kind"] = rows["Postal Code"], rows["Customer Class"]
    rows["line"] = np.arange(len(rows)).astype(str)
    rows = rows[rows["Year Month"].str[:4] == "2012"]
    grains = [["zip", "kind"], ["zip"], ["kind"], []]
    frames = [grain(rows, "line", "gallons", g) for g in grains]
    cells = gather([Dimension(("zip",)), Dimension(("kind",))], frames, [Measure("gallons")])
    checked(cells, preset("tax"))
