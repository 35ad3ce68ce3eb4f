"""A simulated city to try everything on: bills, property register, requests, geography, energy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from privkit.demo.bills import Book, write_bills
from privkit.demo.canaries import Canary, plant
from privkit.demo.checks import check_folder, check_request
from privkit.demo.contracts import make_contracts
from privkit.demo.dwellings import make_dwellings
from privkit.demo.energy import write_energy
from privkit.demo.files import write_geography, write_register, write_requests
from privkit.demo.geography import make_geography
from privkit.demo.layout import AREAS, BILLS, OPERATOR_FILES
from privkit.demo.notes import write_notes
from privkit.demo.readings import make_readings
from privkit.demo.texts import make_texts
from privkit.demo.volumes import make_calendar

_BIG = 2_000_000  # expected readings from which the Parquet file is packed harder


@dataclass(frozen=True)
class CityReport:
    """What was written: the folder, the rows of each file (paths inside it), and the canaries.

    ``households`` counts dwellings under contract, ``contracts`` all contracts of the period, ``readings``
    the rows of the bills. The canaries are data values: they are left out of the representation.
    """

    folder: Path
    files: Mapping[str, int]
    households: int
    contracts: int
    readings: int
    canaries: tuple[Canary, ...] = field(repr=False)


def make_city(
    folder: Path,
    *,
    households: int = 20_000,
    seed: int = 1,
    months: int = 36,
    last_month: str = "2026-10",
    big_parquet: bool | None = None,
) -> CityReport:
    """Write a SIMULATED metropolis of Nantes's outline into an empty folder.

    Nobody in it is real: only commune codes, names and populations are (public figures, see
    :mod:`privkit.demo.places`). Volumes are drawn so that the yearly medians are near the published
    figures for Nantes: about 38 m³ for one person and 120 m³ for four (metropole.nantes.fr,
    20minutes.fr), with watering in summer, leaks, empty dwellings, movers, garden and collective
    meters. The energy of the same dwellings is a file apart. The same arguments and library versions
    give the same bytes. Memory does not grow with
    ``months``, and little with ``households``: ten million readings need less than 1 GiB.

    Parameters
    ----------
    folder:
        A folder that does not exist yet, or is empty.
    households:
        Dwellings under domestic contract, at least 50; about 37 readings each over 36 months.
    seed:
        Seed of every draw.
    months, last_month:
        Months of readings, from 3 to 120, and the last one as ``YYYY-MM``.
    big_parquet:
        Pack the bills harder (zstd rather than snappy). By default when two million readings are
        expected. The rows are the same.

    Raises
    ------
    UsageError
        PK910 to PK913: too few households, months or seed out of range, last month misspelt.
    DataError
        PK914, PK915: the folder holds something, or cannot be written.
    """
    check_request(households=households, seed=seed, months=months, last_month=last_month)
    big = households * months >= _BIG if big_parquet is None else big_parquet
    with check_folder(folder):
        for inside in (BILLS, AREAS, *OPERATOR_FILES.values()):
            (folder / inside).parent.mkdir(parents=True, exist_ok=True)
        report = _write(folder, households, seed, months, last_month, compression="zstd" if big else "snappy")
        write_notes(folder, households=households, seed=seed, months=months, last_month=last_month)
    return report


def _write(
    folder: Path, households: int, seed: int, months: int, last_month: str, compression: str
) -> CityReport:
    """Draw the city and write its data files. Each part has its own stream of random numbers."""
    rngs = np.random.default_rng(seed).spawn(8)
    calendar = make_calendar(rngs[0], last_month, months)
    geography = make_geography(rngs[1])
    dwellings = make_dwellings(rngs[2], geography, households, months)
    drawn = make_contracts(rngs[3], geography, dwellings, months)
    contracts, planted = plant(drawn, dwellings, geography)
    texts = make_texts(rngs[4], contracts, dwellings, geography, planted)
    book = Book(contracts, texts, calendar, geography, planted)
    remarks = len(texts.remarks) - len(planted.canaries)
    readings = make_readings(rngs[5], contracts, dwellings, calendar, remarks)
    files = write_bills(folder, book, readings, compression=compression)
    files |= write_register(folder, dwellings, geography)
    files |= write_requests(folder, rngs[6], contracts, texts, calendar, planted)
    files |= write_geography(folder, geography)
    files |= write_energy(folder, rngs[7], contracts, dwellings, geography, calendar)
    return CityReport(folder, files, households, len(contracts), files[BILLS], planted.canaries)
