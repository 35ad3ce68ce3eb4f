"""One small simulated city shared by the tests of this room."""

from __future__ import annotations

import pandas as pd
import pytest

from privkit.demo import CityReport, make_city


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> CityReport:
    return make_city(tmp_path_factory.mktemp("ville"), households=4_000, seed=3)


@pytest.fixture(scope="session")
def bills(city: CityReport) -> pd.DataFrame:
    frame = pd.read_parquet(city.folder / "donnees/factures.parquet")
    return frame.assign(date_releve=pd.to_datetime(frame["date_releve"]))


@pytest.fixture(scope="session")
def register(city: CityReport) -> pd.DataFrame:
    path = city.folder / "donnees/foncier.csv"
    return pd.read_csv(path, sep=";", encoding="utf-8-sig", dtype={"id_local": str, "code_commune": str})


@pytest.fixture(scope="session")
def areas(city: CityReport) -> pd.DataFrame:
    return pd.read_csv(city.folder / "references/iris_vers_secteur.csv", dtype=str)


@pytest.fixture(scope="session")
def last_year(bills: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """One row per domestic contract present the whole last year, with what the register knows."""
    recent = bills[(bills["usage"] == "domestique") & (bills["date_releve"] >= "2025-11-01")]
    homes = recent.groupby("id_contrat").agg(
        volume=("volume_m3", "sum"),
        most=("volume_m3", "max"),
        usual=("volume_m3", "median"),
        months=("date_releve", "nunique"),
        occupants=("nb_occupants", "first"),
        id_local=("id_local", "first"),
    )
    return homes[homes["months"] == 12].merge(register, on="id_local", how="left")
