"""Attacks on real readings of water meters, real names, and a real survey."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from privkit.risk.attacks.comparison import Comparison
from privkit.risk.attacks.copies import copied_records
from privkit.risk.attacks.known_readings import Knowledge, known_readings
from privkit.risk.attacks.membership import membership
from privkit.risk.attacks.register import register_linkage
from privkit.risk.attacks.result import Orders
from privkit.risk.attacks.scene import Field, Scene

DATA = next(
    (p / "shared" / "data" for p in Path(__file__).resolve().parents if (p / "shared" / "data").exists()),
    Path(),
)
pytestmark = pytest.mark.skipif(not DATA.name, reason="the reference data are not here")


def readings() -> pd.DataFrame:
    """Households of Alicante, a column per month, those with six months at least."""
    rows = pd.read_csv(DATA / "daiad_alicante_water" / "consumption_monthly.csv")
    wide = rows.pivot_table(index="household_id", columns="month", values="m3", aggfunc="first")
    wide = wide.loc[:, wide.notna().mean() > 0.5].reset_index(drop=True)
    return wide[wide.notna().sum(axis=1) >= 6]


def test_a_neighbour_who_knows_two_months_of_real_households() -> None:
    wide = readings()
    half = len(wide) // 2
    wide = wide.sample(frac=1, random_state=1)
    o, c = wide[:half], wide[half : 2 * half]
    fields = tuple(Field(m, "number") for m in wide)
    found = known_readings(Scene(o, o, c, fields), Orders(), list(wide))
    assert found.originals.attacks > 15 and found.risk.low > 0.6
    rough = (o * np.exp(np.random.default_rng(1).normal(0, 0.3, o.shape))).round(0)
    less = known_readings(Scene(rough, o, c, fields), Orders(), list(wide), Knowledge(precision=1.0))
    assert less.risk.value < 0.3
    assert copied_records(Scene(o, o, c, fields), Orders()).low >= half - 2
    assert copied_records(Scene(rough, o, c, fields), Orders()).held(0)


def test_real_names_linked_in_spite_of_their_spelling() -> None:
    rng = np.random.default_rng(2)
    names = pd.read_csv(DATA / "fr_names" / "noms.csv", keep_default_na=False)["nom"].sample(
        3000, random_state=2
    )
    first = pd.read_csv(DATA / "fr_names" / "prenoms.csv", keep_default_na=False)
    rows = 4000
    people = pd.DataFrame(
        {
            "nom": rng.choice(names.to_numpy(), rows),
            "prenom": rng.choice(
                first["preusuel"].to_numpy(), rows, p=(first["n"] / first["n"].sum()).to_numpy()
            ),
            "birth_year": rng.integers(1935, 2005, rows),
            "commune": rng.integers(0, 24, rows).astype(str),
        }
    )
    release = people.iloc[:2000].copy()
    swapped = rng.random(2000) < 0.2
    release.loc[swapped, "nom"] = [n[:1] + n[2:3] + n[1:2] + n[3:] for n in release.loc[swapped, "nom"]]
    register, inside = people.iloc[1000:4000].reset_index(drop=True), np.arange(3000) < 1000
    truth = np.where(np.arange(2000) >= 1000, np.arange(2000) - 1000, -1)
    kinds = [
        Comparison("nom", "text"),
        Comparison("prenom", "text"),
        Comparison("birth_year", "number", 1),
        Comparison("commune", "exact"),
    ]
    found = register_linkage(release, register, kinds, inside, truth, Orders())
    assert found.risk.low > 0.9 and found.control.successes <= 5
    anonymous = register_linkage(release, register, kinds[2:], inside, truth, Orders())
    assert anonymous.originals.rate < found.originals.rate


def test_a_real_survey_of_many_columns() -> None:
    """The excerpts of NIST (Massachusetts 2019): 24 columns, codes, numbers and N for what does not apply."""
    frame = pd.read_csv(DATA / "nist_excerpts_ma2019" / "ma2019.csv", dtype=str).drop(
        columns=["PWGTP", "WGTP"]
    )
    numbers = ["AGEP", "PINCP", "POVPIP", "DENSITY"]
    frame[numbers] = frame[numbers].apply(pd.to_numeric, errors="coerce")
    fields = tuple(Field(c, "number" if c in numbers else "category") for c in frame)
    o, c, r = (frame.iloc[p] for p in np.array_split(np.random.default_rng(3).permutation(len(frame)), 3))
    free, copy = (Scene(release, o, c, fields) for release in (r, o))
    assert copied_records(free, Orders()).held(0)
    assert copied_records(copy, Orders()).low > 0.9 * len(o)
    result = membership(free, Orders(attacks=500))
    assert all(x.risk.low == 0 for x in (result, *result.groups))
    result = membership(copy, Orders(attacks=500))
    assert all(x.risk.low > 0.9 for x in (result, *result.groups))
