"""Ten million readings through a whole policy, against scripts written by hand in DuckDB and in polars.

    python benchmarks/full_chain.py [--households 262000] [--runs 5] [--folder FOLDER]

All three read the same Parquet file, leave out what is older than the retention period and what is not
domestic, replace the contract by HMAC-SHA-256, make one row per household (volume and number of months over
the last twelve), keep full years, generalise, and write the same rows to Parquet. privkit is called as a
library (``privkit.apply``): it also validates every value, fingerprints its input, counts rows and
households at every step, judges conditions, computes a digest and writes evidence and ledger.

Each run is a process of its own. CPU is user plus system time of that process, start-up included; memory is
its peak resident size. Ratios are of medians.
"""

from __future__ import annotations

import argparse
import hmac
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

AS_OF = date(2026, 10, 31)
KEY = b"benchmark key of thirty-two bytes"
NAME, VERSION, NEW = "full-chain", "1.0", "household_id"
OCCUPANTS = "CASE WHEN nb <= 1 THEN '1' WHEN nb = 2 THEN '2' WHEN nb <= 4 THEN '3 to 4' ELSE '5 and more' END"

POLICY = """\
privkit: 1
language: en
policy:
  name: full-chain
  title: Ten million readings
  version: "1.0"
  state: validated
  effective_from: 2026-01-01
  review_before: 2999-12-31
register:
  record: R-1
  controller: Metropolis
  joint_controllers: none
  processors: none
  dpo: dpo@metropolis.example
  purpose: To measure speed.
  legal_basis: { ground: public_task, because: Simulated data. }
  data_subjects: [subscribers]
  data_categories: [consumption]
  recipients: [data team]
  transfers_outside_eu: none
  retention: { duration: 3 years, from: date_releve, because: A test., then: eliminate }
  rights: { information: None needed. }
governance:
  dpo_advice: { opinion: favourable, date: 2026-01-01 }
  decision: { by: controller, capacity: Head of department, date: 2026-01-02 }
data:
  privacy_unit: { name: household, column: id_contrat }
  tables:
    bills:
      file: donnees/factures.parquet
      one_row_is: one monthly reading of one contract
      origin: { source: simulated, collection: direct, first_purpose: billing }
      columns:
        id_contrat:    { role: direct_identifier, type: code }
        id_local:      { role: direct_identifier, type: code, read: no }
        nom_titulaire: { role: direct_identifier, type: text, read: no }
        adresse:       { role: direct_identifier, type: text, read: no }
        usage:         { role: other, type: category }
        code_iris:     { role: quasi_identifier, type: code }
        nb_occupants:  { role: quasi_identifier, type: integer }
        date_releve:   { role: quasi_identifier, type: date }
        volume_m3:     { role: confidential, type: number, unit: m3, decimals: 3 }
        tarif_social:  { role: confidential, type: yes_no, read: no }
        commentaire:   { role: free_text, type: text, read: no }
steps:
  - drop_older_than: { reason: retention }
  - keep_rows:
      usage: { among: [domestique] }
  - pseudonymise:
      columns: [id_contrat]
      into: [household_id]
      key: { secret: PRIVKIT_BENCHMARK_KEY, held_by: security officer, bound_to: this_version }
  - summarise:
      by: household
      columns:
        yearly_volume: { sum: volume_m3, over: last 12 months }
        months_read:   { count: volume_m3, over: last 12 months }
  - keep_rows:
      months_read: { at_least: 12 }
  - minimise:
      keep:
        household_id:  { because: To link with next year. }
        code_iris:     { because: Local network. }
        nb_occupants:  { because: Main driver of water use. }
        yearly_volume: { because: The quantity compared. }
  - generalise:
      nb_occupants: { into_bands: ["1", "2", "3 to 4", "5 and more"] }
      code_iris:    { first_characters: 5 }
release_only_if:
  - k_anonymity: { at_least: 1 }
  - direct_identifiers_left: { at_most: 0 }
outputs:
  - name: year
    file: outputs/year.parquet
    nature: pseudonymised
    qualification: { proposed: personal, for: data team }
    sharing: internal
    recipients: [data team]
evidence: { report: [json], readers: [dpo] }
"""


def hashed(ids: list[str]) -> list[str]:
    """The pseudonyms of privkit: HMAC-SHA-256 of length-prefixed parts."""
    parts = [b"privkit pseudonym 1", NAME.encode(), VERSION.encode(), NEW.encode()]
    prefix = b"".join(len(p).to_bytes(8, "big") + p for p in parts)
    out = []
    for one in ids:
        text = one.encode()
        out.append(hmac.digest(KEY, prefix + len(text).to_bytes(8, "big") + text, "sha256").hex())
    return out


def by_privkit(city: Path, out: Path) -> None:
    import privkit

    os.environ["PRIVKIT_BENCHMARK_KEY"] = KEY.decode()
    policy = city / "full_chain.yaml"
    policy.write_text(POLICY, encoding="utf-8")
    run = privkit.apply(policy, as_of=AS_OF, reports=out.parent / f"{out.stem}_reports")
    assert run.status == "released", run.verdicts
    os.link(run.folder / "outputs" / "year.parquet", out)


def by_duckdb(city: Path, out: Path) -> None:
    import duckdb
    import pyarrow as pa

    con = duckdb.connect(":memory:", config={"memory_limit": "1GiB"})
    con.execute(
        f"""
        CREATE TABLE homes AS
        SELECT id_contrat AS id, max(code_iris) AS code_iris, max(nb_occupants) AS nb,
               sum(CASE WHEN recent THEN volume END) AS yearly_volume,
               count(CASE WHEN recent THEN volume END) AS months_read
        FROM (SELECT *, volume_m3::DECIMAL(18, 3) AS volume, date_releve > DATE '2025-10-31' AS recent
              FROM read_parquet('{city / "donnees" / "factures.parquet"}'))
        WHERE date_releve >= DATE '2023-10-31' AND date_releve <= DATE '2026-10-31' AND usage = 'domestique'
        GROUP BY id HAVING months_read >= 12
        """
    )
    ids = [row[0] for row in con.execute("SELECT id FROM homes").fetchall()]
    con.register("hashes", pa.table({"id": ids, NEW: hashed(ids)}))
    con.execute(
        f"""
        COPY (SELECT {NEW}, code_iris[:5] AS code_iris, {OCCUPANTS} AS nb_occupants,
                     yearly_volume::DOUBLE AS yearly_volume
              FROM homes JOIN hashes USING (id) ORDER BY ALL)
        TO '{out}' (FORMAT parquet, COMPRESSION zstd)
        """
    )


def by_polars(city: Path, out: Path) -> None:
    import polars as pl

    recent = pl.col("date_releve") > date(2025, 10, 31)
    units = (pl.col("volume_m3") * 1000).round().cast(pl.Int64)  # whole litres: exact sums
    homes = (
        pl.scan_parquet(city / "donnees" / "factures.parquet")
        .filter(pl.col("date_releve").is_between(date(2023, 10, 31), AS_OF), pl.col("usage") == "domestique")
        .group_by("id_contrat")
        .agg(
            pl.col("code_iris").max(),
            pl.col("nb_occupants").max(),
            units.filter(recent).sum().alias("yearly_volume"),
            pl.col("volume_m3").filter(recent).count().alias("months_read"),
        )
        .filter(pl.col("months_read") >= 12)
        .collect(engine="streaming")
    )
    nb = pl.col("nb_occupants")
    banded = (
        pl.when(nb <= 1).then(pl.lit("1")).when(nb == 2).then(pl.lit("2"))
        .when(nb <= 4).then(pl.lit("3 to 4")).otherwise(pl.lit("5 and more"))
    )  # fmt: skip
    (
        homes.select(
            pl.Series(NEW, hashed(homes["id_contrat"].to_list())),
            pl.col("code_iris").str.slice(0, 5),
            banded.alias("nb_occupants"),
            pl.col("yearly_volume") / 1000,
        )
        .sort(pl.all())
        .write_parquet(out, compression="zstd")
    )


WAYS: dict[str, Callable[[Path, Path], None]] = {
    "privkit": by_privkit,
    "DuckDB by hand": by_duckdb,
    "polars by hand": by_polars,
}


@dataclass(frozen=True)
class Cost:
    """One process: CPU and wall seconds, peak resident GiB."""

    cpu: float
    wall: float
    peak: float


def measured(way: str, city: Path, out: Path) -> Cost:
    """Run one way in a process of its own."""
    start = perf_counter()
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, __file__, "--one", way, "--folder", str(city), "--out", str(out)],
        os.environ,
    )
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{way} failed")
    return Cost(used.ru_utime + used.ru_stime, perf_counter() - start, used.ru_maxrss / 2**20)


def same_rows(files: list[Path]) -> int:
    """The number of rows, equal in all files."""
    import pandas as pd

    frames = [pd.read_parquet(f).sort_values(NEW, ignore_index=True) for f in files]
    for other in frames[1:]:
        pd.testing.assert_frame_equal(frames[0], other[list(frames[0].columns)], check_dtype=False)
    return len(frames[0])


def compare(city: Path, runs: int) -> None:
    with tempfile.TemporaryDirectory(dir=city.parent) as work:
        costs: dict[str, list[Cost]] = {way: [] for way in WAYS}
        for number in range(runs):  # in turns, so that a busy moment of the machine hits all three
            outs = [Path(work) / f"{i}_{number}.parquet" for i in range(len(WAYS))]
            for way, out in zip(WAYS, outs, strict=True):
                costs[way].append(measured(way, city, out))
            if number == 0:
                print(f"{same_rows(outs)} households, the same in all three")
    best = min(median(c.cpu for c in costs[way]) for way in WAYS if way != "privkit")
    print(f"{'median of ' + str(runs):<16}{'CPU s':>8}{'of best':>9}{'wall s':>8}{'peak GiB':>10}")
    for way, found in costs.items():
        cpu, wall = median(c.cpu for c in found), median(c.wall for c in found)
        print(f"{way:<16}{cpu:>8.2f}{cpu / best:>9.2f}{wall:>8.2f}{max(c.peak for c in found):>10.2f}")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--households", type=int, default=262_000)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--folder", type=Path, help="a simulated city made before, or where to make it")
    asked.add_argument("--one", choices=list(WAYS), help=argparse.SUPPRESS)
    asked.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.one:
        WAYS[options.one](options.folder, options.out)
        return
    with tempfile.TemporaryDirectory() as temporary:
        city = options.folder or Path(temporary) / "city"
        if not city.exists():
            from privkit.demo import make_city

            made = make_city(city, households=options.households, months=36)
            print(f"{made.readings} readings of {made.contracts} contracts")
        compare(city, options.runs)


if __name__ == "__main__":
    main()
