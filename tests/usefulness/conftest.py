"""Small cities to measure: people of a kind, and releases made well or badly from them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from privkit.usefulness.variables import Variable

People = Callable[..., pd.DataFrame]

VARIABLES = (
    Variable("kind", "category"),
    Variable("rooms", "number"),
    Variable("use", "number"),
    Variable("since", "date"),
    Variable("pool", "category"),
)


def people_of(number: int, seed: int) -> pd.DataFrame:
    """Homes whose use grows with their rooms, and is higher with a pool; some values are missing."""
    rng = np.random.default_rng(seed)
    kind = rng.choice(["flat", "house"], number, p=[0.6, 0.4])
    rooms = 1 + rng.poisson(1.5 + 1.5 * (kind == "house"))
    pool = (kind == "house") & (rng.random(number) < 0.3)
    use = np.round(30 * rooms * rng.lognormal(0, 0.3, number) + 60 * pool, 1)
    use[rng.random(number) < 0.05] = np.nan
    since = np.datetime64("2000-01-01") + rng.integers(0, 8000, number).astype("timedelta64[D]")
    return pd.DataFrame(
        {"kind": kind, "rooms": rooms, "use": use, "since": since.astype("datetime64[ns]"), "pool": pool}
    )


def independent_of(frame: pd.DataFrame, seed: int = 1) -> pd.DataFrame:
    """Every column by itself as it was, none with another: the worst release with perfect columns."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame({name: rng.permutation(frame[name].to_numpy()) for name in frame})


@pytest.fixture(scope="session")
def variables() -> tuple[Variable, ...]:
    return VARIABLES


@pytest.fixture(scope="session")
def people() -> People:
    return people_of


@pytest.fixture(scope="session")
def independent() -> People:
    return independent_of
