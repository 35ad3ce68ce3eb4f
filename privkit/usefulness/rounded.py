"""Round numbers and dates to cut a distribution at, and how the parts are called."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from privkit.usefulness.coding import Floats
from privkit.words import Words

ALL = Words("all values", "toutes valeurs")
_MONTH = 365.2425 / 12


def edges_of(values: Floats, kind: str, most: int) -> Floats:
    """At most ``most`` - 1 round numbers, evenly apart, between the 2nd and the 98th percentile of ``values``.

    Dates (days since 1970) are cut at the first days of months or years, or at days when they span little.
    """
    present = values[~np.isnan(values)]
    if not len(present):
        return np.empty(0)
    low, high = (float(q) for q in np.quantile(present, [0.02, 0.98]))
    if kind == "date":
        return _dates(low, high, most)
    step = _step((high - low) / most)
    if (present == np.round(present)).all():
        step = max(step, 1.0)
    return _multiples(low, high, step)


def labels_of(edges: Floats, kind: str, whole: bool) -> list[Words]:
    """The parts that ``edges`` cut, in order. ``whole``: the numbers have no decimals, and both ends belong."""
    if not len(edges):
        return [ALL]
    if kind == "date":
        starts = _days(edges)
        first = Words(f"before {starts[0]}", f"avant {starts[0]}")
        return [first, *(Words(f"from {start}", f"dès {start}") for start in starts)]
    out = [_said("< {}", _number(edges[0]))]
    for low, high in pairwise(edges):
        last = high - 1 if whole else high
        out.append(_number(low) if last == low else _said("{} – {}", _number(low), _number(last)))
    return [*out, _said("≥ {}", _number(edges[-1]))]


def _step(about: float) -> float:
    """1, 2 or 5 times a power of ten, no less than ``about``."""
    if about <= 0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(about))
    return float(next(m * power for m in (1, 2, 5, 10) if m * power >= about * (1 - 1e-9)))


def _multiples(low: float, high: float, step: float) -> Floats:
    """The multiples of ``step`` above ``low``, up to ``high``."""
    return np.asarray(np.arange(np.floor(low / step) + 1, np.floor(high / step) + 1) * step, np.float64)


def _dates(low: float, high: float, most: int) -> Floats:
    days = (high - low) / most
    if days < _MONTH / 2:
        return _multiples(low, high, max(1.0, _step(days)))
    months = next((m for m in (1, 2, 3, 6) if m * _MONTH >= days), 0)
    months = months or 12 * int(_step(days / (12 * _MONTH)))
    first, last = (_month(day) for day in (low, high))
    starts = np.arange(first // months * months + months, last + 1, months)
    return starts.astype("datetime64[M]").astype("datetime64[D]").astype(np.float64)


def _month(day: float) -> int:
    return int(np.int64(np.floor(day)).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64))


def _days(edges: Floats) -> list[str]:
    """Dates as short as they can be: years when each is the first day of one, months, else days."""
    days = [str(np.int64(edge).astype("datetime64[D]")) for edge in edges]
    for end in ("-01-01", "-01"):
        if all(day.endswith(end) for day in days):
            return [day.removesuffix(end) for day in days]
    return days


def _number(edge: float) -> Words:
    text = format(edge + 0.0, ".10g")
    return Words(text, text.replace(".", ","))


def _said(pattern: str, *parts: Words) -> Words:
    return Words(pattern.format(*(p.en for p in parts)), pattern.format(*(p.fr for p in parts)))
