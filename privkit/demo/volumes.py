"""Monthly volumes of a slice of contracts, in m³ with three decimals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from privkit.demo.contracts import HOME, Contracts
from privkit.demo.draw import Floats, Ints
from privkit.demo.dwellings import Dwellings

MONTHLY_NOISE = 0.12
#: Use of the months January to December beside the average month: holidays empty the city in August.
_SEASON = np.array([1.02, 1.01, 1.0, 1.0, 1.01, 1.04, 0.99, 0.88, 1.02, 1.01, 1.01, 1.01])
#: How the watering of a year spreads over its months.
_WATERING = np.array([0, 0, 0, 0.04, 0.12, 0.22, 0.26, 0.22, 0.11, 0.03, 0, 0])


@dataclass(frozen=True)
class Calendar:
    """The months of the readings: last days (days since 1970), days in the month, summers' dryness."""

    last_day: Ints
    days: Ints
    month: Ints  # 0 for January
    dryness: Floats

    def __len__(self) -> int:
        return int(self.last_day.size)


def make_calendar(rng: np.random.Generator, last_month: str, months: int) -> Calendar:
    """The ``months`` months up to ``last_month`` (YYYY-MM), with one dryness drawn per year."""
    span = np.datetime64(last_month, "M") + np.arange(-months + 1, 1)
    first = span.astype("datetime64[D]").astype(np.int64)
    after = (span + 1).astype("datetime64[D]").astype(np.int64)
    year = span.astype("datetime64[Y]").astype(np.int64)
    dryness = np.exp(0.2 * rng.standard_normal(int(year.max() - year.min()) + 1))
    return Calendar(after - 1, after - first, span.astype(np.int64) % 12, dryness[year - year.min()])


def monthly_volumes(
    rng: np.random.Generator, contracts: Contracts, part: slice, dwellings: Dwellings, calendar: Calendar
) -> Floats:
    """Volumes by contract (rows) and month (columns); NaN where the contract does not run."""
    dwelling = contracts.dwelling[part]
    months = len(calendar)
    noise = np.exp(MONTHLY_NOISE * rng.standard_normal((dwelling.size, months)))
    steady = calendar.days / 365.25 * _SEASON[calendar.month]
    summer = _WATERING[calendar.month] * calendar.dryness
    volume = (contracts.annual[part, None] * steady + contracts.watering[part, None] * summer) * noise
    lived_in = contracts.use[part] == HOME
    empty = lived_in & dwellings.vacant[dwelling]
    volume[empty] = rng.choice([0.0, 0.0, 0.012, 0.08], size=(int(empty.sum()), months))
    volume += _leaks(rng, lived_in, dwelling, dwellings, months)
    month = np.arange(months)
    runs = (month >= contracts.start[part, None]) & (month < contracts.end[part, None])
    return np.where(runs, np.round(volume, 3), np.nan)


def _leaks(
    rng: np.random.Generator, lived_in: np.ndarray, dwelling: Ints, dwellings: Dwellings, months: int
) -> Floats:
    """What leaks add: 12 to 90 m³ a month while they last."""
    begin = np.where(lived_in & (dwelling >= 0), dwellings.leak_start[dwelling], -1)
    since = np.arange(months) - begin[:, None]
    on = (begin[:, None] >= 0) & (since >= 0) & (since < dwellings.leak_months[dwelling][:, None])
    flow = np.clip(25.0 * np.exp(0.6 * rng.standard_normal(dwelling.size)), 12.0, 90.0)
    return np.asarray(on * flow[:, None], dtype=np.float64)
