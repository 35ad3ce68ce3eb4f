"""A whole billing run: the message of every household, in whole numbers and Arrow columns.

Same answers as :func:`privkit.compare.bill.tell.bill_message`, row for row: homes are placed and sentences
written by the same functions, once per distinct home and per distinct case; only numbers are vectorised,
and they are whole numbers of the last decimal, so that nothing is rounded on the way.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa

from privkit.compare.bill.alerts import alerts_of
from privkit.compare.bill.cases import LIMBS, STATES, Cases, Told
from privkit.compare.bill.columns import PREVIOUS, PREVIOUS_DAYS, BillColumns
from privkit.compare.bill.household import LONGEST, REASONS, YEAR_DAYS, YEARS, Reason
from privkit.compare.bill.place import check_year
from privkit.compare.bill.placer import SCALE, Placer, Whole
from privkit.compare.bill.rows import Rows
from privkit.compare.bill.trend import MOST_CHANGE
from privkit.compare.labels import unit
from privkit.compare.message import ratio_of
from privkit.compare.reference import ReferenceTable
from privkit.policy.model.outputs import Service
from privkit.words import Language

ROWS = 131_072  # told at once
NONE = len(REASONS)
_REASON: dict[Reason, int] = {reason: number for number, reason in enumerate(REASONS)}
_LARGE = 2**63 // 400  # a larger volume could overflow when its ratio is computed in 64 bits

OUT = pa.schema(
    [
        ("household", pa.string()),
        ("state", pa.string()),
        ("ratio", pa.decimal128(18, 2)),
        ("reason", pa.string()),
        ("abnormal", pa.bool_()),
        ("limb", pa.string()),
        ("change_percent", pa.int64()),
        ("sentence", pa.string()),
    ]
)


@dataclass
class Batch:
    """Tells households of one reference table in one language; ``counts`` adds up what was told."""

    reference: ReferenceTable
    columns: BillColumns
    language: Language
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if "days" in self.columns:
            check_year(self.reference)
        self._placer = Placer(self.reference)
        self._cases = Cases(self.reference, self.language)

    def tell(self, bills: pa.Table) -> Iterator[pa.RecordBatch]:
        """The messages of the rows of ``bills`` (columns named by role), in order, columns as :data:`OUT`."""
        for start in range(0, bills.num_rows, ROWS):
            yield self._piece(Rows(bills.slice(start, ROWS)))

    def _piece(self, rows: Rows) -> pa.RecordBatch:
        homes = {c: rows.column(f"group:{c}") for c in self.reference.spec.groups_by if f"group:{c}" in rows}
        place = self._placer.places(homes, rows.count)
        reason = self._reasons(rows, place)
        state = self._states(rows, place, reason)
        alerts = alerts_of(rows, self.reference.spec.service)
        found, limb = alerts.found, alerts.limb
        change, changed = _changes(rows)
        days = rows.whole("days")[0]
        told = Told(
            place=place,
            reason=reason,
            state=state,
            days=np.where(rows.of_a_year(), -1, np.where((days >= 1) & (days <= LONGEST), days, 0)),
            unit=rows.column("unit") if "unit" in rows else None,
            other_unit=reason == _REASON["other_unit"],
            alert=np.where(found == 1, limb, 0),
            mean_told=alerts.told & (found == 1),
            whole=(found != 1) | (limb != LIMBS.index("history")) | (alerts.years == YEARS),
            direction=np.where(changed, np.sign(change) + 2, 0),
            volume=rows.number("volume")[0],
            mean=alerts.mean,
            change=change,
        )
        sentence = self._cases.sentences(told, self._placer.standings)
        self._count(state, reason, found, limb)
        return pa.record_batch(
            [
                rows.column("household").cast(pa.string()),
                _words(state, (None, *STATES)),
                self._ratios(rows, place, state),
                _words(reason, (*REASONS, None)),
                pa.array(found == 1, pa.bool_(), mask=found < 0),
                _words(np.where(found < 0, 0, limb), LIMBS),
                pa.array(change, pa.int64(), mask=~changed),
                sentence,
            ],
            schema=OUT,
        )

    def _reasons(self, rows: Rows, place: Whole) -> Whole:
        volume, given = rows.number("volume")
        days, timed = rows.whole("days")
        before: dict[Reason, Any] = {
            "no_volume": ~given,
            "negative_volume": volume < 0,
            "objection": rows.flag("objects", absent=False),
            "not_a_dwelling": ~rows.flag("is_dwelling", absent=True),
            "other_unit": self._other_unit(rows),
            "partial_year": timed & (days < YEAR_DAYS[0]),
            "other_period": timed & (days > YEAR_DAYS[1]),
        }
        of_place = np.array([NONE if s.reason is None else _REASON[s.reason] for s in self._placer.standings])
        numbers = [np.int64(_REASON[r]) for r in before]
        found: Whole = np.select(list(before.values()), numbers, default=of_place[place])
        return found

    def _other_unit(self, rows: Rows) -> Any:
        if "unit" not in rows:
            return np.zeros(rows.count, dtype=bool)
        coded = rows.column("unit").dictionary_encode()
        own = unit(self.reference.spec.unit)
        other = np.array([unit(u.strip()) != own for u in coded.dictionary.to_pylist()] + [False])
        codes = coded.indices.fill_null(len(other) - 1).to_numpy(zero_copy_only=False)
        return other[codes]

    def _states(self, rows: Rows, place: Whole, reason: Whole) -> Whole:
        low, high = self._placer.marks()
        volume = rows.number("volume")[0]
        state = np.where(volume <= low[place], 1, np.where(volume > high[place], 3, 2))
        return np.where(reason == NONE, state, 0)

    def _ratios(self, rows: Rows, place: Whole, state: Whole) -> Any:
        groups = [s.group if s.reason is None else None for s in self._placer.standings]
        exact = [g.middle * SCALE if g else Decimal(0) for g in groups]
        simple = np.array([0 < m < _LARGE and m == int(m) for m in exact])
        middle = np.array([int(m) if s else 1 for m, s in zip(exact, simple, strict=True)], dtype=np.int64)
        volume, told = rows.number("volume")[0], state > 0
        easy = told & simple[place] & (volume < _LARGE)
        safe = np.where(easy, volume, 0)
        ratio = (safe * 200 + middle[place]) // (2 * middle[place])  # half up, in hundredths
        for row in np.flatnonzero(told & ~easy):  # a mark of 0, or finer than a volume: one by one, and rare
            one = ratio_of(groups[int(place[row])], Decimal(int(volume[row])) / SCALE)
            ratio[row], told[row] = (0, False) if one is None else (int(one * 100), True)
        return _decimals(ratio, told)

    def _count(self, state: Whole, reason: Whole, found: Whole, limb: Whole) -> None:
        met = [("households", len(state))]
        met += [(f"state:{name}", int((state == n).sum())) for n, name in enumerate(STATES, 1)]
        met += [(f"reason:{name}", int((reason == n).sum())) for n, name in enumerate(REASONS)]
        met += [
            (f"abnormal:{name}", int(((found == 1) & (limb == n)).sum()))
            for n, name in enumerate(LIMBS)
            if name
        ]
        if self.reference.spec.service is not Service.OTHER:
            met.append(("abnormal:unchecked", int((found < 0).sum())))
        for name, number in met:
            self.counts[name] = self.counts.get(name, 0) + number


def _changes(rows: Rows) -> tuple[Whole, Any]:
    """The change from the year before in whole percents, and where there is one."""
    volume, given = rows.number("volume")
    before, known = rows.number(PREVIOUS[0])
    told = given & (volume >= 0) & known & (before > 0) & (rows.own_years() >= 1)
    told &= rows.flag("is_dwelling", absent=True) & rows.of_a_year() & rows.of_a_year(PREVIOUS_DAYS[0])
    base, gap = np.where(told, before, 1), np.where(told, np.abs(volume - before), 0)
    large = (gap >= _LARGE) | (base >= _LARGE)
    size = _half_up(np.where(large, 0, gap) * 100, np.where(large, 1, base))
    for row in np.flatnonzero(large):  # beyond any bill: one by one
        size[row] = min((int(gap[row]) * 200 + int(base[row])) // (2 * int(base[row])), MOST_CHANGE)
    size = np.minimum(size, MOST_CHANGE)
    return np.where(volume < before, -size, size), told


def _half_up(number: Any, by: Any) -> Any:
    """Whole numbers from 0 divided, half up. ``by`` is even, or the doubled numbers do not overflow."""
    return (2 * number + by) // (2 * by)


def _words(codes: Whole, names: tuple[str | None, ...]) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(codes, pa.int64()), pa.array(names, pa.string())).cast(
        pa.string()
    )


def _decimals(hundredths: Whole, told: Any) -> Any:
    """Whole hundredths as exact decimals."""
    words = np.zeros((len(hundredths), 2), dtype="<i8")
    words[:, 0] = hundredths  # never negative: the high word stays 0
    known = pa.array(told, pa.bool_())
    return pa.Array.from_buffers(
        pa.decimal128(18, 2), len(hundredths), [known.buffers()[1], pa.py_buffer(words.tobytes())]
    )
