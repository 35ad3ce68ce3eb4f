"""Files that are no ledger, or cannot be used: one clear error each."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from privkit.errors import DataError, EvidenceError, PrivkitError
from privkit.ledger import Ledger, schema


def said(caught: pytest.ExceptionInfo[PrivkitError]) -> str:
    assert all(problem.message.fr and problem.instead for problem in caught.value.problems)
    return caught.value.problems[0].code + " " + caught.value.problems[0].message.en


@pytest.mark.parametrize("content", [b"hello", b"name,town\n" * 500, b"SQLite format 3\0" + b"x" * 4096])
def test_not_a_sqlite_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        Ledger.open(path)
    assert said(caught) == "PK885 this file is not a ledger of privkit"
    assert path.read_bytes() == content


def test_another_database(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "other.sqlite")
    connection.execute("CREATE TABLE entry (number INTEGER)")
    connection.close()
    before = (tmp_path / "other.sqlite").read_bytes()
    with pytest.raises(DataError) as caught:
        Ledger.open(tmp_path / "other.sqlite")
    assert said(caught) == "PK885 this file is not a ledger of privkit"
    assert (tmp_path / "other.sqlite").read_bytes() == before


def test_another_version(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "l.sqlite").close()
    connection = sqlite3.connect(tmp_path / "l.sqlite")
    connection.execute("PRAGMA user_version=7")
    connection.close()
    with pytest.raises(DataError) as caught:
        Ledger.open(tmp_path / "l.sqlite")
    assert said(caught) == "PK886 this ledger has version 7; this privkit reads version 1"


@pytest.mark.parametrize(("name", "create"), [("l.sqlite", False), ("no folder/l.sqlite", True)])
def test_not_found(tmp_path: Path, name: str, create: bool) -> None:
    with pytest.raises(DataError) as caught:
        Ledger.open(tmp_path / name, create=create)
    assert said(caught) == "PK884 the ledger cannot be found"
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_a_new_ledger_only_when_one_may_be_created(tmp_path: Path) -> None:
    (tmp_path / "l.sqlite").touch()
    with pytest.raises(DataError, match="PK885"):
        Ledger.open(tmp_path / "l.sqlite", create=False)
    with Ledger.open(tmp_path / "l.sqlite") as ledger:
        assert ledger.append("run", {}).number == 1


def test_two_that_create_it_at_once_make_one_ledger(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    slow = schema.connect(path, wait=1.0, create=True)
    assert schema._is_blank(slow)  # it has looked, and found nothing
    with Ledger.open(path) as quick:
        quick.append("run", {})
        schema._lay(slow)
        schema.prepare(slow, path, create=True)
        slow.close()
        quick.verify()
        assert len(list(quick.entries())) == 1


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="PK887 the ledger cannot be written"):
        Ledger.open(tmp_path)


def test_held_too_long_by_another(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with Ledger.open(path, wait=0.05) as ledger:
        ledger.append("run", {"i": 1})
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(DataError) as caught:
            ledger.append("run", {"i": 2})
        assert said(caught) == "PK888 another program has held the ledger for too long"
        ledger.verify()  # reading goes on
        other.execute("ROLLBACK")
        other.close()
        assert ledger.append("run", {"i": 2}).number == 2


def test_disk_full(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.sqlite") as ledger:
        ledger.append("run", {"i": 1})
        pages = ledger._connection.execute("PRAGMA page_count").fetchone()[0]
        ledger._connection.execute(f"PRAGMA max_page_count={pages + 2}")
        with pytest.raises(DataError) as caught:
            ledger.append("run", {"text": "x" * 100_000})
        assert said(caught) == "PK889 the disk is full: nothing was written to the ledger"
        ledger.verify()
        assert ledger.append("run", {"i": 2}).number == 2


def test_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with Ledger.open(path) as ledger:
        for i in range(200):
            ledger.append("run", {"i": i, "text": "x" * 200})
    content = bytearray(path.read_bytes())
    content[4096 * 4 : 4096 * 6] = b"\xff" * 8192
    path.write_bytes(bytes(content))
    with Ledger.open(path) as ledger, pytest.raises(EvidenceError) as caught:
        ledger.verify()
    assert said(caught) == "PK891 the ledger cannot be read: its file is damaged or the disk fails"


@contextmanager
def nobody() -> Iterator[None]:
    """Act as an account without rights: for root, every folder can be written."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(not hasattr(os, "seteuid"), reason="needs POSIX rights")
def test_a_read_only_folder() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Ledger.open(folder / "l.sqlite") as ledger:
            head = ledger.append("run", {"i": 1}).hash
        (folder / "l.sqlite").chmod(0o444)
        folder.chmod(0o555)
        with nobody():
            with pytest.raises(DataError, match="PK887 the ledger cannot be written"):
                Ledger.open(folder / "new.sqlite")
            with Ledger.open(folder / "l.sqlite", create=False) as ledger:
                ledger.verify(expected_head=head)  # reading needs no right to write
                with pytest.raises(DataError, match="PK887 the ledger cannot be written"):
                    ledger.append("run", {"i": 2})
        folder.chmod(0o755)
