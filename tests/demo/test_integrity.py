from __future__ import annotations

import pandas as pd
import pytest

from privkit.demo import CityReport
from privkit.demo.places import COMMUNES


def test_the_geography_is_a_tree(areas: pd.DataFrame) -> None:
    assert list(areas.columns) == ["code_iris", "secteur", "commune", "metropole"]
    assert areas["code_iris"].is_unique
    for child, parent in (("secteur", "commune"), ("commune", "metropole")):
        assert (areas.groupby(child)[parent].nunique() == 1).all()
    assert areas["metropole"].nunique() == 1
    by_name = {c.name: c.code for c in COMMUNES}
    assert (areas["code_iris"].str[:5] == areas["commune"].map(by_name)).all()
    assert areas["code_iris"].str.fullmatch(r"\d{9}").all()


def test_sectors_group_three_to_eight_areas_in_the_larger_communes(areas: pd.DataFrame) -> None:
    sizes = areas.groupby("secteur").size()
    large = areas.groupby("commune")["code_iris"].transform("size") >= 3
    assert sizes[areas.loc[large, "secteur"].unique()].between(3, 8).all()


def test_communes_are_listed_once(city: CityReport) -> None:
    communes = pd.read_csv(city.folder / "references/communes.csv", dtype=str)
    assert list(communes.columns) == ["code_commune", "nom_commune"]
    assert len(communes) == communes["code_commune"].nunique() == 24


def test_every_area_of_the_bills_is_in_the_tree(bills: pd.DataFrame, areas: pd.DataFrame) -> None:
    assert set(bills["code_iris"]) <= set(areas["code_iris"])


def test_what_describes_a_contract_does_not_change(bills: pd.DataFrame) -> None:
    described = ["id_local", "nom_titulaire", "adresse", "usage", "code_iris", "nb_occupants", "tarif_social"]
    assert (bills.groupby("id_contrat")[described].nunique(dropna=False) == 1).all(axis=None)


def test_a_dwelling_has_one_domestic_contract_at_a_time(bills: pd.DataFrame) -> None:
    homes = bills[bills["usage"] == "domestique"].drop_duplicates(["id_contrat", "date_releve"])
    assert not homes.duplicated(["id_local", "date_releve"]).any()
    assert (homes.groupby("id_local")["date_releve"].nunique() == 36).all()


def test_movers_end_a_contract_and_the_next_month_starts_another(bills: pd.DataFrame) -> None:
    homes = bills[bills["usage"] == "domestique"]
    spans = homes.groupby(["id_local", "id_contrat"])["date_releve"].agg(["min", "max"]).reset_index()
    spans = spans.sort_values(["id_local", "min"])
    moved = spans[spans["id_local"].duplicated(keep=False)]
    before, after = moved.iloc[::2].reset_index(drop=True), moved.iloc[1::2].reset_index(drop=True)
    assert len(before) == pytest.approx(840, rel=0.05)  # 7 % a year of 4 000 dwellings for three years
    assert (before["id_local"] == after["id_local"]).all()
    assert (before["max"].dt.to_period("M") + 1 == after["min"].dt.to_period("M")).all()


def test_a_garden_meter_belongs_to_the_household_of_the_dwelling(bills: pd.DataFrame) -> None:
    contracts = bills.drop_duplicates("id_contrat")
    gardens = contracts[contracts["usage"] == "jardin"]
    homes = contracts[contracts["usage"] == "domestique"]
    both = gardens.merge(homes, on="id_local", suffixes=("", "_home"), validate="one_to_many")
    assert len(both) == len(gardens)
    assert (both["nom_titulaire"] == both["nom_titulaire_home"]).all()


def test_collective_meters_and_shops_have_no_dwelling(bills: pd.DataFrame) -> None:
    contracts = bills.drop_duplicates("id_contrat")
    nowhere = contracts["id_local"].isna()
    assert nowhere[contracts["usage"] == "collectif"].all()
    assert nowhere[contracts["usage"] == "professionnel"].mean() == 0.7
    assert not nowhere[contracts["usage"].isin(["domestique", "jardin"])].any()
    assert (contracts["nb_occupants"].notna() == (contracts["usage"] == "domestique")).all()


def test_codes_are_text_with_leading_zeros(bills: pd.DataFrame, register: pd.DataFrame) -> None:
    assert bills["id_contrat"].str.fullmatch(r"\d{9}").all()
    assert bills["id_contrat"].str.startswith("0").any()
    assert register["id_local"].str.fullmatch(r"\d{12}").all()
    assert register["id_local"].is_unique
    assert (register["id_local"].str[:5] == register["code_commune"]).all()


def test_the_number_of_a_contract_does_not_tell_the_dwelling(bills: pd.DataFrame) -> None:
    homes = bills[bills["usage"] == "domestique"].drop_duplicates("id_contrat")
    dwelling = homes["id_local"].str[5:].astype(int)
    assert abs(homes["id_contrat"].astype(int).corr(dwelling, method="spearman")) < 0.06


def test_few_corrections_and_few_rows_sent_twice(bills: pd.DataFrame) -> None:
    negative = bills["volume_m3"] < 0
    assert 0.0005 < negative.mean() < 0.002
    assert (bills.loc[negative, "commentaire"] == "Régularisation d'un relevé estimé").all()
    assert 0.00005 < bills.duplicated().mean() < 0.0006
    # A correction takes back what was billed too much: no contract's month is below zero.
    assert bills.groupby(["id_contrat", "date_releve"])["volume_m3"].sum().min() > -1e-9


def test_volumes_have_three_decimals(bills: pd.DataFrame) -> None:
    assert (bills["volume_m3"].round(3) == bills["volume_m3"]).all()


def test_requests_are_about_known_contracts(city: CityReport, bills: pd.DataFrame) -> None:
    requests = pd.read_csv(city.folder / "donnees/demandes.csv", sep=";", dtype=str)
    assert set(requests["id_contrat"]) <= set(bills["id_contrat"])
    assert len(requests) / city.contracts < 0.006
    assert len(requests) >= round(0.005 * city.contracts)
    assert set(requests["droit"]) <= {"opposition", "limitation", "effacement"}
    assert set(requests["etat"]) <= {"recue", "en_cours", "acceptee", "refusee"}
    days = pd.to_datetime(requests["date"], format="%d/%m/%Y")
    assert days.max() <= pd.Timestamp("2026-10-31")
