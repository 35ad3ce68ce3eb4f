"""Groups and uniqueness of ten million rows, against the same counts written by hand in DuckDB.

    python benchmarks/measure_rows.py [--rows 10000000] [--runs 3] [--folder FOLDER] [--confidential]

Three tables of eight quasi-identifiers, in Parquet: *homes* draws dwellings around streets (columns that go
together, as in real life), *protected* coarsens them until groups are large, *spread* draws every column by itself,
the hardest case: most rows are alone. privkit is ``privkit.measure``: sizes, uniqueness, sets of known facts, risks,
and a look for direct identifiers in every text; the script groups once and counts sizes, uniques and rows.

Each run is a process of its own. CPU is user plus system time of that process, start-up included; memory is its
peak resident size. Ratios are of medians.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

SIZES = {
    "commune": 24, "iris": 300, "kind": 2, "rooms": 8, "people": 7, "garden": 2, "period": 6, "surface": 40,
}  # fmt: skip
ON = tuple(SIZES)
TABLES = ("homes", "protected", "spread")


def make(path: Path, table: str, rows: int, seed: int = 1) -> None:
    """Write one of the tables: a unit, the quasi-identifiers as texts, a volume."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(seed)
    writer = None
    for start in range(0, rows, 1_000_000):
        size = min(1_000_000, rows - start)
        codes = _spread(rng, size) if table == "spread" else _homes(rng, size)
        if table == "protected":
            codes["iris"], codes["surface"] = codes["commune"], codes["surface"] // 10
            codes["rooms"], codes["people"] = codes["rooms"] // 3, codes["people"] // 3
        columns = {"unit": pa.array([f"C{n:08d}" for n in range(start, start + size)])}
        for name, found in codes.items():
            labels = pa.array([f"{name}-{n:03d}" for n in range(SIZES[name])])
            columns[name] = pa.DictionaryArray.from_arrays(pa.array(found), labels).cast(pa.string())
        columns["volume"] = pa.array(np.round(rng.gamma(4, 30, size)).astype(np.int64))
        part = pa.table(columns)
        writer = writer or pq.ParquetWriter(path, part.schema)
        writer.write_table(part)
    if writer is not None:
        writer.close()


def _spread(rng: np.random.Generator, rows: int) -> dict[str, np.ndarray]:
    return {name: _skewed(rng, size, rows) for name, size in SIZES.items()}


def _homes(rng: np.random.Generator, rows: int) -> dict[str, np.ndarray]:
    """An area has its commune, its period and mostly one kind; rooms and surface go with the kind."""
    iris = _skewed(rng, SIZES["iris"], rows)
    other = rng.random(rows)
    kind = np.where(other < 0.85, iris % 2, rng.integers(0, 2, rows)).astype(np.int32)
    rooms = np.clip(np.round(rng.normal(2 + 3 * kind, 1.0)), 0, 7).astype(np.int32)
    return {
        "commune": (iris % 24).astype(np.int32),
        "iris": iris,
        "kind": kind,
        "rooms": rooms,
        "people": np.clip(rng.poisson(1 + rooms / 3), 0, 6).astype(np.int32),
        "garden": ((kind == 1) & (other < 0.9)).astype(np.int32),
        "period": ((iris // 50 + (rng.random(rows) < 0.2)) % 6).astype(np.int32),
        "surface": np.clip(np.round(rooms * 4 + rng.normal(4, 2.0, rows)), 0, 39).astype(np.int32),
    }


def _skewed(rng: np.random.Generator, size: int, rows: int) -> np.ndarray:
    chance = 1 / np.arange(1, size + 1) ** 0.7
    return rng.choice(size, rows, p=chance / chance.sum()).astype(np.int32)


def by_privkit(path: Path, confidential: bool) -> tuple[int, int, int]:
    import privkit

    found = privkit.measure(
        path, quasi_identifiers=ON, unit="unit", confidential=("volume",) if confidential else ()
    )
    return found["units"], found["groups"], found["unique"]


def by_duckdb(path: Path, confidential: bool) -> tuple[int, int, int]:
    import duckdb

    con = duckdb.connect(":memory:", config={"memory_limit": "2GiB"})
    file = f"read_parquet('{path}')"
    units = con.execute(f"SELECT count(DISTINCT unit) FROM {file}").fetchall()[0][0]
    con.execute(f"CREATE TABLE sizes AS SELECT {', '.join(ON)}, count(*) AS n FROM {file} GROUP BY ALL")
    groups, unique = con.execute("SELECT count(*), count(*) FILTER (WHERE n = 1) FROM sizes").fetchall()[0]
    if confidential:
        con.execute(f"SELECT {', '.join(ON)}, count(DISTINCT volume) FROM {file} GROUP BY ALL").fetchall()
    return units, groups, unique


WAYS: dict[str, Callable[[Path, bool], tuple[int, int, int]]] = {"privkit": by_privkit, "DuckDB": by_duckdb}


def measured(way: str, path: Path, confidential: bool) -> tuple[float, float, float, str]:
    """CPU and wall seconds, peak GiB and the counts of one way, in a process of its own."""
    told = path.with_suffix(f".{way}.txt")
    words = [sys.executable, __file__, "--one", way, "--folder", str(path), "--told", str(told)]
    start = perf_counter()
    child = os.posix_spawn(sys.executable, [*words, *(["--confidential"] * confidential)], os.environ)
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{way} failed")
    cpu = used.ru_utime + used.ru_stime
    return cpu, perf_counter() - start, used.ru_maxrss / 2**20, told.read_text()


def compare(folder: Path, rows: int, runs: int, confidential: bool) -> None:
    print(f"{rows} rows, median of {runs}")
    print(f"{'':<22}{'groups':>10}{'alone':>10}{'CPU s':>8}{'of DuckDB':>11}{'wall s':>8}{'peak GiB':>10}")
    for table in TABLES:
        path = folder / f"{table}-{rows}.parquet"
        if not path.exists():
            make(path, table, rows)
        found = {way: [] for way in WAYS}
        for _ in range(runs):  # in turns, so that a busy moment of the machine hits both
            for way in WAYS:
                found[way].append(measured(way, path, confidential))
        assert len({one[3] for each in found.values() for one in each}) == 1, "counts differ"
        base = median(one[0] for one in found["DuckDB"])
        for way, each in found.items():
            cpu, wall = median(one[0] for one in each), median(one[1] for one in each)
            _, groups, unique = each[0][3].split()
            peak = max(one[2] for one in each)
            name = f"{table}, {way}"
            print(
                f"{name:<22}{groups:>10}{unique:>10}{cpu:>8.1f}{cpu / base:>11.2f}{wall:>8.1f}{peak:>10.2f}"
            )


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=10_000_000)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--folder", type=Path, help="where the tables are, or are to be kept")
    asked.add_argument(
        "--confidential", action="store_true", help="diversity of the volume in each group too"
    )
    asked.add_argument("--one", choices=list(WAYS), help=argparse.SUPPRESS)
    asked.add_argument("--told", type=Path, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.one:
        counts = WAYS[options.one](options.folder, options.confidential)
        options.told.write_text(" ".join(map(str, counts)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        compare(folder, options.rows, options.runs, options.confidential)


if __name__ == "__main__":
    main()
