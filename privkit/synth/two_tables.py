"""Two tables, units and their readings, as one table of one row a unit, and back with keys that hold.

A generator learns one row a unit: the readings of a unit become columns, one for each measure and period (or rank),
missing where there is no reading. What comes back has fresh keys: every reading has its unit, a unit may have none,
and how many a unit has follows from what the generator learnt to be missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.errors import DataError, Problem
from privkit.synth.codes import misuse
from privkit.synth.domain import Attribute, Profile
from privkit.words import Words


@dataclass(frozen=True)
class TwoTables:
    """How two tables were laid side by side: what :func:`long` needs to part them again.

    ``places``: the periods in order, or the ranks from 1 when ``period`` is None. ``dtypes``: the types of the period
    (first, None without one) and of the measures among the readings. ``numbers``: the measures that are numbers.
    """

    key: str
    period: str | None
    measures: tuple[str, ...]
    places: tuple[Any, ...]
    parents: tuple[str, ...]
    children: tuple[str, ...]
    dtypes: tuple[Any, ...]
    numbers: tuple[str, ...]

    def columns(self, measure: str) -> tuple[str, ...]:
        """The columns of one measure, in the order of the periods: ``volume 01``, ``volume 02``…"""
        width = max(2, len(str(len(self.places))))
        return tuple(f"{measure} {place:0{width}d}" for place in range(1, len(self.places) + 1))

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """A profile for each measure that is a number."""
        return tuple(Profile(measure, self.columns(measure)) for measure in self.numbers)

    def attributes(self, measure: Attribute) -> tuple[Attribute, ...]:
        """The attribute of a measure, once for each of its columns. A reading may always be missing."""
        return tuple(replace(measure, name=name, nullable=True) for name in self.columns(measure.name))


def wide(
    parents: pd.DataFrame,
    children: pd.DataFrame,
    key: str,
    period: str | None,
    measures: Sequence[str],
    periods: Sequence[Any] | None = None,
    *,
    cap: int | None = None,
    rank_by: str | None = None,
) -> tuple[pd.DataFrame, TwoTables]:
    """One row a unit of ``parents``, in their order, without the key; and how to part the tables again.

    ``periods``: the public list of periods, in order; None: those met, sorted (they are then learnt from the data).
    With ``period`` None the readings of a unit are told by their rank, up to ``cap`` (public), in the order of
    ``rank_by``, or as they come.

    A reading whose measures are all missing is as none.

    Raises ``DataError``: readings without a place of their own: two of a unit for one period, a period missing or not
    listed (PK585); more readings of a unit than the cap (PK586); keys missing, not unique, or without unit (PK587).
    """
    if (period is None) != (cap is not None):
        raise misuse(
            Words("readings need either a period or a cap", "les relevés demandent une période ou un plafond")
        )
    unit = _units(parents, children, key)
    if period is not None:
        places, at = _periods(children[period], periods)
        _check_alone(unit, at, period)
    else:
        assert cap is not None
        places, at = tuple(range(1, cap + 1)), _ranks(children, unit, rank_by)
        _check_cap(unit, at, cap)
    numbers = tuple(m for m in measures if _is_number(children[m]))
    dtypes = (None if period is None else children[period].dtype, *(children[m].dtype for m in measures))
    kept = tuple(name for name in children.columns if name in (key, period, *measures))
    others = tuple(name for name in parents.columns if name != key)
    layout = TwoTables(key, period, tuple(measures), places, others, kept, dtypes, numbers)
    out = {name: parents[name].reset_index(drop=True) for name in others}
    for measure in measures:
        spread = _spread(children[measure], unit, at, (len(parents), len(places)))
        for name, values in zip(layout.columns(measure), spread, strict=True):
            if name in out:
                raise misuse(Words(f"two columns are named {name}", f"deux colonnes se nomment {name}"))
            out[name] = values
    return pd.DataFrame(out), layout


def long(frame: pd.DataFrame, layout: TwoTables) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The two tables again, with fresh keys: ``0001``, ``0002``… as text, that say nothing of the real ones.

    A reading is made wherever one of the measures is known. Their rows are in the order of units, then of periods.
    """
    rows, width = len(frame), len(str(len(frame)))
    keys = np.array([f"{number:0{width}d}" for number in range(1, rows + 1)], dtype=object)
    parents = pd.DataFrame(
        {
            layout.key: pd.Series(keys, dtype=object),
            **{n: frame[n].reset_index(drop=True) for n in layout.parents},
        }
    )
    known = np.zeros((rows, len(layout.places)), bool)
    for measure in layout.measures:
        known |= frame[list(layout.columns(measure))].notna().to_numpy()
    unit, at = np.nonzero(known)
    made: dict[str, pd.Series[Any]] = {layout.key: pd.Series(keys[unit], dtype=object)}
    if layout.period is not None:
        named = pd.Series(list(layout.places), dtype=object)
        made[layout.period] = named.iloc[at].reset_index(drop=True).astype(layout.dtypes[0])
    for measure, dtype in zip(layout.measures, layout.dtypes[1:], strict=True):
        made[measure] = _gathered(frame, layout.columns(measure), unit, at, dtype)
    return parents, pd.DataFrame({name: made[name] for name in layout.children})


def _units(parents: pd.DataFrame, children: pd.DataFrame, key: str) -> npt.NDArray[np.int64]:
    """The row among the parents of each reading."""
    missing, twice = int(parents[key].isna().sum()), int(parents[key].duplicated().sum())
    if missing or twice:
        raise _keys(
            Words(
                f"units whose key {key} is missing: {missing}; or held by another unit: {twice}",
                f"unités dont la clé {key} manque : {missing} ; ou est celle d'une autre unité : {twice}",
            ),
            Words("one row for each unit, each with its own key", "une ligne par unité, chacune avec sa clé"),
        )
    unit = pd.Index(parents[key]).get_indexer(pd.Index(children[key]))
    lost = int((unit < 0).sum())
    if lost:
        raise _keys(
            Words(
                f"readings that belong to no unit: {lost}",
                f"relevés qui n'appartiennent à aucune unité : {lost}",
            ),
            Words(
                f"keep the readings whose {key} is in the table of units",
                f"gardez les relevés dont {key} est dans la table des unités",
            ),
        )
    return np.asarray(unit, dtype=np.int64)


def _keys(message: Words, instead: Words) -> DataError:
    return DataError(Problem("PK587", message, instead=instead))


def _periods(
    column: pd.Series[Any], periods: Sequence[Any] | None
) -> tuple[tuple[Any, ...], npt.NDArray[np.int64]]:
    """The periods in order, and the place of each reading among them (-1: none)."""
    listed = list(periods) if periods is not None else sorted(column.dropna().unique())
    index = pd.Index(listed, dtype=None if len(listed) else object)
    if pd.api.types.is_datetime64_dtype(column.dtype) and all(isinstance(v, dt.date) for v in listed):
        index = pd.Index(pd.to_datetime(listed)).astype(column.dtype)
    if not index.is_unique:
        raise misuse(Words("a period is listed twice", "une période est listée deux fois"))
    return tuple(listed), np.asarray(index.get_indexer(pd.Index(column)), dtype=np.int64)


def _ranks(children: pd.DataFrame, unit: npt.NDArray[np.int64], rank_by: str | None) -> npt.NDArray[np.int64]:
    """The rank of each reading among those of its unit, from 0."""
    ordered = np.arange(len(children))
    if rank_by is not None:
        ordered = children[rank_by].reset_index(drop=True).sort_values(kind="stable").index.to_numpy()
    out = np.empty(len(children), dtype=np.int64)
    out[ordered] = pd.Series(unit[ordered]).groupby(unit[ordered]).cumcount().to_numpy()
    return out


def _check_alone(unit: npt.NDArray[np.int64], at: npt.NDArray[np.int64], period: str) -> None:
    """PK585 unless each reading has a place, alone."""
    nowhere = int((at < 0).sum())
    twice = int(pd.DataFrame({"unit": unit, "at": at})[at >= 0].duplicated().sum())
    if nowhere or twice:
        raise DataError(
            Problem(
                "PK585",
                Words(
                    f"readings whose {period} is missing or not listed: {nowhere}; that come after another one of the "
                    f"same unit and {period}: {twice}",
                    f"relevés dont {period} manque ou n'est pas listé : {nowhere} ; qui en suivent un autre de la même "
                    f"unité et de même {period} : {twice}",
                ),
                instead=Words(
                    "keep the listed periods, and add up or choose the readings of one unit for one period",
                    "gardez les périodes listées, et additionnez ou choisissez les relevés d'une unité pour une période",
                ),
            )
        )


def _check_cap(unit: npt.NDArray[np.int64], at: npt.NDArray[np.int64], cap: int) -> None:
    """PK586 when a unit has more readings than the cap."""
    above = len(np.unique(unit[at >= cap]))
    if above:
        raise DataError(
            Problem(
                "PK586",
                Words(
                    f"units with more than {cap} rows: {above}", f"unités de plus de {cap} lignes : {above}"
                ),
                instead=Words(
                    "keep fewer rows a unit (limit_contribution), or raise the cap",
                    "gardez moins de lignes par unité (limiter_la_contribution), ou relevez le plafond",
                ),
            )
        )


def _is_number(column: pd.Series[Any]) -> bool:
    return pd.api.types.is_numeric_dtype(column.dtype) and not pd.api.types.is_bool_dtype(column.dtype)


def _spread(
    column: pd.Series[Any], unit: npt.NDArray[np.int64], at: npt.NDArray[np.int64], shape: tuple[int, int]
) -> list[pd.Series[Any]]:
    """One column a place: whole numbers as ``Int64``, numbers as ``float64``, the rest as objects."""
    whole = pd.api.types.is_integer_dtype(column.dtype)
    known = column.notna().to_numpy()
    where = np.full(shape, -1, dtype=np.int64)  # the row of the reading
    where[unit[known], at[known]] = np.flatnonzero(known)
    dtype: Any = "Int64" if whole else np.float64 if _is_number(column) else object
    values = column.astype(dtype).reset_index(drop=True)
    spread = [values.reindex(where[:, j]).reset_index(drop=True) for j in range(shape[1])]
    return [each.where(each.notna(), None) for each in spread] if dtype is object else spread


def _gathered(
    frame: pd.DataFrame,
    names: Sequence[str],
    unit: npt.NDArray[np.int64],
    at: npt.NDArray[np.int64],
    dtype: Any,
) -> pd.Series[Any]:
    """The readings of one measure, in the type they had (``Int64`` for whole numbers when one is missing)."""
    stacked = pd.concat([frame[name] for name in names], ignore_index=True)
    column = stacked.iloc[at * len(frame) + unit].reset_index(drop=True)
    if pd.api.types.is_integer_dtype(dtype) and column.isna().any():
        return column.astype("Int64")
    return column.where(column.notna(), None) if dtype == np.dtype(object) else column.astype(dtype)
