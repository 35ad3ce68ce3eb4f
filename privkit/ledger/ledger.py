"""An append-only, hash-chained ledger in one SQLite file: the runs of a project, or a shared DP budget."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from privkit.ledger import chain, schema
from privkit.ledger.complaints import not_found, telling
from privkit.ledger.entry import GENESIS, Entry, Row, from_row, seal, to_row

Check = Callable[[Sequence[Entry]], None]
_SELECT = "SELECT number, kind, at, body, previous, hash FROM entry"


def utc_now() -> datetime.datetime:
    """The hour of the machine's clock."""
    return datetime.datetime.now(datetime.UTC)


class Ledger:
    """An open ledger. A context manager; used by the thread that opened it.

    Several processes may append at once: each append is one transaction that takes the write lock before
    it reads the head, so none is lost and no two entries follow the same one.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path, clock: Callable[[], datetime.datetime]):
        self.path = path
        self._connection = connection
        self._clock = clock

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        create: bool = True,
        wait: float = 30.0,
        clock: Callable[[], datetime.datetime] = utc_now,
    ) -> Ledger:
        """Open a ledger; ``create`` lays a new one where no file stands (its folder must exist).

        ``wait``: how long to wait for another process, in seconds. Raises DataError: PK884 not found,
        PK885 not a ledger, PK886 other version, PK887 read-only, PK888 locked, PK889 disk full.
        """
        path = Path(path)
        if not (path.parent if create else path).exists():
            raise not_found(path)
        with telling(path):
            connection = schema.connect(path, wait, create)
            try:
                schema.prepare(connection, path, create)
            except BaseException:
                connection.close()
                raise
        return cls(connection, path, clock)

    def append(self, kind: str, body: Mapping[str, Any]) -> Entry:
        """Write one entry, on disk when this returns. The entry it follows must match its own hash.

        Raises InternalError (PK890) for a body with a float, EvidenceError (PK881) when the last entry
        was changed, DataError (PK887, PK888, PK889) when nothing could be written.
        """
        with self._writing():
            number, head = chain.last_of(self._last(), self.path)
            return self._insert(seal(number + 1, kind, self._clock(), body, head))

    def append_if(self, kind: str, body: Mapping[str, Any], check: Check) -> Entry:
        """Write one entry if ``check`` raises nothing on all entries so far, in the same transaction.

        The entries given to ``check`` were verified, for a budget must not be read from a ledger that was
        changed. Whatever ``check`` raises leaves nothing behind. Raises as :meth:`append` too.
        """
        with self._writing():
            entries = self._verified()
            check(entries)
            number, head = (entries[-1].number, entries[-1].hash) if entries else (0, GENESIS)
            return self._insert(seal(number + 1, kind, self._clock(), body, head))

    def entries(self, kind: str | None = None, run: str | None = None) -> Iterator[Entry]:
        """The entries in order, of one kind or of one run (``body["run"]``) only; links are not checked.

        All are read at once, so that no lock is held between two of them. Raises EvidenceError (PK881)
        for a row that holds no entry.
        """
        with telling(self.path):
            rows: list[Row] = self._connection.execute(f"{_SELECT} ORDER BY number").fetchall()
        for row in rows:
            try:
                entry = from_row(row)
            except (ValueError, RecursionError):
                chain.walk([row], self.path, first=row[0], previous=row[4])  # raises, with the number
                raise
            if kind in (None, entry.kind) and run in (None, entry.body.get("run")):
                yield entry

    def find(self, run: str) -> tuple[Entry, ...]:
        """All entries of a run, in order."""
        return tuple(self.entries(run=run))

    def head(self) -> str:
        """The hash of the last entry; 64 zeros for an empty ledger."""
        with telling(self.path):
            row = self._last()
        return GENESIS if row is None else str(row[5])

    def verify(self, expected_head: str | None = None) -> None:
        """Check every link, and that the rules against changes are in place.

        ``expected_head`` is a head written down earlier: it must still be in the chain, which may have
        grown since. Raises EvidenceError: PK881 with the number of the first entry that is missing or was
        changed, PK882 when the expected head is gone, PK883 without the rules, PK891 for a damaged file.
        """
        with telling(self.path):
            entries = self._verified()
            schema.hold_rules(self._connection, self.path)
            schema.hold_file(self._connection, self.path)
        if expected_head is not None:
            chain.hold_head(entries, expected_head, self.path)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _last(self) -> Row | None:
        row: Row | None = self._connection.execute(f"{_SELECT} ORDER BY number DESC LIMIT 1").fetchone()
        return row

    def _verified(self) -> tuple[Entry, ...]:
        return chain.walk(self._connection.execute(f"{_SELECT} ORDER BY number"), self.path)

    def _insert(self, entry: Entry) -> Entry:
        self._connection.execute("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", to_row(entry))
        return entry

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction that holds the write lock from its start; anything raised inside undoes it."""
        with telling(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk has rolled back already
                    self._connection.execute("ROLLBACK")
                raise
