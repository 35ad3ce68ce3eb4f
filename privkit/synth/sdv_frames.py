"""A table made ready for SDV, and back: its columns under plain names, their description, constants set apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from privkit.synth.domain import Attribute, Domain, Kind
from privkit.synth.forms import TEXTS, as_numbers, from_numbers, within_bounds
from privkit.synth.rare import RAREST, givable

DAY = "%Y-%m-%d"
#: Days that pandas holds in nanoseconds: the others are told to SDV as numbers.
FIRST, LAST = -106_000.0, 106_000.0


@dataclass(frozen=True)
class Prepared:
    """One column as SDV sees it. ``told``: its description in SDV's own words; None: it is constant and set apart."""

    attribute: Attribute
    dtype: Any
    plain: str  # its name there
    told: Mapping[str, Any] | None
    values: pd.Series[Any]
    never_given: int = 0

    def back(self, made: pd.DataFrame, rows: int) -> pd.Series[Any]:
        """The column of a sampled table, as the table learnt from holds it."""
        if self.told is None:
            column = pd.Series([self.values.iloc[0]] * rows, dtype=self.values.dtype)
        else:
            column = made[self.plain].reset_index(drop=True)
        return self.written(column)

    def written(self, column: pd.Series[Any]) -> pd.Series[Any]:
        """A column in SDV's form, in the form of the table."""
        kind = self.attribute.kind
        if kind in TEXTS:
            texts = column.astype(object).where(column.notna(), None)
            return pd.Series(texts, name=self.attribute.name, dtype=object).astype(self.dtype)
        if self.told is not None and self.told["sdtype"] == "datetime":
            return from_numbers(as_numbers(pd.to_datetime(column), kind), self.attribute, self.dtype)
        numbers = np.asarray(pd.to_numeric(column, errors="coerce").to_numpy(), dtype=np.float64)
        return from_numbers(numbers, self.attribute, self.dtype)


def prepared(column: pd.Series[Any], attribute: Attribute, plain: str, rng: np.random.Generator) -> Prepared:
    """A column ready for SDV. What may not be given (a rare value, a missing one when the column is never missing) is
    replaced by a value of others before anything is learnt."""
    never = 0
    if attribute.kind in TEXTS:
        values, told, never = _texts(column, attribute, rng)
    else:
        values, told = _numbers(column, attribute, rng)
    constant = values.nunique(dropna=False) <= 1
    return Prepared(attribute, column.dtype, plain, None if constant else told, values, never)


def _texts(
    column: pd.Series[Any], attribute: Attribute, rng: np.random.Generator
) -> tuple[pd.Series[Any], dict[str, Any], int]:
    labels, never = givable(column, attribute, RAREST)
    codes = labels.encode(column)
    missing = codes == len(labels.values)
    common = codes[(codes >= 0) & ~missing]
    drawn = (codes < 0) | (missing & (not attribute.nullable))
    codes[drawn] = rng.choice(common, int(drawn.sum())) if len(common) else len(labels.values)
    values = pd.Series(labels.decode(codes), dtype=object)
    told: dict[str, Any] = {"sdtype": "categorical"}
    if attribute.values is not None:
        told["range_values"] = list(attribute.values)
        if attribute.kind is Kind.ORDERED:
            told["sdtype"] = "ordinal"
    return values, told, never


def _numbers(
    column: pd.Series[Any], attribute: Attribute, rng: np.random.Generator
) -> tuple[pd.Series[Any], dict[str, Any]]:
    numbers = within_bounds(as_numbers(column, attribute.kind), attribute)
    missing = np.isnan(numbers)
    if not attribute.nullable and missing.any() and not missing.all():
        numbers[missing] = rng.choice(numbers[~missing], int(missing.sum()))
    if attribute.kind is Kind.YES_NO:
        return pd.Series(from_numbers(numbers, attribute, object)), {"sdtype": "boolean"}
    bounds = {"range_min": attribute.low, "range_max": attribute.high}
    known = {name: bound for name, bound in bounds.items() if bound is not None}
    if attribute.kind is not Kind.DATE:
        decimals = attribute.decimals if attribute.kind is Kind.NUMBER else 0
        return pd.Series(numbers), {"sdtype": "numerical", "decimal_places": decimals, **known}
    met = numbers[~np.isnan(numbers)]
    if len(met) and met.min() > FIRST and met.max() < LAST:
        told = {"sdtype": "datetime", "datetime_format": DAY}
        days = {name: _day(bound) for name, bound in known.items() if FIRST < bound < LAST}
        return from_numbers(numbers, attribute, np.dtype("datetime64[ns]")), {**told, **days}
    return pd.Series(numbers), {"sdtype": "numerical", "decimal_places": 0, **known}


def _day(number: float) -> str:
    return str(np.datetime64(int(number), "D"))


@dataclass(frozen=True)
class Wide:
    """The columns of a table outside profiles and, for the models of readings, the profiles as periods."""

    columns: tuple[str, ...]
    alone: tuple[Prepared, ...]
    periods: int = 0
    profiles: tuple[tuple[str, tuple[Prepared, ...]], ...] = ()

    @property
    def modelled(self) -> tuple[Prepared, ...]:
        return tuple(column for column in self.alone if column.told is not None)

    def table(self) -> pd.DataFrame:
        """The columns outside profiles that are not constant, one row a unit."""
        return pd.DataFrame({column.plain: column.values for column in self.modelled})

    def readings(self) -> pd.DataFrame:
        """One row a unit and period, in order: ``unit``, ``period``, a measure a profile."""
        units = len(self.profiles[0][1][0].values)
        out = {
            "unit": np.repeat(np.arange(units), self.periods),
            "period": np.tile(np.arange(self.periods), units),
        }
        for plain, months in self.profiles:
            out[plain] = np.stack([month.values.to_numpy(np.float64) for month in months], axis=1).reshape(-1)
        return pd.DataFrame(out)

    def measures(self) -> dict[str, Mapping[str, Any]]:
        """What SDV is told of each measure: the widest bounds and the most decimals of its periods."""
        out: dict[str, Mapping[str, Any]] = {}
        for plain, months in self.profiles:
            decimals = max(m.attribute.decimals if m.attribute.kind is Kind.NUMBER else 0 for m in months)
            out[plain] = {"sdtype": "numerical", "decimal_places": decimals}
        return out

    def frame(
        self, made: pd.DataFrame, months: Mapping[str, npt.NDArray[np.float64]], rows: int
    ) -> pd.DataFrame:
        """The table again, from what SDV made of its columns and of the measures, (rows, periods) each."""
        out = {column.attribute.name: column.back(made, rows) for column in self.alone}
        for plain, columns in self.profiles:
            for t, month in enumerate(columns):
                out[month.attribute.name] = month.written(pd.Series(months[plain][:, t]))
        return pd.DataFrame({name: out[name] for name in self.columns})


def wide(frame: pd.DataFrame, domain: Domain, rng: np.random.Generator, as_readings: bool) -> Wide:
    """The table ready for SDV; ``as_readings``: the profiles become periods, else they are columns like others."""
    inside = {name for p in domain.profiles for name in p.columns} if as_readings else set()
    alone = [name for name in domain.names if name not in inside]
    columns = tuple(name for name in frame.columns if name in domain.names)
    plain = tuple(prepared(frame[name], domain[name], f"c{j}", rng) for j, name in enumerate(alone))
    if not as_readings:
        return Wide(columns, plain)
    profiles = tuple(
        (f"m{k}", tuple(prepared(frame[name], domain[name], f"m{k}", rng) for name in profile.columns))
        for k, profile in enumerate(domain.profiles)
    )
    return Wide(columns, plain, len(domain.profiles[0].columns), profiles)
