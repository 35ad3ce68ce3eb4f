"""Energy of the same dwellings, month by month: another territory's file, for another policy.

Need of heat by energy label and shares of heating are of the order of public figures (labels as in the French
decree of 2021; real use stays under the label's conventional one), the rest is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from privkit.demo.contracts import HOME, Contracts
from privkit.demo.csvfile import CsvFile, Dialect
from privkit.demo.draw import Bools, Floats, Ints, exact_share, from_table, unique_numbers, weighted_share
from privkit.demo.dwellings import Dwellings
from privkit.demo.geography import Geography
from privkit.demo.layout import ENERGY, ENERGY_REQUEST_COLUMNS, ENERGY_REQUESTS
from privkit.demo.texts import pick
from privkit.demo.volumes import Calendar

MONTHS = 12  # of the last readings
UNLABELLED = 0.2  # share of dwellings whose energy label is not known
VOUCHERS = 0.12
REQUESTED = 0.005
LABELS: Final = tuple("ABCDEFG")
HEATING: Final = ("électricité", "gaz", "réseau de chaleur", "bois")
PERIODS: Final = ("avant 1946", "1946 à 1974", "1975 à 1990", "1991 à 2005", "après 2005")
_PERIOD_ENDS = np.array([1946, 1975, 1991, 2006])
_LABEL_OF_PERIOD = np.array(
    [
        [0.00, 0.01, 0.12, 0.30, 0.31, 0.16, 0.10],
        [0.00, 0.02, 0.18, 0.37, 0.27, 0.11, 0.05],
        [0.00, 0.03, 0.30, 0.40, 0.20, 0.06, 0.01],
        [0.01, 0.08, 0.46, 0.35, 0.09, 0.01, 0.00],
        [0.10, 0.35, 0.43, 0.11, 0.01, 0.00, 0.00],
    ]
)
#: Heating of flats, then of houses.
_HEATING_SHARES = np.array([[0.42, 0.38, 0.19, 0.01], [0.38, 0.42, 0.00, 0.20]])
_NEED = np.array([22.0, 38.0, 60.0, 84.0, 108.0, 132.0, 160.0])  # kWh of heat per m² and year, as used
_LOSS = np.array([0.92, 1.12, 1.0, 0.03])  # metered energy per kWh of heat; logs are not metered
_SEASON = np.array([0.19, 0.16, 0.14, 0.08, 0.03, 0.0, 0.0, 0.0, 0.01, 0.06, 0.13, 0.20])
SPREAD = 0.27  # standard deviation of the logarithm among like households
MONTHLY_NOISE = 0.10

SCHEMA = pa.schema(
    [
        ("point_livraison", pa.string()),
        ("code_iris", pa.string()),
        ("type_logement", pa.string()),
        ("surface_m2", pa.int32()),
        ("nb_occupants", pa.int32()),
        ("periode_construction", pa.string()),
        ("chauffage", pa.string()),
        ("etiquette_energie", pa.string()),
        ("cheque_energie", pa.bool_()),
        ("mois", pa.date32()),
        ("energie_kwh", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Homes:
    """One entry per delivery point: what does not change from month to month."""

    number: Ints
    dwelling: Ints
    occupants: Ints
    label: Ints
    known: Bools  # whether the label is
    heating: Ints
    period: Ints
    voucher: Bools


def write_energy(
    folder: Path,
    rng: np.random.Generator,
    contracts: Contracts,
    dwellings: Dwellings,
    geography: Geography,
    calendar: Calendar,
) -> dict[str, int]:
    """The energy file of the dwellings under contract and its list of requests; returns the rows of each, by path."""
    homes = _homes(rng, contracts, dwellings)
    months = min(MONTHS, len(calendar))
    used = _monthly(rng, homes, dwellings, calendar, months)
    codes = pc.utf8_lpad(pa.array(homes.number).cast(pa.string()), 14, "0")
    period = pa.array(homes.period)
    fixed = (
        codes,
        pick(geography.codes, dwellings.area[homes.dwelling]),
        pick(("appartement", "maison"), dwellings.house[homes.dwelling].astype(np.int64)),
        pa.array(dwellings.surface[homes.dwelling].astype(np.int32)),
        pa.array(homes.occupants.astype(np.int32)),
        pa.array(PERIODS, pa.string()).take(pa.array(homes.period, mask=dwellings.year[homes.dwelling] == 0)),
        pick(HEATING, homes.heating),
        pa.array(LABELS, pa.string()).take(pa.array(homes.label, mask=~homes.known)),
        pa.array(homes.voucher),
    )
    rows = pa.array(np.repeat(np.arange(len(period)), months))
    days = np.tile(calendar.last_day[-months:].astype(np.int32), len(period))
    table = pa.table(
        [*(column.take(rows) for column in fixed), pa.array(days).cast(pa.date32()), pa.array(used.ravel())],
        schema=SCHEMA,
    )
    pq.write_table(table, folder / ENERGY, store_schema=False)
    return {ENERGY: table.num_rows} | _requests(folder, rng, codes, calendar)


def _homes(rng: np.random.Generator, contracts: Contracts, dwellings: Dwellings) -> Homes:
    """The household that lives in each dwelling at the end."""
    last = contracts.end == contracts.end.max()
    place = np.flatnonzero((contracts.use == HOME) & last)
    place = place[np.argsort(contracts.dwelling[place])]
    dwelling, occupants = contracts.dwelling[place], contracts.occupants[place]
    period = np.searchsorted(_PERIOD_ENDS, dwellings.year[dwelling], side="right").astype(np.int64)
    label = from_table(rng, _LABEL_OF_PERIOD, period)
    heating = from_table(rng, _HEATING_SHARES, dwellings.house[dwelling].astype(np.int64))
    crowded = occupants / np.maximum(dwellings.surface[dwelling], 12) * 25
    return Homes(
        number=unique_numbers(rng, place.size, 10**9, 10**14),
        dwelling=dwelling,
        occupants=occupants,
        label=label,
        known=~exact_share(rng, place.size, UNLABELLED),
        heating=heating,
        period=period,
        voucher=weighted_share(rng, 0.4 + crowded + contracts.social[place], VOUCHERS),
    )


def _monthly(
    rng: np.random.Generator, homes: Homes, dwellings: Dwellings, calendar: Calendar, months: int
) -> Ints:
    """Whole kWh by delivery point (rows) and month (columns)."""
    size = homes.number.size
    month, days = calendar.month[-months:], calendar.days[-months:]
    surface = dwellings.surface[homes.dwelling]
    steady = 700 + 1_000.0 * homes.occupants + 6.0 * surface  # hot water, cooking, appliances
    heat = surface * _NEED[homes.label] * _LOSS[homes.heating]
    own: Floats = np.exp(SPREAD * rng.standard_normal((size, 1)))
    noise = np.exp(MONTHLY_NOISE * rng.standard_normal((size, months)))
    used = (steady[:, None] * days / 365.25 + heat[:, None] * _SEASON[month]) * own * noise
    used[dwellings.vacant[homes.dwelling]] *= 0.05
    return np.asarray(np.round(used), dtype=np.int64)


def _requests(folder: Path, rng: np.random.Generator, codes: pa.Array, calendar: Calendar) -> dict[str, int]:
    """Objections and restrictions of energy customers."""
    places = np.flatnonzero(exact_share(rng, len(codes), REQUESTED))
    right = rng.choice(2, places.size, p=[0.7, 0.3])
    state = rng.choice(2, places.size, p=[0.3, 0.7])
    day = int(calendar.last_day[-1]) - rng.integers(0, 540, places.size)
    date = pc.strftime(pa.array(day.astype(np.int32)).cast(pa.date32()).cast(pa.timestamp("s")), "%d/%m/%Y")
    purpose = pick(("comparaison des consommations",), np.zeros(places.size, dtype=np.int64))
    with CsvFile(folder / ENERGY_REQUESTS, ENERGY_REQUEST_COLUMNS, Dialect(separator=";")) as file:
        file.write(
            [
                codes.take(pa.array(places)),
                pick(("opposition", "limitation"), right),
                purpose,
                pick(("recue", "acceptee"), state),
                date,
            ]
        )
        return {ENERGY_REQUESTS: file.rows}
