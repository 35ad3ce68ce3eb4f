"""Releases with Gaussian noise: no mu beyond what epsilon and delta allow is seen, over all tables and figures together."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from privkit.dp.gaussian import log_delta_of

from . import faults
from .attack import Floats, mu_seen
from .releases import Asked, Rows
from .worlds import HOMES, ROWS, TOTAL, World

Released = Callable[..., Mapping[str, pd.DataFrame]]
TABLES = f"""
by_area:
  by: {{ area: {{ known_list: areas.csv }} }}
  mechanism: discrete_gaussian
  measures:
{HOMES}
by_month:
  by:
    area: {{ known_list: areas.csv }}
    month: {{ from: 2025-01, to: 2025-03 }}
  mechanism: discrete_gaussian
  measures:
{ROWS}
{TOTAL}
"""
ASKED = Asked(TABLES, "areas: 1, months: 3, rows_per_month: 1", epsilon="3", delta="1e-5", accounting="pld")
MONTHS = World(
    ASKED,
    lambda n: Rows.of(np.repeat(n, 3), np.repeat(n, 3), 1e6, np.tile([1, 2, 3], len(n))),
    ("lines", "total"),
    blocks=6_000,
    table="by_month",
)
CROWD = replace(
    MONTHS,
    canary=lambda n: Rows.of(
        np.repeat(n, 60), np.repeat(n, 60), 50.0, np.tile(np.arange(60) % 3 + 1, len(n))
    ),
    blocks=2_000,
)
#: The most a canary changes each figure: of one household, one row, 50 m3.
MOST = np.array([1.0, *[1.0, 50.0] * 3])


def figures(world: World, made: Mapping[str, pd.DataFrame]) -> Floats:
    """Both tables side by side: one row per block."""
    homes = made["by_area"]["homes"].astype(float).to_numpy()[:, None]
    return np.hstack([homes, world.figures(made["by_month"]).reshape(world.blocks, -1)])


def kept(world: World, made: Mapping[str, pd.DataFrame]) -> bool:
    """Whether the mu seen keeps within the budget. One event is set beforehand: the likelihood ratio is over one."""
    found = figures(world, made)
    deviations = np.median(np.abs(found - np.median(found, axis=0)), axis=0) / 0.6745
    ratio = (found - MOST / 2) @ (MOST / deviations**2)
    seen = mu_seen(np.column_stack([found, ratio]), world.coin, [ratio > 0])
    return seen <= 0 or log_delta_of(seen, float(world.asked.epsilon)) <= math.log(float(world.asked.delta))


@pytest.mark.parametrize("world", [MONTHS, CROWD], ids=["months", "crowd"])
def test_nothing_beyond_the_budget_is_seen(released: Released, world: World) -> None:
    assert kept(world, released(world.asked, world.rows(), world.areas))


@pytest.mark.parametrize(
    ("fault", "world"),
    [
        (faults.half_the_noise, MONTHS),
        (faults.budget_spent_twice, MONTHS),
        (faults.not_clamped, MONTHS),
        (faults.unbounded, CROWD),
    ],
    ids=["half_the_noise", "budget_spent_twice", "not_clamped", "unbounded"],
)
def test_a_planted_fault_is_caught(
    released: Released,
    monkeypatch: pytest.MonkeyPatch,
    audited: Any,
    fault: Callable[..., None],
    world: World,
) -> None:
    fault(monkeypatch, audited) if fault is faults.unbounded else fault(monkeypatch)
    assert not kept(world, released(world.asked, world.rows(), world.areas))
