"""Unique exact matches and rankings of releases on the NIST excerpts, against what NIST published of the same file.

Published (SDNist 2.x reports of the Collaborative Research Cycle, target ma2019): 7626 unique people over the 24 columns
(99.9 %), 7176 over the 21 of its simple features (94.0 %); none of them in the data of another year.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from privkit.risk.attacks.matches import apparent_matches, unique_exact_matches

FILE = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "nist_excerpts_ma2019" / "ma2019.csv"
pytestmark = pytest.mark.skipif(not FILE.exists(), reason="the reference data are not here")
QUASI = ["SEX", "EDU", "HISP", "MSP", "RAC1P", "PUMA", "INDP_CAT", "OWN_RENT"]


@cache
def people() -> pd.DataFrame:
    return pd.read_csv(FILE)


def sdnist(target: pd.DataFrame, release: pd.DataFrame, columns: list[str]) -> tuple[int, int]:
    """The published definition, by hand: unique rows of the target, joined to the distinct rows of the release."""
    alone = target[~target.duplicated(columns, keep=False)]
    rows = release.drop_duplicates(subset=columns)
    return len(alone), len(alone.merge(rows[columns], how="inner", on=columns))


def test_unique_people_are_those_nist_counted() -> None:
    data = people()
    everything = unique_exact_matches(data, data)
    assert (everything.records, everything.unique) == (7634, 7626)
    assert round(100 * everything.share_unique, 1) == 99.9
    simple = [c for c in data if c not in ("INDP", "PWGTP", "WGTP")]
    found = unique_exact_matches(data, data, simple)
    assert (found.unique, found.matched) == (7176, 7176)
    assert round(100 * found.share_unique, 1) == 94.0


@pytest.mark.parametrize("share", [0.0, 0.02, 0.1, 0.5])
def test_matches_are_those_of_the_published_definition(share: float) -> None:
    data, rng = people(), np.random.default_rng(3)
    made = pd.DataFrame({c: rng.permutation(data[c].to_numpy()) for c in data})
    kept = rng.random(len(data)) < share
    made[kept] = data[kept]
    made = made.sample(len(made), replace=True, random_state=1)
    for columns in (list(data), QUASI, ["AGEP", "SEX", "POVPIP"]):
        found = unique_exact_matches(data, made, columns)
        assert (found.unique, found.matched) == sdnist(data, made, columns)


def test_numbers_written_otherwise_are_the_same_people() -> None:
    """A release read from a file may hold 5000 where the data have 5000.0, and text where they have numbers."""
    data = people()
    text = data.astype(str)
    whole = data.assign(PINCP=text["PINCP"].str.removesuffix(".0"), AGEP=data["AGEP"].astype(float))
    assert unique_exact_matches(data, text).matched == 7626
    assert unique_exact_matches(data, whole).matched == 7626


def test_apparent_matches_by_hand() -> None:
    data, rng = people(), np.random.default_rng(4)
    half = data.sample(frac=0.5, random_state=2)
    made = half.assign(AGEP=rng.permutation(half["AGEP"].to_numpy()))
    others = [c for c in data if c not in QUASI]
    found = apparent_matches(data, made, QUASI, others)
    first, second = (t[~t.duplicated(QUASI, keep=False)] for t in (data, made))
    pairs = first.merge(second, on=QUASI)
    assert found.matched == len(pairs) > 500
    alike = np.mean([(pairs[f"{c}_x"] == pairs[f"{c}_y"]).to_numpy() for c in others], axis=0)
    assert np.sort(found.alike) == pytest.approx(np.sort(alike))
    assert found.alike.mean() > 0.5
