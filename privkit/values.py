"""What the rooms of the house hand each other: plain frozen values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from privkit.words import Words


class Type(StrEnum):
    """The canonical types. Every engine holds a column of a type in one form only."""

    TEXT = "text"  # string
    CODE = "code"  # string; leading zeros are kept
    CATEGORY = "category"  # string
    INTEGER = "integer"  # 64-bit integer
    NUMBER = "number"  # DECIMAL(18, decimals)
    DATE = "date"  # calendar date
    DATETIME = "datetime"  # timestamp without time zone, whole seconds
    YES_NO = "yes_no"  # boolean

    @property
    def is_text(self) -> bool:
        return self in (Type.TEXT, Type.CODE, Type.CATEGORY)

    @property
    def is_numeric(self) -> bool:
        return self in (Type.INTEGER, Type.NUMBER)


class Role(StrEnum):
    """Roles of the SDC literature (Hundepool et al. 2012; ISO/IEC 20889)."""

    DIRECT_IDENTIFIER = "direct_identifier"
    QUASI_IDENTIFIER = "quasi_identifier"
    CONFIDENTIAL = "confidential"
    FREE_TEXT = "free_text"
    OTHER = "other"


#: From the most to the least demanding: a derived column takes the first role found in its origins.
STRICTNESS = (Role.DIRECT_IDENTIFIER, Role.FREE_TEXT, Role.CONFIDENTIAL, Role.QUASI_IDENTIFIER, Role.OTHER)


def strictest(roles: Iterable[Role]) -> Role:
    """The strictest of several roles (``other`` when there is none)."""
    present = set(roles)
    return next((role for role in STRICTNESS if role in present), Role.OTHER)


@dataclass(frozen=True)
class Column:
    """One column of a table, as it stands between two steps.

    ``origin`` names the source columns it comes from (``table.column``). ``kept`` is False for a
    column that stays only so that privacy units can be counted: it never reaches an output.
    """

    name: str
    type: Type
    role: Role
    origin: tuple[str, ...] = ()
    decimals: int = 0
    measure: str | None = None  # m3, euros…
    special_category: str | None = None  # GDPR art. 9 or 10
    kept: bool = True
    pseudonym: bool = False  # made by a keyed hash: whoever holds the key can tell who it is


@dataclass(frozen=True)
class Schema:
    """The columns of a table, which of them is the privacy unit, and whether it has one row per unit."""

    columns: tuple[Column, ...]
    unit: str | None = None
    one_row_per_unit: bool = False

    def __contains__(self, name: object) -> bool:
        return any(c.name == name for c in self.columns)

    def __getitem__(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns)

    @property
    def kept(self) -> tuple[Column, ...]:
        """The columns that may leave."""
        return tuple(c for c in self.columns if c.kept)

    def with_role(self, role: Role) -> tuple[str, ...]:
        """Names of the kept columns of a role."""
        return tuple(c.name for c in self.kept if c.role is role)

    def replacing(self, name: str, column: Column) -> Schema:
        """The schema with one column changed, at the same position."""
        return replace(self, columns=tuple(column if c.name == name else c for c in self.columns))


@dataclass(frozen=True)
class Counts:
    """Rows and distinct privacy units of a table."""

    rows: int
    units: int | None = None


@dataclass(frozen=True)
class Interval:
    """A measured share with its confidence interval."""

    value: float
    low: float
    high: float
    confidence: float


@dataclass(frozen=True)
class Changes:
    """What one step changed: figures for machines, notes for people. Never a data value."""

    figures: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class StepRecord:
    """One step as it was run."""

    number: int
    name: str  # English keyword of the step
    kind: str  # shape | protect
    sentence: Words
    before: Mapping[str, Counts]
    after: Mapping[str, Counts]
    columns_before: Mapping[str, tuple[str, ...]]
    columns_after: Mapping[str, tuple[str, ...]]
    parameters: Mapping[str, Any]
    changes: Changes
    seconds: float = 0.0


class Outcome(StrEnum):
    """How a condition ended. Inconclusive counts as not met."""

    HELD = "held"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True)
class Verdict:
    """One condition, measured.

    ``measured`` and ``required`` are for people; ``figures`` for machines. ``because`` is the policy's
    own reason; ``nearest`` names the nearest setting that would pass.
    """

    condition: str  # English keyword
    output: str
    outcome: Outcome
    measured: Words
    required: Words
    figures: Mapping[str, Any] = field(default_factory=dict)
    because: str | None = None
    nearest: Words | None = None
    note: Words | None = None
    interval: Interval | None = None
