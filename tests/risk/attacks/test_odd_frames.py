"""Frames nobody expects: one row, constant or missing columns, all-unique text, infinities, labels that repeat."""

from __future__ import annotations

import datetime as dt
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privkit.risk.attacks import inference, linkability, singling_out
from privkit.risk.attacks.groups import subgroups
from privkit.risk.attacks.result import AttackResult, Orders
from privkit.risk.attacks.scene import Field, Scene

Values = Callable[[np.random.Generator, int], object]

CATEGORIES: tuple[Values, ...] = (
    lambda rng, n: ["same"] * n,
    lambda rng, n: [None] * n,
    lambda rng, n: [f"text {rng.integers(10**9)}" for _ in range(n)],
    lambda rng, n: rng.choice(np.array([True, False, None], object), n),
    lambda rng, n: rng.choice(np.array(["1", 1, 1.0, "é", pd.NA, float("nan")], object), n),
    lambda rng, n: pd.Series(rng.choice(["u", "v"], n)).astype("category"),
    lambda rng, n: [dt.date(2024, 1, int(day)) for day in rng.integers(1, 28, n)],
)
NUMBERS: tuple[Values, ...] = (
    lambda rng, n: [0] * n,
    lambda rng, n: [np.nan] * n,
    lambda rng, n: rng.choice([-np.inf, np.inf, 0, -1, 1e308, -1e308], n),
    lambda rng, n: rng.normal(size=n) - 100,
    lambda rng, n: pd.array(rng.choice(np.array([1, 2, pd.NA], object), n), dtype="Int64"),
    lambda rng, n: pd.to_datetime(rng.integers(0, 10**4, n), unit="D"),
)


def check(result: AttackResult, most: int) -> None:
    for part in (result, *result.groups):
        assert part.originals.attacks == part.control.attacks
        assert 0 <= part.originals.successes <= part.originals.attacks
        assert 0 <= part.control.successes <= part.control.attacks <= most
        assert 0 <= part.risk.low <= part.risk.value <= part.risk.high <= 1


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 12), st.integers(1, 12), st.integers(1, 12))
def test_every_attack_answers(seed: int, release: int, originals: int, control: int) -> None:
    rng = np.random.default_rng(seed)
    kinds = [str(kind) for kind in rng.choice(["category", "number"], 3)]
    makers = [(CATEGORIES if k == "category" else NUMBERS)[rng.integers(0, 6)] for k in kinds]
    frames = [
        pd.DataFrame({f"c{j}": make(rng, n) for j, make in enumerate(makers)}, index=["label"] * n)
        for n in (release, originals, control)
    ]
    fields = tuple(Field(f"c{j}", "number" if k == "number" else "category") for j, k in enumerate(kinds))
    scene, orders = Scene(*frames, fields=fields), Orders(attacks=10, seed=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        parts = subgroups(scene, 1, small=["c0"])
        check(singling_out.attack(scene, orders), 10 * 2 * 12)
        check(singling_out.attack(scene, orders, kind="multivariate", columns_together=2), 10)
        check(inference.attack(scene, orders, "c0", ["c1", "c2"], groups=parts), 10)
        check(linkability.attack(scene, orders, ["c0"], ["c1", "c2"], groups=parts), 10)


@pytest.mark.parametrize("columns_together", [0, -1, 99])
def test_columns_together_out_of_range_are_all_or_one(columns_together: int) -> None:
    frame = pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1]})
    scene = Scene(frame, frame, frame, (Field("a", "number"), Field("b", "number")))
    found = singling_out.attack(scene, Orders(attacks=5), columns_together=columns_together)
    assert found.originals.attacks > 0
