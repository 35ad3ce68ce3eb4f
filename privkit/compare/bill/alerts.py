"""The alert of many bills at once: what :func:`privkit.compare.bill.abnormal.abnormal_use` says of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from privkit.compare.bill.columns import DECIMALS, PREVIOUS, PREVIOUS_DAYS
from privkit.compare.bill.household import LONGEST, YEARS
from privkit.compare.bill.placer import Whole
from privkit.compare.bill.rows import Rows
from privkit.policy.model.outputs import Service

HISTORY, ZONE, HINT = 1, 2, 3  # limbs, as in LIMBS
_TENTH = 10 ** (DECIMALS - 1)
_LARGE = 2**63 // (20 * LONGEST)  # beyond, products could overflow 64 bits: such rows go one by one


@dataclass(frozen=True)
class Alerts:
    """``found``: 1, 0, or -1 when not checked. ``mean`` in tenths; ``told`` when it may be said; ``years`` known."""

    found: Whole
    limb: Whole
    mean: Whole
    told: Any
    years: Whole


def alerts_of(rows: Rows, service: Service) -> Alerts:
    """The rule of the article, in whole numbers of the last decimal of a volume; for energy, no more than a hint."""
    volume, given = rows.number("volume")
    checked = rows.flag("is_dwelling", absent=True) & given & (volume >= 0)
    law = service is Service.DRINKING_WATER
    if service is Service.ENERGY:
        checked &= ~rows.flag("objects", absent=False) & (rows.own_years() >= YEARS)
    elif not law:
        checked = np.zeros(rows.count, dtype=bool)
    days, timed = rows.whole("days")
    days = np.where(timed & _sensible(days), days, 0)
    total, length, years = (np.zeros(rows.count, dtype=np.int64) for _ in range(3))
    own, theirs = rows.own_years(), checked.copy()
    for year, (role, role_days) in enumerate(zip(PREVIOUS, PREVIOUS_DAYS, strict=True)):
        value, known = rows.number(role)
        span, sound = _length(rows, role_days, days)
        known = known & (value >= 0) & sound
        total += np.where(known, value, 0)
        length += np.where(known, span, 0)
        years += known
        theirs &= ~known | (year < own)
    history = checked & (years >= (1 if law else YEARS))
    mean, mean_given = rows.number("zone_mean")
    span, sound = _length(rows, "zone_days", days)
    zone = checked & ~history & mean_given & (mean > 0) & sound & law
    used = np.where(history, total, np.where(zone, mean, 0))
    per = np.where(history, length, np.where(zone, span, 1))
    over, tenths = _held(np.where(checked, volume, 0), used, np.maximum(days, 1), per)
    found = np.where(history | zone, over, -1)
    limb = np.where(history, HISTORY if law else HINT, np.where(zone, ZONE, 0))
    return Alerts(found, limb, tenths, zone | (history & theirs), np.where(history, years, 0))


def _length(rows: Rows, role: str, days: Whole) -> tuple[Whole, Any]:
    """The length of a period held against bills of so many days (0 when not known), and where it makes sense."""
    told, given = rows.whole(role)
    return np.where(given & (days > 0), told, np.maximum(days, 1)), ~given | _sensible(told)


def _sensible(days: Whole) -> Any:
    return (days >= 1) & (days <= LONGEST)


def _held(volume: Whole, used: Whole, days: Whole, per: Whole) -> tuple[Whole, Whole]:
    """Whether a volume exceeds twice the mean ``used × days / per``, and that mean in tenths, half up."""
    wide = (volume >= _LARGE) | (used >= _LARGE)
    v, u, d, p = (np.where(wide, 1, one) for one in (volume, used, days, per))
    over = (v * p > 2 * u * d).astype(np.int64)
    tenths = (2 * u * d + p * _TENTH) // (2 * p * _TENTH)
    for row in np.flatnonzero(wide):  # beyond any bill
        v1, u1, d1, p1 = (int(one[row]) for one in (volume, used, days, per))
        over[row] = v1 * p1 > 2 * u1 * d1
        tenths[row] = (2 * u1 * d1 + p1 * _TENTH) // (2 * p1 * _TENTH)  # under 10^18
    return over, tenths
