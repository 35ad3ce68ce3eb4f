"""Many processes that spend from one budget and are killed while they do. Started by test_budget_processes.py.

``killed N``: N children in turn, each killed by SIGKILL: one half just before a statement of SQLite, one half
after a delay, wherever they are. ``together N``: N children at once, each spending until it is refused.
Prints what each child was told, as JSON: no child writes to the ledger what it does not announce before.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from fractions import Fraction
from pathlib import Path

from privkit.errors import BudgetError
from privkit.ledger.amount import Amount
from privkit.ledger.budget import reserve
from privkit.ledger.claim import Claim, Purse
from privkit.ledger.ledger import Ledger

TOTAL, EACH = Fraction(3), {"killed": Fraction(1, 1000), "together": Fraction(1, 20)}


def claim(run: str) -> Claim:
    purse = Purse("homes", "household", "2025")
    return Claim(purse, Amount(TOTAL), Amount(EACH[sys.argv[2]]), "basic", (), run, "water", run, ("a" * 64,))


def spend(path: Path, who: str, pipe: int, many: int, die_at: int | None = None) -> None:
    """Spend ``many`` times, or until refused; each time say so before and after."""
    left = die_at

    def count(statement: str) -> None:
        nonlocal left
        if left is not None:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    for i in range(many):
        run = f"{who}-{i}"
        os.write(pipe, f"ask {run}\n".encode())
        try:
            with Ledger.open(path, wait=120) as ledger:
                ledger._connection.set_trace_callback(count)
                reserve(ledger, claim(run))
        except BudgetError:
            os.write(pipe, f"no {run}\n".encode())
            return
        os.write(pipe, f"yes {run}\n".encode())


def forked(path: Path, who: str, many: int, die_at: int | None = None) -> tuple[int, int]:
    """A child that spends: its number and the pipe it speaks through."""
    here, there = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(here)
        try:
            spend(path, who, there, many, die_at)
        finally:
            os._exit(0)
    os.close(there)
    return pid, here


def heard(pid: int, pipe: int) -> list[list[str]]:
    with os.fdopen(pipe) as told:
        said = told.read()
    os.waitpid(pid, 0)
    return [line.split() for line in said.split("\n")[:-1]]


def killed(path: Path, times: int) -> list[list[list[str]]]:
    out, clock = [], random.Random(7)
    for n in range(times):
        if n % 2:
            out.append(heard(*forked(path, f"s{n}", 2, die_at=n // 2 % 12)))
        else:
            pid, pipe = forked(path, f"t{n}", 1000)
            time.sleep(clock.uniform(0, 0.012))
            os.kill(pid, signal.SIGKILL)
            out.append(heard(pid, pipe))
    return out


def together(path: Path, number: int) -> list[list[list[str]]]:
    children = [forked(path, f"p{n}", 1000) for n in range(number)]
    return [heard(*child) for child in children]


def main() -> None:
    path, mode, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    told = killed(path, number) if mode == "killed" else together(path, number)
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
