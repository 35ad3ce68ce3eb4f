"""The dwellings of the simulated city: where they are, what they are like, what befalls them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from privkit.demo.draw import (
    Bools,
    Floats,
    Ints,
    apportion,
    exact_share,
    from_table,
    lognormal,
    unique_numbers,
)
from privkit.demo.geography import Geography
from privkit.demo.places import COMMUNES, STREETS

VACANT = 0.03  # share of dwellings under contract where nobody lives
LEAKS_PER_YEAR = 0.02  # share of dwellings with a leak begun in a year
MOVES_PER_YEAR = 0.07
UNREGISTERED = 0.035  # share of dwellings under contract that the register does not hold
EMPTY_REGISTERED = 0.05  # dwellings of the register without a contract, as a share of households

#: Occupants (1 to 6) by floor area: under 35 m², 55, 75, 100, 130, and above.
_OCCUPANTS = np.array(
    [
        [0.88, 0.10, 0.015, 0.005, 0.00, 0.00],
        [0.66, 0.25, 0.06, 0.02, 0.008, 0.002],
        [0.40, 0.34, 0.15, 0.08, 0.02, 0.01],
        [0.24, 0.36, 0.18, 0.16, 0.05, 0.01],
        [0.14, 0.35, 0.19, 0.23, 0.07, 0.02],
        [0.10, 0.32, 0.19, 0.26, 0.10, 0.03],
    ]
)
_AREA_STEPS = np.array([35.0, 55.0, 75.0, 100.0, 130.0])
#: Periods of construction and their shares, for flats then for houses (invented, plausible).
_PERIODS = np.array([[1850, 1918], [1919, 1945], [1946, 1970], [1971, 1990], [1991, 2005], [2006, 2024]])
_PERIOD_SHARES = np.array([[0.12, 0.08, 0.25, 0.20, 0.14, 0.21], [0.09, 0.11, 0.20, 0.30, 0.15, 0.15]])


@dataclass(frozen=True)
class Dwellings:
    """One entry per dwelling. ``move`` is the month a second contract starts, -1 for none.

    The first ``households`` entries have contracts; the others stand in the register only.
    """

    households: int
    number: Ints  # becomes id_local
    area: Ints  # index in the geography
    house: Bools
    surface: Floats  # m²
    garden: Bools
    pool: Bools
    year: Ints  # of construction, 0 when the register does not know
    street: Ints
    door: Ints  # number in the street
    flat: Ints  # number of the flat, 0 for a house
    registered: Bools
    vacant: Bools
    move: Ints
    leak_start: Ints  # month, -1 for none
    leak_months: Ints


def make_dwellings(rng: np.random.Generator, geography: Geography, households: int, months: int) -> Dwellings:
    """Draw the dwellings of ``households`` contracts, and those of the register that have none."""
    size = households + round(EMPTY_REGISTERED * households)
    area = _areas(rng, geography, size)
    house = rng.random(size) < geography.houses[area]
    surface = np.round(
        np.where(house, lognormal(rng, size, 98.0, 0.28), lognormal(rng, size, 57.0, 0.34)).clip(12, 320)
    )
    garden = rng.random(size) < np.where(house, 0.86, 0.04)
    pool = house & garden & (rng.random(size) < np.where(surface > 110, 0.16, 0.05))
    registered = np.ones(size, dtype=np.bool_)
    registered[:households] = ~exact_share(rng, households, UNREGISTERED)
    vacant = exact_share(rng, size, VACANT)
    vacant[:households] = exact_share(rng, households, VACANT)
    return Dwellings(
        households=households,
        number=unique_numbers(rng, size, 100_000, 9_900_000),
        area=area,
        house=house,
        surface=surface,
        garden=garden,
        pool=pool,
        year=_years(rng, house),
        street=rng.integers(0, len(STREETS), size),
        door=rng.integers(1, 181, size),
        flat=np.where(house, 0, rng.integers(1, 61, size)),
        registered=registered,
        vacant=vacant,
        move=_starts(rng, size, MOVES_PER_YEAR, months, first=1),
        leak_start=np.where(vacant, -1, _starts(rng, size, LEAKS_PER_YEAR / (1 - VACANT), months, first=0)),
        leak_months=rng.integers(2, 6, size),
    )


def draw_occupants(rng: np.random.Generator, surface: Floats) -> Ints:
    """Occupants of dwellings of these floor areas, from 1 to 6."""
    return 1 + from_table(
        rng, _OCCUPANTS, np.searchsorted(_AREA_STEPS, surface, side="right").astype(np.int64)
    )


def _areas(rng: np.random.Generator, geography: Geography, size: int) -> Ints:
    """The area of each dwelling: communes by inhabitants, then areas by their weight."""
    inhabitants = np.array([c.inhabitants for c in COMMUNES], dtype=np.float64)
    totals = np.bincount(geography.commune, geography.weights)
    share = geography.weights * inhabitants[geography.commune] / totals[geography.commune]
    areas = np.repeat(np.arange(share.size, dtype=np.int64), apportion(size, share))
    rng.shuffle(areas)
    return areas


def _years(rng: np.random.Generator, house: Bools) -> Ints:
    period = _PERIODS[from_table(rng, _PERIOD_SHARES, house.astype(np.int64))]
    year = rng.integers(period[:, 0], period[:, 1] + 1)
    return np.where(rng.random(house.size) < 0.02, 0, year)


def _starts(rng: np.random.Generator, size: int, per_year: float, months: int, first: int) -> Ints:
    """The month something begins, at most once per dwelling; -1 where it never does."""
    share = min(0.9, per_year * months / 12) if months > first else 0.0
    start = rng.integers(first, max(months, first + 1), size)
    return np.where(exact_share(rng, size, share), start, -1)
