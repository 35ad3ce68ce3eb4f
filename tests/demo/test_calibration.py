"""The simulated city beside public figures; tolerances are three or four sampling errors wide."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from privkit.demo.places import COMMUNES


@pytest.mark.parametrize(
    ("occupants", "volume", "tolerance"),
    [(1, 38, 0.10), (2, 70, 0.10), (3, 95, 0.12), (4, 120, 0.12)],
)
def test_yearly_medians_by_occupants(
    last_year: pd.DataFrame, occupants: int, volume: float, tolerance: float
) -> None:
    lived_in = last_year[(last_year["volume"] >= 5) & (last_year["occupants"] == occupants)]
    assert lived_in["volume"].median() == pytest.approx(volume, rel=tolerance)


def test_medians_by_size_beside_the_real_ones_of_alicante(last_year: pd.DataFrame) -> None:
    """DAIAD, 75 real households: 60, 81 and 109 m³ in three bands of size."""
    lived_in = last_year[last_year["volume"] >= 5]
    bands = pd.cut(lived_in["occupants"], [0, 2, 3, 9], labels=["1-2", "3", "4+"])
    ratio = lived_in.groupby(bands, observed=True)["volume"].median().to_numpy() / np.array([60, 81, 109])
    assert np.all((ratio > 0.75) & (ratio < 1.3))


def test_the_mean_household_uses_75_to_90_cubic_metres(last_year: pd.DataFrame) -> None:
    assert 75 < last_year["volume"].mean() < 90
    assert 2.0 < last_year["occupants"].mean() < 2.35


def test_like_households_spread_widely(last_year: pd.DataFrame) -> None:
    alone = last_year[(last_year["volume"] >= 5) & (last_year["occupants"] == 1) & (last_year["most"] < 12)]
    assert np.log(alone["volume"]).std() == pytest.approx(0.45, abs=0.06)


def test_three_dwellings_in_a_hundred_are_empty(last_year: pd.DataFrame) -> None:
    assert (last_year["volume"] < 5).mean() == pytest.approx(0.03, abs=0.008)


def test_two_dwellings_in_a_hundred_leak_in_a_year(last_year: pd.DataFrame) -> None:
    # Without a garden nothing but a leak makes a month of four usual ones.
    indoors = last_year[(last_year["jardin"] == "non") & (last_year["volume"] >= 5)]
    leaks = (indoors["most"] > 3 * indoors["usual"]) & (indoors["most"] - indoors["usual"] > 10)
    assert leaks.mean() == pytest.approx(0.022, abs=0.012)


def test_the_register_holds_96_contracts_in_a_hundred(bills: pd.DataFrame, register: pd.DataFrame) -> None:
    contracts = bills.dropna(subset="id_local").drop_duplicates("id_contrat")
    assert 0.95 < contracts["id_local"].isin(register["id_local"]).mean() < 0.97


def test_some_registered_dwellings_have_no_contract(bills: pd.DataFrame, register: pd.DataFrame) -> None:
    assert (~register["id_local"].isin(bills["id_local"])).sum() == 200  # 5 % of 4 000 households


def test_gardens_drink_in_summer_and_pools_more(bills: pd.DataFrame, register: pd.DataFrame) -> None:
    known = bills[bills["usage"] == "domestique"].merge(register, on="id_local")
    known = known[known["type_logement"] == "maison"]
    summer = known["date_releve"].dt.month.isin([6, 7, 8])
    by_kind = known.groupby([known["jardin"] + known["piscine"], summer])["volume_m3"].mean().unstack()
    rise = by_kind[True] / by_kind[False]
    assert rise["nonnon"] < 1.1 < rise["ouinon"] < rise["ouioui"]


def test_shares_of_contracts_by_use(bills: pd.DataFrame) -> None:
    uses = bills.drop_duplicates("id_contrat")["usage"].value_counts()
    assert (uses["jardin"], uses["professionnel"], uses["collectif"]) == (100, 120, 32)
    assert 4_700 < uses["domestique"] < 5_000  # 4 000 dwellings, 7 moves a year for a hundred


def test_eight_domestic_contracts_in_a_hundred_have_the_social_tariff(bills: pd.DataFrame) -> None:
    contracts = bills.drop_duplicates("id_contrat")
    homes = contracts["usage"] == "domestique"
    assert contracts.loc[homes, "tarif_social"].mean() == pytest.approx(0.08, abs=0.001)
    assert not contracts.loc[~homes, "tarif_social"].any()


def test_dwellings_follow_the_population_of_communes(bills: pd.DataFrame) -> None:
    homes = bills[bills["usage"] == "domestique"].drop_duplicates("id_local")
    share = homes["code_iris"].str[:5].value_counts(normalize=True)
    inhabitants = pd.Series({c.code: c.inhabitants for c in COMMUNES})
    assert set(share.index) == set(inhabitants.index)
    assert np.allclose(share, inhabitants.reindex(share.index) / inhabitants.sum(), atol=0.02)


def test_houses_follow_the_census(register: pd.DataFrame) -> None:
    houses = (register["type_logement"] == "maison").groupby(register["code_commune"]).mean()
    assert 0.1 < houses["44109"] < 0.35  # Nantes: a fifth
    assert houses["44024"] > 0.85  # Brains: nearly all


def test_surfaces_and_years_are_those_of_dwellings(register: pd.DataFrame) -> None:
    assert register["surface_m2"].between(12, 320).all()
    assert register["annee_construction"].dropna().between(1850, 2024).all()
    assert register["annee_construction"].isna().mean() == pytest.approx(0.02, abs=0.01)
    assert set(register.loc[register["piscine"] == "oui", "jardin"]) == {"oui"}
