"""What a run leaves behind, as one value. ``evidence.json`` is its canonical JSON, reports are made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from privkit.values import Counts, StepRecord, Verdict
from privkit.words import Words


class Status(StrEnum):
    """What became of a run."""

    RELEASED = "released"  # conditions met, decision recorded
    HELD = "held"  # conditions met, a decision is awaited
    REFUSED = "refused"  # a condition is not met: no output kept
    INCONCLUSIVE = "inconclusive"  # a condition could not be measured: no output kept


@dataclass(frozen=True)
class InputRecord:
    """One table that came in. ``sha256`` is of the bytes of the file."""

    table: str
    file: str
    sha256: str
    size: int
    counts: Counts
    reading: Mapping[str, Any]  # what was detected or imposed: encoding, separator…
    columns_read: tuple[str, ...]
    columns_unread: tuple[str, ...]
    origin: Mapping[str, str]


@dataclass(frozen=True)
class OutputRecord:
    """One file that leaves, is held, or would have left."""

    name: str
    file: str
    nature: str
    sharing: str
    qualification: str
    qualification_for: str
    recipients: tuple[str, ...]
    eliminate_after: Words | None
    sha256: str
    size: int
    digest: str  # of the rows in canonical order: equal on every engine
    counts: Counts
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Journey:
    """The way of one source column: where it comes from, what was done to it, whether it leaves and why."""

    column: str
    table: str
    role: str
    fate: str  # unread | used (to link or count, then dropped) | dropped | kept | changed
    becomes: tuple[str, ...]  # columns of the outputs it ends in
    done: tuple[Words, ...]  # what was done to it, in order
    because: str | None = None


@dataclass(frozen=True)
class GroupFigures:
    """Groups of equal quasi-identifiers, in privacy units."""

    units: int
    groups: int
    smallest: int
    unique_units: int
    units_below: Mapping[int, int]  # k → units in groups smaller than k
    histogram: tuple[tuple[str, int], ...]  # size band ("1", "2 to 4", …) → units
    prosecutor_highest: float
    prosecutor_average: float  # = marketer: groups / units
    on: tuple[str, ...]


@dataclass(frozen=True)
class OutputMeasures:
    """What was measured on one output: before (baseline, raw values) and after protection."""

    output: str
    before: GroupFigures | None
    after: GroupFigures | None
    units_before: int
    units_after: int
    information_loss: float | None
    loss_by_column: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class KeyRecord:
    """One column that makes the cells of a table. ``come_from``: list | policy | range | private; ``file`` of a list."""

    name: str
    column: str
    kind: str
    values: int
    come_from: str
    file: str = ""


@dataclass(frozen=True)
class FigureRecord:
    """One published figure and how far it can be trusted: read from what is published, never from the data.

    ``margin`` is the half-width of the 95 % interval where it is the same in every published cell; else ``median`` and
    ``worst`` are over these cells. ``relative`` is the median half-width over its figure. ``least`` is the size below
    which the figure means nothing, for counts and sums. All are in ``unit``; None without noise. ``covered``: share of
    the total that is published (secrecy).
    """

    name: str
    kind: str
    says: Words
    unit: str
    decimals: int
    published: int
    margin: Decimal | None = None
    median: Decimal | None = None
    worst: Decimal | None = None
    relative: float | None = None
    least: Decimal | None = None
    covered: Fraction | None = None
    of: str | None = None  # the column measured
    status: str = ""  # the column that says why the figure is there, or is not


@dataclass(frozen=True)
class TableRecord:
    """One published table. ``rows``: by status (published, secret, not_significant, not_applicable).

    ``mechanisms``: kinds of noise, or the method of secrecy. ``epsilon`` and ``delta`` are those of the whole release,
    which all its tables share. ``limits``: ``groups`` and ``rows`` of one unit. ``rules``: of statistical secrecy, in
    force. ``private``: measured on the data, for internal readers only.
    """

    table: str
    outputs: tuple[str, ...]
    protection: str  # differential_privacy | statistical_secrecy
    unit: str
    cells: int
    keys: tuple[KeyRecord, ...]
    figures: tuple[FigureRecord, ...]
    mechanisms: tuple[str, ...]
    rows: Mapping[str, int]
    adds_up: bool
    notes: tuple[Words, ...]
    epsilon: Fraction | None = None
    delta: Fraction | None = None
    limits: Mapping[str, Any] = field(default_factory=dict)
    rules: Mapping[str, Any] | None = None
    private: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RunRecord:
    """Everything a report may say of a run. No data value of a person is in it."""

    run: str
    status: Status
    started: str  # UTC, ISO, seconds
    as_of: str
    engine: str
    code_version: str
    libraries: Mapping[str, str]
    seed: int
    policy: Mapping[str, Any]  # the policy, normalised: English keywords, as JSON
    policy_language: str
    policy_sha256: str
    identity: str  # hash of policy, inputs, as-of date, code version
    inputs: tuple[InputRecord, ...]
    steps: tuple[StepRecord, ...]
    journeys: tuple[Journey, ...]
    measures: tuple[OutputMeasures, ...]
    verdicts: tuple[Verdict, ...]
    outputs: tuple[OutputRecord, ...]
    reference: Mapping[str, Any] | None  # summary of the reference table: groups, smallest, explained share
    cost: Mapping[str, Any] | None  # protection cost: changed, floor, worst group
    warnings: tuple[Words, ...]
    limits: tuple[Words, ...]  # limits and assumptions, from the steps used
    ledger_head: str  # hash of this run's own `reserved` row: the head when the run began
    frozen: Mapping[str, Any] | None = None  # levels taken from an earlier run, and which
    budget: Mapping[str, Any] | None = None  # what was spent, its entry in the budget ledger, what is left
    tables: tuple[TableRecord, ...] = ()  # what aggregate published
    since: Mapping[str, Any] | None = None  # what changed since the last version (see run/since.py)
