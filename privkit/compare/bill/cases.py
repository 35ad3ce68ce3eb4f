"""The sentences of many bills: written once per distinct case, then joined with their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privkit.compare.bill.abnormal import Limb
from privkit.compare.bill.household import REASONS
from privkit.compare.bill.phrases import CHANGE, MEAN, VOLUME, Case, template
from privkit.compare.bill.place import Standing
from privkit.compare.bill.placer import SCALE, Whole
from privkit.compare.bill.trend import Direction
from privkit.compare.labels import number
from privkit.compare.message import State
from privkit.compare.reference import ReferenceTable
from privkit.words import Language

STATES: tuple[State, ...] = ("low", "middle", "high")
LIMBS: tuple[Limb | None, ...] = (None, "history", "zone", "hint")
DIRECTIONS: tuple[Direction | None, ...] = (None, "less", "same", "more")
_SLOTS = (VOLUME, MEAN, CHANGE)
Pieces = tuple[str | None, ...]


@dataclass(frozen=True)
class Told:
    """What the sentences of some rows depend on: codes, then numbers."""

    place: Whole
    reason: Whole
    state: Whole
    days: Whole
    unit: Any  # Arrow text, or None
    other_unit: Any
    alert: Whole
    mean_told: Any
    whole: Any
    direction: Whole
    volume: Whole  # in the last decimal
    mean: Whole  # in tenths
    change: Whole


@dataclass
class Cases:
    """Writes sentences in one language, and remembers how numbers read."""

    reference: ReferenceTable
    language: Language
    _pieces: dict[tuple[Standing, Case], Pieces] = field(default_factory=dict)
    _shown: dict[tuple[int, int], str] = field(default_factory=dict)

    def sentences(self, told: Told, standings: Sequence[Standing]) -> Any:
        """The sentence of each row, as an Arrow array."""
        units, names = self._units(told)
        columns = np.stack(
            [
                told.place,
                told.reason,
                told.state,
                told.days,
                units,
                told.alert,
                told.mean_told,
                told.whole,
                told.direction,
            ],
            axis=1,
        ).astype(np.int64)
        first, inverse = _distinct(columns)
        pieces = [self._of(columns[row], standings, names) for row in first]
        has = np.array([[p[n] is not None for n in range(len(_SLOTS))] for p in pieces]).reshape(
            -1, len(_SLOTS)
        )
        numbers = (
            self._numbers(told.volume, has[inverse, 0], SCALE),
            self._numbers(told.mean, has[inverse, 1], Decimal(10)),
            self._numbers(np.abs(told.change), has[inverse, 2], Decimal(1)),
        )
        rows = pa.array(inverse)
        texts = [
            pa.array([p[n] or "" for p in pieces], pa.string()).take(rows) for n in range(len(_SLOTS) + 1)
        ]
        joined = [texts[0]]
        for value, text in zip(numbers, texts[1:], strict=True):
            joined += [value, text]
        return pc.binary_join_element_wise(*joined, "")

    def _of(self, code: Any, standings: Sequence[Standing], units: list[str | None]) -> Pieces:
        place, reason, state, days, unit, alert, mean_told, whole, direction = map(int, code)
        found = standings[place]
        why = REASONS[reason] if reason < len(REASONS) else None
        own = found if found.reason == why else Standing(None, None, why)
        case = Case(
            STATES[state - 1] if state else None,
            why,
            own.missing,
            units[unit],
            days if days >= 0 else None,
            LIMBS[alert],
            bool(mean_told),
            bool(whole),
            DIRECTIONS[direction],
        )
        if (own, case) not in self._pieces:
            self._pieces[own, case] = _cut(template(self.reference, own.group, case, self.language))
        return self._pieces[own, case]

    def _units(self, told: Told) -> tuple[Whole, list[str | None]]:
        """A code per row for the unit it is told in, 0 for the table's; and what each code says."""
        if told.unit is None:
            return np.zeros(len(told.place), dtype=np.int64), [None]
        coded = told.unit.dictionary_encode()
        codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False) + 1
        return np.where(told.other_unit, codes, 0), [None, *(u.strip() for u in coded.dictionary.to_pylist())]

    def _numbers(self, values: Whole, used: Any, scale: Decimal) -> Any:
        distinct, inverse = np.unique(np.where(used, values, -1), return_inverse=True)
        shown, kind = self._shown, int(scale)
        texts = []
        for value in distinct.tolist():
            text = "" if value < 0 else shown.get((kind, value))
            if text is None:
                text = shown[kind, value] = number(Decimal(value) / scale, self.language)
            texts.append(text)
        return pa.array(texts, pa.string()).take(pa.array(inverse))


def _cut(text: str) -> Pieces:
    """The sentence before, between and after its slots; None before a slot that is not there."""
    pieces: list[str | None] = []
    for slot in _SLOTS:
        head, found, rest = text.partition(slot)
        pieces.append(head if found else None)
        text = rest if found else text
    return (*pieces, text)


def _distinct(columns: Any) -> tuple[Any, Any]:
    """The first row of each distinct row of codes, and the number of each row among them."""
    packed = np.zeros(len(columns), dtype=np.int64)
    for at in range(columns.shape[1]):
        values, codes = np.unique(columns[:, at], return_inverse=True)
        packed = np.unique(packed, return_inverse=True)[1] * len(values) + codes
    _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
    return first, inverse
