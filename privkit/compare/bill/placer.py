"""Many households placed at once: each distinct home once, by the function that places one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from privkit.compare.bill.columns import DECIMALS
from privkit.compare.bill.place import Standing, labels_of_values, placed
from privkit.compare.labels import ALL
from privkit.compare.reference import ReferenceTable
from privkit.steps.recoding import plain_text
from privkit.words import Words

Whole = NDArray[np.int64]
SCALE = Decimal(10) ** DECIMALS


@dataclass
class Placer:
    """Remembers the label of every value met, and the standing of every combination of labels.

    ``standings`` grows as homes are met; a row's place is its number there. Marks are kept beside, in whole
    numbers of the last decimal of a volume: rounded down, which moves no volume across them.
    """

    reference: ReferenceTable
    standings: list[Standing] = field(default_factory=list)
    _labels: dict[str, dict[Any, int]] = field(default_factory=dict)
    _names: list[str | None] = field(default_factory=lambda: [None, ALL])
    _codes: dict[str | None, int] = field(default_factory=lambda: {None: 0, ALL: 1})
    _places: dict[tuple[int, ...], int] = field(default_factory=dict)

    def places(self, homes: Mapping[str, Any], rows: int) -> Whole:
        """The number in ``standings`` of each row; ``homes`` are Arrow columns by group column."""
        columns = self.reference.spec.groups_by
        codes = np.stack([self._column(c, homes.get(c), rows) for c in columns], axis=1)
        packed = np.zeros(rows, dtype=np.int64)
        for at in range(len(columns)):  # names are few: a combination fits in 64 bits, or is packed again
            packed = np.unique(packed, return_inverse=True)[1] * len(self._names) + codes[:, at]
        _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
        numbers = np.array([self._place(tuple(map(int, codes[row]))) for row in first], dtype=np.int64)
        return np.asarray(numbers[inverse], dtype=np.int64)

    def _column(self, column: str, values: Any, rows: int) -> Whole:
        if values is None:  # not asked for: every group takes all its labels
            return np.ones(rows, dtype=np.int64)
        coded = pc.dictionary_encode(values, null_encoding="encode")
        distinct = coded.dictionary.to_pylist()
        known = self._labels.setdefault(column, {})
        new = [value for value in distinct if value not in known]
        if new:
            texts = [self._text(value) for value in new]
            for value, label in zip(new, labels_of_values(self.reference, column, texts), strict=True):
                known[value] = self._code(label)
        codes = np.array([known[value] for value in distinct], dtype=np.int64)
        return np.asarray(codes[coded.indices.to_numpy(zero_copy_only=False)], dtype=np.int64)

    def _text(self, value: Any) -> str:
        if isinstance(value, bool):
            return Words(*(("yes", "oui") if value else ("no", "non"))).say(self.reference.spec.language)
        return "" if value is None else plain_text(value)

    def _code(self, label: str | None) -> int:
        if label not in self._codes:
            self._codes[label] = len(self._names)
            self._names.append(label)
        return self._codes[label]

    def _place(self, codes: tuple[int, ...]) -> int:
        if codes not in self._places:
            self._places[codes] = len(self.standings)
            self.standings.append(placed(self.reference, tuple(self._names[code] for code in codes)))
        return self._places[codes]

    def marks(self) -> tuple[Whole, Whole]:
        """Low and high marks by number of standing, rounded down to the last decimal of a volume."""
        groups = [s.group if s.reason is None else None for s in self.standings]
        return tuple(  # type: ignore[return-value]
            np.array([int(mark * SCALE // 1) if g else 0 for g, mark in pairs], dtype=np.int64)
            for pairs in (
                [(g, g.low if g else Decimal(0)) for g in groups],
                [(g, g.high if g else Decimal(0)) for g in groups],
            )
        )


def as_arrow(column: Any) -> Any:
    """One chunk, whatever the slice."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
