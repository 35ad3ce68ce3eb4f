"""Real bills: the households of DAIAD (Alicante), through a file and the engine, against one at a time."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from privkit.compare.bill.household import Bill
from privkit.compare.bill.run import BatchOrder, tell_bills
from privkit.compare.bill.tell import bill_message
from privkit.compare.fit import fit_reference
from privkit.compare.reference import ReferenceTable
from privkit.compare.spec import ComparisonSpec
from privkit.steps.bands import read_bands

DAIAD = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "daiad_alicante_water"
MEMBERS = read_bands(["1", "2", "3", "4 and more"], "en")


@pytest.fixture(scope="module")
def bills() -> pd.DataFrame:
    """One row per metered household: its total, the months read as days, its number of members."""
    if not DAIAD.exists():
        pytest.skip("the DAIAD data are not here")
    months = pd.read_csv(DAIAD / "consumption_monthly.csv")
    homes = pd.read_csv(DAIAD / "households.csv")[["household_id", "hh_size"]]
    found = months.groupby("household_id").agg(volume=("m3", "sum"), days=("month", "nunique")).reset_index()
    found["volume"] = found.volume.map(lambda total: str(round(Decimal(total), 3)))
    found["days"] = (found.days * 365.25 / 12).round().astype(int)
    merged = found.merge(homes, on="household_id")
    merged["hh_size"] = merged.hh_size.map(lambda n: "" if pd.isna(n) else str(int(n)))
    return merged


@pytest.fixture(scope="module")
def reference(bills: pd.DataFrame) -> ReferenceTable:
    """Homes lived in all year (20 m3 at least)."""
    volume = bills.volume.astype(float)
    full = bills[(bills.days >= 350) & (volume >= 20) & (bills.hh_size != "")]
    labels = pd.DataFrame(
        {"hh_size": MEMBERS.apply(full.hh_size.astype(float)), "volume": volume[full.index]}
    )
    shares = Fraction(1, 5), Fraction(1, 2), Fraction(4, 5)
    spec = ComparisonSpec("volume", "m3", ("hh_size",), 11, *shares, Decimal(5), "en")
    return fit_reference(labels, spec, {"hh_size": MEMBERS.labels}, {"hh_size": (MEMBERS,)})


def test_a_file_of_real_bills(bills: pd.DataFrame, reference: ReferenceTable, tmp_path: Path) -> None:
    path, out = tmp_path / "bills.csv", tmp_path / "messages.csv"
    bills.to_csv(path, index=False)
    counts = tell_bills(reference, BatchOrder(path, out, "en", {"household": "household_id"}))
    assert (
        counts["households"] == len(bills) == counts["abnormal:unchecked"]
    )  # one year of data, no mean given
    assert counts["reason:partial_year"] > 0 and counts["reason:missing"] > 0
    with out.open(encoding="utf-8", newline="") as file:
        told = list(csv.DictReader(file))
    for row, said in zip(bills.itertuples(), told, strict=True):
        bill = Bill({"hh_size": str(row.hh_size)}, Decimal(str(row.volume)), days=int(str(row.days)))
        one = bill_message(reference, bill)
        assert said["household"] == row.household_id
        assert (said["state"] or None, said["reason"] or None) == (one.case.state, one.case.reason)
        assert said["ratio"] == ("" if one.ratio is None else str(one.ratio))
        assert said["sentence"] == one.sentence.en
