"""Abnormal use, by the rule of article L. 2224-12-4 III bis of the French CGCT.

A rise is abnormal when the volume since the last reading *exceeds twice* the mean of the three previous
years over an equivalent period, whoever lived in the dwelling; failing that history, twice the mean volume of
dwellings of comparable size and characteristics in the zone. Dwellings and drinking water only. It is a duty to inform: an
objection to the comparison does not silence it.

The second limb is looked at *only* when no year of the three is known: a shorter history is still one. The
median of a reference table is not the mean the article speaks of: without a mean given, nothing is checked,
and that is said. Means are brought to as many days as the bill when lengths are told (a year of 366 days, a
bill of half a year); a year that was negative corrects another and is not known. A mean of 0 is held as it is:
water that runs in a home where none did is what the article is for.

No such rule exists for energy. The same arithmetic, on the subscriber's own three years alone, then gives a *hint*,
which cites no law and which an objection silences. Of anything else, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from privkit.compare.bill.household import YEARS, Bill, sensible
from privkit.policy.model.outputs import Service

Limb = Literal["history", "zone", "hint"]


@dataclass(frozen=True)
class Abnormal:
    """``found`` is None when nothing could be checked (or need not be: not a dwelling).

    ``limb`` is ``hint`` for an unusual rise no law asks to tell of.
    ``mean`` is what the volume was held against, when the subscriber may be told: never when a year of it
    was another occupant's. It is rounded to a tenth; the rule itself is held on exact numbers. ``years`` of
    the history were known.
    """

    found: bool | None
    limb: Limb | None
    mean: Decimal | None
    years: int = 0


NOT_CHECKED = Abnormal(None, None, None)


def abnormal_use(bill: Bill, service: Service = Service.DRINKING_WATER) -> Abnormal:
    """Whether the bill must carry the alert, and by which limb of the article; or, for energy, a hint."""
    if service is not Service.DRINKING_WATER:
        return _unusual_rise(bill) if service is Service.ENERGY else NOT_CHECKED
    if not bill.dwelling or not bill.usable:
        return NOT_CHECKED
    assert bill.volume is not None
    volume, days = Fraction(bill.volume), _days(bill)
    years = list(_known_years(bill))
    if years:
        total, length = sum(v for _, v, _ in years), sum(d for _, _, d in years)
        mean = Fraction(total) * max(days, 1) / length
        own = all(year < bill.own_years for year, _, _ in years)
        return Abnormal(volume > 2 * mean, "history", _tenth(mean) if own else None, len(years))
    zone = _length(bill.zone_days, days)
    if bill.zone_mean is not None and bill.zone_mean > 0 and zone is not None:
        mean = Fraction(bill.zone_mean) * max(days, 1) / zone
        return Abnormal(volume > 2 * mean, "zone", _tenth(mean))
    return NOT_CHECKED


def _unusual_rise(bill: Bill) -> Abnormal:
    """More than twice the subscriber's own mean of three years: what others used before is no ground for a hint."""
    if bill.objects or bill.own_years < YEARS:
        return NOT_CHECKED
    found = abnormal_use(replace(bill, zone_mean=None))
    return replace(found, limb="hint") if found.years == YEARS else NOT_CHECKED


def _known_years(bill: Bill) -> Iterator[tuple[int, Decimal, int]]:
    """Which years count: how long ago, volume, length."""
    for year, volume in enumerate(bill.previous[:YEARS]):
        length = _length(bill.days_before(year), _days(bill))
        if volume is not None and volume >= 0 and length is not None:
            yield year, volume, length


def _days(bill: Bill) -> int:
    """The length of the period billed, 0 when not known."""
    return bill.days if bill.days is not None and sensible(bill.days) else 0


def _length(told: int | None, days: int) -> int | None:
    """The length of a period held against a bill of so many days (0 when not known); None when it makes no sense."""
    if told is not None and not sensible(told):
        return None
    return max(days, 1) if told is None or days < 1 else told


def _tenth(mean: Fraction) -> Decimal:
    return Decimal((20 * mean.numerator + mean.denominator) // (2 * mean.denominator)) / 10
