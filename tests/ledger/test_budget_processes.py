"""A budget under kills and crowds: nothing that was acknowledged is lost, and nobody overspends."""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from privkit.ledger import Ledger
from privkit.ledger.claim import read_spends

ROOT = Path(__file__).resolve().parents[2]
TOTAL = Fraction(3)


def spenders(path: Path, mode: str, number: int) -> list[list[list[str]]]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "ledger" / "spenders.py"), str(path), mode, str(number)],
        capture_output=True,
        text=True,
        check=True,
        timeout=180,
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )
    told: list[list[list[str]]] = json.loads(done.stdout)
    return told


def runs(path: Path) -> list[str]:
    """The runs that spent, of a ledger that verifies."""
    with Ledger.open(path) as ledger:
        ledger.verify()
        return [s.claim.run for s in read_spends(ledger.entries(), path)]


@pytest.mark.parametrize("times", [300])
def test_hundreds_of_kills_lose_no_spend(tmp_path: Path, times: int) -> None:
    path = tmp_path / "budget.sqlite"
    told = spenders(path, "killed", times)
    assert len(told) == times
    asked = [run for one in told for word, run in one if word == "ask"]
    granted = [run for one in told for word, run in one if word == "yes"]
    entered = runs(path)
    assert set(granted) <= set(entered), "a spend that was acknowledged was lost"
    assert set(entered) <= set(asked)
    assert len(entered) == len(set(entered))
    assert 0 < len(entered) < TOTAL * 1000, "the budget is to last until the last kill"
    between = [one for one in told if one and one[-1][0] == "ask"]
    assert len(between) > times // 3, "too few died while they spent"
    assert {one[-1][1] for one in between} - set(entered), "none died before its spend was written"


def test_a_crowd_spends_the_whole_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "budget.sqlite"  # all try to create it
    told = spenders(path, "together", 24)
    assert [one[-1][0] for one in told] == ["no"] * 24
    granted = [run for one in told for word, run in one if word == "yes"]
    assert sorted(granted) == sorted(runs(path))
    assert len(granted) == TOTAL * 20
