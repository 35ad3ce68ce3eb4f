"""What every engine can do with a table, and the values it hands back.

A :data:`Table` is a lazy frame: nothing is computed until an engine counts, checkpoints, collects or
writes it. Each column is held in the one canonical form of its :class:`~privkit.values.Type`:

=====================  =====================================================
text, code, category   string
integer                64-bit integer
number                 DECIMAL(18, column.decimals)
date                   calendar date
datetime               timestamp without time zone, whole seconds
yes_no                 boolean
=====================  =====================================================
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self

import narwhals as nw

from privkit.engine.caps import Bounded, Caps
from privkit.engine.cell_values import CellRequest, Cells
from privkit.values import Column, Counts, Schema
from privkit.words import Words

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

Table = nw.LazyFrame[Any]

FileFormat = Literal["csv", "parquet", "xlsx", "frame"]
OutputFormat = Literal["csv", "parquet"]


@dataclass(frozen=True)
class Reading:
    """How a file is read: detected, overridable by the policy, recorded in the plan."""

    format: FileFormat
    encoding: str | None = None  # "utf-8", "utf-8-sig" or "cp1252"
    separator: str | None = None
    decimal: Literal[".", ","] | None = None
    dates: str | None = None  # "dd/mm/yyyy", "mm/dd/yyyy" or "yyyy-mm-dd"; None: each column is looked at
    compression: Literal["gzip"] | None = None
    sheet: str | None = None
    header_row: int = 1
    columns: tuple[str, ...] = ()  # as found, in order; duplicates renamed, empty names filled in
    notes: tuple[Words, ...] = ()


@dataclass(frozen=True)
class Overrides:
    """What the policy says of a file under ``reading:``; None means "find out"."""

    encoding: str | None = None
    separator: str | None = None
    decimal: Literal[".", ","] | None = None
    dates: str | None = None
    sheet: str | None = None
    header_row: int | None = None


@dataclass(frozen=True, eq=False)
class Source:
    """A table as it stands outside: a file, or a frame in memory, and how it is read.

    Exactly one of ``path`` and ``frame`` is set. ``name`` is the table's name in the policy.
    """

    name: str
    path: Path | None
    frame: pd.DataFrame | pa.Table | None
    reading: Reading

    def __repr__(self) -> str:  # a frame's repr would show data values
        where = str(self.path) if self.path is not None else "frame"
        return f"Source({self.name!r}, {where}, {self.reading.format})"


@dataclass(frozen=True)
class LinkCounts:
    """What a link met. The caller refuses when ``right_duplicates`` is not 0."""

    left_rows: int
    matched_rows: int  # rows of the left table that found one
    right_duplicates: int  # key values held by more than one row on the right
    right_rows: int


class Engine(Protocol):
    """A context manager that owns one connection or session, used by one thread."""

    name: str

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def scan(
        self, source: Source, columns: Sequence[Column], aliases: Mapping[str, str] | None = None
    ) -> Table:
        """Read ``columns`` only, in canonical types; ``aliases`` maps a column name to its name in the file.

        Conversion is strict and checked at once: DataError names every column whose values do not
        fit, with the first wrong row. Rows of text and workbooks are numbered as a spreadsheet
        shows them (empty lines are not counted), those of Parquet and frames from 1.
        """
        ...

    def upload(self, frame: pd.DataFrame | pa.Table, columns: Sequence[Column]) -> Table:
        """A table made of a copy of ``frame``: the caller's object is neither kept nor changed."""
        ...

    def checkpoint(self, table: Table) -> Table:
        """The table computed once and kept under a name never used again; dropped when the engine closes."""
        ...

    def keyed_hash(
        self, table: Table, columns: Sequence[str], into: str, key: bytes, context: Sequence[str]
    ) -> Table:
        """Add ``into``: HMAC-SHA-256 of ``context`` and ``columns``, 64 lower-case hexadecimal characters.

        The message is each part's length in bytes (8 bytes, big-endian) followed by its UTF-8 text.
        Text and integers only; a row with a NULL in ``columns`` gets NULL. ``into`` comes last, and
        replaces a column of that name. The table is gone through twice: checkpoint a costly one.
        """
        ...

    def lookup(
        self,
        table: Table,
        keys: Sequence[str],
        mapping: pa.Table | pd.DataFrame,
        into: Sequence[Column],
        *,
        drop: bool = False,
    ) -> Table:
        """Join the columns ``into`` of ``mapping`` on ``keys``; NULL is a key value of its own.

        New columns replace those of the same name, at the end. With ``drop``, rows without a match
        go; otherwise such a row, like a key met twice in ``mapping``, is an InternalError.
        """
        ...

    def link(
        self, left: Table, right: Table, on: str, keep: Literal["matches", "all_left"]
    ) -> tuple[Table, LinkCounts]:
        """Join two tables on the column ``on``; NULL never matches.

        Columns of ``right`` other than ``on`` are added; the caller makes sure names do not clash.
        When ``right`` has duplicates on ``on`` the counts say so and the caller refuses.
        """
        ...

    def cast(self, table: Table, schema: Schema) -> Table:
        """The columns of ``schema`` in its order, in canonical types."""
        ...

    def count(self, table: Table, unit: str | None, *, one_each: bool = False) -> Counts:
        """Rows and distinct non-null units, in one query; with ``one_each`` no unit is on two rows."""
        ...

    def count_stages(
        self, table: Table, unit: str | None, conditions: Sequence[nw.Expr | None]
    ) -> list[Counts]:
        """Counts before and after each of several filters in a row, in one query; None filters nothing."""
        ...

    def nulls(self, table: Table, column: str) -> int:
        """Rows where ``column`` is NULL."""
        ...

    def collect(self, table: Table, at_most: int) -> pd.DataFrame:
        """A small table as a pandas frame; InternalError when it has more than ``at_most`` rows.

        Integers come as ``Int64``, numbers as ``float64`` (NULL is NaN), yes_no as ``boolean``,
        dates and datetimes as ``datetime64[s]``, text as ``object`` with None.
        """
        ...

    def collect_arrow(self, table: Table, at_most: int) -> pa.Table:
        """A small table with its exact types; InternalError when it has more than ``at_most`` rows."""
        ...

    def write(self, table: Table, schema: Schema, path: Path, format: OutputFormat) -> str:
        """Write the kept columns of ``schema``, rows in canonical order. Bytes depend on the data alone.

        Returns :meth:`digest`, computed on the way.
        """
        ...

    def digest(self, table: Table, schema: Schema) -> str:
        """SHA-256 of the kept columns as canonical CSV in canonical order; equal on every engine."""
        ...

    def row_numbered(self, table: Table, into: str) -> Table:
        """Add ``into``: an integer that tells rows apart, 0 to rows-1, in no promised order.

        The result is a checkpoint, as a lazy table could be numbered otherwise when computed again.
        """
        ...

    def bound(self, table: Table, unit: str, caps: Caps, key: bytes) -> Bounded:
        """Keep at most ``caps`` of each privacy unit; what goes is drawn by keyed hash.

        Every part of a unit's rows is as likely to stay as any other of the same size; nobody can
        tell which without ``key`` (a fresh secret of 16 bytes at least). A unit's rows depend on
        that unit and the key alone, never on other units, the order of rows or the engine; rows
        alike in all columns stand for each other. Give it the columns that are needed only. When
        nobody is over a cap the table comes back as it is.
        """
        ...

    def cells(self, table: Table, request: CellRequest) -> Cells:
        """Exact whole numbers per cell, the same in any order of rows and on every engine.

        Raises DataError (PK418, PK419, PK426 to PK428) when a total may pass 2^62, when a precision or an edge is
        finer than its column, or when there are more cells than ``request.at_most``.
        """
        ...

    def listed(
        self, table: Table, keys: Mapping[str, Sequence[str | int | dt.date | None]]
    ) -> tuple[Table, int]:
        """The rows whose value of each column is in its public list, and how many rows are not."""
        ...
