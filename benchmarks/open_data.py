"""Bounding contributions and adding up cells, against the bare group-by in DuckDB.

    python benchmarks/open_data.py [--units 200000] [--months 48] [--runs 3] [--folder FOLDER]

A table of monthly readings in Parquet, in two orders: *monthly*, as bills are exported, and *shuffled*, the
hardest for any grouping by household. The tables are by area and month (9,600 cells) and by area and housing (600):
households, and the sum of the volume kept between 0 and 25. *within* caps that nobody passes: 48 months, one row
in each; *12 months* makes every household lose 36.

The script counts rows and adds up volumes (*bare*), or counts distinct households too (*with households*), which is
what a publication needs. Each run is a process of its own; CPU is what the work took, start-up aside; memory is the
peak resident size of the process. Ratios are of medians.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import process_time

TABLES = (("area", "month"), ("area", "housing"))
ORDERS = {"monthly": "month, contract_id", "shuffled": "hash(contract_id, month)"}
KEY = b"a key of the benchmark"


def make(path: Path, order: str, units: int, months: int) -> None:
    """Write the table: a contract has one area, one commune and one kind of housing."""
    import duckdb

    con = duckdb.connect(":memory:", config={"memory_limit": "2GiB", "temp_directory": str(path.parent)})
    normal = "sqrt(-2 * ln((hash(u, m, 1) % 1000000 + 1) / 1000001.0)) * cos(6.2831853 * (hash(u, m, 2) % 1000000) / 1e6)"
    con.execute(f"""COPY (SELECT 'C' || lpad(u::VARCHAR, 8, '0') AS contract_id,
        'A' || lpad((hash(u) % 200)::VARCHAR, 3, '0') AS area, 'T' || lpad((hash(u) % 24)::VARCHAR, 2, '0') AS commune,
        ['house', 'flat', 'other'][1 + (hash(u, 3) % 3)::BIGINT] AS housing,
        (DATE '2022-01-01' + to_months(m::INTEGER))::DATE AS month,
        least(200, exp(2 + 0.65 * {normal}))::DECIMAL(18, 2) AS volume
        FROM range({units}) a(u), range({months}) b(m) ORDER BY {ORDERS[order]}) TO '{path}'""")


def bare(path: Path, columns: str) -> int:
    import duckdb

    con = duckdb.connect(":memory:", config={"memory_limit": "1GiB", "threads": 2})
    start, rows = process_time(), 0
    for by in TABLES:
        asked = f"SELECT {', '.join(by)}, {columns} FROM read_parquet('{path}') GROUP BY ALL"
        rows += sum(row[2] for row in con.execute(asked).fetchall())
    told("read and grouped", start)
    return rows


def by_privkit(path: Path, months: int) -> int:
    from privkit.engine import open_engine
    from privkit.engine.caps import Caps
    from privkit.engine.cell_values import CellRequest, SumOf
    from privkit.engine.protocol import Overrides, Source
    from privkit.engine.sources.detect import detect
    from privkit.values import Column, Role, Type

    names = ("contract_id", "area", "housing")
    columns = [Column(name, Type.CODE, Role.OTHER) for name in names]
    columns += [Column("month", Type.DATE, Role.OTHER), Column("volume", Type.NUMBER, Role.OTHER, decimals=2)]
    volume = {"volume": SumOf("volume", Decimal("0.01"), 0, 2500, ("filled", "sum", "centred"))}
    with (
        tempfile.TemporaryDirectory() as spill,
        open_engine("duckdb", spill=Path(spill), threads=2) as engine,
    ):
        table = engine.scan(Source("bills", path, None, detect(path, Overrides())), columns)
        start, rows = process_time(), 0
        caps = Caps({"area": 1, "month": months}, ("area", "month"), months, 1)
        bounded = engine.bound(table, "contract_id", caps, KEY)
        bound_at = told("bounded", start)
        for by in TABLES:
            once = "month" in by
            request = CellRequest("contract_id", by, volume, one_row_per_unit_and_cell=once)
            rows += int(engine.cells(bounded.table, request).rows.sum())
        told("added up", bound_at)
        return rows


def told(what: str, start: float) -> float:
    """Print the seconds of CPU since ``start`` for the parent."""
    now = process_time()
    print(what, now - start, sep="\t", flush=True)
    return now


WAYS = {
    "bare": lambda path: bare(path, "count(*), sum(volume)"),
    "bare, with households": lambda path: bare(path, "count(*), sum(volume), count(DISTINCT contract_id)"),
    "privkit, within": lambda path: by_privkit(path, 48),
    "privkit, 12 months": lambda path: by_privkit(path, 12),
}


def measured(way: str, path: Path) -> tuple[dict[str, float], float]:
    """CPU seconds of each part and peak GiB of one way, in a process of its own."""
    read, write = os.pipe()
    words = [sys.executable, __file__, "--one", way, "--folder", str(path)]
    child = os.posix_spawn(sys.executable, words, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)])
    os.close(write)
    with os.fdopen(read) as pipe:
        lines = [line.rstrip("\n").split("\t") for line in pipe]
    _, status, _ = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{way} failed")
    parts = {what: float(seconds) for what, seconds in lines}
    return parts, parts.pop("peak")


def compare(folder: Path, units: int, months: int, runs: int) -> None:
    print(f"{units * months} rows, median of {runs}")
    print(f"{'':<38}{'CPU s':>8}{'of bare':>10}{'of with households':>20}{'peak GiB':>10}")
    for order in ORDERS:
        path = folder / f"readings-{order}-{units}-{months}.parquet"
        if not path.exists():  # by another process: its memory would count as that of those to come
            words = [sys.executable, __file__, "--make", order, "--folder", str(path)]
            os.waitpid(
                os.posix_spawn(
                    sys.executable, [*words, "--units", str(units), "--months", str(months)], os.environ
                ),
                0,
            )
        found: dict[str, list[tuple[dict[str, float], float]]] = {way: [] for way in WAYS}
        for _ in range(runs):  # in turns, so that a busy moment of the machine hits all
            for way in WAYS:
                found[way].append(measured(way, path))
        totals = {way: median(sum(parts.values()) for parts, _ in each) for way, each in found.items()}
        for way, each in found.items():
            parts = "".join(
                f"  {what} {median(p[what] for p, _ in each):.2f}"
                for what in each[0][0]
                if len(each[0][0]) > 1
            )
            ratios = [totals[way] / totals[base] for base in ("bare", "bare, with households")]
            peak = max(peak for _, peak in each)
            name = f"{order}: {way}"
            print(f"{name:<38}{totals[way]:>8.2f}{ratios[0]:>10.1f}{ratios[1]:>20.2f}{peak:>10.2f}{parts}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--units", type=int, default=200_000)
    asked.add_argument("--months", type=int, default=48)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--folder", type=Path, help="where the tables are, or are to be kept")
    asked.add_argument("--one", choices=list(WAYS), help=argparse.SUPPRESS)
    asked.add_argument("--make", choices=list(ORDERS), help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.make:
        make(options.folder, options.make, options.units, options.months)
        return
    if options.one:
        WAYS[options.one](options.folder)
        print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, sep="\t")
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        compare(folder, options.units, options.months, options.runs)


if __name__ == "__main__":
    main()
