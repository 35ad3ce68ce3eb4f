from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from privkit.errors import DataError, InternalError
from privkit.usefulness.longitudinal import Longitudinal, course, longitudinal
from privkit.usefulness.variables import Sides, Variable

Frame = pd.DataFrame
MONTHS = [f"m{k:02d}" for k in range(24)]


def homes(number: int, seed: int, memory: float = 0.6, season: float = 0.3) -> Frame:
    """Level times season, with noise that remembers the month before."""
    rng = np.random.default_rng(seed)
    level = rng.lognormal(2.0, 0.5, number)[:, None]
    noise = np.zeros((number, 24))
    for k in range(24):
        noise[:, k] = rng.normal(0, 0.2, number) + (memory * noise[:, k - 1] if k else 0)
    months = np.arange(24)
    return Frame(level + season * 8 * np.sin(months / 12 * 2 * np.pi) + noise, columns=MONTHS)


def of(real: Frame, released: Frame, **more: object) -> Longitudinal:
    variables = tuple(Variable(c, "number") for c in real)
    return longitudinal(Sides(real, released, variables, **more), list(real))  # type: ignore[arg-type]


def test_a_course_by_hand() -> None:
    """Two homes over four periods of a year of two: 1 3 1 3 and 3 5 3 5."""
    found = course(np.array([[1.0, 3, 1, 3], [3, 5, 3, 5]]), 2)
    assert found.by_period == (2, 4, 2, 4)
    assert found.amplitude == pytest.approx(2 / 3)  # (4 - 2) / 3
    assert found.lag_1 == pytest.approx(1) and found.lag_year == pytest.approx(1)
    assert found.own_lag_1 is None  # nothing is left once level and season are taken away
    assert found.between_sd == pytest.approx(1) and found.within_sd == pytest.approx(1)
    assert (found.zero, found.missing) == (0, 0)


def test_zeros_gaps_and_empty_periods_are_told() -> None:
    found = course(np.array([[0.0, np.nan, 2], [4, np.nan, np.nan]]), 12)
    assert found.by_period == (2, None, 2)
    assert found.zero == pytest.approx(1 / 6) and found.missing == pytest.approx(3 / 6)
    assert found.lag_1 is None and found.lag_year is None


def test_memory_season_and_levels_are_found() -> None:
    real = homes(4000, 1)
    found = of(real, homes(4000, 2), held=homes(1000, 3))
    # 0.6, less what taking the mean of 24 periods away costs: about (1 + 0.6) / 24 (Nickell 1981).
    assert found.real.own_lag_1 == pytest.approx(0.53, abs=0.04)
    for name in ("amplitude", "lag_1", "lag_year", "own_lag_1", "between_sd", "within_sd"):
        assert getattr(found.released, name) == pytest.approx(getattr(found.real, name), rel=0.06)
        assert getattr(found.floor, name) == pytest.approx(getattr(found.real, name), rel=0.06)
    assert found.total < 2 * found.total_floor


def test_months_drawn_without_memory_or_season_are_caught() -> None:
    found = of(homes(3000, 1), homes(3000, 2, memory=0.0, season=0.0))
    assert found.real.own_lag_1 is not None and found.released.own_lag_1 is not None
    assert found.real.own_lag_1 > 0.4 > 0.1 > abs(found.released.own_lag_1)
    assert found.real.amplitude is not None and found.released.amplitude is not None
    assert found.released.amplitude < 0.1 < found.real.amplitude


def test_months_of_other_homes_lose_the_level() -> None:
    """Each month by itself is right, and no home is the same home two months running."""
    real = homes(3000, 1)
    rng = np.random.default_rng(0)
    mixed = Frame({c: rng.permutation(real[c]) for c in real})
    found = of(real, mixed)
    assert found.released.by_period == pytest.approx(found.real.by_period)
    assert found.real.lag_1 is not None and found.real.lag_1 > 0.9
    assert found.released.lag_1 is not None and abs(found.released.lag_1) < 0.05
    assert found.total > 0.3 > 5 * found.total_floor


def test_a_copy_is_the_same_and_order_means_nothing() -> None:
    real = homes(300, 1)
    same = of(real, real)
    assert same.real == same.released and same.total == 0
    assert of(real.sample(frac=1, random_state=3), real) == same


def test_a_profile_without_any_value_is_told() -> None:
    empty = Frame(np.full((60, 3), np.nan), columns=["a", "b", "c"])
    with pytest.raises(DataError) as error:
        of(empty, empty)
    assert error.value.text("fr")[0] == (
        "PK593 le profil a, b, c n'a aucune valeur chez les unités d'apprentissage"
    )
    with pytest.raises(InternalError, match="PK590"):
        of(homes(60, 1)[["m00"]], homes(60, 1))
