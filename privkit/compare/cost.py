"""What protection costs the people compared: the share of households told something else.

The same households are read against the reference made from unprotected data and against the one made
from protected data. The exact volume is used in both: the water service knows it. Some messages would
change without any protection, had other households been drawn: that is the floor, measured on bootstraps
of the unprotected data, without which the cost cannot be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from privkit.compare.grid import Axis, Cells, Codes, axes_for, cells_of, encode
from privkit.compare.interval import wilson
from privkit.compare.labels import as_labels
from privkit.compare.marks import Floats, as_floats, group_marks, grouped
from privkit.compare.partition import groups_of
from privkit.compare.spec import ComparisonSpec
from privkit.errors import DataError, InternalError, Problem
from privkit.values import Interval
from privkit.words import Words

SMALLEST_SUBGROUP = 30  # units; a share over fewer says little
States = NDArray[np.int8]  # -1 none, 0 low, 1 middle, 2 high
Orders = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Subgroup:
    """Units that share a raw label: they may bear more of the cost than others."""

    column: str
    label: str
    units: int
    changed_share: float


@dataclass(frozen=True)
class Cost:
    """The cost of protection, in shares of the units that unprotected data would give a message.

    ``changed``: told another state, or no longer compared. ``no_message_share``: no longer compared.
    ``floor_share``: told another state when the same unprotected data are drawn again, mean over
    bootstraps. ``worst``: the subgroup with the largest changed share, None when all are under 30 units.
    """

    changed: Interval
    floor_share: float
    no_message_share: float
    worst: Subgroup | None
    units: int
    raw_groups: int
    protected_groups: int

    @property
    def changed_share(self) -> float:
        return self.changed.value


def protection_cost(
    baseline: pd.DataFrame,
    placed: pd.DataFrame,
    released: pd.DataFrame,
    spec: ComparisonSpec,
    orders: Orders,
    rng: np.random.Generator,
    *,
    protected_orders: Orders | None = None,
    bootstraps: int = 20,
    confidence: float = 0.95,
) -> Cost:
    """Compare the messages of unprotected and protected data, for the households of ``baseline``.

    ``baseline``: one row per unit, raw bands as labels, raw target. ``placed``: the same rows in the same
    order, with the labels protection gives them. ``released``: the protected rows, labels and target.
    ``orders`` are those of the raw labels, ``protected_orders`` (by default the same) of protected ones.
    DataError PK568 when unprotected data make no group: there is nothing to cost.
    """
    if len(placed) != len(baseline):
        raise InternalError(_not_aligned())
    present = ~np.isnan(as_floats(baseline[spec.target]))
    baseline, placed = baseline[present], placed[present]
    volumes = as_floats(baseline[spec.target])
    free = replace(spec, frozen=())  # groups kept from an earlier table have the labels of protection
    raw = _Source.of(baseline, volumes, free, orders)
    before, raw_groups = raw.states(free, volumes)
    compared = before >= 0
    if not compared.any():
        raise DataError(_nothing_to_cost(spec))
    after, protected_groups = _protected(placed, released, spec, protected_orders or orders, volumes)
    changed = compared & (after != before)
    units = int(compared.sum())
    floors = [_redrawn(raw, free, volumes, before, compared, rng) for _ in range(bootstraps)]
    return Cost(
        changed=wilson(int(changed.sum()), units, confidence),
        floor_share=float(np.mean(floors)) if floors else 0.0,
        no_message_share=float((compared & (after < 0)).sum() / units),
        worst=_worst(baseline, spec, compared, changed),
        units=units,
        raw_groups=raw_groups,
        protected_groups=protected_groups,
    )


def told(made_from: pd.DataFrame, people: pd.DataFrame, spec: ComparisonSpec, orders: Orders) -> States:
    """What each of ``people`` is told by the table made from other rows, synthetic or not, of the same labels.

    0 low, 1 in between, 2 high, -1 nothing: in no group, or without a volume.
    """
    volumes = as_floats(people[spec.target])
    states, _ = _protected(people, made_from, spec, orders, volumes)
    return np.where(np.isnan(volumes), np.int8(-1), states)


@dataclass(frozen=True)
class _Source:
    """Rows a reference is made from, and the cells of those placed against it."""

    axes: tuple[Axis, ...]
    cells: Cells
    made_from: Codes  # cell of each row the reference is made from
    placed: Codes  # cell of each row placed
    target: Floats
    by_value: Codes

    @staticmethod
    def of(
        table: pd.DataFrame,
        target: Floats,
        spec: ComparisonSpec,
        orders: Orders,
        placed: pd.DataFrame | None = None,
    ) -> _Source:
        axes = axes_for(table, spec, orders)
        codes = encode(table, axes, spec.language)
        n = len(codes)
        if placed is not None:
            codes = np.concatenate([codes, encode(placed, axes, spec.language)])
        cells = cells_of(codes, axes)
        rest = cells.of_row[n:] if placed is not None else cells.of_row
        return _Source(axes, cells, cells.of_row[:n], rest, target, np.argsort(target, kind="stable"))

    def states(self, spec: ComparisonSpec, volumes: Floats, drawn: Codes | None = None) -> tuple[States, int]:
        """The state of each row placed; ``drawn`` tells how often each row is taken (once by default)."""
        rows = self.by_value if drawn is None else np.repeat(self.by_value, drawn[self.by_value])
        counts = np.bincount(self.made_from[rows], minlength=len(self.cells.codes)).astype(np.int64)
        found = groups_of(self.cells.codes, counts, self.axes, spec)
        if not found.groups:
            return np.full(len(volumes), -1, dtype=np.int8), 0
        data = grouped(found.of_cell[self.made_from], self.target, len(found.groups), rows)
        marks = np.array(group_marks(data, spec.shares, spec.round_to), dtype=np.float64)
        group = found.of_cell[self.placed]
        low, high = marks[group, 0], marks[group, 2]
        states = np.where(volumes <= low, 0, np.where(volumes > high, 2, 1))
        return np.where((group >= 0) & (low < high), states, -1).astype(np.int8), len(found.groups)


def _protected(
    placed: pd.DataFrame, released: pd.DataFrame, spec: ComparisonSpec, orders: Orders, volumes: Floats
) -> tuple[States, int]:
    present = ~np.isnan(as_floats(released[spec.target]))
    released = released[present]
    source = _Source.of(released, as_floats(released[spec.target]), spec, orders, placed)
    return source.states(spec, volumes)


def _redrawn(
    raw: _Source,
    spec: ComparisonSpec,
    volumes: Floats,
    before: States,
    compared: NDArray[np.bool_],
    rng: np.random.Generator,
) -> float:
    n = len(volumes)
    drawn = np.bincount(rng.integers(0, n, n), minlength=n).astype(np.int64)
    again, _ = raw.states(spec, volumes, drawn)
    return float((again != before)[compared].mean())


def _worst(
    baseline: pd.DataFrame, spec: ComparisonSpec, compared: NDArray[np.bool_], changed: NDArray[np.bool_]
) -> Subgroup | None:
    """The subgroup with the largest changed share; ties: the first column, then the first label."""
    found: list[Subgroup] = []
    for column in spec.groups_by:
        labels = as_labels(baseline[column], spec.language).to_numpy()[compared]
        shares = pd.DataFrame({"label": labels, "changed": changed[compared]}).groupby("label")["changed"]
        for label, (units, share) in shares.agg(["size", "mean"]).iterrows():
            if units >= SMALLEST_SUBGROUP:
                found.append(Subgroup(column, str(label), int(units), float(share)))
    return max(found, key=lambda s: s.changed_share, default=None)


def _not_aligned() -> Problem:
    return Problem(
        "PK569",
        Words(
            "protected labels were not given for the same households",
            "les libellés protégés ne sont pas ceux des mêmes foyers",
        ),
    )


def _nothing_to_cost(spec: ComparisonSpec) -> Problem:
    return Problem(
        "PK568",
        Words(
            f"even without protection, no household can be compared: no group of {spec.at_least} has marks "
            "that differ",
            f"même sans protection, aucun foyer ne peut être comparé : aucun groupe de {spec.at_least} n'a "
            "des repères différents",
        ),
        instead=Words(
            "lower at_least or round_to, or drop protection_cost",
            "baissez au_moins ou arrondir_à, ou retirez coût_de_protection",
        ),
    )
