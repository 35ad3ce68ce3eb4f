"""What protection costs the people compared: messages that change, references that move, an order that is lost.

The same households are read against the reference made from unprotected data and against the one made
from protected data. The exact volume is used in both: the water service knows it. Some messages would
change without any protection, had other households been drawn: that is the floor, measured on bootstraps
of the unprotected data, without which no figure of the cost can be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from privkit.compare.cost_between import Between, Chance, Subgroup, bearers, chance, named
from privkit.compare.cost_measures import Reading, States
from privkit.compare.grid import Axis, Cells, Codes, axes_for, cells_of, encode
from privkit.compare.interval import wilson
from privkit.compare.labels import as_labels
from privkit.compare.marks import Floats, as_floats, group_marks, grouped, may_be_told
from privkit.compare.partition import groups_of
from privkit.compare.reference import ReferenceTable
from privkit.compare.spec import ComparisonSpec
from privkit.errors import DataError, InternalError, Problem
from privkit.values import Interval
from privkit.words import Words

Orders = Mapping[str, Sequence[str]]
UNKNOWN = wilson(0, 0)


@dataclass(frozen=True)
class Cost:
    """The cost of protection, over the units that unprotected data would give a message.

    ``changed``: share told another state, or no longer compared. ``no_message_share``: no longer compared.
    ``opposite``: share told low before and high after, or high before and low after. ``reference_error``: relative
    error of the middle mark, median over the units still compared; None when there are none. ``rank_correlation``:
    Spearman's between their ratios of volume to middle mark.

    Each has a floor: what it would be when the same unprotected data are drawn again, mean over bootstraps. Each
    ``worst`` is the subgroup with the largest value, None when all are under 30 units.
    """

    changed: Interval
    floor_share: float
    no_message_share: float
    worst: Subgroup | None
    units: int
    raw_groups: int
    protected_groups: int
    opposite: Interval = UNKNOWN
    opposite_floor: float = 0.0
    worst_opposite: Subgroup | None = None
    reference_error: float | None = None
    reference_error_floor: float | None = None
    worst_error: Subgroup | None = None
    rank_correlation: float | None = None
    rank_correlation_floor: float | None = None

    @property
    def changed_share(self) -> float:
        return self.changed.value


def protection_cost(
    baseline: pd.DataFrame,
    placed: pd.DataFrame,
    released: pd.DataFrame | ReferenceTable,
    spec: ComparisonSpec,
    orders: Orders,
    rng: np.random.Generator,
    *,
    protected_orders: Orders | None = None,
    bootstraps: int = 20,
    confidence: float = 0.95,
) -> Cost:
    """Compare what unprotected and protected data say of the households of ``baseline``.

    ``baseline``: one row per unit, raw bands as labels, raw target. ``placed``: the same rows in the same
    order, with the labels protection gives them. ``released``: the protected rows, labels and target; or the
    reference table itself, where no row is left.
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
    before = raw.read(free, volumes)
    compared = before.states >= 0
    if not compared.any():
        raise DataError(_nothing_to_cost(spec))
    after = _protected(placed, released, spec, protected_orders or orders, volumes)
    two = Between(before, after, volumes)
    worst = bearers(two, baseline, spec)
    drawn = [chance(two.against(_redrawn(raw, free, volumes, rng)), worst) for _ in range(bootstraps)]
    floor = Chance.mean(drawn)
    units = int(compared.sum())
    return Cost(
        changed=wilson(int(two.changed.sum()), units, confidence),
        floor_share=floor.changed or 0.0,
        no_message_share=float((compared & (after.states < 0)).sum() / units),
        worst=named(worst[0], floor.bearers[0]),
        units=units,
        raw_groups=before.groups,
        protected_groups=after.groups,
        opposite=wilson(int(two.opposite.sum()), units, confidence),
        opposite_floor=floor.opposite or 0.0,
        worst_opposite=named(worst[1], floor.bearers[1]),
        reference_error=two.error,
        reference_error_floor=floor.error,
        worst_error=named(worst[2], floor.bearers[2]),
        rank_correlation=two.rank_correlation,
        rank_correlation_floor=floor.rank_correlation,
    )


def told(
    made_from: pd.DataFrame | ReferenceTable, people: pd.DataFrame, spec: ComparisonSpec, orders: Orders
) -> States:
    """What each of ``people`` is told by a table, or by the one made from other rows, synthetic or not, of the same labels.

    0 low, 1 in between, 2 high, -1 nothing: in no group, or without a volume.
    """
    volumes = as_floats(people[spec.target])
    found = _protected(people, made_from, spec, orders, volumes)
    return np.where(np.isnan(volumes), np.int8(-1), found.states)


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

    def read(self, spec: ComparisonSpec, volumes: Floats, drawn: Codes | None = None) -> Reading:
        """What each row placed is told; ``drawn`` tells how often each row is taken (once by default)."""
        rows = self.by_value if drawn is None else np.repeat(self.by_value, drawn[self.by_value])
        counts = np.bincount(self.made_from[rows], minlength=len(self.cells.codes)).astype(np.int64)
        found = groups_of(self.cells.codes, counts, self.axes, spec)
        if not found.groups:
            return Reading(np.full(len(volumes), -1, dtype=np.int8), np.full(len(volumes), np.nan), 0)
        data = grouped(found.of_cell[self.made_from], self.target, len(found.groups), rows)
        marks = np.array(group_marks(data, spec.shares, spec.round_to), dtype=np.float64)
        group = found.of_cell[self.placed]
        low, high = marks[group, 0], marks[group, 2]
        states = np.where(volumes <= low, 0, np.where(volumes > high, 2, 1))
        told = (group >= 0) & (low < high) & may_be_told(data)[group]
        middle = np.where(told, marks[group, 1], np.nan)
        return Reading(np.where(told, states, -1).astype(np.int8), middle, len(found.groups))


def _protected(
    placed: pd.DataFrame,
    released: pd.DataFrame | ReferenceTable,
    spec: ComparisonSpec,
    orders: Orders,
    volumes: Floats,
) -> Reading:
    if isinstance(released, ReferenceTable):
        return _told_by(released, placed, volumes)
    present = ~np.isnan(as_floats(released[spec.target]))
    released = released[present]
    source = _Source.of(released, as_floats(released[spec.target]), spec, orders, placed)
    return source.read(spec, volumes)


def _told_by(reference: ReferenceTable, placed: pd.DataFrame, volumes: Floats) -> Reading:
    """What a table itself tells: labels are looked up once per combination."""
    spec = reference.spec
    labels = pd.DataFrame({c: as_labels(placed[c], spec.language) for c in spec.groups_by})
    marks = np.full((len(labels), 3), np.nan)
    for combination, rows in labels.groupby(list(spec.groups_by), sort=False).indices.items():
        group = reference.group_of(combination if isinstance(combination, tuple) else (combination,))
        if group is not None and group.tells:
            marks[rows] = float(group.low), float(group.middle), float(group.high)
    states = np.where(volumes <= marks[:, 0], 0, np.where(volumes > marks[:, 2], 2, 1))
    states = np.where(np.isnan(marks[:, 0]), -1, states).astype(np.int8)
    return Reading(states, marks[:, 1], len(reference.groups))


def _redrawn(raw: _Source, spec: ComparisonSpec, volumes: Floats, rng: np.random.Generator) -> Reading:
    n = len(volumes)
    drawn = np.bincount(rng.integers(0, n, n), minlength=n).astype(np.int64)
    return raw.read(spec, volumes, drawn)


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
