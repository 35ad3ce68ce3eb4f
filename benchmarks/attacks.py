"""2,000 attacks of each kind on 30,000 persons of 9 columns: process CPU, and the ratio to a nearest-neighbour scan.

    python benchmarks/attacks.py [ROWS]

The scan is the plainest that numpy does well: for 2,000 records, compare their codes (one byte a column) with those
of every released row, and take the row that differs least. It is what one attack on one side costs when written by
hand, without ties, numbers, strangers or intervals. Two populations: categories with ties, and numbers alone (the
worst: no two rows are equal). Four fifths are originals, one fifth the control, released rows as many as originals.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import process_time

import numpy as np
import pandas as pd

from privkit.risk.attacks import inference, linkability, singling_out
from privkit.risk.attacks.groups import subgroups
from privkit.risk.attacks.result import Orders
from privkit.risk.attacks.scene import Field, Scene

COLUMNS = list("abcdefghi")
LEVELS = (2, 70, 5, 7, 16, 40, 7, 14, 2)


def categories(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    common = rng.random(rows) < 0.5
    columns = {}
    for name, levels in zip(COLUMNS, LEVELS, strict=True):
        drawn = np.minimum(
            rng.geometric(2 / levels, rows) - 1 if levels > 2 else rng.integers(0, 2, rows), levels - 1
        )
        columns[name] = np.where(common, drawn // 2, drawn).astype(str)
    return pd.DataFrame(columns)


def numbers(rng: np.random.Generator, rows: int) -> pd.DataFrame:
    mix = np.random.default_rng(0).normal(size=(9, 9))
    return pd.DataFrame(rng.normal(size=(rows, 9)) @ mix, columns=COLUMNS)


def scan(codes: np.ndarray[tuple[int, int], np.dtype[np.uint8]], asked: int) -> int:
    columns = [np.ascontiguousarray(column) for column in codes.T]
    found = 0
    for row in codes[:asked]:
        differ = np.zeros(len(codes), np.uint8)
        for column, code in zip(columns, row, strict=True):
            differ += column != code
        found += int(differ.argmin())
    return found


def cpu(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def main(rows: int) -> None:
    rng, orders, control = np.random.default_rng(1), Orders(), rows // 5
    by_hand = cpu(lambda: scan(rng.integers(0, 9, (rows - control, 9)).astype(np.uint8), 2000))
    print(f"{rows} persons; scan by hand: {by_hand:.2f} s")
    for kind, make in (("category", categories), ("number", numbers)):
        people = make(rng, 2 * (rows - control) + control)
        release, originals = people[: rows - control], people[rows - control : 2 * (rows - control)]
        fields = tuple(Field(name, "category" if kind == "category" else "number") for name in COLUMNS)
        scene = Scene(release, originals, people[2 * (rows - control) :], fields)
        attacks: dict[str, Callable[[], object]] = {
            "singling out, all columns": lambda s=scene: singling_out.attack(s, orders),
            "singling out, 3 columns": lambda s=scene: singling_out.attack(
                s, orders, kind="multivariate", columns_together=3
            ),
            "linkability": lambda s=scene: linkability.attack(s, orders, COLUMNS[:4], COLUMNS[4:]),
            "inference": lambda s=scene: inference.attack(s, orders, "e", [c for c in COLUMNS if c != "e"]),
            "subgroups": lambda s=scene: subgroups(s, 1),
        }
        for name, work in attacks.items():
            spent = cpu(work)
            print(f"  {kind:9} {name:26} {spent:6.2f} s  {spent / by_hand:5.1f} scans")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30_000)
