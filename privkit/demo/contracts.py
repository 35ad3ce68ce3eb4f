"""The contracts of the simulated city. A contract is not a household.

A dwelling has a domestic contract, then another one when people move; some dwellings have a second
meter for the garden or for work at home; blocks of flats have collective meters, shops have their own.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from privkit.demo.draw import Bools, Floats, Ints, lognormal, unique_numbers, weighted_share
from privkit.demo.dwellings import Dwellings, draw_occupants
from privkit.demo.geography import Geography
from privkit.demo.people import FIRST_NAMES, SURNAMES
from privkit.demo.places import STREETS

USES = ("domestique", "jardin", "professionnel", "collectif")
HOME, GARDEN, WORK, SHARED = range(4)

GARDEN_METERS = 0.025  # shares of households
WORK_METERS = 0.03
WORK_AT_HOME = 0.3  # of the work meters
SHARED_METERS = 0.008
SOCIAL_TARIFF = 0.08
_M3_PER_FLAT = 72.0  # a year, behind a collective meter


@dataclass(frozen=True)
class Contracts:
    """One entry per contract, in the order of ``number``.

    ``dwelling`` is -1 for a shop or a block of flats. A contract runs from month ``start`` up to, not
    including, month ``end``. ``annual`` is the steady use in m³ a year, watering apart.
    """

    number: Ints  # becomes id_contrat
    dwelling: Ints
    use: Ints  # index in USES
    area: Ints
    street: Ints
    door: Ints
    flat: Ints
    start: Ints
    end: Ints
    occupants: Ints  # 0 when it does not apply
    first: Ints  # index of the holder's first name
    last: Ints
    annual: Floats
    watering: Floats  # m³ a year, spread over the summer
    social: Bools

    def __len__(self) -> int:
        return int(self.number.size)

    def taken(self, order: Ints) -> Contracts:
        """The contracts at these places, in this order."""
        return Contracts(**{f.name: getattr(self, f.name)[order] for f in fields(self)})


#: m³ a year of 1 to 6 people, watering apart. With it, the medians come near the public figures for
#: Nantes: 38 for one person (20minutes.fr), 120 for four (metropole.nantes.fr).
_ANNUAL = np.array([0.0, 34.0, 62.0, 86.0, 107.0, 128.0, 148.0])
SPREAD = 0.44  # standard deviation of the logarithm among like households


def make_contracts(
    rng: np.random.Generator, geography: Geography, dwellings: Dwellings, months: int
) -> Contracts:
    """Draw every contract of the period and give each its steady use."""
    owner, use, start, end = _tenures(rng, dwellings, months)
    size = owner.size
    elsewhere = owner < 0
    home = use == HOME
    occupants = np.where(home, draw_occupants(rng, dwellings.surface[owner]), 0)
    area = np.where(elsewhere, _busy_areas(rng, geography, size), dwellings.area[owner])
    metered = np.zeros(dwellings.house.size, dtype=np.bool_)
    metered[owner[use == GARDEN]] = True
    first, last = _holders(rng, owner, use)
    contracts = Contracts(
        number=unique_numbers(rng, size, 10_000, 900_000_000),
        dwelling=owner,
        use=use,
        area=area,
        street=np.where(elsewhere, rng.integers(0, len(STREETS), size), dwellings.street[owner]),
        door=np.where(elsewhere, rng.integers(1, 181, size), dwellings.door[owner]),
        flat=np.where(elsewhere, 0, dwellings.flat[owner]),
        start=start,
        end=end,
        occupants=occupants,
        first=first,
        last=last,
        annual=_annual(rng, use, occupants),
        watering=_watering(rng, dwellings, owner, use, metered),
        social=_social(rng, dwellings, owner, home, occupants),
    )
    return contracts.taken(np.argsort(contracts.number))


def _tenures(rng: np.random.Generator, dwellings: Dwellings, months: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Dwelling, use, first month and end of every contract."""
    n = dwellings.households
    move = dwellings.move[:n]
    homes = np.arange(n, dtype=np.int64)
    moved = homes[move >= 0]
    stable = (move < 0) & dwellings.garden[:n] & dwellings.house[:n]
    gardens = homes[weighted_share(rng, stable.astype(np.float64), GARDEN_METERS)]
    work = round(WORK_METERS * n)
    at_home = homes[move < 0][: round(WORK_AT_HOME * work)]
    away = np.full(work - at_home.size + round(SHARED_METERS * n), -1, dtype=np.int64)
    owner = np.concatenate([homes, moved, gardens, at_home, away])
    sizes = (n + moved.size, gardens.size, work, owner.size - n - moved.size - gardens.size - work)
    use = np.repeat(np.arange(len(USES), dtype=np.int64), sizes)
    start = np.zeros(owner.size, dtype=np.int64)
    end = np.full(owner.size, months, dtype=np.int64)
    start[n : n + moved.size] = move[moved]
    end[moved] = move[moved]
    return owner, use, start, end


def _holders(rng: np.random.Generator, owner: Ints, use: Ints) -> tuple[Ints, Ints]:
    """Names of the holders; a second meter of a dwelling is held by its household."""
    first = rng.integers(0, len(FIRST_NAMES), owner.size)
    last = rng.integers(0, len(SURNAMES), owner.size)
    second = (use != HOME) & (owner >= 0)
    # Domestic contracts come first and in the order of dwellings, and dwellings with a second meter
    # have no mover: the holder of dwelling i is entry i.
    first[second], last[second] = first[owner[second]], last[owner[second]]
    return first, last


def _busy_areas(rng: np.random.Generator, geography: Geography, size: int) -> Ints:
    """Areas of shops and blocks of flats: where flats are."""
    weight = geography.weights * (1 - geography.houses)
    return rng.choice(weight.size, size, p=weight / weight.sum())


def _annual(rng: np.random.Generator, use: Ints, occupants: Ints) -> Floats:
    size = use.size
    homes = lognormal(rng, size, _ANNUAL[occupants], SPREAD)
    work = lognormal(rng, size, 85.0, 1.0)
    flats = rng.integers(6, 61, size).astype(np.float64)
    shared = lognormal(rng, size, _M3_PER_FLAT * flats, 0.12)
    return np.select([use == HOME, use == WORK, use == SHARED], [homes, work, shared], default=0.0)


def _watering(
    rng: np.random.Generator, dwellings: Dwellings, owner: Ints, use: Ints, metered: Bools
) -> Floats:
    """Summer use of gardens and pools, on the garden meter when there is one."""
    size = owner.size
    garden = lognormal(rng, size, 12.0, 0.7) * dwellings.garden[owner] * dwellings.house[owner]
    pool = lognormal(rng, size, 26.0, 0.4) * dwellings.pool[owner]
    own_meter = lognormal(rng, size, 24.0, 0.6) + pool
    return np.select(
        [use == GARDEN, (use == HOME) & ~metered[owner]], [own_meter, garden + pool], default=0.0
    )


def _social(
    rng: np.random.Generator, dwellings: Dwellings, owner: Ints, home: Bools, occupants: Ints
) -> Bools:
    """Social tariff: of domestic contracts alone, more often in flats and in crowded dwellings."""
    crowded = occupants / np.maximum(dwellings.surface[owner], 12) * 25
    weight = np.where(home, (0.4 + crowded) * np.where(dwellings.house[owner], 0.5, 1.5), 0.0)
    return weighted_share(rng, weight, SOCIAL_TARIFF * home.mean())
