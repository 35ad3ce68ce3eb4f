"""What each unit of a table risks, measured in the engine and brought back as numbers.

A unit with several rows bears the risk of the row that exposes it most. Only sizes, sums of weights and numbers of
units leave the engine, but for households and special uniques, which need to know which rows go together: their
labels become numbers at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.errors import InternalError
from privkit.risk.weights import WeightFaults, require_weights

if TYPE_CHECKING:
    from privkit.engine.protocol import Engine, Table
    from privkit.gates.exhibit import Measured

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_SIZE, _TOTAL, _UNITS, _LOW = "_privkit_size", "_privkit_total", "_privkit_units", "_privkit_low"
_WEIGHT, _HOME = "_privkit_weight", "_privkit_home"
AT_MOST = 5_000_000  #: rows brought back; more, and the condition is inconclusive
_TOO_MANY = "PK421"


@dataclass(frozen=True)
class UnitSizes:
    """``units[i]`` units stand in a class of ``size[i]`` units, whose weights add up to ``total[i]``.

    ``home[i]``: number of their household, from 0, or -1; None when it was not asked. ``of_unit[i]``: number of the
    unit, when one may stand in several classes (``units`` is then 1).
    """

    size: Ints
    total: Floats
    units: Ints
    home: Ints | None = None
    of_unit: Ints | None = None


@dataclass(frozen=True)
class Risks:
    """``units[i]`` units bear the risk ``risk[i]``; ``upper_bound`` when it is the most it can be."""

    risk: Floats
    units: Ints
    upper_bound: bool = False


def worst_of_each(sizes: UnitSizes, risk: Floats) -> tuple[Floats, Ints, Ints | None]:
    """The greatest risk of each unit, its number of units, its household."""
    if sizes.of_unit is None:
        return risk, sizes.units, sizes.home
    count = int(sizes.of_unit.max(initial=-1)) + 1
    worst = np.zeros(count)
    np.maximum.at(worst, sizes.of_unit, risk)
    home = None
    if sizes.home is not None:
        home = np.full(count, -1, np.int64)
        np.maximum.at(home, sizes.of_unit, sizes.home)
    return worst, np.ones(count, np.int64), home


@dataclass(frozen=True)
class Combinations:
    """Distinct combinations of quasi-identifiers as codes, and ``weights`` units each or the unit of each row."""

    codes: Ints
    weights: Ints | None
    unit_of: Ints | None


def smallest_classes(measured: Measured, on: Sequence[str]) -> UnitSizes:
    """Units by the size of the smallest class they stand in; classes are of equal values of ``on``."""
    unit = measured.schema.unit
    if unit is None or measured.one_row_each or not on:
        found = measured.groups(on).histogram
        size = np.array([s for s, _ in found], np.int64)
        return UnitSizes(size, size.astype(np.float64), np.array([s * n for s, n in found], np.int64))
    pairs = measured.table.group_by(*on, unit).agg(nw.len().alias(_UNITS))
    least = pairs.with_columns(nw.len().over(*on).alias(_SIZE)).group_by(unit).agg(nw.col(_SIZE).min())
    table = least.group_by(_SIZE).agg(nw.len().alias(_UNITS))
    frame = measured.engine.collect(table, AT_MOST).sort_values(_SIZE)
    size = frame[_SIZE].to_numpy(np.int64)
    return UnitSizes(size, size.astype(np.float64), frame[_UNITS].to_numpy(np.int64))


def weighted_classes(
    measured: Measured, table: Table, on: Sequence[str], weight: str | None, household: str | None = None
) -> UnitSizes | None:
    """The same, with the sum of ``weight`` over each class, and households; None when there are too many to bring back.

    ``table`` is that of ``measured`` with the columns asked. A unit counts once per class, with its greatest weight.
    Raises DataError (PK681 to PK683) for weights that cannot be used.
    """
    if weight is not None:
        require_weights(_faults(measured.engine, table, weight), weight)
    unit = measured.schema.unit
    several = not measured.one_row_each
    value = nw.lit(1) if weight is None else nw.col(weight)
    table = table.with_columns(value.alias(_WEIGHT))
    keys = [_HOME] if household else []
    if household:
        table = table.with_columns(nw.col(household).alias(_HOME))
    if several:  # a unit counts once in a class, whatever its rows say of its household
        table = table.group_by(*on, str(unit)).agg(
            nw.col(_WEIGHT).max(), *(nw.col(key).min() for key in keys)
        )
    over = list(on)
    if not over:
        table, over = table.with_columns(nw.lit(1).alias(_LOW)), [_LOW]
    table = table.with_columns(
        nw.len().over(*over).alias(_SIZE), nw.col(_WEIGHT).sum().over(*over).alias(_TOTAL)
    )
    kept = [*([str(unit)] if several else []), *keys, _SIZE, _TOTAL]
    frame = collected(measured.engine, table.group_by(*kept).agg(nw.len().alias(_UNITS)))
    if frame is None:
        return None
    frame[_TOTAL] = frame[_TOTAL].astype(np.float64)
    home = pd.factorize(frame[_HOME])[0].astype(np.int64) if household else None
    return UnitSizes(
        frame[_SIZE].to_numpy(np.int64),
        frame[_TOTAL].to_numpy(np.float64),
        frame[_UNITS].to_numpy(np.int64),
        home,
        pd.factorize(frame[unit])[0].astype(np.int64) if several else None,
    )


def combinations(measured: Measured, on: Sequence[str]) -> Combinations | None:
    """Distinct combinations of ``on`` as codes, NULL a code of its own; None when there are too many to bring back."""
    unit = measured.schema.unit
    several = not measured.one_row_each
    keys = [*on, *([str(unit)] if several else [])]
    if not on:
        return Combinations(np.zeros((1, 0), np.int64), np.array([measured.units]), None)
    frame = collected(measured.engine, measured.table.group_by(*keys).agg(nw.len().alias(_UNITS)))
    if frame is None:
        return None
    codes = np.column_stack([pd.factorize(frame[name], use_na_sentinel=False)[0] for name in on]).astype(
        np.int64
    )
    if several:
        return Combinations(codes, None, pd.factorize(frame[unit])[0].astype(np.int64))
    return Combinations(codes, frame[_UNITS].to_numpy(np.int64), None)


def collected(engine: Engine, table: Table) -> pd.DataFrame | None:
    """A table brought back, or None when it has more rows than :data:`AT_MOST`."""
    try:
        return engine.collect(table, AT_MOST)
    except InternalError as error:
        if error.problems[0].code == _TOO_MANY:
            return None
        raise


def _faults(engine: Engine, table: Table, weight: str) -> WeightFaults:
    """Weights that cannot be used. Numbers of the engine are exact decimals: none is infinite."""
    value = nw.col(weight)
    frame = engine.collect(
        table.select(
            value.is_null().cast(nw.Int64).sum().alias(_SIZE), (value <= 0).cast(nw.Int64).sum().alias(_LOW)
        ),
        1,
    )
    missing, low = (0 if pd.isna(n) else int(n) for n in frame.iloc[0])
    return WeightFaults(missing=missing, not_positive=low)
