"""Run orders, each in a child that kills itself at one boundary of the commit. Started by test_crash.py.

Reads JSON orders from stdin and writes one answer per order: the signal that ended it and the boundaries met.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import date
from pathlib import Path
from typing import Any

import privkit.engine.duckdb
import privkit.evidence.report.markdown  # noqa: F401
from privkit.policy.reader import read_document
from privkit.run import commit, spending
from privkit.run.apply import Order, apply_policy
from privkit.run.purge import purge
from privkit.run.release import release


def child(order: dict[str, Any], pipe: int) -> None:
    """Carry the order out, and die at the boundary it names."""

    def boundary(name: str) -> None:
        os.write(pipe, f"{name}\n".encode())
        if name == order["boundary"]:
            os.kill(os.getpid(), signal.SIGKILL)

    commit.boundary = boundary
    sys.path.insert(0, str(Path(__file__).parent))  # not a package: its neighbour is found from here
    import paying

    spending.spending_of = paying.spending_of
    if order["act"] == "apply":
        document = read_document(Path(order["policy"]))
        as_of = date.fromisoformat(order["as_of"])
        apply_policy(Order(document, as_of, "duckdb", document.path.parent / "reports"))
    elif order["act"] == "purge":
        purge(Path(order["reports"]), date(2200, 1, 1), date(2200, 1, 1))
    else:
        release(Path(order["run"]), Path(order["decision"]))


def main() -> None:
    answers = []
    for order in json.load(sys.stdin):
        here, there = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(here)
            try:
                child(order, there)
            finally:
                os._exit(0)
        os.close(there)
        with os.fdopen(here) as told:
            met = told.read().split("\n")[:-1]
        _, status = os.waitpid(pid, 0)
        answers.append({"signal": os.WTERMSIG(status), "met": met})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
