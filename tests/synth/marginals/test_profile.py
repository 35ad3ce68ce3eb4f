"""Profiles: what a year of volumes keeps of its season, its level, its gaps and its zeros."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest

from privkit.synth.domain import Attribute, Domain, Kind, Profile
from privkit.synth.marginals import Neighbours, fit_marginals, plan_marginals
from privkit.synth.marginals.moments import directions_of, exact_moments, whole_rows
from privkit.synth.marginals.profile_parts import (
    Scale,
    gap_codes,
    gap_draw,
    gap_sizes,
    public_directions,
    radius_squared,
    spread_code,
    spread_draw,
)

from .noises import SeededNoise


def households(rows: int, months: int, seed: int) -> pd.DataFrame:
    """A level by number of people, a season in gardens, chance from month to month; empty homes and late arrivals."""
    rng = np.random.default_rng(seed)
    people = rng.integers(1, 5, rows)
    garden = rng.random(rows) < 0.4
    level = 3.0 * people**0.7 * np.exp(0.4 * rng.standard_normal(rows))
    wave = -np.cos(2 * np.pi * (np.arange(months) + 0.5) / 12)
    drift = np.cumsum(0.04 * rng.standard_normal((rows, months)), axis=1)
    shape = (
        1 + 0.05 * wave + 0.4 * garden[:, None] * wave + drift + 0.08 * rng.standard_normal((rows, months))
    )
    volumes = np.round(level[:, None] * np.maximum(shape, 0.02), 3)
    volumes[rng.random(rows) < 0.03] = 0.0
    late = rng.random(rows) < 0.05
    start = rng.integers(1, months, rows)
    volumes[late[:, None] & (np.arange(months) < start[:, None])] = np.nan
    frame = pd.DataFrame(volumes, columns=columns(months))
    return frame.assign(people=people.astype(str), garden=garden)


def columns(months: int) -> list[str]:
    return [f"m{i:02}" for i in range(months)]


def domain(months: int) -> Domain:
    volumes = tuple(Attribute(c, Kind.NUMBER, low=0, high=60, decimals=3) for c in columns(months))
    alone = (
        Attribute("people", Kind.ORDERED, values=("1", "2", "3", "4"), nullable=False),
        Attribute("garden", Kind.YES_NO, nullable=False),
    )
    return Domain((*volumes, *alone), (Profile("volume", tuple(columns(months))),))


def figures(frame: pd.DataFrame, months: int) -> dict[str, float]:
    values = frame[columns(months)].to_numpy(dtype=float)
    whole = values[~np.isnan(values).any(axis=1)]
    used = whole[whole.sum(axis=1) > 0]
    beside = used / used.mean(axis=1, keepdims=True)
    year = frame.loc[~np.isnan(values).any(axis=1), "garden"][whole.sum(axis=1) > 0].to_numpy(dtype=bool)
    garden = beside[year].mean(axis=0)
    return {
        "season of gardens": float(np.ptp(garden)),
        "lag 1": float(np.mean([np.corrcoef(used[:, i], used[:, i + 1])[0, 1] for i in range(months - 1)])),
        "spread of levels": float(np.log(used.mean(axis=1)).std()),
        "change from month to month": float(np.abs(np.diff(beside, axis=1)).mean()),
        "mean": float(used.mean()),
        "months missing": float(np.isnan(values).mean()),
        "empty homes": float((whole.sum(axis=1) == 0).mean()),
    }


@pytest.mark.parametrize(("months", "tolerance"), [(12, 1.0), (24, 1.0), (36, 1.5)])
def test_a_profile_keeps_its_season_level_gaps_and_zeros(months: int, tolerance: float) -> None:
    frame = households(15_000, months, 1)
    plan = plan_marginals(
        domain(months), Fraction(1, 8), Fraction(0), Neighbours.REPLACE_ONE, ("volume", "people")
    )
    model = fit_marginals(frame, plan, SeededNoise(1), np.random.default_rng(1))
    real, made = figures(frame, months), figures(model.sample(15_000, np.random.default_rng(2)), months)
    allowed = {
        "season of gardens": 0.12,
        "lag 1": 0.05,
        "spread of levels": 0.08,
        "change from month to month": 0.05,
        "mean": 0.3,
        "months missing": 0.012,
        "empty homes": 0.012,
    }
    wrong = {k: (real[k], made[k]) for k in real if abs(real[k] - made[k]) > tolerance * allowed[k]}
    assert wrong == {}


def test_levels_follow_the_columns_they_depend_on() -> None:
    frame = households(20_000, 12, 3)
    plan = plan_marginals(
        domain(12), Fraction(1, 8), Fraction(0), Neighbours.REPLACE_ONE, ("volume", "people")
    )
    made = fit_marginals(frame, plan, SeededNoise(4), np.random.default_rng(1)).sample(
        20_000, np.random.default_rng(2)
    )
    for people in "1234":
        real, synthetic = (f.loc[f["people"] == people, columns(12)].sum(axis=1) for f in (frame, made))
        for share in (0.2, 0.5, 0.8):
            assert abs((synthetic <= real.quantile(share)).mean() - share) < 0.06


def test_little_data_and_much_noise_still_make_rows() -> None:
    for rows in (0, 1, 5):
        frame = households(50, 12, 1).iloc[:rows]
        plan = plan_marginals(domain(12), Fraction(1, 1000), Fraction(0), Neighbours.REPLACE_ONE)
        made = fit_marginals(frame, plan, SeededNoise(1), np.random.default_rng(1)).sample(
            40, np.random.default_rng(2)
        )
        volumes = made[columns(12)].to_numpy()
        assert ((volumes >= 0) & (volumes <= 60) | np.isnan(volumes)).all()


@pytest.mark.parametrize("periods", [2, 3, 5])
def test_gaps_come_back_as_they_were_but_for_scattered_ones(periods: int) -> None:
    masks = np.array(list(product([False, True], repeat=periods)))
    codes = gap_codes(masks)
    assert codes.min() >= 0 and codes.max() < gap_sizes(periods)
    back = gap_draw(codes, periods, np.random.default_rng(1))
    assert (back.sum(axis=1) == masks.sum(axis=1)).all()
    count = masks.sum(axis=1)
    whole = [m[:k].all() or m[len(m) - k :].all() for m, k in zip(masks, count, strict=True)]
    assert (back[whole] == masks[whole]).all()


def test_grids_are_inverses_of_their_draws() -> None:
    rng = np.random.default_rng(1)
    for scale in (Scale(60.0, 512), Scale(12.0, 128, signed=True)):
        codes = np.arange(scale.cells)
        values = scale.draw(codes, rng)
        assert (np.diff(values) > 0).all()
        assert (scale.code(values) == codes).all()
    assert (spread_code(spread_draw(np.arange(32), rng)) == np.arange(32)).all()


def test_rows_of_moments_are_never_longer_than_their_sensitivity() -> None:
    rng = np.random.default_rng(1)
    for periods in (2, 12, 48):
        rows = whole_rows(rng.standard_cauchy((2000, periods)))
        assert (rows**2).sum(axis=1).max() <= 2 * radius_squared(periods)


def test_directions_of_the_data_are_found_and_public_ones_stand_in() -> None:
    rng = np.random.default_rng(1)
    month = np.arange(12)
    season = np.cos(2 * np.pi * month / 12)
    rows = (
        0.1 * season + 0.3 * rng.standard_normal((5000, 1)) * season + 0.05 * rng.standard_normal((5000, 12))
    )
    rows -= rows.mean(axis=1, keepdims=True)
    found = directions_of(exact_moments(whole_rows(rows)), 1.0, 12, 3)
    assert abs(float(found.along[0] @ season) / np.linalg.norm(season)) > 0.99
    assert np.abs(found.mean - 0.1 * season).max() < 0.03
    assert np.allclose(found.along @ found.along.T, np.eye(3))
    assert np.allclose(found.along @ np.ones(12), 0)
    drowned = directions_of(exact_moments(whole_rows(rows[:3])), 1e12, 12, 3)
    basis = public_directions(12)
    assert np.allclose(np.linalg.norm(drowned.along @ basis.T, axis=1), 1)
