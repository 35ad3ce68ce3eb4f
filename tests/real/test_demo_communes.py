"""The simulated city's communes beside the official lists."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from privkit.demo.places import COMMUNES

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "fr_geo_hierarchy"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the reference data are not here")


def test_the_24_communes_have_their_official_codes_and_names() -> None:
    official = pd.read_csv(DATA / "nantes_metropole_communes.csv", dtype=str)
    assert {c.code: c.name for c in COMMUNES} == dict(
        zip(official["DEPCOM"], official["NOM_DEPCOM"], strict=True)
    )


def test_their_inhabitants_are_the_legal_populations() -> None:
    official = pd.read_csv(DATA / "population_communes.csv.gz", sep=";", dtype=str).set_index("COM")["PMUN"]
    assert {c.code: c.inhabitants for c in COMMUNES} == {c.code: int(official[c.code]) for c in COMMUNES}


def test_their_shares_of_houses_are_those_of_the_census() -> None:
    census = pd.read_csv(DATA / "logement_rp2018_communes.csv.gz", dtype={"code_insee": str}).set_index(
        "code_insee"
    )
    known = [c for c in COMMUNES if c.code in census.index]  # communes over 2 000 inhabitants in 2018
    assert len(known) == 23
    assert all(abs(c.houses - census.loc[c.code, "maison"] / 100) < 0.01 for c in known)
