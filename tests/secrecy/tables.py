"""Tables of invented households, and an attacker written from the definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from privkit.secrecy.cells import Cells, Dimension, Measure, gather
from privkit.secrecy.primary import Need

LEVELS = {"area": ("area", "commune"), "kind": ("kind",), "month": ("month",)}


@dataclass(frozen=True)
class City:
    """One row per household and month."""

    rows: pd.DataFrame

    def frame(self, *by: str) -> pd.DataFrame:
        """One grain, counted from the rows."""
        keys = list(by)
        rows = self.rows.assign(all="")
        held = rows.groupby(["all", *keys, "home"], as_index=False)["m3"].sum()
        held = held.sort_values("m3", ascending=False, kind="stable")
        cells = held.groupby(["all", *keys])["m3"]
        out = cells.agg(units="size", m3="sum", m3_largest="max").reset_index()
        second = cells.nth(1)
        pairs = held.loc[second.index, ["all", *keys]].assign(m3_second=second)
        out = out.merge(pairs, how="left", on=["all", *keys]).drop(columns="all")
        return out.assign(m3_second=out["m3_second"].fillna(0).astype(np.int64))

    def cells(self, *grains: Sequence[str], measures: bool = True) -> Cells:
        """The system of some grains."""
        rows = self.rows
        names = {name for grain in grains for name in grain}
        parents = dict(zip(rows["area"], rows["commune"], strict=True))
        dimensions = []
        if names & {"area", "commune"}:
            deep = "commune" in names
            dimensions.append(Dimension(LEVELS["area"], (parents,)) if deep else Dimension(("area",)))
        if "kind" in names:
            dimensions.append(Dimension(("kind",)))
        if "month" in names:
            dimensions.append(Dimension(("month",), splits_units=False))
        frames = [self.frame(*grain) for grain in grains]
        return gather(dimensions, frames, [Measure("m3")] if measures else [])


def city(
    homes: int, areas: int, kinds: int, months: int, seed: int, communes: int = 2, present: float = 0.8
) -> City:
    """Homes spread unevenly over areas and kinds, with some months missing."""
    draw = np.random.default_rng(seed)
    share = draw.dirichlet(np.full(areas, 0.6))
    area = draw.choice(areas, homes, p=share)
    kind = draw.choice(kinds, homes, p=draw.dirichlet(np.full(kinds, 1.5)))
    base = draw.lognormal(3, 1, homes)
    home, month = (x.reshape(-1) for x in np.meshgrid(np.arange(homes), np.arange(months), indexing="ij"))
    stays = draw.random(len(home)) < (present if months > 1 else 1.0)
    home, month = home[stays], month[stays]
    rows = pd.DataFrame(
        {
            "home": home,
            "area": [f"a{x:03d}" for x in area[home]],
            "commune": [f"c{x % communes}" for x in area[home]],
            "kind": [f"k{x}" for x in kind[home]],
            "month": [f"2025-{x + 1:02d}" for x in month],
            "m3": np.round(base[home] * draw.lognormal(0, 0.2, len(home))).astype(np.int64),
        }
    )
    return City(rows)


def extremes(
    cells: Cells,
    hidden: np.ndarray,
    quantity: int,
    cell: int,
    known: Sequence[int] = (),
    within: Fraction | None = None,
) -> tuple[float, float]:
    """Smallest and largest value of a hidden figure, from the values themselves: no deviation, no witness, no part.

    Written from the definition of the relations: each margin against all published cells under it.
    """
    true = (cells.units if quantity < 0 else cells.figures[quantity].total).astype(float)
    free = np.flatnonzero(hidden)
    matrix = cells.relations.matrix.toarray().astype(float)
    if quantity < 0:
        matrix = matrix[cells.relations.exact]
    fixed = np.where(hidden, 0.0, true)
    bounds = []
    for one in free.tolist():
        low, high = 0.0, np.inf
        if within is not None:
            low, high = (
                max(0.0, true[one] * (1 - float(within))),
                true[one] * (1 + float(within)),
            )
        bounds.append((true[one], true[one]) if one in known else (low, high))
    out = []
    for sign in (1, -1):
        goal = sign * (free == cell).astype(float)
        result = linprog(goal, A_eq=matrix[:, free], b_eq=-matrix @ fixed, bounds=bounds, method="highs-ds")
        out.append(sign * result.fun if result.status == 0 else -sign * np.inf)
    return out[0], out[1]


def too_well_known(cells: Cells, hidden: np.ndarray, wanted: Sequence[Need | None]) -> set[tuple[int, int]]:
    """Figures an attacker knows too well, by two programs each."""
    out = set()
    for quantity, need in enumerate(wanted, start=-1):
        if need is None:
            continue
        true = cells.units if quantity < 0 else cells.figures[quantity].total
        for cell in np.flatnonzero(need.any).tolist():
            low, high = extremes(cells, hidden, quantity, cell) if hidden[cell] else (true[cell], true[cell])
            slack = 1e-5 * (1 + float(need.up[cell] + need.down[cell]))
            if (
                high < true[cell] + need.up[cell] - slack
                or low > true[cell] - need.down[cell] + slack
                or high - low < need.width[cell] - slack
            ):
                out.add((cell, quantity))
    return out
