"""From one year to the next: the subscriber's own years only."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from privkit.compare.bill.household import Bill, of_a_year

Direction = Literal["more", "less", "same"]

#: Percents: a greater change, from a year of nearly nothing, is told as this one.
MOST_CHANGE = 1_000_000


def change_of(bill: Bill) -> int | None:
    """The change from the year before in whole percents, :data:`MOST_CHANGE` at most.

    None when that year is unknown, not theirs, or 0, and when it or the bill is not of a year.
    """
    if not (bill.usable and bill.own and bill.dwelling and bill.of_a_year):
        return None
    before = bill.own[0]
    if before is None or before <= 0 or not of_a_year(bill.days_before(0)):
        return None
    assert bill.volume is not None
    size = (abs(bill.volume - before) * 100 / before).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    capped = min(int(size), MOST_CHANGE)
    return capped if bill.volume >= before else -capped


def direction_of(change: int | None) -> Direction | None:
    """More, less or as much as the year before."""
    if change is None:
        return None
    return "same" if change == 0 else "more" if change > 0 else "less"
