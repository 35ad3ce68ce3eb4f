"""Copied records, membership and distances on Adult (nine columns, 24,000 people of the data, 6,000 set aside)."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from privkit.risk.attacks.copies import copied_records
from privkit.risk.attacks.distances import describe_distances
from privkit.risk.attacks.membership import membership
from privkit.risk.attacks.result import Orders
from privkit.risk.attacks.scene import Field, Scene

FILE = Path("shared") / "data" / "arx" / "adult" / "adult.csv"
ADULT = next((p / FILE for p in Path(__file__).resolve().parents if (p / FILE).exists()), FILE)
pytestmark = pytest.mark.skipif(not ADULT.exists(), reason="the reference data are not here")


@cache
def adult() -> tuple[pd.DataFrame, tuple[Field, ...]]:
    frame = pd.read_csv(ADULT, sep=";")
    return frame, tuple(Field(c, "number" if c == "age" else "category") for c in frame)


def thirds(seed: int, copied: float = 0.0) -> Scene:
    """A release of other real people, some rows of it copied from the originals."""
    frame, fields = adult()
    parts = np.array_split(np.random.default_rng(seed).permutation(len(frame)), 3)
    originals, control, release = (frame.iloc[p] for p in parts)
    rows = int(copied * len(release))
    return Scene(pd.concat([originals.iloc[:rows], release.iloc[rows:]]), originals, control, fields)


def split(seed: int) -> Scene:
    """The release of the data themselves, 80/20."""
    frame, fields = adult()
    order = np.random.default_rng(seed).permutation(len(frame))
    originals, control = frame.iloc[order[:24129]], frame.iloc[order[24129:]]
    return Scene(originals, originals, control, fields)


def test_disjoint_real_people_raise_no_alarm() -> None:
    frame, fields = adult()
    copies, members = 0, 0
    for seed in range(40):
        parts = np.array_split(np.random.default_rng(seed).permutation(len(frame))[:6000], 3)
        stage = Scene(*(frame.iloc[p] for p in parts), fields)
        copies += copied_records(stage, Orders()).low > 0
        found = membership(stage, Orders(attacks=300, seed=seed))
        members += any(r.risk.low > 0 for r in (found, *found.groups))
    assert copies <= 5 and members <= 5  # one in forty each, and luck once in a thousand


@pytest.mark.parametrize("share", [0.02, 0.05, 0.1])
def test_planted_rows_are_found(share: float) -> None:
    found = [copied_records(thirds(seed, share), Orders()).low for seed in range(8)]
    assert sum(low > 0 for low in found) >= 7
    if share >= 0.05:
        result = membership(thirds(1, share), Orders())
        assert max(r.risk.low for r in (result, *result.groups)) > 0


def test_the_data_themselves() -> None:
    stage = split(7)
    copies = copied_records(stage, Orders())
    assert copies.low > 0.95 * copies.found > 8000
    found = membership(stage, Orders())
    groups = {r.group: r for r in (found, *found.groups)}
    # Many people of Adult share their nine values with somebody: nobody can tell which of them was in.
    assert groups[""].risk.low > 0.45
    assert groups["outliers"].risk.low > 0.9


def test_fast_enough() -> None:
    stage = split(8)
    for attack in (copied_records, membership, describe_distances):
        start = time.process_time()
        attack(stage, Orders(attacks=2000))  # type: ignore[operator]
        assert time.process_time() - start < 6  # about a second, with room for a busy machine
