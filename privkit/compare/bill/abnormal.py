"""Abnormal use, by the rule of article L. 2224-12-4 III bis of the French CGCT.

A rise is abnormal when the volume since the last reading *exceeds twice* the mean of the three previous
years over an equivalent period, whoever lived in the dwelling; failing that history, twice the mean volume of
dwellings of comparable size and characteristics in the zone. Dwellings only. It is a duty to inform: an
objection to the comparison does not silence it.

The second limb is looked at *only* when a year of the three is not known. The median of a reference table
is not the mean the article speaks of: without a mean given, nothing is checked, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from privkit.compare.bill.household import YEARS, Bill

Limb = Literal["history", "zone"]


@dataclass(frozen=True)
class Abnormal:
    """``found`` is None when nothing could be checked (or need not be: not a dwelling).

    ``mean`` is what the volume was held against, when the subscriber may be told: never when a year of it
    was another occupant's. It is rounded to a tenth; the rule itself is held on exact numbers.
    """

    found: bool | None
    limb: Limb | None
    mean: Decimal | None


NOT_CHECKED = Abnormal(None, None, None)


def abnormal_use(bill: Bill) -> Abnormal:
    """Whether the bill must carry the alert, and by which limb of the article."""
    if not bill.dwelling or not bill.usable:
        return NOT_CHECKED
    assert bill.volume is not None
    years = [year for year in bill.previous[:YEARS] if year is not None and year >= 0]
    if len(years) == YEARS:
        total = sum(years, Decimal(0))
        told = _tenth(total / YEARS) if bill.own_years >= YEARS else None
        return Abnormal(bill.volume * YEARS > 2 * total, "history", told)
    if bill.zone_mean is not None and bill.zone_mean > 0:
        return Abnormal(bill.volume > 2 * bill.zone_mean, "zone", _tenth(bill.zone_mean))
    return NOT_CHECKED


def _tenth(mean: Decimal) -> Decimal:
    return mean.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
