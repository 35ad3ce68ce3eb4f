from __future__ import annotations

import datetime
import hashlib
import json
import sqlite3
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from privkit.errors import BudgetError, InternalError, Problem
from privkit.ledger import GENESIS, Entry, Ledger
from privkit.words import same

NOON = datetime.datetime(2026, 3, 1, 13, 0, 0, 999, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))


def test_an_entry_is_what_was_written(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "runs.sqlite", clock=lambda: NOON) as ledger:
        assert ledger.head() == GENESIS
        first = ledger.append("run", {"run": "r1", "epsilon": Fraction(1, 3), "nested": {"b": (1, 2)}})
        second = ledger.append("refused", {"run": "r2"})
        assert list(ledger.entries()) == [first, second]
        assert ledger.head() == second.hash
        ledger.verify()
    assert (first.number, first.kind, first.at) == (1, "run", "2026-03-01T12:00:00Z")
    assert first.body == {"run": "r1", "epsilon": "1/3", "nested": {"b": [1, 2]}}
    assert first.previous == GENESIS
    assert second.previous == first.hash


def test_the_hash_can_be_recomputed_by_anyone(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "runs.sqlite") as ledger:
        entry = ledger.append("run", {"ville": "Rezé"})
    parts = {name: getattr(entry, name) for name in ("number", "kind", "at", "previous")}
    text = json.dumps(
        parts | {"body": dict(entry.body)}, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert entry.hash == hashlib.sha256(text.encode()).hexdigest()


def test_it_is_read_back_by_another_opening(tmp_path: Path) -> None:
    path = tmp_path / "a # strange ? name %20.sqlite"
    with Ledger.open(path) as ledger:
        written = [ledger.append("run", {"run": f"r{i % 2}", "i": i}) for i in range(4)]
        ledger.append("note", {"run": "r0"})
    assert path.exists()
    with Ledger.open(path, create=False) as again:
        assert list(again.entries("run")) == written
        assert [e.number for e in again.find("r0")] == [1, 3, 5]
        assert [e.number for e in again.entries("run", run="r0")] == [1, 3]
        assert again.find("nobody") == ()
    assert [p.name for p in tmp_path.iterdir()] == [path.name], "at rest, a ledger is one file"


def test_an_entry_cannot_be_changed_in_hand(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "runs.sqlite") as ledger:
        entry = ledger.append("run", {"a": 1})
    with pytest.raises(TypeError):
        entry.body["a"] = 2  # type: ignore[index]


def spend_at_most(limit: int, more: int) -> object:
    def check(entries: Sequence[Entry]) -> None:
        if sum(e.body["spent"] for e in entries) + more > limit:
            raise BudgetError(Problem("PK800", same("too much")))

    return check


def test_append_if_sees_all_entries_and_leaves_nothing_when_it_refuses(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "budget.sqlite") as ledger:
        ledger.append_if("reserved", {"spent": 6}, spend_at_most(10, 6))
        head = ledger.head()
        with pytest.raises(BudgetError):
            ledger.append_if("reserved", {"spent": 5}, spend_at_most(10, 5))
        assert ledger.head() == head
        ledger.append_if("reserved", {"spent": 4}, spend_at_most(10, 4))
        assert [e.body["spent"] for e in ledger.entries()] == [6, 4]
        ledger.verify()


@pytest.mark.parametrize("raised", [KeyboardInterrupt, ZeroDivisionError])
def test_the_lock_is_given_back_whatever_the_check_raises(
    tmp_path: Path, raised: type[BaseException]
) -> None:
    def check(entries: Sequence[Entry]) -> None:
        raise raised

    with Ledger.open(tmp_path / "l.sqlite") as ledger, Ledger.open(tmp_path / "l.sqlite", wait=0.0) as other:
        with pytest.raises(raised):
            ledger.append_if("run", {}, check)
        assert other.append("run", {}).number == 1


def test_a_float_leaves_nothing(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.sqlite") as ledger:
        with pytest.raises(InternalError, match=r"at \$.epsilon"):
            ledger.append("run", {"epsilon": 0.1})
        assert ledger.head() == GENESIS
        assert ledger.append("run", {}).number == 1


def test_what_is_said_to_be_written_is_synced(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l.sqlite") as ledger:
        assert ledger._connection.execute("PRAGMA synchronous").fetchone() == (3,)  # EXTRA
        assert ledger._connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        traced: list[str] = []
        ledger._connection.set_trace_callback(traced.append)
        ledger.append("run", {})
        assert traced[0] == "BEGIN IMMEDIATE"
        assert traced[-1] == "COMMIT"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = '{}'",
        "UPDATE OR REPLACE entry SET number = 1 WHERE number = 2",
        "DELETE FROM entry WHERE number = 2",
        "DELETE FROM entry",
        "INSERT OR REPLACE INTO entry SELECT number, 'x', at, body, previous, hash FROM entry WHERE number = 2",
        "REPLACE INTO entry SELECT number, 'x', at, body, previous, hash || 'x' FROM entry WHERE number = 1",
        "INSERT INTO entry SELECT 9, kind, at, body, hash, 'x' FROM entry WHERE number = 2",
        "INSERT INTO entry SELECT 3, kind, at, body, previous, 'x' FROM entry WHERE number = 2",
    ],
)
def test_the_file_itself_refuses_changes(tmp_path: Path, statement: str) -> None:
    with Ledger.open(tmp_path / "l.sqlite") as ledger:
        for i in range(2):
            ledger.append("run", {"i": i})
    connection = sqlite3.connect(tmp_path / "l.sqlite", isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="a ledger only grows at its end"):
        connection.execute(statement)
    connection.close()
    with Ledger.open(tmp_path / "l.sqlite") as ledger:
        ledger.verify()
        assert len(list(ledger.entries())) == 2
