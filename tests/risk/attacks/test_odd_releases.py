"""Attacks on whole releases answer on frames nobody expects, without a warning."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from privkit.risk.attacks.canaries import choose_canaries, likeness
from privkit.risk.attacks.copies import copied_records
from privkit.risk.attacks.distances import describe_distances
from privkit.risk.attacks.known_readings import Knowledge, known_readings
from privkit.risk.attacks.membership import membership
from privkit.risk.attacks.result import Orders
from privkit.risk.attacks.scene import Field, Scene

Make = Callable[[np.random.Generator, int], pd.DataFrame]
FRAMES: dict[str, Make] = {
    "unlike texts": lambda rng, n: pd.DataFrame({"a": [str(rng.integers(10**12)) for _ in range(n)]}),
    "all missing": lambda rng, n: pd.DataFrame({"a": [None] * n, "x": [np.nan] * n, "y": [np.nan] * n}),
    "constant": lambda rng, n: pd.DataFrame({"a": ["u"] * n, "x": [1] * n, "y": [-1.0] * n}),
    "infinite": lambda rng, n: pd.DataFrame(
        {"x": rng.choice([np.inf, -np.inf, 1.0, np.nan], n), "y": rng.choice([np.inf, 1.0], n)}
    ),
    "huge": lambda rng, n: pd.DataFrame(
        {"x": rng.choice([1e308, -1e308, 0.0, 5e-324], n), "y": rng.normal(size=n)}
    ),
    "whole numbers": lambda rng, n: pd.DataFrame(
        {
            "a": pd.array(rng.choice([True, False, None], n), "boolean"),
            "x": pd.array(rng.choice([1, 2, None], n), "Int64"),
            "y": rng.integers(0, 3, n),
        }
    ),
    "dates": lambda rng, n: pd.DataFrame(
        {
            "x": pd.Timestamp("2020-01-01") + pd.to_timedelta(rng.integers(0, 99, n), "D"),
            "y": rng.normal(size=n),
        }
    ),
    "categories": lambda rng, n: pd.DataFrame(
        {"a": pd.Categorical(rng.choice(["u", "v"], n)), "x": rng.normal(size=n), "y": rng.normal(size=n)}
    ),
}


@pytest.mark.parametrize("rows", [1, 2, 40])
@pytest.mark.parametrize("name", FRAMES)
def test_every_attack_answers(name: str, rows: int) -> None:
    rng = np.random.default_rng(1)
    r, o, c = (
        FRAMES[name](rng, n).set_index(pd.Index(["same"] * n)) for n in (rows, rows, max(1, rows // 2))
    )
    fields = tuple(Field(column, "category" if column == "a" else "number") for column in o)
    stage, orders = Scene(r, o, c, fields), Orders(attacks=20)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        copies = copied_records(stage, orders)
        assert 0 <= copies.low <= copies.excess <= copies.high <= copies.found <= rows
        results = [membership(stage, orders)]
        if "x" in o:
            results.append(known_readings(stage, orders, ["x", "y"], Knowledge(months=1)))
        for part in (x for result in results for x in (result, *result.groups)):
            assert part.originals.attacks == part.control.attacks <= len(c)
            assert 0 <= part.risk.low <= part.risk.value <= part.risk.high <= 1
        far = describe_distances(stage, orders)
        assert 0 <= far.closest_original.lowest <= far.closest_original.median <= 1
        assert sorted(choose_canaries(o, fields, rows).tolist()) == list(range(rows))
        assert np.isfinite(likeness(r, o.iloc[[0]], fields))
