"""The whole of ``privkit apply`` for open data with noise, against the bare group-by in DuckDB, and how accurate it is.

    python benchmarks/open_data_apply.py [--units 200000] [--months 48] [--folder FOLDER] [--profile]

The table is that of ``open_data.py``: monthly readings in Parquet. *commune* publishes readings, volume, mean and
three quantiles by commune and month with an epsilon of 1 and a delta of 1e-7; *both* publishes readings, volume
and mean by area and housing too; *sampled* publishes twelve months of each household. Each run is a process of its
own; CPU seconds leave start-up aside, memory is the peak resident size. Relative errors are medians over the cells,
against the exact figures of the same table.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from datetime import date
from pathlib import Path
from textwrap import dedent
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parent))
from open_data import bare, make, told

WAYS = ("bare", "commune", "both", "sampled")
COMMUNE = """\
      commune_month:
        by: {{ commune: {{ known_list: communes.csv }}, month: {{ from: {first}, to: {last} }} }}
        measures:
          readings: {{ count: rows }}
          volume_m3: {{ sum: volume, precision: 0.1 }}
          mean_m3: {{ mean: volume, precision: 0.1 }}
          m3: {{ quantiles: volume, at: [25 %, 50 %, 75 %], precision: 0.1, weight: 3 }}
"""
AREA = """\
      area_housing:
        by: { area: { known_list: areas.csv }, housing: { values: [house, flat, other] } }
        measures:
          homes: { count: household }
          volume_m3: { sum: volume, precision: 0.1 }
          mean_m3: { mean: volume, precision: 0.1 }
"""
POLICY = """\
privkit: 1
language: en
policy: {{ name: bench-{way}, title: Open data, version: "1.0", state: validated, review_before: 2031-06-30 }}
register:
  record: R-1
  controller: The city
  joint_controllers: none
  processors: none
  dpo: dpo@city.example
  purpose: Inform the public about water use.
  legal_basis: {{ ground: public_task, texts: [deliberation 1], because: The service informs its users. }}
  data_subjects: [subscribers]
  data_categories: [consumption]
  recipients: none
  audience: everyone
  transfers_outside_eu: none
  retention: {{ duration: 10 years, from: month, because: Ten years are compared., then: eliminate }}
  rights: {{ information: Note on the bill. }}
  dpia: {{ reference: D-1, version: "1.0", state: validated }}
governance:
  dpo_advice: {{ opinion: favourable, date: 2026-11-03 }}
  decision: {{ by: controller, capacity: Head of water, date: 2026-11-10 }}
data:
  privacy_unit: {{ name: household, column: contract_id }}
  tables:
    readings:
      file: {file}
      one_row_is: a monthly reading
      origin: {{ source: utility, collection: direct, first_purpose: billing }}
      columns:
        contract_id: {{ role: direct_identifier, type: code }}
        area:        {{ role: quasi_identifier, type: code }}
        commune:     {{ role: quasi_identifier, type: code }}
        housing:     {{ role: quasi_identifier, type: category }}
        month:       {{ role: quasi_identifier, type: date }}
        volume:      {{ role: confidential, type: number, unit: m3, decimals: 2 }}
privacy_budget:
  ledger: budgets/{way}.sqlite
  protects: household
  people: households of the city
  period: "2022-2025"
  total:        {{ epsilon: {epsilon}, delta: 1e-7 }}
  this_release: {{ epsilon: {epsilon}, delta: 1e-7 }}
  because: The figures of a benchmark.
steps:
  - minimise:
      keep:
        area: {{ because: Asked by area. }}
        commune: {{ because: Asked by commune. }}
        housing: {{ because: Asked by housing. }}
        month: {{ because: Season shows. }}
        volume: {{ because: The quantity published. }}
  - generalise: {{ month: {{ to: month }} }}
  - limit_contribution:
      per: household
      at_most: {{ communes: 1, areas: 1, housing: 1, months: {cap}, rows_per_month: 1 }}
      because: A contract is one address, read once a month.
  - top_code: {{ volume: {{ at: 50, because: Known from the size of the meters. }} }}
  - bottom_code: {{ volume: {{ at: 0, because: No volume is negative. }} }}
  - aggregate:
      privacy_model: differential_privacy
      tables:
{tables}
release_only_if:
  - privacy_budget: {{ within: this_release }}
  - every_key_published: {{ tables: all }}
  - direct_identifiers_left: {{ at_most: 0 }}
outputs:
  - name: commune_month
    from: commune_month
    file: outputs/commune_month.csv
    nature: aggregated
    qualification: {{ proposed: anonymous, for: the public }}
    sharing: public
    licence: etalab-2.0
    with: [table_schema, reader_note]
evidence: {{ report: [markdown], readers: [controller] }}
"""


def write_policy(folder: Path, way: str, file: Path, months: int) -> Path:
    """The policy of one way, with its public lists beside it."""
    lists = {"communes": ("commune", "T", 24, 2), "areas": ("area", "A", 200, 3)}
    for name, (column, letter, many, digits) in lists.items():
        lines = [column, *(f"{letter}{n:0{digits}d}" for n in range(many))]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    last = f"{2022 + (months - 1) // 12}-{(months - 1) % 12 + 1:02d}"
    tables = COMMUNE.format(first="2022-01", last=last)
    tables = "".join(f"  {line}\n" for line in tables.splitlines())
    if way != "commune":
        tables += "".join(f"  {line}\n" for line in AREA.splitlines())
    (folder / "readings.parquet").unlink(missing_ok=True)
    (folder / "readings.parquet").symlink_to(file.resolve())
    path = folder / f"{way}.yaml"
    epsilon, cap = 1 if way == "commune" else 2, 12 if way == "sampled" else months
    text = POLICY.format(way=way, file="readings.parquet", epsilon=epsilon, cap=cap, tables=tables)
    path.write_text(text, encoding="utf-8")
    return path


def applied(file: Path, way: str, months: int, *, profile: bool) -> None:
    """Apply the policy of one way; print the CPU of each step, and the errors of the table by commune."""
    import privkit
    import privkit.run.apply  # start-up is not what is measured

    with tempfile.TemporaryDirectory() as name:
        policy = write_policy(Path(name), way, file, months)
        start = process_time()
        if profile:
            import cProfile
            import pstats

            watch = cProfile.Profile()
            run = watch.runcall(privkit.apply, policy, as_of=date(2026, 11, 15))
            pstats.Stats(watch, stream=sys.stderr).sort_stats("cumulative").print_stats(70)
        else:
            run = privkit.apply(policy, as_of=date(2026, 11, 15))
        told("applied", start)
        print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, sep="\t", flush=True)
        for what, error in errors(run.folder, file).items():
            print(f"error {what}", error, sep="\t")


def errors(run: Path, file: Path) -> dict[str, float]:
    """Median relative error of each figure of the table by commune and month."""
    import duckdb
    import pandas as pd

    asked = f"""SELECT commune, strftime(month, '%Y-%m') AS month, count(*) AS readings,
        sum(least(volume, 50))::DOUBLE AS volume_m3, avg(least(volume, 50))::DOUBLE AS mean_m3,
        quantile_cont(volume::DOUBLE, 0.25) AS q25_m3, median(volume::DOUBLE) AS q50_m3,
        quantile_cont(volume::DOUBLE, 0.75) AS q75_m3 FROM read_parquet('{file}') GROUP BY ALL"""
    exact = duckdb.sql(asked).df().set_index(["commune", "month"])
    (path,) = run.rglob("commune_month.csv")
    made = pd.read_csv(path, dtype={"commune": str, "month": str}).set_index(["commune", "month"])
    return {n: float((made[n] / exact[n].reindex(made.index) - 1).abs().median()) for n in exact.columns}


def measured(way: str, options: argparse.Namespace, path: Path) -> dict[str, float]:
    """What one way told, in a process of its own."""
    read, write = os.pipe()
    words = [sys.executable, __file__, "--one", way, "--folder", str(path), "--months", str(options.months)]
    words += ["--profile"] if options.profile else []
    child = os.posix_spawn(sys.executable, words, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, write, 1)])
    os.close(write)
    with os.fdopen(read) as pipe:
        lines = [line.rstrip("\n").split("\t") for line in pipe if "\t" in line]
    _, status, _ = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{way} failed")
    return {what: float(number) for what, number in lines}


def main() -> None:
    asked = argparse.ArgumentParser(description=dedent(__doc__ or ""))
    asked.add_argument("--units", type=int, default=200_000)
    asked.add_argument("--months", type=int, default=48)
    asked.add_argument("--ways", nargs="+", choices=WAYS, default=WAYS)
    asked.add_argument("--folder", type=Path, help="where the table is, or is to be kept")
    asked.add_argument("--profile", action="store_true")
    asked.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.one == "bare":
        bare(options.folder, "count(*), sum(volume)")
        return
    if options.one:
        applied(options.folder, options.one, options.months, profile=options.profile)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"readings-monthly-{options.units}-{options.months}.parquet"
        if not path.exists():
            make(path, "monthly", options.units, options.months)
        for way in options.ways:
            found = measured(way, options, path)
            print(way, "  ".join(f"{what} {number:.4g}" for what, number in found.items()), flush=True)


if __name__ == "__main__":
    main()
