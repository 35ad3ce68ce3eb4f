"""Each way of changing the file behind the ledger's back, and what is said of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from privkit.errors import EvidenceError
from privkit.ledger import GENESIS, Ledger
from privkit.ledger.entry import hash_of

TRIGGERS = ("entry_stays", "entry_unchanged", "entry_follows")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Ledger.open(tmp_path / "runs.sqlite") as ledger:
        for i in range(1, 6):
            ledger.append("run", {"i": i})
    return tmp_path / "runs.sqlite"


def tamper(path: Path, *statements: str) -> None:
    """Change the file as an attacker would: the triggers are taken away, then put back."""
    connection = sqlite3.connect(path, isolation_level=None)
    rules = [sql for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")]
    for name in TRIGGERS:
        connection.execute(f"DROP TRIGGER {name}")
    for statement in (*statements, *rules):
        connection.execute(statement)
    connection.close()


def complaint(path: Path, expected_head: str | None = None) -> str:
    with Ledger.open(path) as ledger, pytest.raises(EvidenceError) as caught:
        ledger.verify(expected_head)
    return caught.value.problems[0].code + " " + caught.value.problems[0].message.en


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["UPDATE entry SET body = '{\"i\":9}' WHERE number = 3"], "entry 3 does not match its hash"),
        (["UPDATE entry SET body = '{\"i\": 3}' WHERE number = 3"], "entry 3 does not match its hash"),
        (['UPDATE entry SET body = \'{"i":1,"i":3}\' WHERE number = 3'], "entry 3 does not match its hash"),
        (["UPDATE entry SET body = '{\"i\":3.0}' WHERE number = 3"], "entry 3 does not match its hash"),
        (["UPDATE entry SET body = '[]' WHERE number = 3"], "entry 3 does not match its hash"),
        (["UPDATE entry SET body = 'nonsense' WHERE number = 3"], "entry 3 does not match its hash"),
        (["UPDATE entry SET body = CAST(x'ff' AS TEXT) WHERE number = 3"], "entry 3 does not match its hash"),
        (
            ["UPDATE entry SET body = printf('%.*c', 90000, '[') WHERE number = 3"],
            "entry 3 does not match its hash",
        ),
        (["UPDATE entry SET kind = 'other' WHERE number = 1"], "entry 1 does not match its hash"),
        (
            ["UPDATE entry SET at = '2020-01-01T00:00:00Z' WHERE number = 5"],
            "entry 5 does not match its hash",
        ),
        (["UPDATE entry SET hash = 'x' WHERE number = 4"], "entry 4 does not match its hash"),
        (["UPDATE entry SET previous = 'x' WHERE number = 4"], "entry 4 does not follow the one before it"),
        (["DELETE FROM entry WHERE number = 3"], "entry 3 is missing"),
        (["DELETE FROM entry WHERE number = 1"], "entry 1 is missing"),
        (
            ["DELETE FROM entry WHERE number = 3", "UPDATE entry SET number = number - 1 WHERE number > 3"],
            "entry 3 does not follow the one before it",
        ),
        (
            [
                "UPDATE entry SET number = 20 WHERE number = 2",
                "UPDATE entry SET number = 2 WHERE number = 3",
                "UPDATE entry SET number = 3 WHERE number = 20",
            ],
            "entry 2 does not follow the one before it",
        ),
        (["UPDATE entry SET number = number + 10 WHERE number = 5"], "entry 5 is missing"),
        (["UPDATE entry SET number = 0 WHERE number = 1"], "entry 1 is missing"),
    ],
)
def test_the_first_broken_link_is_named(path: Path, statements: list[str], said: str) -> None:
    tamper(path, *statements)
    assert complaint(path) == "PK881 " + said


def test_the_whole_message(path: Path) -> None:
    tamper(path, "DELETE FROM entry WHERE number = 2")
    with Ledger.open(path) as ledger, pytest.raises(EvidenceError) as caught:
        ledger.verify()
    assert caught.value.text("en") == [
        f"{path}: PK881 entry 2 is missing",
        "  → restore the ledger from a copy that verifies; never mend it by hand",
    ]
    assert caught.value.text("fr") == [
        f"{path}: PK881 l'entrée 2 manque",
        "  → restaurer le registre depuis une copie vérifiée ; ne jamais le corriger à la main",
    ]


def reseal(path: Path, since: int, change: Callable[[dict[str, object]], None]) -> None:
    """Change the body of an entry, then recompute its hash and all that follow: a careful attacker."""
    with Ledger.open(path) as ledger:
        entries = list(ledger.entries())
    previous, statements = entries[since - 2].hash if since > 1 else GENESIS, []
    for entry in entries[since - 1 :]:
        body = dict(entry.body)
        if entry.number == since:
            change(body)
        sealed = hash_of(entry.number, entry.kind, entry.at, body, previous)
        text = "{" + ",".join(f'"{k}":{v}' for k, v in body.items()) + "}"
        statements.append(
            f"UPDATE entry SET body = '{text}', previous = '{previous}', hash = '{sealed}' WHERE number = {entry.number}"
        )
        previous = sealed
    tamper(path, *statements)


def test_a_hash_made_right_breaks_the_next_link(path: Path) -> None:
    with Ledger.open(path) as ledger:
        third = next(e for e in ledger.entries() if e.number == 3)
    sealed = hash_of(3, third.kind, third.at, {"i": 9}, third.previous)
    tamper(path, f"UPDATE entry SET body = '{{\"i\":9}}', hash = '{sealed}' WHERE number = 3")
    assert complaint(path) == "PK881 entry 4 does not follow the one before it"


def test_a_ledger_written_anew_takes_a_head_kept_elsewhere(path: Path) -> None:
    with Ledger.open(path) as ledger:
        head = ledger.head()
    reseal(path, 2, lambda body: body.update(i=9))
    with Ledger.open(path) as ledger:
        ledger.verify()  # seen from inside, nothing is wrong
    assert complaint(path, head).startswith("PK882 ")


def test_a_cut_tail_takes_a_head_kept_elsewhere(path: Path) -> None:
    with Ledger.open(path) as ledger:
        heads = [GENESIS, *(e.hash for e in ledger.entries())]
    tamper(path, "DELETE FROM entry WHERE number > 3")
    with Ledger.open(path) as ledger:
        ledger.verify()
        for head in heads[:4]:
            ledger.verify(expected_head=head)  # it may have grown since
    for head in heads[4:]:
        assert complaint(path, head) == (
            "PK882 the head that was written down is not in the ledger: its end was cut off, or it was written anew"
        )


def test_rules_taken_away_or_changed_are_seen(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER entry_unchanged")
    connection.close()
    assert complaint(path) == "PK883 the rules that forbid changing the ledger were removed or replaced"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TRIGGER entry_unchanged BEFORE UPDATE ON entry BEGIN SELECT 1; END")
    connection.close()
    assert complaint(path).startswith("PK883")


def test_nothing_is_added_to_a_ledger_whose_last_entry_was_changed(path: Path) -> None:
    tamper(path, "UPDATE entry SET body = '{\"i\":9}' WHERE number = 5")
    with Ledger.open(path) as ledger:
        with pytest.raises(EvidenceError, match="entry 5 does not match its hash"):
            ledger.append("run", {})
        assert len(list(ledger.entries())) == 5


def test_a_budget_is_never_read_from_a_changed_ledger(path: Path) -> None:
    tamper(path, "UPDATE entry SET body = '{\"i\":0}' WHERE number = 2")
    seen: list[object] = []
    with Ledger.open(path) as ledger, pytest.raises(EvidenceError, match="entry 2 does not match its hash"):
        ledger.append_if("run", {}, seen.append)
    assert seen == []


def test_a_row_that_holds_no_entry_is_named_when_read(path: Path) -> None:
    tamper(path, "UPDATE entry SET body = 'secret canary 4711' WHERE number = 4")
    with Ledger.open(path) as ledger, pytest.raises(EvidenceError, match="entry 4 does not match") as caught:
        list(ledger.entries())
    assert "4711" not in "".join(caught.value.text("fr")) + str(caught.value)
