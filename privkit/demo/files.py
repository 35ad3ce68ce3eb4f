"""The small files of the simulated city: register, requests, geography."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privkit.demo.canaries import Planted
from privkit.demo.contracts import Contracts
from privkit.demo.csvfile import CsvFile, Dialect
from privkit.demo.draw import exact_share
from privkit.demo.dwellings import Dwellings
from privkit.demo.geography import Geography
from privkit.demo.layout import (
    AREA_COLUMNS,
    AREAS,
    COMMUNES,
    REGISTER,
    REGISTER_COLUMNS,
    REQUEST_COLUMNS,
    REQUESTS,
)
from privkit.demo.places import COMMUNES as KNOWN_COMMUNES
from privkit.demo.texts import Texts, dwelling_codes, pick, yes_no
from privkit.demo.volumes import Calendar

REQUESTED = 0.005  # share of contracts with a request
RIGHTS = ("opposition", "limitation", "effacement")
PURPOSES = ("comparaison des consommations", "données ouvertes", "tous les usages statistiques")
STATES = ("recue", "en_cours", "acceptee", "refusee")
_REGISTER_DIALECT = Dialect(separator=";", encoding="utf-8-sig", line_end="\r\n", decimal=",")
_REQUEST_DIALECT = Dialect(separator=";", day="%d/%m/%Y")
_REFERENCE_DIALECT = Dialect(separator=",")


def write_register(folder: Path, dwellings: Dwellings, geography: Geography) -> dict[str, int]:
    """The property register: one row per dwelling it knows, in the order of ``id_local``."""
    code = dwelling_codes(dwellings, geography)
    commune = geography.commune[dwellings.area]
    order = np.lexsort((dwellings.number, commune))
    rows = pa.array(order[dwellings.registered[order]])
    year = pa.array(dwellings.year, mask=dwellings.year == 0).cast(pa.string())
    columns = (
        code,
        pick(("appartement", "maison"), dwellings.house.astype(np.int64)),
        pa.array(dwellings.surface.astype(np.int64)).cast(pa.string()),
        yes_no(dwellings.garden),
        yes_no(dwellings.pool),
        year,
        pick([c.code for c in KNOWN_COMMUNES], commune),
    )
    with CsvFile(folder / REGISTER, REGISTER_COLUMNS, _REGISTER_DIALECT) as file:
        file.write([column.take(rows) for column in columns])
        return {REGISTER: file.rows}


def write_requests(
    folder: Path,
    rng: np.random.Generator,
    contracts: Contracts,
    texts: Texts,
    calendar: Calendar,
    planted: Planted,
) -> dict[str, int]:
    """Objections, restrictions and erasures; the first canary has objected and was granted it."""
    asked = exact_share(rng, len(contracts), REQUESTED)
    asked[planted.places[:1]] = True
    places = np.flatnonzero(asked)
    size = places.size
    right = rng.choice(len(RIGHTS), size, p=[0.6, 0.25, 0.15])
    state = rng.choice(len(STATES), size, p=[0.1, 0.15, 0.65, 0.1])
    canary = np.isin(places, planted.places[:1])
    right[canary], state[canary] = RIGHTS.index("opposition"), STATES.index("acceptee")
    purpose = rng.choice(len(PURPOSES), size, p=[0.5, 0.2, 0.3])
    day = int(calendar.last_day[-1]) - rng.integers(0, 540, size)
    date = pc.strftime(
        pa.array(day.astype(np.int32)).cast(pa.date32()).cast(pa.timestamp("s")), _REQUEST_DIALECT.day
    )
    with CsvFile(folder / REQUESTS, REQUEST_COLUMNS, _REQUEST_DIALECT) as file:
        ids = texts.id_contrat.take(pa.array(places))
        file.write([ids, pick(RIGHTS, right), pick(PURPOSES, purpose), pick(STATES, state), date])
        return {REQUESTS: file.rows}


def write_geography(folder: Path, geography: Geography) -> dict[str, int]:
    """The tree of areas and the list of communes."""
    with CsvFile(folder / AREAS, AREA_COLUMNS, _REFERENCE_DIALECT) as file:
        file.write([pa.array(column) for column in zip(*geography.rows(), strict=True)])
        areas = file.rows
    with CsvFile(folder / COMMUNES, ("code_commune", "nom_commune"), _REFERENCE_DIALECT) as file:
        file.write([pa.array([c.code for c in KNOWN_COMMUNES]), pa.array([c.name for c in KNOWN_COMMUNES])])
        return {AREAS: areas, COMMUNES: file.rows}
