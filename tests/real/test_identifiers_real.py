"""Detectors of direct identifiers on real French files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from privkit.risk.addresses import addresses
from privkit.risk.column_names import scan_name
from privkit.risk.identifiers import Finding, scan_values

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.exists(), reason="the shared data are not there")


def scan(frame: pd.DataFrame) -> list[Finding]:
    out: list[Finding] = []
    for name in frame:
        counts = frame[name].dropna().value_counts()
        out += scan_values(str(name), counts.index.tolist(), counts.tolist())
    return out


@pytest.fixture(scope="module")
def sales() -> pd.DataFrame:
    return pd.read_csv(DATA / "dvf_nantes" / "dvf_nantes_2014_2017.csv.gz", dtype=str)


def test_addresses_of_real_sales_are_found(sales: pd.DataFrame) -> None:
    numbered = sales[sales["numero_voie"].notna()]
    parts = numbered[["numero_voie", "suffixe_numero", "type_voie", "voie"]].fillna("")
    texts = [" ".join(filter(None, row)) for row in parts.itertuples(index=False)]
    assert addresses(texts).mean() > 0.995  # measured 0.9964; the rest have no kind of street
    without_suffix = [" ".join(filter(None, (row[0], *row[2:]))) for row in parts.itertuples(index=False)]
    assert addresses(without_suffix).mean() > 0.995


def test_no_column_of_real_sales_is_flagged_by_its_texts(sales: pd.DataFrame) -> None:
    assert scan(sales) == []
    assert {name for name in sales if scan_name(name)} == {"numero_voie", "voie"}


@pytest.mark.parametrize(
    ("file", "reading"),
    [
        ("messy_fr_csv/hebergements_44_cp1252.csv", {"sep": ";", "encoding": "cp1252"}),
        ("messy_fr_csv/donnees_communes.csv", {"sep": ";"}),
        ("messy_fr_csv/sitadel_logements_mensuel.csv", {"sep": ";"}),
        ("arx/adult/adult.csv", {"sep": ";"}),
        ("fr_geo_hierarchy/communes_hierarchy.csv.gz", {}),
    ],
)
def test_files_without_identifiers_are_not_flagged(file: str, reading: dict[str, str]) -> None:
    frame = pd.read_csv(DATA / file, dtype=str, **reading)
    assert scan(frame) == []
    assert [name for name in frame if scan_name(name)] == []
