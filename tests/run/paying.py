"""A policy that spends, for the tests of what surrounds the spending: what it spends stands in ``budget.json`` beside it."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from privkit.ledger.amount import Amount
from privkit.ledger.claim import Purse
from privkit.run.spending import Spending

USUAL = {
    "ledger": "budgets/homes.sqlite",
    "people": "homes",
    "unit": "household",
    "period": "2025",
    "total": "3",
    "amount": "1.25",
    "accounting": "basic",
    "events": [],
}


def write(folder: Path, **more: Any) -> None:
    """Say what the policies of a folder spend."""
    (folder / "budget.json").write_text(json.dumps({**USUAL, **more}))


def spending_of(document: Any, events: Any = None) -> Spending | None:
    """What the policy spends; None without the file."""
    path = document.path.parent / "budget.json"
    if not path.is_file():
        return None
    told = json.loads(path.read_text())
    purse = Purse(told["people"], told["unit"], told["period"], told.get("each_year_of"))
    total, amount = Amount(Fraction(told["total"])), Amount(Fraction(told["amount"]))
    return Spending(told["ledger"], purse, total, amount, told["accounting"], tuple(told["events"]))
