"""A shared budget: reserve, then publish, then say that it was published. What is reserved stays spent.

Every release about the same people reserves here, in one transaction, before any of their data are read. A
refused run, a crashed one, one that is made again after a crash: each has spent. What is written later
(``committed``, ``released``, ``abandoned``) tells what became of it and gives nothing back.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from privkit.errors import PrivkitError
from privkit.ledger.amount import Amount
from privkit.ledger.balance import Balance, Compose, balance, balances, over_periods
from privkit.ledger.budget_complaints import unsound
from privkit.ledger.budget_refusals import exceeded, refuse_contradictions
from privkit.ledger.claim import FOLLOWING, FORMAT, RESERVED, Claim, Spend, read_spends, sound
from privkit.ledger.entry import Entry
from privkit.ledger.ledger import Ledger


@dataclass(frozen=True)
class Reserved:
    """A spend that was entered: its entry, its ledger's first hash (which tells ledgers apart), the new balance."""

    entry: Entry
    book: str
    balance: Balance
    over_periods: Amount
    spent_before: int  # how often this very release was spent for before, and not published


def reserve(ledger: Ledger, claim: Claim, compose: Compose | None = None) -> Reserved:
    """Enter a claim if the budget bears it: on disk when this returns, and spent from then on.

    ``compose`` counts noisy answers together (:data:`Compose`); without it, only the simple sum counts.
    Raises BudgetError (PK870) when not enough is left, PolicyError (PK871, PK872, PK873) when the ledger says
    otherwise of the same people or data, EvidenceError when the ledger was changed, DataError when it is in
    use or cannot be written, InternalError (PK878) for an amount that is not one.
    """
    if not (sound(claim.amount) and sound(claim.total)):
        raise unsound()
    earlier: list[Spend] = []

    def check(entries: Sequence[Entry]) -> None:
        earlier[:] = read_spends(entries, ledger.path)
        refuse_contradictions(earlier, claim, ledger.path)
        refuse_overspending(earlier, claim, compose, ledger)

    if (
        compose is not None
    ):  # counting together takes a while: once without the lock, for what a Compose remembers
        with suppress(PrivkitError):
            check(tuple(ledger.entries()))
    entry = ledger.append_if(RESERVED, claim.body(), check)
    spends = (*earlier, Spend(claim, entry.number, entry.at, entry.hash))
    found = balances(spends, compose)
    mine = next(b for b in found if b.purse.key == claim.purse.key)
    again = sum(s.claim.identity == claim.identity and s.state in (RESERVED, "abandoned") for s in earlier)
    first = earlier[0].hash if earlier else entry.hash
    return Reserved(entry, first, mine, over_periods(found, claim.purse), again)


def refuse_overspending(
    earlier: Sequence[Spend], claim: Claim, compose: Compose | None, ledger: Ledger
) -> None:
    """Raise BudgetError (PK870) when the claim does not fit in what is left."""
    mine = [s for s in earlier if s.claim.purse.key == claim.purse.key]
    asked = Spend(claim, 0, "", "")
    if balance(claim.purse, claim.total, [*mine, asked]).held:  # the simple sum is enough, and quick
        return
    after = balance(claim.purse, claim.total, [*mine, asked], compose)
    if not after.held:
        before = balance(claim.purse, claim.total, mine, compose)
        short = (after.spent - claim.total).floored()
        raise exceeded(before, claim, short, ledger.path)


def follow(ledger: Ledger, reserved: str, kind: str, **told: str) -> Entry | None:
    """Say what became of a spend (``committed``, ``released``, ``abandoned``); once only, else None.

    ``reserved`` is the hash of its entry. Raises EvidenceError (PK876) when it is not in the ledger.
    """
    from privkit.ledger.budget_complaints import spend_lost

    assert kind in FOLLOWING, kind
    entries = list(ledger.entries())
    spent = next((e for e in entries if e.hash == reserved and e.kind == RESERVED), None)
    if spent is None:
        raise spend_lost(ledger.path, told.get("run", ""), "")
    if any(e.kind == kind and e.body.get("reserved") == reserved for e in entries):
        return None
    body = {"ledger": FORMAT, "run": spent.body["run"], "reserved": reserved, "entry": spent.number, **told}
    return ledger.append(kind, body)


def commit(ledger: Ledger, reserved: str, status: str) -> Entry | None:
    """Say that the release of a spend was published, held or refused: its run is complete."""
    return follow(ledger, reserved, "committed", status=status)


def book_of(ledger: Ledger) -> str | None:
    """What tells this ledger from any other: the hash of its first entry; None while it is empty."""
    return next((entry.hash for entry in ledger.entries()), None)
