"""What a policy spends of its budget, from its words alone; where that budget stands.

A run spends in this order: what the policy says (here) → what the ledgers of the budget and of the project say → one
reserved entry in the budget ledger → the ``reserved`` row of the run, which cites it (``paying.py``) → data → what
became of it (``settling.py``). A process that dies in between has spent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privkit.ledger.amount import Amount
from privkit.ledger.balance import Balance, Compose, balance
from privkit.ledger.canonical import canonical_json
from privkit.ledger.claim import Claim, Purse, Spend, read_spends
from privkit.ledger.ledger import Ledger
from privkit.policy.model.data import ColumnRole, TableRule

if TYPE_CHECKING:
    from privkit.policy.model.budget import Amount as Written
    from privkit.policy.reader import Document
    from privkit.run.inputs import Input

#: Noisy answers a policy will ask, as their bodies (see ``dp/events.py``): computed from the policy alone.
Events = Callable[["Document"], Sequence[Mapping[str, Any]]]
_OF_PEOPLE = (ColumnRole.DIRECT_IDENTIFIER, ColumnRole.CONFIDENTIAL)


@dataclass(frozen=True)
class Spending:
    """What a policy spends each time it runs: no data are needed to know it. ``ledger`` is as written."""

    ledger: str
    purse: Purse
    total: Amount
    amount: Amount
    accounting: str
    events: tuple[Mapping[str, Any], ...] = ()

    def plan(self) -> dict[str, Any]:
        """The part that a replay must find again."""
        return {
            "ledger": self.ledger,
            "people": self.purse.people,
            "unit": self.purse.unit,
            "each_year_of": self.purse.each_year_of,
            "period": self.purse.period,
            "total": self.total.body(),
            "amount": self.amount.body(),
            "accounting": self.accounting,
            "events": list(self.events),
        }


def no_events(document: Document) -> Sequence[Mapping[str, Any]]:
    """A release whose noisy answers are not known yet: only the simple sum can count it."""
    return ()


def spending_of(document: Document, events: Events = no_events) -> Spending | None:
    """What the policy spends; None when it has no budget."""
    budget = document.policy.privacy_budget
    if budget is None:
        return None
    people = budget.people or document.policy.data.privacy_unit.name
    purse = Purse(people, budget.protects, budget.period, budget.each_year_of)
    total, amount = _amount(budget.total), _amount(budget.this_release)
    return Spending(budget.ledger, purse, total, amount, budget.accounting.value, tuple(events(document)))


def _amount(written: Written) -> Amount:
    return Amount(Fraction(written.epsilon), Fraction(written.delta or 0))


def ledger_file(document: Document, spending: Spending) -> Path:
    """The file of the budget: paths of a policy start from its folder."""
    return document.path.resolve().parent / spending.ledger


def compose_by(accounting: str) -> Compose | None:
    """How noisy answers are counted together; None for the simple sum."""
    if accounting == "basic":
        return None

    def compose(bodies: Sequence[Mapping[str, Any]], delta: Fraction) -> Fraction:
        return _composed(canonical_json(list(bodies)), delta, accounting)

    return compose


@lru_cache(maxsize=64)
def _composed(bodies: bytes, delta: Fraction, accounting: str) -> Fraction:
    """Remembered: the same count is asked before the ledger is locked, under its lock, and for the evidence."""
    from privkit.dp.accounting import epsilon_of
    from privkit.dp.events import from_body

    events = [from_body(body) for body in json.loads(bodies)]
    return epsilon_of(events, delta, "pld" if accounting == "pld" else "zcdp")


@dataclass(frozen=True)
class Outlook:
    """Where a budget stands, and where it would once this release had spent. ``after.held`` says if it may."""

    before: Balance
    after: Balance


def outlook(document: Document, spending: Spending) -> Outlook:
    """What a run would do to the budget. The ledger is read, and not made when it is not there.

    Another run may spend in the meantime: only :func:`pay` decides.
    """
    path, spends = ledger_file(document, spending), tuple[Spend, ...]()
    if path.exists():
        with Ledger.open(path, create=False) as ledger:
            found = read_spends(ledger.entries(), path)
        spends = tuple(s for s in found if s.claim.purse.key == spending.purse.key)
    claim = Claim(
        spending.purse, spending.total, spending.amount, spending.accounting, spending.events, "", "", "", ()
    )
    compose = compose_by(spending.accounting)
    before, after = (
        balance(spending.purse, spending.total, found, compose)
        for found in (spends, (*spends, Spend(claim, 0, "", "")))
    )
    return Outlook(before, after)


def forecast(document: Document, spending: Spending) -> dict[str, Any]:
    """What a release would leave of its budget, as JSON values; nothing is reserved.

    ``ledger``, ``people``, ``period``, ``accounting``; as amounts (ε, δ): ``total``, ``spent`` so far, ``left`` now,
    ``amount`` of this release, ``left_after`` it; ``releases`` entered so far; ``held``: whether it fits.
    """
    seen = outlook(document, spending)
    return {
        **{key: value for key, value in spending.plan().items() if key != "events"},
        "spent": seen.before.spent.body(),
        "left": seen.before.left.body(),
        "left_after": seen.after.left.body(),
        "releases": len(seen.before.spends),
        "held": seen.after.held,
    }


def about_people(document: Document, inputs: Sequence[Input]) -> tuple[str, ...]:
    """The SHA-256 of the tables about the people: those that hold the unit, an identifier or a confidential column.

    A public list of areas may well serve two policies about different people. All tables when none is told apart.
    """
    unit, tables = document.policy.data.privacy_unit.column, document.policy.data.tables
    found = {one.fingerprint.sha256 for one in inputs if _of_people(tables[one.table], unit)}
    return tuple(sorted(found or {one.fingerprint.sha256 for one in inputs}))


def _of_people(rule: TableRule, unit: str) -> bool:
    return unit in rule.columns or any(c.role in _OF_PEOPLE for c in rule.columns.values())
