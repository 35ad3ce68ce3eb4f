"""CPU seconds of the lattice search against those of ARX 3.9.2, for every row of a file of ARX results.

    python benchmarks/lattice_arx.py FOLDER GOLDEN [PART OF AN ID]

FOLDER holds ``adult/adult.csv``, ``adult/adult_hierarchy_*.csv`` and the like, as published with ARX. GOLDEN is
a JSON file of results: per row the data set, quasi-identifiers, models, limit, metric, score and
``anonymize_thread_cpu_ms_median``, the CPU time of ARX's search thread, warm. Ours is the process's, the least
of three runs. Rows below half a second are shown, but do not count in the summary.
"""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from functools import cache
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import pandas as pd

from privkit.anonymity.criteria import (
    AttributeModel,
    BetaLikeness,
    Criteria,
    DeltaDisclosure,
    DistinctL,
    EntropyL,
    HierarchicalDistance,
    RecursiveCL,
    TCloseness,
)
from privkit.anonymity.encode import Combinations, Encoded, combine, encode_column
from privkit.anonymity.hierarchy_file import read_hierarchy_file
from privkit.anonymity.search import search

METRICS: dict[tuple[str, str], Any] = {
    ("LOSS", "AM"): "loss",
    ("LOSS", "GM"): "loss_geometric",
    ("PREC", "AM"): "precision",
    ("DM", "SUM"): "discernibility",
    ("AECS", "SUM"): "average_class_size",
    ("NUE", "SUM"): "entropy_bits",
    ("NORMNUE", "AM"): "entropy",
}
PREFIX = {"adult": "adult", "fars_subset": "fars", "creditcard": "creditcard_int"}
COUNTS_FROM = 0.5  # seconds of ARX


@cache
def encoded(folder: Path, dataset: str, column: str) -> Encoded:
    frame = pd.read_csv(folder / dataset / f"{dataset}.csv", sep=";", dtype=str, keep_default_na=False)
    path = folder / dataset / f"{PREFIX[dataset]}_hierarchy_{column}.csv"
    return encode_column(frame[column], read_hierarchy_file(path, column=column))


def model(
    name: str, values: list[float], row: dict[str, Any], combos: Combinations, tree: Encoded
) -> AttributeModel:
    codes, units, column = combos.codes[:, -1], combos.weights, row["sensitive"]
    made: dict[str, Any] = {
        "dl": lambda: DistinctL(int(values[0]), codes, column),
        "el": lambda: EntropyL(values[0], codes, column),
        "rl": lambda: RecursiveCL(values[0], int(values[1]), codes, column),
        "te": lambda: TCloseness.of(values[0], codes, units, column),
        "th": lambda: TCloseness.of(values[0], codes, units, column, HierarchicalDistance(tree.hierarchy)),
        "dd": lambda: DeltaDisclosure.of(values[0], codes, units, column),
        "bl": lambda: BetaLikeness.of(values[0], codes, units, column),
    }
    return made[name]()  # type: ignore[no-any-return]


def timed(folder: Path, row: dict[str, Any]) -> tuple[float, float, int]:
    """Least CPU seconds of three, score, and nodes counted."""
    columns = [encoded(folder, row["dataset"], name) for name in row["qis"]]
    parts = [part.replace(",", ":").split(":") for part in row["privacy"].split("+")]
    codes, tree = [column.codes for column in columns], columns[0]
    if any(name != "k" for name, *_ in parts):
        tree = encoded(folder, row["dataset"], row["sensitive"])
        codes.append(tree.codes)
    combos = combine(codes)
    k = max([int(values[0]) for name, *values in parts if name == "k"], default=1)
    models = [
        model(name, [float(v) for v in values], row, combos, tree) for name, *values in parts if name != "k"
    ]
    criteria, limit = Criteria(k, tuple(models)), Fraction(str(row["suppression_limit"]))
    metric = METRICS[row["metric"], row["aggregate"]]
    hierarchies = [column.hierarchy for column in columns]
    seconds = []
    for _ in range(3):
        start = process_time()
        found = search(hierarchies, combos.codes[:, : len(columns)], combos.weights, criteria, limit, metric)
        seconds.append(process_time() - start)
    return min(seconds), found.score, found.evaluated


def main(folder: Path, golden: Path, part: str = "") -> None:
    ratios = []
    for row in json.loads(golden.read_text())["results"]:
        arx = (row.get("anonymize_thread_cpu_ms_median") or 0) / 1000
        skipped = row["local_recoding"] or "to:" in row["privacy"] or row["algorithm"] != "OPTIMAL"
        if skipped or not arx or part not in row["id"]:
            continue
        seconds, score, evaluated = timed(folder, row)
        same = abs(score - float(row["score"])) <= 1e-3 * float(row["score"])
        print(
            f"{row['id']:45} {seconds:7.3f} s, {seconds / arx:5.2f} of ARX ({arx:.3f} s), "
            f"{evaluated} of {row['solution_space']} nodes{'' if same else ', NOT THE SAME SCORE'}"
        )
        if arx >= COUNTS_FROM:
            ratios.append(seconds / arx)
    if ratios:
        print(
            f"{len(ratios)} rows from {COUNTS_FROM} s: median {median(ratios):.3f}, worst {max(ratios):.2f} of ARX"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
