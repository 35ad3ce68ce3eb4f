"""Real households: DAIAD (Alicante) must compare, American water bills (ACS, Idaho) must be refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from privkit.compare.cost import protection_cost
from privkit.compare.fit import fit
from privkit.compare.message import message
from privkit.compare.segments.leaving import leaving_of
from privkit.compare.segments.quality import quality_of, weak
from privkit.compare.segments.suggest import suggest
from privkit.compare.spec import ComparisonSpec
from privkit.errors import DataError
from privkit.steps.bands import read_bands

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
DAIAD, ACS = DATA / "daiad_alicante_water", DATA / "acs_idaho_housing"

MEMBERS = read_bands(["1 to 2", "3", "4 and more"], "en")


def spec(target: str, unit: str, at_least: int, round_to: str, *groups_by: str) -> ComparisonSpec:
    shares = Fraction(1, 5), Fraction(1, 2), Fraction(4, 5)
    return ComparisonSpec(target, unit, groups_by, at_least, *shares, Decimal(round_to), "en")


@pytest.fixture(scope="module")
def daiad() -> pd.DataFrame:
    """One row per metered household whose size is known, with the total of the year March 2016 to February 2017.

    Nothing is scaled up: a household counts when at least 5 500 of the 8 760 hours were read, and it used
    at least 5 m3 (an empty home is nobody to compare with).
    """
    if not DAIAD.exists():
        pytest.skip("the DAIAD data are not here")
    months = pd.read_csv(DAIAD / "consumption_monthly.csv")
    year = months.groupby("household_id").agg(volume=("m3", "sum"), hours=("n_readings", "sum"))
    year = year[(year["hours"] >= 5500) & (year["volume"] >= 5)]
    homes = pd.read_csv(DAIAD / "households.csv").set_index("household_id")
    table = homes.join(year, how="inner").dropna(subset=["hh_size"])
    return table.assign(members=MEMBERS.apply(table["hh_size"])).reset_index()


def test_daiad_makes_three_groups(daiad: pd.DataFrame) -> None:
    found = fit(
        daiad, spec("volume", "m3", 10, "1", "members"), {"members": MEMBERS.labels}, {"members": [MEMBERS]}
    )
    assert [group.shown[0] for group in found.reference.groups] == ["1 to 2", "3", "4 and more"]
    assert [int(group.middle) for group in found.reference.groups] == [60, 81, 108]
    assert (found.units, found.smallest, found.no_group) == (77, 17, 0)
    assert found.reference.explained == Decimal("0.104")
    told = message(found.reference, {"members": "2"}, Decimal("30"))
    assert told.state == "low"


def test_daiad_the_floor_of_so_few_households_is_high(daiad: pd.DataFrame) -> None:
    rng = np.random.default_rng(1)
    wanted = spec("volume", "m3", 10, "1", "members")
    cost = protection_cost(daiad, daiad, daiad, wanted, {"members": MEMBERS.labels}, rng, bootstraps=50)
    assert cost.changed_share == 0.0
    assert 0.08 < cost.floor_share < 0.17


def test_daiad_dwelling_size_explains_nothing(daiad: pd.DataFrame) -> None:
    wanted = spec("volume", "m3", 10, "1", "dwelling_area_band")
    with pytest.raises(DataError, match="PK563"):
        fit(daiad, wanted, {}, {})


def test_daiad_bands_proposed_are_told_to_be_weak(daiad: pd.DataFrame) -> None:
    found = suggest(daiad, "volume", ["hh_size", "dwelling_area_band"], np.random.default_rng(1))
    assert found.groups_by == ("hh_size",)
    assert min(rule.units for rule in found.rules) >= 30
    assert found.quality is not None
    assert found.quality.groups.explained < 0.15
    assert weak(found.quality, found.stability.changed)


def test_daiad_bands_foretell_little_and_leaving_shows(daiad: pd.DataFrame) -> None:
    wanted, labels = spec("volume", "m3", 10, "1", "members"), {"members": MEMBERS.labels}
    found = quality_of(daiad, wanted, labels, np.random.default_rng(1))
    assert found is not None
    assert -0.1 < found.groups.explained < 0.15
    assert weak(found, 0.12)
    left = leaving_of(daiad, wanted, labels, np.random.default_rng(1))
    assert left is not None
    assert left.exact.attack >= left.everybody.attack > 0
    assert left.everybody.gain.high > 0.05  # so few households show nothing


def test_idaho_has_no_bands_to_propose() -> None:
    if not ACS.exists():
        pytest.skip("the ACS data are not here")
    homes = pd.read_csv(ACS / "acs2006_idaho_housing.csv.gz", usecols=["WATP", "BDS", "NP", "BLD"])
    homes = homes[homes["WATP"] > 2]
    with pytest.raises(DataError, match="PK556 no band of BDS, NP, BLD tells households apart by WATP"):
        suggest(homes, "WATP", ["BDS", "NP", "BLD"], np.random.default_rng(1))


def test_idaho_is_refused() -> None:
    if not ACS.exists():
        pytest.skip("the ACS data are not here")
    homes = pd.read_csv(ACS / "acs2006_idaho_housing.csv.gz", usecols=["WATP", "BDS", "NP", "BLD"])
    homes = homes[homes["WATP"] > 2]  # 1: included in the rent, 2: no charge
    bedrooms, people = (
        read_bands(["up to 2", "3", "4 and more"], "en"),
        read_bands(["1", "2", "3 to 4", "5 and more"], "en"),
    )
    table = homes.assign(
        BDS=bedrooms.apply(homes["BDS"]), NP=people.apply(homes["NP"]), BLD=homes["BLD"].eq(2)
    )
    assert len(table) == 471
    orders = {"BDS": bedrooms.labels, "NP": people.labels}
    for columns in (("BDS", "NP", "BLD"), ("NP",), ("BDS",), ("BLD",)):
        with pytest.raises(DataError) as caught:
            fit(table, spec("WATP", "dollars", 30, "10", *columns), orders, {})
        assert caught.value.problems[0].code == "PK563"
