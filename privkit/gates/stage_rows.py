"""The rows of a stage, brought back from the engine: units drawn above a ceiling, one row each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import narwhals as nw
import numpy as np
import pandas as pd

from privkit.risk.attacks.scene import Kind
from privkit.values import Column, Role, Type
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.engine.protocol import Table
    from privkit.gates.exhibit import Exhibit, Measured

MOST_UNITS = 500_000  #: units attacked at once; more are drawn
MOST_ROWS = 3_000_000  #: rows brought back for them
SIDE_BY_SIDE = 12  #: rows of one unit that are put side by side; those after are left

_NOT_PAIRED = Words(
    "there are too many rows to attack at once, and those of the same people cannot be found on both sides",
    "il y a trop de lignes à attaquer à la fois, et celles des mêmes personnes ne se retrouvent pas des deux côtés",
)
_UNIT, _AT = "_privkit_unit", "_privkit_at"


@dataclass(frozen=True)
class People:
    """Rows as the engine holds them; ``units`` tells the rows of one unit in each frame, None with one row each."""

    after: pd.DataFrame
    before: pd.DataFrame
    control: pd.DataFrame
    units: tuple[pd.Series, ...] | None
    sampled: int | None


def collected_people(exhibit: Exhibit, pairs: Mapping[str, Column], seed: int) -> People | Words:
    """The three tables as frames; above :data:`MOST_UNITS` the same people are drawn on both sides."""
    assert exhibit.before is not None and exhibit.control is not None
    rng = np.random.default_rng(seed)
    parts = (exhibit.after, exhibit.before, exhibit.control)
    names = (list(pairs), [c.name for c in pairs.values()], [c.name for c in pairs.values()])
    several = not all(p.one_row_each for p in parts)
    many = [_too_many(p) for p in parts]
    tables: list[Table] = [p.table for p in parts]
    if exhibit.made:
        if many[0]:
            tables[0] = _drawn(parts[0], many[0], rng)
        if many[1]:
            tables[1] = _drawn(parts[1], many[1], rng)
    elif many[0] or many[1]:
        paired = _drawn_together(exhibit, max(many[0], many[1]), rng)
        if paired is None:
            return _NOT_PAIRED
        tables[:2] = paired
    if many[2]:
        tables[2] = _drawn(parts[2], many[2], rng)
    frames, units = [], []
    for part, table, columns in zip(parts, tables, names, strict=True):
        unit = part.schema.unit if several else None
        chosen = [nw.col(c) for c in dict.fromkeys(columns)]
        asked = table.select(*chosen, *([nw.col(unit).alias(_UNIT)] if unit else []))
        frame = part.engine.collect(asked, MOST_ROWS + MOST_UNITS)
        units.append(frame.pop(_UNIT) if unit else pd.Series(np.arange(len(frame))))
        frames.append(frame)
    drawn = min((m or p.units for p, m in zip(parts[:2], many[:2], strict=True)), default=0)
    return People(
        frames[0], frames[1], frames[2], tuple(units) if several else None, drawn if any(many[:2]) else None
    )


def _too_many(part: Measured) -> int:
    """How many units to draw, 0 when all can stay."""
    rows_each = max(1.0, part.counts.rows / max(1, part.units))
    allowed = min(MOST_UNITS, int(MOST_ROWS / rows_each))
    return allowed if part.units > allowed else 0


def _drawn(part: Measured, number: int, rng: np.random.Generator) -> Table:
    """The rows of ``number`` units drawn at random."""
    unit = part.schema.unit
    if unit is None:
        numbered = part.engine.row_numbered(part.table, _AT)
        return numbered.join(_chosen(part, part.units, number, rng), on=_AT, how="inner")
    kept = _units(part, number, rng)
    return part.table.join(kept, left_on=unit, right_on=_UNIT, how="inner")


def _units(part: Measured, number: int, rng: np.random.Generator) -> Table:
    unit = str(part.schema.unit)
    numbered = part.engine.row_numbered(part.table.select(nw.col(unit).alias(_UNIT)).unique(), _AT)
    chosen = _chosen(part, part.units, number, rng)
    return part.engine.checkpoint(numbered.join(chosen, on=_AT, how="inner").select(_UNIT))


def _chosen(part: Measured, among: int, number: int, rng: np.random.Generator) -> Table:
    drawn = np.sort(rng.choice(among, number, replace=False)).astype(np.int64)
    return part.engine.upload(pd.DataFrame({_AT: drawn}), [Column(_AT, Type.INTEGER, Role.OTHER)])


def _drawn_together(exhibit: Exhibit, number: int, rng: np.random.Generator) -> list[Table] | None:
    """The rows of the same units in the output and in the unprotected rows; None without a column to know them by."""
    assert exhibit.before is not None
    after, before = exhibit.after, exhibit.before
    key = after.schema.unit
    if key is None or key != before.schema.unit:
        return None
    kept = _units(before, number, rng)
    tables = [p.table.join(kept, left_on=key, right_on=_UNIT, how="inner") for p in (after, before)]
    return tables if after.engine.count(tables[0], None).rows else None


def one_row_each(
    frames: Sequence[pd.DataFrame],
    units: Sequence[pd.Series],
    kinds: Mapping[str, Kind],
    like: Mapping[str, tuple[str, ...]] | None = None,
) -> tuple[list[pd.DataFrame], dict[str, tuple[str, ...]]]:
    """Frames with the rows of one unit side by side: ``volume 1``, ``volume 2``…, and the fields of each column.

    A column that never varies within a unit keeps one field. Rows of a unit are put in order by their values, numbers
    and dates first, so that the same person reads alike in every frame; after :data:`SIDE_BY_SIDE` the rest is left.
    ``like`` asks for the fields of an earlier call.
    """
    names = [str(c) for c in frames[0].columns]
    first = sorted(names, key=lambda n: (kinds[n] != "number", names.index(n)))
    ordered = [_ordered(frame, unit, first) for frame, unit in zip(frames, units, strict=True)]
    if like is None:
        steady = {n for n in names if all(_steady(f[n], f[_UNIT]) for f in ordered)}
        wide = min(SIDE_BY_SIDE, max(int(f[_AT].max()) + 1 for f in ordered))
        like = {n: (n,) if n in steady else tuple(f"{n} {k + 1}" for k in range(wide)) for n in names}
    return [_wide(frame, like) for frame in ordered], dict(like)


def _ordered(frame: pd.DataFrame, unit: pd.Series, first: Sequence[str]) -> pd.DataFrame:
    frame = frame.assign(**{_UNIT: pd.factorize(unit)[0]})
    frame = frame.sort_values([_UNIT, *first], kind="stable", ignore_index=True, key=_sortable)
    return frame.assign(**{_AT: frame.groupby(_UNIT).cumcount()})


def _sortable(values: pd.Series) -> pd.Series:
    """Texts as numbers that sort alike; missing values last."""
    return values if values.dtype != object else values.astype("string").rank(method="dense")


def _steady(values: pd.Series, unit: pd.Series) -> bool:
    first = values.groupby(unit).transform("first")
    alike = (values == first) | (values.isna() & first.isna())
    return bool(alike.all())


def _wide(frame: pd.DataFrame, like: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    units = int(frame[_UNIT].max()) + 1
    out: dict[str, pd.Series] = {}
    for name, fields in like.items():
        for place, made in enumerate(fields):
            here = frame[frame[_AT] == place]
            values = pd.Series(here[name].to_numpy(), index=here[_UNIT].to_numpy())
            out[made] = values.reindex(range(units))
    return pd.DataFrame(out)
