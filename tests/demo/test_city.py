from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from privkit.demo import CityReport, make_city
from privkit.demo.layout import BILL_COLUMNS, BILLS, OPERATOR_FILES, REGISTER_COLUMNS, REQUEST_COLUMNS


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_same_seed_same_bytes_another_seed_other_data(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        make_city(tmp_path / name, households=800, seed=seed)
    a, b, c = (_digests(tmp_path / name) for name in "abc")
    assert a == b
    assert a.keys() == c.keys()
    same = {name for name in a if a[name] == c[name]}
    # Geography and the note on columns do not depend on the draw; everything else does.
    assert same == {"donnees/LISEZMOI.txt", "references/communes.csv", "references/iris_vers_secteur.csv"}


def test_packing_harder_changes_no_row(tmp_path: Path) -> None:
    for name, big in (("small", False), ("big", True)):
        make_city(tmp_path / name, households=300, big_parquet=big)
    small, big_file = (pq.ParquetFile(tmp_path / name / BILLS) for name in ("small", "big"))
    assert small.read().equals(big_file.read())
    assert small.metadata.row_group(0).column(0).compression == "SNAPPY"
    assert big_file.metadata.row_group(0).column(0).compression == "ZSTD"


def test_report_counts_what_is_in_the_files(
    city: CityReport, bills: pd.DataFrame, areas: pd.DataFrame
) -> None:
    assert city.households == 4_000
    assert city.readings == len(bills) == city.files[BILLS]
    assert city.contracts == bills["id_contrat"].nunique()
    assert city.files["references/iris_vers_secteur.csv"] == len(areas)
    assert all((city.folder / path).is_file() for path in city.files)


def test_columns_and_types(city: CityReport) -> None:
    schema = pq.read_schema(city.folder / BILLS)
    assert tuple(schema.names) == BILL_COLUMNS
    assert [str(t) for t in schema.types] == (
        ["string"] * 6 + ["int32", "date32[day]", "double", "bool", "string"]
    )
    assert not schema.metadata  # neither pandas nor Arrow leave a trace
    for path, columns in (("foncier", REGISTER_COLUMNS), ("demandes", REQUEST_COLUMNS)):
        header = (city.folder / f"donnees/{path}.csv").read_text(encoding="utf-8-sig").splitlines()[0]
        assert tuple(header.split(";")) == columns


def test_notes_say_simulated(city: CityReport) -> None:
    assert "VILLE SIMULÉE" in (city.folder / "LISEZMOI.txt").read_text(encoding="utf-8")
    assert "A SIMULATED CITY" in (city.folder / "README.txt").read_text(encoding="utf-8")
    note = (city.folder / "donnees/LISEZMOI.txt").read_text(encoding="utf-8")
    assert [c for c in (*BILL_COLUMNS, *REGISTER_COLUMNS, *REQUEST_COLUMNS) if c not in note] == []


@pytest.mark.parametrize(("households", "months"), [(50, 3), (50, 36), (120, 120)])
def test_the_smallest_cities_hold_together(tmp_path: Path, households: int, months: int) -> None:
    report = make_city(tmp_path / "ville", households=households, months=months)
    bills = pd.read_parquet(tmp_path / "ville" / BILLS)
    assert bills["date_releve"].nunique() == months
    assert bills.loc[bills["usage"] == "domestique", "id_local"].nunique() == households
    assert sum(report.files[path] for path in OPERATOR_FILES.values()) > 0


def test_last_month_ends_the_readings(tmp_path: Path) -> None:
    make_city(tmp_path, households=60, months=14, last_month="2024-02")
    days = pd.to_datetime(pd.read_parquet(tmp_path / BILLS)["date_releve"])
    assert str(days.min().date()) == "2023-01-31"
    assert str(days.max().date()) == "2024-02-29"
    assert days.dt.is_month_end.all()
