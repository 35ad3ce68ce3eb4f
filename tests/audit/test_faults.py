"""The audit itself: every planted fault raises its alarm, on both sources of noise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

from . import faults, worlds
from .releases import Rows
from .worlds import World

Released = Callable[..., Mapping[str, pd.DataFrame]]

CAUGHT: list[tuple[Callable[..., None], World]] = [
    (faults.half_the_noise, worlds.BIG),
    (faults.budget_spent_twice, worlds.BIG),
    (faults.not_clamped, worlds.BIG),
    (faults.not_clamped, worlds.BELOW),
    (faults.only_cells_that_hold_rows, worlds.NOTHING),
    (faults.sums_within_what_rows_allow, worlds.BIG),
    (faults.rounded_before_noise, worlds.SUM),
    (faults.mean_of_the_exact_count, worlds.ALONE),
    (faults.centre_read_from_data, worlds.CENTRED),
    (faults.hidden_by_exact_counts, worlds.FEW),
    (faults.noise_drawn_once, worlds.TWICE),
    (faults.every_key_met, worlds.KEYS),
    (faults.keys_over_zero, worlds.KEYS),
    (faults.half_the_noise, worlds.SUM),
    (faults.unbounded, worlds.SPREAD),
    (faults.unbounded, worlds.MANY),
    (faults.unbounded, worlds.SAME),
    (faults.unbounded, worlds.YEARS),
    (faults.draw_tells_of_others, worlds.PAIRS),
]


def name_of(value: Any) -> str:
    """A fault by its name, a world by that of its constant."""
    if isinstance(value, World):
        return next(name.lower() for name, one in vars(worlds).items() if one is value)
    return str(value.__name__)


@pytest.mark.parametrize(("fault", "world"), CAUGHT, ids=name_of)
def test_a_planted_fault_is_caught(
    released: Released,
    monkeypatch: pytest.MonkeyPatch,
    audited: Any,
    fault: Callable[..., None],
    world: World,
) -> None:
    needs_engine = fault in (faults.unbounded, faults.draw_tells_of_others)
    fault(monkeypatch, audited) if needs_engine else fault(monkeypatch)
    frame = released(world.asked, world.rows(), world.areas)[world.table]
    assert world.epsilon(frame) > 1


@pytest.mark.parametrize("seeded", [False, True])
def test_an_attacker_who_draws_the_noise_again(
    released: Released, monkeypatch: pytest.MonkeyPatch, seeded: bool
) -> None:
    """Who knows the seed makes the release without canaries, and subtracts it. Two releases share nothing."""
    if seeded:
        faults.seeded_noise(monkeypatch)
    world = worlds.SUM
    nobody = world.rows(world.coin & False) + Rows.of(999_999, 1, 0.0)
    mine = world.figures(released(world.asked, nobody, world.areas)[world.table])
    seen = world.figures(released(world.asked, world.rows(), world.areas)[world.table]) - mine
    assert (world.epsilon_of(seen) > 1) is seeded
