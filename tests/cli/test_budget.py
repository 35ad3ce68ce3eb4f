"""``privkit budget``: what was spent, what is left, what it means; a ledger that does not hold ends with code 6."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from privkit.ledger import Ledger
from privkit.ledger.amount import Amount
from privkit.ledger.budget import commit, follow, reserve
from privkit.ledger.claim import Claim, Purse

HEAD = "f" * 64


def claim(run: str, epsilon: str, period: str = "2025", delta: str = "0", **more: Any) -> Claim:
    purse = Purse("subscribed homes", "household", period)
    total = Amount(Fraction(3), Fraction(delta) * 10)
    known = {
        "accounting": "basic",
        "events": (),
        "policy": "water",
        "identity": run,
        "inputs": (period * 16,),
    }
    return Claim(purse, total, Amount(Fraction(epsilon), Fraction(delta)), run=run, **{**known, **more})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two releases of 2025, one stopped, and one of 2026."""
    found = tmp_path / "budget.sqlite"
    with Ledger.open(found, clock=lambda: datetime(2026, 11, 26, 9, tzinfo=UTC)) as ledger:
        commit(ledger, reserve(ledger, claim("run-1", "1.9")).entry.hash, "held")
        follow(ledger, reserve(ledger, claim("run-2", "1")).entry.hash, "abandoned")
        reserve(ledger, claim("run-3", "0.5", "2026", "1e-7"))
    return found


def test_what_was_spent_is_told(path: Path, privkit: Callable[..., Any]) -> None:
    answer = privkit("budget", "show", path, "--language", "en")
    assert answer.code == 0
    assert answer.out == (
        "subscribed homes, 2025: protects household\n"
        "  total ε 3\n"
        "  spent ε 2.9\n"
        "  left  ε 0.1\n"
        "entry  date        policy  run    state                          ε  δ\n"
        "1      2026-11-26  water   run-1  committed, held              1.9  0\n"
        "3      2026-11-26  water   run-2  stopped, spent all the same    1  0\n"
        "What it means: whatever else is known, the odds that one household is in the data, or has a given value, are "
        "multiplied by at most about 18.\n"
        "\n"
        "subscribed homes, 2026: protects household\n"
        "  total ε 3, δ 1e-6\n"
        "  spent ε 0.5, δ 1e-7\n"
        "  left  ε 2.5, δ 9e-7\n"
        "entry  date        policy  run    state                             ε     δ\n"
        "5      2026-11-26  water   run-3  reserved: under way or stopped  0.5  1e-7\n"
        "What it means: whatever else is known, the odds that one household is in the data, or has a given value, are "
        "multiplied by at most about 1.6, but for a probability of 1e-7.\n"
        "\n"
        "subscribed homes, over 2 periods (2025, 2026): ε 3.4, δ 1e-7 in all, odds multiplied by at most about 30 for a "
        "household that is in each of them.\n"
    )
    with Ledger.open(path, create=False) as ledger:
        assert answer.last == f"next: privkit budget verify {path} --head {ledger.head()}"


def test_what_was_spent_is_told_in_french(path: Path, privkit: Callable[..., Any]) -> None:
    answer = privkit("budget", "show", path, "--language", "fr")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[:4] == [
        "subscribed homes, 2025\u00a0: protège household",
        "  total ε 3",
        "  dépensé ε 2,9",
        "  reste   ε 0,1",
    ]
    assert lines[5].endswith("1,9  0")
    assert (
        "Ce que cela veut dire\u00a0: quoi qu'on sache par ailleurs, la cote de la présence d'une unité (household) dans "
        "les données, ou d'une de ses valeurs, est multipliée par au plus 18 environ."
    ) in lines
    assert lines[-1] == (
        "subscribed homes, sur 2 périodes (2025, 2026)\u00a0: ε 3,4, δ 1e-7 en tout, une cote multipliée par au plus 30 "
        "environ pour une unité (household) présente dans chacune."
    )


def test_numbers_for_a_program_are_exact(path: Path, privkit: Callable[..., Any]) -> None:
    told = json.loads(privkit("budget", "show", path, "--json").out)
    first, second = told["budgets"]
    assert (first["spent"], first["left"]) == (
        {"epsilon": "2.9", "delta": "0"},
        {"epsilon": "0.1", "delta": "0"},
    )
    assert second["over_periods"] == {"epsilon": "3.4", "delta": "0.0000001"}
    assert [(r["run"], r["state"], r["status"]) for r in first["releases"]] == [
        ("run-1", "committed", "held"),
        ("run-2", "abandoned", None),
    ]


def test_noisy_answers_are_counted_together(tmp_path: Path, privkit: Callable[..., Any]) -> None:
    """Twelve geometric answers of 0.25 are 3 when summed, and less by their privacy loss distributions."""
    path = tmp_path / "b.sqlite"
    event = {"mechanism": "geometric", "epsilon": "1/40", "groups": 1, "per_cell": 1}
    with Ledger.open(path) as ledger:
        for n in range(40):
            asked = claim(f"run-{n}", "1/40", delta="1e-6", accounting="pld", events=(event,))
            reserve(ledger, asked, lambda bodies, delta: Fraction(0))
    told = json.loads(privkit("budget", "show", path, "--json").out)
    (budget,) = told["budgets"]
    assert budget["counted"] == "composed"
    assert 0 < Fraction(budget["spent"]["epsilon"]) < Fraction(4, 5)
    assert budget["spent"]["delta"] == "0.00001"


def test_a_ledger_that_holds(path: Path, privkit: Callable[..., Any]) -> None:
    with Ledger.open(path, create=False) as ledger:
        head, old = ledger.head(), next(iter(ledger.entries())).hash
    answer = privkit("budget", "verify", path, "--language", "en")
    assert (answer.code, answer.out) == (
        0,
        f"every hash verifies: 3 releases spent from this ledger\nhead: {head}\n"
        "write it down elsewhere: it shows later that nothing was cut off the end\n",
    )
    assert answer.last == f"next: privkit budget show {path}"
    assert privkit("budget", "verify", path, "--head", old).code == 0
    assert json.loads(privkit("budget", "verify", path, "--json").out)["head"] == head


def test_a_ledger_that_does_not_hold(path: Path, privkit: Callable[..., Any]) -> None:
    answer = privkit("budget", "verify", path, "--head", HEAD)
    assert answer.code == 6
    assert "PK882 the head that was written down is not in the ledger" in answer.err
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("DROP TRIGGER entry_unchanged")
    connection.execute("""UPDATE entry SET body = replace(body, '"1.9"', '"0.9"') WHERE number = 1""")
    connection.close()
    for command in ("show", "verify"):
        answer = privkit("budget", command, path)
        assert (answer.code, answer.out) == (6, "")
        assert "PK881 entry 1 does not match its hash" in answer.err


def test_other_files(tmp_path: Path, privkit: Callable[..., Any], tiny: Any) -> None:
    missing = tmp_path / "none.sqlite"
    answer = privkit("budget", "show", missing)
    assert answer.code == 4
    assert "PK884" in answer.err
    assert not missing.exists()
    tiny.apply()
    answer = privkit("budget", "show", tiny.reports / "ledger.sqlite", "--language", "fr")
    assert answer.code == 4
    assert "PK877 ce registre n'est pas un registre des dépenses" in answer.err


def test_an_empty_ledger(tmp_path: Path, privkit: Callable[..., Any]) -> None:
    with Ledger.open(tmp_path / "new.sqlite"):
        pass
    answer = privkit("budget", "show", tmp_path / "new.sqlite", "--language", "en")
    assert (answer.code, answer.out) == (0, "nothing was spent yet\n")
