"""One bill, as the billing system knows it: the exact volume, the years before, the home."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, get_args

YEARS = 3  # previous years the law looks at
YEAR_DAYS = (350, 380)  # a year between two readings: meters are not read on the same day each time
LONGEST = 10_000  # days: a longer period makes no sense

Reason = Literal[
    "no_volume",
    "negative_volume",
    "objection",
    "not_a_dwelling",
    "other_unit",
    "partial_year",
    "other_period",
    "outside_bands",
    "missing",
    "too_few",
    "alike",
]
REASONS: tuple[Reason, ...] = get_args(Reason)  # the first that applies is told


@dataclass(frozen=True)
class Bill:
    """A household and its bill. Nothing of it ever leaves the billing system.

    ``home`` are raw attributes (``{"surface_m2": "73"}``); an empty one is not known. ``volume`` and
    ``previous`` (the years before, the last one first) are in ``unit``: that of the table unless told.
    ``own_years`` says how many of the previous years are the subscriber's own: what previous occupants used
    counts for the alert, and is never told. ``zone_mean`` is the *mean* volume of comparable dwellings of the
    zone, known elsewhere: a median is no mean, so the reference table cannot give it. ``days`` is the length
    of the period billed, when known; ``previous_days`` and ``zone_days`` those of the years before and of the
    mean. One that is not told is that of the bill (an equivalent period); one that makes no sense
    (under 1, over 10 000) makes its year unknown.
    """

    home: Mapping[str, str]
    volume: Decimal | None
    previous: tuple[Decimal | None, ...] = ()
    own_years: int = YEARS
    zone_mean: Decimal | None = None
    days: int | None = None
    previous_days: tuple[int | None, ...] = ()
    zone_days: int | None = None
    unit: str | None = None
    dwelling: bool = True
    objects: bool = False
    key: str = field(default="", repr=False)

    @property
    def usable(self) -> bool:
        """Whether there is a volume from 0 up to say something about."""
        return self.volume is not None and self.volume >= 0

    @property
    def own(self) -> tuple[Decimal | None, ...]:
        """The subscriber's own previous years, the last one first."""
        return self.previous[: max(0, min(self.own_years, YEARS))]

    @property
    def of_a_year(self) -> bool:
        """Whether the period billed is a year, as far as is known."""
        return of_a_year(self.days)

    def days_before(self, year: int) -> int | None:
        """The length of a previous year (0 the last), when told."""
        return self.previous_days[year] if year < len(self.previous_days) else None


def sensible(days: int) -> bool:
    """Whether so many days can be the length of a period."""
    return 1 <= days <= LONGEST


def of_a_year(days: int | None) -> bool:
    """Whether so many days are a year, as far as is known."""
    return days is None or YEAR_DAYS[0] <= days <= YEAR_DAYS[1]
