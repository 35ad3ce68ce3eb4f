"""What ``aggregate`` made: the tables as published, and what conditions and reports must know of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from privkit.published import Published
from privkit.steps.aggregate.layout import Layout

if TYPE_CHECKING:
    from privkit.dp.calibrate import Plan
    from privkit.secrecy.protect import Protected
    from privkit.secrecy.rounding import Rounded


@dataclass(frozen=True)
class TableOutcome:
    """One published table. ``margins``: of each figure, the widest and the median half-width of its 95 % interval."""

    published: Published
    layout: Layout
    public_keys: bool  # every value of the lists has its row
    private: Mapping[str, Any] = field(
        default_factory=dict
    )  # measured on the data: for the DPO, never published


@dataclass(frozen=True)
class Aggregated:
    """All tables of a run. ``plan`` with differential privacy, ``protected`` under statistical secrecy."""

    tables: Mapping[str, TableOutcome]
    plan: Plan | None = None
    asked: tuple[Fraction, Fraction] | None = None  # epsilon and delta of this release
    protected: Protected | None = None
    rounded: tuple[Rounded, ...] = ()  # counts, then each sum, when figures are rounded instead of hidden
    unit_name: str = ""


def half_widths(outcome: TableOutcome, figure: str) -> list[tuple[Decimal, Decimal]]:
    """Of each published cell, the figure and the half-width of its 95 % interval: the farther of its two bounds."""
    frame, layout = outcome.published.frame, outcome.layout
    low, high = layout.low(figure), layout.high(figure)
    if low not in frame:
        return []
    return [
        (Decimal(value), max(Decimal(value) - Decimal(least), Decimal(most) - Decimal(value)))
        for value, least, most in zip(frame[figure], frame[low], frame[high], strict=True)
        if value is not None and least is not None and most is not None
    ]
