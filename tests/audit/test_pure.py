"""Honest releases keep within epsilon, whatever the canary."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd
import pytest

from . import worlds
from .worlds import World

Released = Callable[..., Mapping[str, pd.DataFrame]]
WORLDS = {name.lower(): one for name, one in vars(worlds).items() if isinstance(one, World)}


@pytest.mark.parametrize("name", sorted(WORLDS))
def test_nothing_beyond_epsilon_is_seen(released: Released, name: str) -> None:
    world = WORLDS[name]
    frame = released(world.asked, world.rows(), world.areas)[world.table]
    assert world.epsilon(frame) <= 1
