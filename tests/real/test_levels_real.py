"""Levels on real files: Adult against ARX's own hierarchy, French areas that straddle, drafts that run."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from privkit.anonymity.builders import from_code_prefixes
from privkit.anonymity.builders_rules import from_intervals
from privkit.anonymity.check import check_classes
from privkit.anonymity.hierarchy_file import read_hierarchy_file
from privkit.anonymity.straddling import settle
from privkit.steps.level_rules import interval_label

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
GEO = DATA / "fr_geo_hierarchy" / "communes_hierarchy.csv.gz"
SALES = DATA / "dvf_nantes" / "dvf_nantes_2014_2017.csv.gz"
ADULT = DATA / "arx" / "adult"
pytestmark = pytest.mark.skipif(not GEO.exists(), reason="the real data are not here")


def test_widths_5_10_20_are_the_levels_arx_ships_for_ages() -> None:
    theirs = read_hierarchy_file(ADULT / "adult_hierarchy_age.csv", column="age")
    ours = from_intervals(
        theirs.values,
        [Decimal(5), Decimal(10), Decimal(20)],
        interval_label("en"),
        name="age",
        origin=Decimal(1),  # the file holds 1 to 5 under one label, 6 to 10 under the next
    )
    at = {value: i for i, value in enumerate(ours.values)}
    order = [at[value] for value in theirs.values]
    for level in range(1, theirs.height + 1):
        pairs = set(zip(theirs.codes(level).tolist(), ours.codes(level)[order].tolist(), strict=True))
        assert len(pairs) == len(theirs.labels_at(level)) == len(ours.labels_at(level)), level
        assert np.allclose(theirs.shares()[level], ours.shares()[level][order])


@pytest.fixture(scope="module")
def communes() -> list[dict[str, str]]:
    with gzip.open(GEO, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("way", ["largest_share", "group"])
def test_communes_epci_department_region_become_a_tree(communes: list[dict[str, str]], way: Any) -> None:
    rows = [(r["DEPCOM"], r["EPCI"], r["DEP"], r["REG"]) for r in communes]
    names = ("commune", "epci", "dep", "reg")
    found = settle("commune", rows, [Fraction(1)] * len(rows), way, names)
    h = found.hierarchy
    assert len(h.values) == len(communes) == 34875
    told = {t.name: t for t in found.straddled}
    assert told["dep"].labels == 90  # EPCIs over several departments, as counted by hand from the file
    own = {(r[0], r[2]) for r in rows}
    kept = sum(pair in own for pair in zip(h.values, h.labels[2], strict=True))
    if way == "largest_share":
        assert 1 - kept / len(rows) == pytest.approx(float(told["dep"].moved))
        assert told["dep"].moved < Fraction(2, 100)
        assert "reg" not in told or told["reg"].moved < Fraction(1, 100)
    else:
        assert told["dep"].widest > 2
        corsica = {
            label
            for value, label in zip(h.values, h.labels[3], strict=True)
            if value.startswith(("2A", "2B"))
        }
        assert len(corsica) == 1
    shares = h.shares()[2][np.unique(h.codes(2), return_index=True)[1]]
    assert shares.sum() == pytest.approx(1)


def test_prefixes_keep_corsica_apart_and_overseas_together(communes: list[dict[str, str]]) -> None:
    h = from_code_prefixes([r["DEPCOM"] for r in communes], [3, 2], name="commune")
    label = dict(zip(h.values, h.labels[2], strict=True))
    assert label["2A004"] == "2A"
    assert label["2B033"] == "2B"
    assert {label[r["DEPCOM"]] for r in communes if r["DEP"].startswith("97")} == {"97"}
    mainland = [r for r in communes if not r["DEP"].startswith("97")]
    assert all(label[r["DEPCOM"]] == r["DEP"] for r in mainland)


def test_streets_of_nantes_that_run_through_several_quartiers() -> None:
    with gzip.open(SALES, "rt", encoding="utf-8") as file:
        sales = [r for r in csv.DictReader(file) if r["voie"] and r["quartier"]]
    counted = Counter((f"{r['type_voie']} {r['voie']}", r["quartier"]) for r in sales)
    weights = [Fraction(n) for n in counted.values()]
    largest = settle("street", list(counted), weights, "largest_share")
    by_pandas = pd.Series(counted).rename_axis(["street", "quartier"]).reset_index(name="n")
    best = by_pandas.sort_values(["street", "n", "quartier"], ascending=[True, False, True]).drop_duplicates(
        "street"
    )
    assert dict(zip(largest.hierarchy.values, largest.hierarchy.labels[1], strict=True)) == dict(
        zip(best["street"], best["quartier"], strict=True)
    )
    assert float(largest.straddled[0].moved) == pytest.approx(1 - best["n"].sum() / by_pandas["n"].sum())
    joint = settle("street", list(counted), weights, "group").hierarchy
    of = dict(zip(joint.values, joint.codes(1).tolist(), strict=True))
    quartiers = by_pandas.assign(joint=by_pandas["street"].map(of)).groupby("quartier")["joint"].nunique()
    assert (quartiers == 1).all()  # a quartier lies under one joint label only


def test_a_confirmed_draft_of_sales_runs_and_is_k_anonymous(tmp_path: Path, privkit: Any) -> None:
    columns = ["id_parcelle", "date_mutation", "code_postal", "type_local", "surface_reelle_bati", "quartier"]
    sales = pd.read_csv(SALES, dtype=str, usecols=columns).drop_duplicates("id_parcelle")
    sales.to_csv(tmp_path / "sales.csv", index=False)
    path = tmp_path / "draft.yaml"
    assert privkit("init", path, "--from", tmp_path / "sales.csv", "--language", "en").code == 0
    text = path.read_text(encoding="utf-8")
    assert "surface_reelle_bati: { widths: [" in text
    path.write_text(text.replace(", to_confirm: yes", "").replace("3 years", "30 years"), encoding="utf-8")
    checked = privkit("check", path)
    assert checked.code == 0, checked.out
    answer = privkit("apply", path, "--as-of", "2018-01-31")
    assert answer.code in (0, 1, 8), answer.err
    out = next(tmp_path.rglob("*.parquet"), None)
    assert out is not None, answer.err
    table = pd.read_parquet(out)
    quasi = [c for c in table.columns if c != "id_parcelle"]
    assert check_classes(table[quasi], k=11).holds
