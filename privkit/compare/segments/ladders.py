"""Where bands may begin: round numbers for a number, labels from low to high use for a category.

An edge is a multiple of 1, 2 or 5 times a power of ten, chosen from the spread of the column; it is never the value
that one unit alone has. Labels of too few units are taken together and never named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

import numpy as np
import pandas as pd

from privkit.compare.grid import Codes
from privkit.compare.labels import show_set
from privkit.compare.marks import Floats
from privkit.steps.bands import BETWEEN, FROM, TO, UNDER, UP_TO
from privkit.words import Language, Words

STEPS = 20  # edges looked at between the 5th and the 95th hundredth of a column
OTHERS = Words("others", "autres")


@dataclass(frozen=True)
class Ladder:
    """A number: the edges where a band may begin. ``counted``: whole numbers one by one, as occupants are."""

    column: str
    edges: tuple[Decimal, ...]
    counted: bool

    def encode(self, values: pd.Series) -> Codes:
        """The rung of each value: 0 under the first edge, as many as edges from the last one up."""
        numbers = values.to_numpy(np.float64)
        return np.searchsorted(np.array([float(e) for e in self.edges]), numbers, side="right").astype(
            np.int64
        )

    def say(self, low: int, high: int, language: Language) -> str:
        """The rungs from ``low`` to ``high``, both taken, in the words of the policy."""
        start = self.edges[low - 1] if low else None
        end = self.edges[high] if high < len(self.edges) else None
        return band(start, end, self.counted, language)


def band(start: Decimal | None, end: Decimal | None, counted: bool, language: Language) -> str:
    """A band from an edge to under the next.

    >>> band(Decimal(3), Decimal(5), True, "en"), band(Decimal(60), None, False, "fr")
    ('3 to 4', '60 et plus')
    """
    last = None if end is None else end - 1 if counted else end
    if start is None:
        return (UP_TO if counted else UNDER)[language].format(_plain(last))
    if last is None:
        return FROM[language].format(_plain(start))
    if counted and start == last:
        return _plain(start)
    return (TO if counted else BETWEEN)[language].format(_plain(start), _plain(last))


@dataclass(frozen=True)
class Shelf:
    """Labels, from those who use least to those who use most; ``rest`` is the place of all others, -1 if none."""

    column: str
    labels: tuple[str, ...]
    rest: int

    def encode(self, values: pd.Series) -> Codes:
        """The place of each label; one not on the shelf goes with the others, or with the first when there are none."""
        place = {label: code for code, label in enumerate(self.labels) if code != self.rest}
        return np.asarray(values.astype(str).map(place).fillna(max(self.rest, 0)), dtype=np.int64)

    def say(self, low: int, high: int, language: Language) -> str:
        """The labels of places ``low`` to ``high``, both taken."""
        own = [self.labels[c] for c in range(low, high + 1) if c != self.rest]
        if low <= self.rest <= high:
            own.append(OTHERS.say(language))
        return show_set(own, language)


def ladder_of(column: str, values: pd.Series, at_least: int) -> Ladder:
    """The edges of a number, each with at least ``at_least`` units on both sides."""
    numbers = np.sort(values.to_numpy(np.float64))
    low, high = np.quantile(numbers, [0.05, 0.95])
    whole = bool((numbers == np.floor(numbers)).all())
    step = round_step((high - low) / STEPS)
    if whole:
        step = max(step, Decimal(1))
    counted = whole and step == 1
    first, last = floor(low / float(step)) - 1, ceil(high / float(step)) + 1
    edges = tuple(step * k for k in range(first, last + 1))
    kept = tuple(e for e in edges if _is_fair(numbers, float(e), at_least))
    return Ladder(column, kept, counted and all(e >= 1 for e in kept))


def shelf_of(column: str, values: pd.Series, quantity: Floats, at_least: int) -> Shelf:
    """The labels of a category in the order of the mean of ``quantity``, the order in which a tree cuts best (Breiman
    et al. 1984, 4.2.2)."""
    labels = values.astype(str)
    sizes = labels.value_counts()
    named = set(sizes[sizes >= at_least].index)
    shown = labels.where(labels.isin(named), None)
    means = pd.Series(quantity, index=labels.index).groupby(shown.fillna("\0")).mean().sort_values()
    order = tuple(str(label) for label in means.index)
    return Shelf(column, order, order.index("\0") if "\0" in order else -1)


def round_step(wanted: float) -> Decimal:
    """The smallest of 1, 2 or 5 times a power of ten that is not under ``wanted``.

    >>> round_step(6.5), round_step(0.12)
    (Decimal('10'), Decimal('0.2'))
    """
    if not wanted > 0:
        return Decimal(1)
    power = Decimal(10) ** floor(log10(wanted))
    return next(m * power for m in map(Decimal, (1, 2, 5, 10, 20)) if float(m * power) >= wanted)


def encode(table: pd.DataFrame, scales: Sequence[Ladder | Shelf]) -> Codes:
    """One row of codes per row of the table."""
    return np.column_stack([scale.encode(table[scale.column]) for scale in scales])


def _is_fair(numbers: Floats, edge: float, at_least: int) -> bool:
    below, upto = (
        np.searchsorted(numbers, [edge, edge], side="left")[0],
        np.searchsorted(numbers, edge, side="right"),
    )
    return bool(below >= at_least and len(numbers) - below >= at_least and upto - below != 1)


def _plain(value: Decimal | None) -> str:
    assert value is not None
    return format(value.normalize(), "f")
