"""Several processes at once, and processes killed at the worst moment."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from privkit.ledger import Ledger

APPEND = """
import sys
from pathlib import Path
from privkit.ledger import Ledger
path, who, many = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for i in range(many):
    with Ledger.open(path, wait=60) as ledger:
        print(ledger.append("run", {"run": who, "i": i}).number, flush=True)
"""

RESERVE = """
import sys
from pathlib import Path
from privkit.ledger import Ledger
def room(entries):
    if sum(e.body["spent"] for e in entries) >= 20:
        raise SystemExit(5)
with Ledger.open(Path(sys.argv[1]), wait=60) as ledger:
    while True:
        ledger.append_if("reserved", {"spent": 1}, room)
"""

# Dies just before the statement given, with pages of a long entry already spilled to the file.
DIE = """
import os, signal, sys
from pathlib import Path
from privkit.ledger import Ledger
with Ledger.open(Path(sys.argv[1])) as ledger:
    def killed(statement):
        if statement.startswith(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
    ledger._connection.execute("PRAGMA cache_size=1")
    ledger._connection.set_trace_callback(killed)
    ledger.append("run", {"run": "killed", "text": "x" * 2_000_000})
"""


def start(script: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    root = Path(__file__).resolve().parents[2]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root)


def test_three_processes_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"  # all three try to create it
    processes = [start(APPEND, path, who, 50) for who in "abc"]
    for process in processes:
        assert process.communicate(timeout=90)[1] == ""
    with Ledger.open(path) as ledger:
        ledger.verify()
        assert [e.number for e in ledger.entries()] == list(range(1, 151))
        for who in "abc":
            assert [e.body["i"] for e in ledger.find(who)] == list(range(50))


def test_two_processes_never_overspend_together(tmp_path: Path) -> None:
    path = tmp_path / "budget.sqlite"
    processes = [start(RESERVE, path) for _ in range(2)]
    for process in processes:
        process.communicate(timeout=60)
        assert process.returncode == 5
    with Ledger.open(path) as ledger:
        ledger.verify()
        assert len(list(ledger.entries())) == 20


@pytest.mark.parametrize("statement", ["INSERT", "COMMIT"])
def test_killed_inside_an_append(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "runs.sqlite"
    with Ledger.open(path) as ledger:
        head = ledger.append("run", {"run": "before"}).hash
    process = start(DIE, path, statement)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    if statement == "COMMIT":  # half of the entry is in the file: only the journal can undo it
        assert (tmp_path / "runs.sqlite-journal").stat().st_size > 0
        assert path.stat().st_size > 1_000_000
    with Ledger.open(path) as ledger:
        ledger.verify(expected_head=head)
        assert ledger.head() == head
        assert ledger.append("run", {"run": "after"}).number == 2
        ledger.verify()


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.11])
def test_killed_at_any_moment(tmp_path: Path, delay: float) -> None:
    path = tmp_path / "runs.sqlite"
    process = start(APPEND, path, "a", 100_000)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(delay)
    process.kill()
    told = process.communicate(timeout=60)[0].split()
    with Ledger.open(path) as ledger:
        ledger.verify()
        written = len(list(ledger.entries()))
    assert written >= max([1, *map(int, told)]), "an entry that was acknowledged was lost"
