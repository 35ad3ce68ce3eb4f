"""A table of figures as it is published: keys, measures, a status per cell, and how it was protected.

The frame of a :class:`Published` has one row per cell: the key columns as text, their labels, then for
each measure the figure and, when noise was added, its lower and upper bound (95 %), and ``cell_status``.
Figures are ints or Decimals, None where the status says why there is none: never blank without a status,
never 0 in the place of a secret.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd

STATUS = "cell_status"
STATUS_FR = "statut_case"  # the name of that column in a French policy
LOW, HIGH, LABEL = "_low", "_high", "_label"
LOW_FR, HIGH_FR, LABEL_FR = "_min", "_max", "_libelle"
OWN_STATUS, OWN_STATUS_FR = "_status", "_statut"


class CellStatus(StrEnum):
    """Why a cell has its figures, or none."""

    PUBLISHED = "published"
    SECRET = "secret"  # hidden by a rule of statistical secrecy
    NOT_SIGNIFICANT = "not_significant"  # too uncertain, or too few, to mean anything
    NOT_APPLICABLE = "not_applicable"  # this figure does not exist there


STATUS_WORDS: Mapping[CellStatus, Words] = {
    CellStatus.PUBLISHED: Words("published", "publié"),
    CellStatus.SECRET: Words("secret", "secret"),
    CellStatus.NOT_SIGNIFICANT: Words("not_significant", "non_significatif"),
    CellStatus.NOT_APPLICABLE: Words("not_applicable", "sans_objet"),
}

KeyKind = Literal["code", "category", "day", "month", "quarter", "year", "band"]
MeasureKind = Literal[
    "count_units", "count_rows", "sum", "mean", "variance", "histogram", "quantile", "ratio"
]


@dataclass(frozen=True)
class KeyColumn:
    """One column that makes the cells. ``labels`` maps a code to its label; empty when it has none."""

    name: str  # as published: lower case, unaccented
    column: str  # its name in the policy
    kind: KeyKind
    values: tuple[str, ...]  # in the order of publication
    labels: Mapping[str, str] = field(default_factory=dict)
    label_name: str | None = None
    listed_in: str = (
        ""  # file of the public list; "" when the policy lists them; "private" when chosen privately
    )
    total: str | None = None  # the value that stands for all others, when margins are published


@dataclass(frozen=True)
class MeasureColumn:
    """One figure of each cell. ``margin`` is the half-width of the 95 % interval of a cell, where it is one."""

    name: str
    kind: MeasureKind
    of: str | None  # the column measured
    unit: str  # household, m3…
    decimals: int
    says: Words  # what it is, in one line
    low: str | None = None  # names of the columns that hold the bounds
    high: str | None = None
    margin: Decimal | None = None
    status: str | None = None  # its own column of statuses, where a table has several figures


@dataclass(frozen=True)
class Loss:
    """The privacy loss a reader is told of. ``period_total`` is what all releases of a period may lose."""

    epsilon: Fraction
    delta: Fraction
    protects: Words  # "one household, with all its readings of 2025"
    period: str
    period_total: Fraction


@dataclass(frozen=True)
class Published:
    """A published table and what must be said beside it. Nothing in it is exact: it may all be shown."""

    name: str
    keys: tuple[KeyColumn, ...]
    measures: tuple[MeasureColumn, ...]
    frame: pd.DataFrame
    protection: Literal["differential_privacy", "statistical_secrecy"]
    unit_name: str
    status: str = STATUS
    loss: Loss | None = None
    mechanism: str = ""
    adds_up: bool = False
    coverage: Mapping[str, Fraction] = field(default_factory=dict)  # measure → share of the total published
    notes: tuple[Words, ...] = ()  # rules applied, caps, roundings: one sentence each

    @property
    def cells(self) -> int:
        return len(self.frame)


def header(name: str) -> str:
    """A column's name as French portals want it: lower case, ASCII, digits and underscores.

    >>> header("Relevé m³ – été")
    'releve_m3_ete'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_") or "column"
