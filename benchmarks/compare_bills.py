"""A billing run on simulated households: CPU seconds beside a join written by hand in DuckDB, in the same run.

    python benchmarks/compare_bills.py [HOUSEHOLDS]

The join does a part of the work: bands of occupants and surface, low, middle and high marks, state, ratio, twice
the mean of three years, and one short sentence; it trusts every value. privkit also validates each, looks for
repeated households, tells why there is no comparison, and writes the whole sentence as the bill has it.
"""

from __future__ import annotations

import resource
import sys
import tempfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from time import process_time

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from privkit.compare.bill.run import BatchOrder, tell_bills
from privkit.compare.fit import fit_reference
from privkit.compare.reference import ReferenceTable
from privkit.compare.spec import ComparisonSpec
from privkit.steps.bands import read_bands

PEOPLE = read_bands(["1", "2", "3 to 4", "5 and more"], "en")
SURFACE = read_bands(["40", "60", "80", "100"], "en")


def households(count: int, decimals: int) -> pd.DataFrame:
    """Simulated bills with three years before."""
    rng = np.random.default_rng(count)
    people = rng.choice([1, 2, 3, 4, 5, 6], count, p=[0.38, 0.3, 0.13, 0.12, 0.05, 0.02])
    surface = np.clip(rng.normal(40 + 15 * people, 20), 15, 250).round().astype(int)
    house = rng.random(count) < np.where(surface > 80, 0.6, 0.2)
    volume = (28 + 28.0 * people + 20 * house) * np.exp(rng.normal(0, 0.35, count))
    frame = {"household": [f"C{n:08d}" for n in range(count)], "volume": volume.round(decimals)}
    frame |= {"people": people, "dwelling": np.where(house, "house", "flat"), "surface": surface}
    for year in (1, 2, 3):
        frame[f"previous_{year}"] = (volume * np.exp(rng.normal(-0.1, 0.4, count))).round(decimals)
    return pd.DataFrame(frame)


def reference() -> ReferenceTable:
    """A table of the same city."""
    bills = households(40_000, 1)
    spec = ComparisonSpec(
        "volume", "m3", ("people", "dwelling", "surface"), 30, Fraction(1, 5), Fraction(1, 2), Fraction(4, 5),
        Decimal(5), "en",
    )  # fmt: skip
    labels = bills.assign(people=PEOPLE.apply(bills.people), surface=SURFACE.apply(bills.surface))
    orders = {"people": PEOPLE.labels, "surface": SURFACE.labels}
    return fit_reference(labels, spec, orders, {"people": (PEOPLE,), "surface": (SURFACE,)})


def by_hand(bills: Path, out: Path, table: ReferenceTable) -> None:
    """The join anybody would write, the labels of each group spread out beforehand."""
    groups = [
        (p, d, s, float(g.low), float(g.middle), float(g.high))
        for g in table.groups
        for p in PEOPLE.labels if p in g.labels[0] or "*" in g.labels[0]
        for d in ("house", "flat") if d in g.labels[1] or "*" in g.labels[1]
        for s in SURFACE.labels if s in g.labels[2] or "*" in g.labels[2]
    ]  # fmt: skip
    columns = list(zip(*groups, strict=True))
    marks = pa.table(dict(zip(("p", "d", "s", "low", "middle", "high"), map(list, columns), strict=True)))
    people = "CASE WHEN people = 1 THEN '1' WHEN people = 2 THEN '2' WHEN people <= 4 THEN '3 to 4' ELSE '5 and more' END"
    edges = zip(("40", "60", "80", "100"), SURFACE.labels, strict=False)
    surface = "CASE " + " ".join(f"WHEN surface < {e} THEN '{label}'" for e, label in edges)
    surface += f" ELSE '{SURFACE.labels[-1]}' END"
    target = "(FORMAT parquet, COMPRESSION zstd)" if out.suffix == ".parquet" else "(FORMAT csv)"
    with duckdb.connect() as connection:
        connection.register("marks", marks)
        connection.execute("SET threads = 1")
        connection.execute(f"""
            COPY (
                SELECT household,
                    CASE WHEN volume <= low THEN 'low' WHEN volume > high THEN 'high' ELSE 'middle' END AS state,
                    round(volume / middle, 2) AS ratio,
                    volume * 3 > 2 * (previous_1 + previous_2 + previous_3) AS abnormal,
                    'Your household used ' || volume || ' m³ in one year: this is ' ||
                    CASE WHEN volume <= low THEN 'already among the lowest 20% of similar homes. Thank you.'
                         WHEN volume > high THEN 'among the highest 20% of similar homes.'
                         ELSE 'between the marks of similar homes.' END || ' Middle mark: ' || middle || ' m³.' AS sentence
                FROM (SELECT *, {people} AS p, {surface} AS s FROM '{bills}') AS b
                JOIN marks ON marks.p = b.p AND marks.s = b.s AND marks.d = b.dwelling
            ) TO '{out}' {target}""")


def main(count: int) -> None:
    table = reference()
    print(
        f"{'bills':>10} {'file':>8} {'decimals':>8} {'privkit s':>10} {'by hand s':>10} {'ratio':>6} {'peak MB':>8}"
    )
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for decimals, ending in ((3, "parquet"), (1, "csv")):
            bills = place / f"bills.{ending}"
            arrow = pa.Table.from_pandas(households(count, decimals), preserve_index=False)
            (pq.write_table if ending == "parquet" else arrow_csv.write_csv)(arrow, bills)
            del arrow
            started = process_time()
            tell_bills(table, BatchOrder(bills, place / f"messages.{ending}", "en", {}))
            told = process_time()
            by_hand(bills, place / f"hand.{ending}", table)
            hand = process_time() - told
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            ours = told - started
            print(
                f"{count:10,} {ending:>8} {decimals:>8} {ours:10.2f} {hand:10.2f} {ours / hand:6.2f} {peak:8.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
