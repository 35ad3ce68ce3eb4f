"""How well groups foretell the use of households they were not made from, beside one reference for everybody.

Households are split in five; each fifth is judged by the table made of the four others. What is read is what a
household would be told: rounded marks, groups merged until they are large enough.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from privkit.compare.grid import Axis, Codes, axes_for, cells_of, encode
from privkit.compare.labels import percent
from privkit.compare.marks import Floats, as_floats, group_marks, grouped
from privkit.compare.partition import groups_of
from privkit.compare.spec import ComparisonSpec
from privkit.errors import DataError, Problem
from privkit.words import Words

FOLDS = 5
MOST_FLOOR = 0.20  # resampling floor above which a comparison is refused: one message in five would be chance
WEAK_FLOOR, WEAK_EXPLAINED = 0.10, 0.20  # on the wrong side of either, a comparison is told to be weak


@dataclass(frozen=True)
class Scores:
    """``pinball``: mean loss of the low, middle and high marks, in the unit of the target (Koenker, Bassett 1978).
    ``coverage``: share of households from the low to the high mark. ``explained``: share of the spread of
    log(1 + target) foretold, negative when the groups do worse than one mean."""

    pinball: tuple[float, float, float]
    coverage: float
    explained: float


@dataclass(frozen=True)
class Quality:
    """Scores on held-out households of the groups, and of one reference for everybody.

    ``expected`` is the coverage the marks aim at; ``units`` were judged, ``no_group`` had no group to be judged by.
    """

    groups: Scores
    everybody: Scores
    expected: float
    units: int
    no_group: int


def quality_of(
    table: pd.DataFrame,
    spec: ComparisonSpec,
    orders: Mapping[str, Sequence[str]],
    rng: np.random.Generator,
) -> Quality | None:
    """The quality of the groups of ``spec`` on a table of one row per unit; None when too few units make no group."""
    target = as_floats(table[spec.target])
    present = ~np.isnan(target)
    table, target = table[present], target[present]
    axes = axes_for(table, spec, orders)
    codes = encode(table, axes, spec.language)
    fold = rng.permutation(len(target)) % FOLDS
    sums, placed = np.zeros((2, 6)), 0
    for number in range(FOLDS):
        found = _judged(codes, axes, target, fold != number, spec)
        if found is not None:
            sums, placed = sums + found[0], placed + found[1]
    if not placed:
        return None
    groups, everybody = (_scores(row, placed) for row in sums)
    expected = float(spec.high - spec.low)
    return Quality(groups, everybody, expected, placed, len(target) - placed)


def weak(quality: Quality | None, floor: float | None) -> bool:
    """Whether a comparison, though made, must be told to be weak: it foretells little, or changes much by chance."""
    return (quality is not None and quality.groups.explained < WEAK_EXPLAINED) or (
        floor is not None and floor > WEAK_FLOOR
    )


def refuse_chance(spec: ComparisonSpec, floor: float) -> None:
    """DataError (PK557) when more than 20 % of messages would change had other households been drawn."""
    if floor <= MOST_FLOOR:
        return
    shown, most = Fraction(round(floor * 100), 100), Fraction(MOST_FLOOR).limit_denominator(100)
    raise DataError(
        Problem(
            "PK557",
            Words(
                f"{percent(shown, 'en')} of messages about {spec.target} would change had the same data been drawn "
                f"again (at most {percent(most, 'en')} is allowed): comparing would tell chance",
                f"{percent(shown, 'fr')} des messages sur {spec.target} changeraient par un simple nouveau tirage "
                f"des données (au plus {percent(most, 'fr')} permis) : comparer dirait le hasard",
            ),
            instead=Words(
                "take more households, or raise at_least so that groups are larger",
                "prenez davantage de foyers, ou augmentez au_moins pour des groupes plus grands",
            ),
        )
    )


def _judged(
    codes: Codes, axes: Sequence[Axis], target: Floats, learned: NDArray[np.bool_], spec: ComparisonSpec
) -> tuple[NDArray[np.float64], int] | None:
    """Sums of the scores of held-out rows: by their groups, then by one reference."""
    cells = cells_of(codes, axes)
    found = groups_of(cells.codes, cells.counts(np.flatnonzero(learned)), axes, spec)
    if not found.groups:
        return None
    group = found.of_cell[cells.of_row]
    held = np.flatnonzero(~learned & (group >= 0))
    used = learned & (group >= 0)
    logs, one = np.log1p(np.maximum(target, 0.0)), np.zeros(len(target), dtype=np.int64)
    centre = float(logs[used].mean())
    out = [
        _sums(target, logs, own, int(own.max()) + 1, used, held, spec, centre)
        for own in (np.where(group >= 0, group, 0), one)
    ]
    return np.array(out), len(held)


def _sums(
    target: Floats,
    logs: Floats,
    group: Codes,
    groups: int,
    used: NDArray[np.bool_],
    held: Codes,
    spec: ComparisonSpec,
    centre: float,
) -> list[float]:
    marks = np.array(
        group_marks(grouped(group[used], target[used], groups), spec.shares, spec.round_to), dtype=np.float64
    )
    sizes = np.bincount(group[used], minlength=groups)
    means = np.bincount(group[used], weights=logs[used], minlength=groups) / np.maximum(sizes, 1)
    own, volume = group[held], target[held]
    out = []
    for number, share in enumerate(spec.shares):
        over = volume - marks[own, number]
        out.append(float(np.maximum(float(share) * over, (float(share) - 1) * over).sum()))
    inside = (volume >= marks[own, 0]) & (volume <= marks[own, 2])
    missed = float(((logs[held] - means[own]) ** 2).sum())
    spread = float(((logs[held] - centre) ** 2).sum())
    return [*out, float(inside.sum()), missed, spread]


def _scores(sums: NDArray[np.float64], units: int) -> Scores:
    low, middle, high, inside, missed, spread = (float(v) for v in sums)
    explained = 1.0 - missed / spread if spread > 0 else 0.0
    return Scores((low / units, middle / units, high / units), inside / units, explained)


def finer(spec: ComparisonSpec, target: Floats) -> ComparisonSpec:
    """The same with marks rounded to a thousandth of the spread: for a quantity whose unit is not known yet."""
    spread = float(np.quantile(target, 0.9) - np.quantile(target, 0.1))
    step = Decimal(spread / 1000 or 0.001).quantize(Decimal("1e-9"), rounding=ROUND_HALF_EVEN)
    return replace(spec, round_to=max(step, Decimal("1e-9")))
