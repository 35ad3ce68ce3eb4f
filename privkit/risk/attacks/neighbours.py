"""The released rows nearest to a record of which some columns are known, with every tie.

The distance is Gower's (1971): for each column 0 or 1 for categories, the difference of places for numbers (the
share of the release between the two), 1 between a missing value and a present one. All nearest rows are kept: with
categories there are often many, and which of them comes first in the file means nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from privkit.risk.attacks.encode import MISSING, Encoded, Sheet
from privkit.risk.packing import Ints, pack

_Steps = npt.NDArray[Any]  # 16 bits, or 32 where the columns are many
#: Steps of one column on the coarse scale of the first pass, as many as let a sum of columns fit in 16 bits; the few
#: rows that pass are measured exactly.
_FEWEST_STEPS, _MOST_STEPS, _LARGEST = 64, 4000, 32_000


@dataclass(frozen=True)
class Ties:
    """For each target its nearest kinds of released rows: ``kinds[starts[c] : starts[c + 1]]``, c = ``case[target]``.

    Targets with the same known values are one case.
    """

    case: Ints
    starts: Ints
    kinds: Ints

    @property
    def cases(self) -> int:
        return len(self.starts) - 1

    def of(self, target: int) -> Ints:
        """The nearest kinds of one target."""
        case = self.case[target]
        return self.kinds[self.starts[case] : self.starts[case + 1]]


class Neighbours:
    """Released rows by kind: rows that agree on every column of ``columns`` are one kind, ``kind`` of each row."""

    def __init__(self, encoded: Encoded, columns: Sequence[int], rows: Sheet | None = None) -> None:
        sheet = encoded.release if rows is None else rows
        self._columns = list(columns)
        self._number = [encoded.is_number(j) for j in columns]
        _, first, kind = np.unique(
            pack(sheet.codes[:, self._columns].astype(np.int64)), return_index=True, return_inverse=True
        )
        self.kind: Ints = kind.astype(np.int64)
        self._one_each = sheet.rows(first)
        self.kinds = len(first)
        self._scale = min(_MOST_STEPS, max(_FEWEST_STEPS, _LARGEST // len(self._columns)))
        narrow = self._scale * len(self._columns) <= _LARGEST
        self._type: np.dtype[Any] = np.dtype(np.int16 if narrow else np.int32)
        self._plain = [_narrow(self._one_each.codes[:, j]) for j in self._columns]
        self._coarse = [self._steps(self._one_each.places[:, j]) for j in self._columns]
        self._last = [np.iinfo(codes.dtype).max for codes in self._plain]
        self._apart = np.empty(self.kinds, self._type)
        self._differ = np.empty(self.kinds, np.bool_)
        self._absent = [
            np.flatnonzero(self._one_each.codes[:, j] == MISSING) if number else None
            for j, number in zip(self._columns, self._number, strict=True)
        ]

    def nearest(self, targets: Sheet) -> Ties:
        """The nearest kinds of each target."""
        codes = targets.codes[:, self._columns].astype(np.int64)
        keys = pack(np.concatenate([self._one_each.codes[:, self._columns].astype(np.int64), codes]))
        known, asked = keys[: self.kinds], keys[self.kinds :]
        cases, first, case = np.unique(asked, return_index=True, return_inverse=True)
        at = np.full(int(keys.max()) + 1, -1, np.int64)
        at[known] = np.arange(self.kinds)
        same = at[cases]
        found = [
            same[c : c + 1] if same[c] >= 0 else self._scan(targets, int(first[c])) for c in range(len(cases))
        ]
        starts = np.concatenate([[0], np.cumsum([len(f) for f in found])]).astype(np.int64)
        return Ties(case.astype(np.int64), starts, np.concatenate(found))

    def distances(self, targets: Sheet, rank: int) -> npt.NDArray[np.float64]:
        """How far the ``rank``-th nearest kind is from each target, to the precision of the coarse scale."""
        rank = min(rank, self.kinds) - 1
        far = [np.partition(self._far(targets, t), rank)[rank] for t in range(len(targets))]
        return np.array(far, np.float64) / self._scale

    def _scan(self, targets: Sheet, target: int) -> Ints:
        far = self._far(targets, target)
        # Each number is off by one step at most, on either side of a comparison.
        near = np.flatnonzero(far <= int(far.min()) + 2 * sum(self._number))
        if any(self._number) and len(near) > 1:
            exact = self._exact(near, targets, target)
            near = near[exact <= exact.min() + 1e-6]
        return near

    def _far(self, targets: Sheet, target: int) -> _Steps:
        """Coarse distances to every kind, in steps. A few passes over narrow numbers, in memory kept for it."""
        total = np.zeros(self.kinds, self._type)
        differ: npt.NDArray[Any] = np.zeros(self.kinds, np.uint8 if len(self._columns) < 256 else np.uint16)
        for n, j in enumerate(self._columns):
            code = int(targets.codes[target, j])
            if self._number[n]:
                total += self._steps_apart(n, code, targets.places[target, j])
            elif code > self._last[n]:  # no released row has it
                differ += 1
            else:
                np.not_equal(self._plain[n], self._plain[n].dtype.type(code), out=self._differ)
                differ += self._differ.view(np.uint8)
        if not all(self._number):
            total += differ.astype(self._type) * self._type.type(self._scale)
        return total

    def _steps_apart(self, n: int, code: int, place: np.float32) -> _Steps:
        absent, apart = self._absent[n], self._apart
        assert absent is not None
        if code == MISSING:
            apart[:] = self._scale
            apart[absent] = 0
            return apart
        np.subtract(self._coarse[n], self._type.type(round(float(place) * self._scale)), out=apart)
        np.abs(apart, out=apart)
        if len(absent):
            apart[absent] = self._scale
        return apart

    def _steps(self, places: npt.NDArray[np.float32]) -> _Steps:
        return np.ascontiguousarray(np.round(np.nan_to_num(places) * self._scale).astype(self._type))

    def _exact(self, near: Ints, targets: Sheet, target: int) -> npt.NDArray[np.float64]:
        total = np.zeros(len(near))
        for n, j in enumerate(self._columns):
            codes, code = self._one_each.codes[near, j], targets.codes[target, j]
            if self._number[n]:
                apart = np.abs(self._one_each.places[near, j] - targets.places[target, j]).astype(np.float64)
                total += np.where((codes == MISSING) | (code == MISSING), codes != code, apart)
            else:
                total += codes != code
        return total


def _narrow(codes: npt.NDArray[np.int32]) -> npt.NDArray[Any]:
    """The same in one byte each where they fit: more are compared at once."""
    return np.ascontiguousarray(codes.astype(np.min_scalar_type(int(codes.max()))))


def flatten(ties: Ties, starts: Ints) -> tuple[Ints, Ints]:
    """For every case, the positions ``starts[k] .. starts[k + 1]`` of each of its kinds: (case, position) pairs."""
    lengths = starts[ties.kinds + 1] - starts[ties.kinds]
    case_of_kind = np.repeat(np.arange(ties.cases), np.diff(ties.starts))
    case = np.repeat(case_of_kind, lengths)
    ends = np.cumsum(lengths)
    position = np.arange(len(case)) + np.repeat(starts[ties.kinds] - (ends - lengths), lengths)
    return case, position
