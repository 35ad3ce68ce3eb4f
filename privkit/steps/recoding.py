"""Recodings: how a raw value of a column becomes the label it carries in an output.

A generalising step leaves one recoding per column. They are pure, small and written in the reference
table, so that a household that was never in the file can be placed in its group with the same rules,
and next month's data can be given the same labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Literal, Protocol

import pandas as pd

MOST_DECIMALS = 9  # of a column of numbers


class Recoding(Protocol):
    """A function from values to labels, with its labels in order (neighbours may be merged)."""

    @property
    def labels(self) -> tuple[str, ...]: ...

    def apply(self, values: pd.Series) -> pd.Series:
        """Labels of ``values``; a missing value stays missing, an unknown one becomes missing."""
        ...

    def to_json(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class BandRecoding:
    """Half-open bands [e0, e1), [e1, e2), …, [en, ∞); ``below`` is the label under e0."""

    edges: tuple[Decimal, ...]
    band_labels: tuple[str, ...]  # one per edge
    below: str

    @property
    def labels(self) -> tuple[str, ...]:
        return (self.below, *self.band_labels)

    def apply(self, values: pd.Series) -> pd.Series:
        import numpy as np

        numbers = _numbers(values)
        place = np.searchsorted(np.array([float(e) for e in self.edges]), numbers.to_numpy(), side="right")
        labels = np.array(self.labels, dtype=object)[place]
        return pd.Series(labels, index=values.index, dtype=object).where(numbers.notna(), None)

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": "bands",
            "edges": [str(e) for e in self.edges],
            "labels": list(self.band_labels),
            "below": self.below,
        }


@dataclass(frozen=True)
class RangeRecoding:
    """Closed ranges of whole numbers, each with its label: 1, 2, 3 to 4, 5 and more."""

    ranges: tuple[tuple[int | None, int | None, str], ...]

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for _, _, label in self.ranges)

    def apply(self, values: pd.Series) -> pd.Series:
        numbers = _numbers(values)
        result = pd.Series([None] * len(values), index=values.index, dtype=object)
        for low, high, label in self.ranges:
            inside = numbers.notna()
            if low is not None:
                inside &= numbers >= low
            if high is not None:
                inside &= numbers <= high
            result[inside] = label
        return result

    def to_json(self) -> dict[str, Any]:
        return {"kind": "ranges", "ranges": [[low, high, label] for low, high, label in self.ranges]}


@dataclass(frozen=True)
class MapRecoding:
    """A table from label to coarser label; ``order`` lists the coarser labels from low to high.

    ``missing`` is the label of a missing value; ``other`` that of a value the table does not list.
    """

    table: Mapping[str, str]
    order: tuple[str, ...]
    protects: bool = False  # chosen by a search, not by the policy
    missing: str | None = None
    other: str | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        return self.order

    def apply(self, values: pd.Series) -> pd.Series:
        labels = [self.missing if pd.isna(v) else self._one(v) for v in values.astype(object)]
        return pd.Series(labels, index=values.index, dtype=object)

    def _one(self, value: Any) -> str | None:
        found = (self.table[text] for text in written_forms(value) if text in self.table)
        return next(found, self.other)

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": "map",
            "table": dict(sorted(self.table.items())),
            "order": list(self.order),
            "protects": self.protects,
            "missing": self.missing,
            "other": self.other,
        }


@dataclass(frozen=True)
class PrefixRecoding:
    """The first characters of a code."""

    characters: int

    @property
    def labels(self) -> tuple[str, ...]:
        return ()

    def apply(self, values: pd.Series) -> pd.Series:
        cut = [None if pd.isna(v) else str(v)[: self.characters] for v in values.astype(object)]
        return pd.Series(cut, index=values.index, dtype=object)

    def to_json(self) -> dict[str, Any]:
        return {"kind": "prefix", "characters": self.characters}


@dataclass(frozen=True)
class RoundRecoding:
    """The nearest multiple, half away from zero, as text."""

    to: Decimal

    @property
    def labels(self) -> tuple[str, ...]:
        return ()

    def apply(self, values: pd.Series) -> pd.Series:
        texts = [
            None if number is None else plain_text(_multiple(number, self.to)) for number in _exact(values)
        ]
        return pd.Series(texts, index=values.index, dtype=object)

    def to_json(self) -> dict[str, Any]:
        return {"kind": "round", "to": str(self.to)}


@dataclass(frozen=True)
class DateRecoding:
    """The month (2025-01), quarter (2025-Q1) or year (2025) of a date."""

    level: Literal["month", "quarter", "year"]

    @property
    def labels(self) -> tuple[str, ...]:
        return ()

    def apply(self, values: pd.Series) -> pd.Series:
        labels = [None if pd.isna(v) else self._one(v) for v in values.astype(object)]
        return pd.Series(labels, index=values.index, dtype=object)

    def _one(self, value: Any) -> str | None:
        try:
            day = datetime.fromisoformat(value) if isinstance(value, str) else value
        except ValueError:
            return None
        if self.level == "year":
            return f"{day.year:04}"
        if self.level == "month":
            return f"{day.year:04}-{day.month:02}"
        return f"{day.year:04}-Q{(day.month + 2) // 3}"

    def to_json(self) -> dict[str, Any]:
        return {"kind": "date", "level": self.level}


@dataclass(frozen=True)
class LimitRecoding:
    """Numbers brought to a bound: top coding (``side`` top) or bottom coding. They stay numbers."""

    side: Literal["top", "bottom"]
    at: Decimal

    @property
    def labels(self) -> tuple[str, ...]:
        return ()

    def apply(self, values: pd.Series) -> pd.Series:
        numbers, bound = _numbers(values), float(self.at)
        return numbers.clip(upper=bound) if self.side == "top" else numbers.clip(lower=bound)

    def to_json(self) -> dict[str, Any]:
        return {"kind": "limit", "side": self.side, "at": str(self.at)}


@dataclass(frozen=True)
class MultipleRecoding:
    """The nearest multiple, half away from zero. Numbers stay numbers."""

    to: Decimal

    @property
    def labels(self) -> tuple[str, ...]:
        return ()

    def apply(self, values: pd.Series) -> pd.Series:
        found = [None if n is None else float(_multiple(n, self.to)) for n in _exact(values)]
        return pd.Series(found, index=values.index, dtype="float64")

    def to_json(self) -> dict[str, Any]:
        return {"kind": "multiple", "to": str(self.to)}


@dataclass(frozen=True)
class BlankRecoding:
    """Values blanked: listed, above or below a bound, or, when ``only`` is given, all but these.

    ``order`` repeats the labels of the recoding before, less those blanked.
    """

    among: tuple[str, ...] = ()
    above: Decimal | None = None
    below: Decimal | None = None
    only: tuple[str, ...] | None = None
    order: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        return self.order

    def apply(self, values: pd.Series) -> pd.Series:
        hidden = pd.Series([self._listed(v) for v in values.astype(object)], index=values.index, dtype=bool)
        if self.above is not None:
            hidden |= _numbers(values) > float(self.above)
        if self.below is not None:
            hidden |= _numbers(values) < float(self.below)
        return values.astype(object).where(~hidden, None)

    def _listed(self, value: Any) -> bool:
        if pd.isna(value):
            return True
        forms = written_forms(value)
        if self.only is not None and not any(form in self.only for form in forms):
            return True
        return any(form in self.among for form in forms)

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": "blank",
            "among": list(self.among),
            "above": None if self.above is None else str(self.above),
            "below": None if self.below is None else str(self.below),
            "only": None if self.only is None else list(self.only),
            "order": list(self.order),
        }


def _numbers(values: pd.Series) -> pd.Series:
    """Values as doubles; a decimal comma is read as a point, what is no number becomes missing."""
    plain = values.map(lambda v: v.replace(",", ".") if isinstance(v, str) else v)
    found = pd.to_numeric(plain, errors="coerce").astype("float64")
    # a decimal turned into a double may be one step beside the nearest: 2.0100000000000002 is 2.01
    return found.where(found.abs() >= 1e6, found.round(MOST_DECIMALS))


def _exact(values: pd.Series) -> list[Decimal | None]:
    """Values as decimals; what is no number becomes None."""
    out: list[Decimal | None] = []
    for value in values.astype(object):
        try:
            number = None if pd.isna(value) else Decimal(plain_text(value).replace(",", "."))
        except InvalidOperation:
            number = None
        out.append(number)
    return out


def _multiple(number: Decimal, to: Decimal) -> Decimal:
    return (number / to).quantize(Decimal(1), rounding=ROUND_HALF_UP) * to


def plain_text(value: Any) -> str:
    """A value as the engine writes it in text: 73.0 is 73.

    >>> plain_text(73.0), plain_text(12.50), plain_text("01053"), plain_text(-0.0), plain_text(2.0100000000000002)
    ('73', '12.5', '01053', '0', '2.01')
    """
    if isinstance(value, float):
        value = Decimal(f"{value:.15g}")  # every decimal of 15 digits comes back from its double
    if isinstance(value, Decimal):
        return format((value + 0).normalize(), "f")
    return str(value)


def written_forms(value: Any) -> tuple[str, ...]:
    """The texts a value may have in a table of labels: yes or no in both languages, a day with or without hour.

    >>> from datetime import date
    >>> written_forms(True), written_forms(date(2024, 2, 29)), written_forms(1.5)
    (('yes', 'oui'), ('2024-02-29',), ('1.5',))
    """
    if isinstance(value, bool) or type(value).__name__ == "bool_":
        return ("yes", "oui") if value else ("no", "non")
    if isinstance(value, datetime):
        moment = value.strftime("%Y-%m-%d %H:%M:%S")
        return (moment[:10], moment) if moment.endswith("00:00:00") else (moment,)
    return (plain_text(value),)


def apply_chain(chain: Sequence[Recoding], values: pd.Series) -> pd.Series:
    """Pass values through several recodings, in order."""
    for recoding in chain:
        values = recoding.apply(values)
    return values


def from_json(body: Mapping[str, Any]) -> Recoding:
    """Read a recoding written by ``to_json``."""
    match body["kind"]:
        case "bands":
            return BandRecoding(
                tuple(Decimal(e) for e in body["edges"]), tuple(body["labels"]), body["below"]
            )
        case "ranges":
            return RangeRecoding(tuple((low, high, label) for low, high, label in body["ranges"]))
        case "map":
            return MapRecoding(
                dict(body["table"]),
                tuple(body["order"]),
                bool(body.get("protects")),
                body.get("missing"),
                body.get("other"),
            )
        case "limit":
            return LimitRecoding(body["side"], Decimal(body["at"]))
        case "multiple":
            return MultipleRecoding(Decimal(body["to"]))
        case "blank":
            above, below = (None if body[k] is None else Decimal(body[k]) for k in ("above", "below"))
            only = None if body["only"] is None else tuple(body["only"])
            return BlankRecoding(tuple(body["among"]), above, below, only, tuple(body["order"]))
        case "prefix":
            return PrefixRecoding(int(body["characters"]))
        case "round":
            return RoundRecoding(Decimal(body["to"]))
        case "date":
            return DateRecoding(body["level"])
        case other:
            raise ValueError(f"unknown recoding {other}")
