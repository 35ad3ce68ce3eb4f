"""What may be known of a table before it is read: its attributes, their public values and bounds, its profiles."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How an attribute is modelled."""

    CATEGORY = "category"  # texts, without order
    ORDERED = "ordered"  # texts, in the order of ``values``
    NUMBER = "number"
    INTEGER = "integer"
    DATE = "date"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Attribute:
    """One column to make.

    ``values`` lists the categories when they are public, in their order for ``ORDERED``; None: to be found in the
    data, at a price when the method is private. ``low`` and ``high`` are public bounds of a number, or of a date in
    days since 1970-01-01; None where there is none. ``bins``: into how many parts a number is cut, by the method when
    None. ``nullable``: whether a value may be missing.
    """

    name: str
    kind: Kind
    values: tuple[str, ...] | None = None
    low: float | None = None
    high: float | None = None
    decimals: int = 0
    bins: int | None = None
    nullable: bool = True


@dataclass(frozen=True)
class Profile:
    """Columns that hold one quantity over successive periods: twelve monthly volumes of a household."""

    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Domain:
    """The attributes of a table with one row per privacy unit; those of a profile are among them."""

    attributes: tuple[Attribute, ...]
    profiles: tuple[Profile, ...] = ()

    def __getitem__(self, name: str) -> Attribute:
        return next(a for a in self.attributes if a.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(a.name for a in self.attributes)
