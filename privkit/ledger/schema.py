"""The SQLite file of a ledger: its table, and the triggers that only let it grow.

The journal is SQLite's rollback journal: a ledger at rest is one file, which can be copied and which may
stand on a network share, where a write-ahead log would not work. ``synchronous=EXTRA`` is FULL plus a
sync of the folder once the journal is gone, so that an entry said to be written survives a power cut.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from privkit.ledger.complaints import damaged, not_a_ledger, other_version, unprotected

APPLICATION_ID = 0x504B4C47  # "PKLG": tells a ledger from any other SQLite file
VERSION = 1

_TABLE = """
CREATE TABLE entry (
    number   INTEGER PRIMARY KEY,
    kind     TEXT NOT NULL,
    at       TEXT NOT NULL,
    body     TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash     TEXT NOT NULL UNIQUE
) STRICT
"""

# INSERT OR REPLACE removes a row without firing a DELETE trigger: the first trigger closes that door.
_TRIGGERS = (
    f"""
CREATE TRIGGER entry_follows BEFORE INSERT ON entry
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM entry)
  OR NEW.previous IS NOT coalesce((SELECT hash FROM entry ORDER BY number DESC LIMIT 1), '{"0" * 64}')
BEGIN SELECT RAISE(ABORT, 'a ledger only grows at its end'); END
""",
    """
CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'a ledger only grows at its end'); END
""",
    """
CREATE TRIGGER entry_unchanged BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'a ledger only grows at its end'); END
""",
)
_STATEMENTS = tuple(statement.strip() for statement in (_TABLE, *_TRIGGERS))


def connect(path: Path, wait: float, create: bool) -> sqlite3.Connection:
    """Open the file, without reading it yet. ``wait`` is how long to wait for a lock, in seconds."""
    uri = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    connection = sqlite3.connect(uri, uri=True, timeout=wait, isolation_level=None)
    # Bytes that are no text were written by someone else: let the hash tell, with the number of the entry.
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    connection.execute("PRAGMA synchronous=EXTRA")
    return connection


def prepare(connection: sqlite3.Connection, path: Path, create: bool) -> None:
    """Check that the file is a ledger of this version; lay the table in an empty file when ``create``.

    Raises DataError: PK885 for another kind of file, PK886 for another version.
    """
    if _is_blank(connection):
        if not create:
            raise not_a_ledger(path)
        _lay(connection)
    if _pragma(connection, "application_id") != APPLICATION_ID:
        raise not_a_ledger(path)
    if (found := _pragma(connection, "user_version")) != VERSION:
        raise other_version(path, found, VERSION)


def hold_rules(connection: sqlite3.Connection, path: Path) -> None:
    """Check that the table and its triggers are the ones we laid. Raises EvidenceError (PK883)."""
    found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    if {sql for (sql,) in found} != set(_STATEMENTS):
        raise unprotected(path)


def hold_file(connection: sqlite3.Connection, path: Path) -> None:
    """Check that the file is as long as it says and that its pages agree. Raises EvidenceError (PK891).

    The chain covers what the entries say; this covers the index beside them and what was added or cut. Bytes that
    SQLite itself never reads, in the free space of a page, are covered by neither: they say nothing to anybody.
    """
    connection.execute("BEGIN")  # no other process writes between the two sizes
    try:
        connection.execute("SELECT count(*) FROM entry").fetchone()  # takes the lock
        size = _pragma(connection, "page_count") * _pragma(connection, "page_size")
        whole = size == path.stat().st_size
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    finally:
        connection.execute("ROLLBACK")
    if not whole or not sound:
        raise damaged(path)


def _lay(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _is_blank(connection):  # asked again under the lock: another process may have been first
            for statement in _STATEMENTS:
                connection.execute(statement)
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _is_blank(connection: sqlite3.Connection) -> bool:
    return _pragma(connection, "application_id") == 0 and not _pragma(connection, "schema_version")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
