"""What a release claims of a shared budget, how it stands in the ledger, and how it is read back."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

from privkit.ledger.amount import Amount, amount_of
from privkit.ledger.budget_complaints import no_spend, not_a_budget
from privkit.ledger.entry import Entry

#: Marks the entries of a budget, so that no other ledger is taken for one.
FORMAT = "privkit-budget-1"
RESERVED = "reserved"
#: What may be said of a reserved spend later. None of it gives anything back.
FOLLOWING = ("committed", "released", "abandoned")


def plain(text: str) -> str:
    """Words as they are compared: case, accents' coding and spaces make no other people and no other period."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


@dataclass(frozen=True)
class Purse:
    """Whose budget: who is protected, as which unit, for which period. Each has a total of its own.

    ``each_year_of``: the column of dates by which one year of a unit is protected, and not all its years.
    """

    people: str
    unit: str
    period: str
    each_year_of: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The people and the period: what spends together, however it is typed."""
        return plain(self.people), plain(self.period)

    @property
    def protected(self) -> tuple[str, str]:
        """What one change of the data is: two releases that differ in it do not add up."""
        return plain(self.unit), plain(self.each_year_of or "")


@dataclass(frozen=True)
class Claim:
    """What one release asks: how much of which purse, by which noisy answers, from which data.

    ``events`` are the bodies of the noisy answers, so that a ledger can be counted again by a finer
    accounting; empty when they are not known. ``inputs`` are the SHA-256 of the tables about these people.
    """

    purse: Purse
    total: Amount
    amount: Amount
    accounting: str
    events: tuple[Mapping[str, Any], ...]
    run: str
    policy: str
    identity: str
    inputs: tuple[str, ...]

    def body(self) -> dict[str, Any]:
        """The claim as its entry holds it."""
        return {
            "ledger": FORMAT,
            "people": self.purse.people,
            "unit": self.purse.unit,
            "each_year_of": self.purse.each_year_of,
            "period": self.purse.period,
            "total": self.total.body(),
            "amount": self.amount.body(),
            "accounting": self.accounting,
            "events": list(self.events),
            "run": self.run,
            "policy": self.policy,
            "identity": self.identity,
            "inputs": sorted(self.inputs),
        }


def sound(amount: Amount) -> bool:
    """Whether an amount can be spent: a negative one would give back what was spent."""
    return amount.epsilon > 0 and 0 <= amount.delta < 1


def claim_of(body: Mapping[str, Any]) -> Claim:
    """The claim of an entry. Raises ValueError, KeyError or TypeError when it is none."""
    words = [body[name] for name in ("people", "unit", "period", "accounting", "run", "policy", "identity")]
    year, events, inputs = body["each_year_of"], body["events"], body["inputs"]
    if not all(isinstance(one, str) for one in (*words, *inputs, year or "")):
        raise TypeError("not a claim")
    if not isinstance(events, list) or not all(isinstance(one, dict) for one in events):
        raise TypeError("not a claim")
    people, unit, period, accounting, run, policy, identity = words
    total, amount = amount_of(body["total"]), amount_of(body["amount"])
    if not (sound(total) and sound(amount)):
        raise ValueError("not an amount")
    purse = Purse(people, unit, period, year)
    return Claim(purse, total, amount, accounting, tuple(events), run, policy, identity, tuple(inputs))


@dataclass(frozen=True)
class Spend:
    """A claim that was entered: its place in the ledger, and the last that was said of it."""

    claim: Claim
    number: int
    at: str
    hash: str
    state: str = RESERVED  # or one of FOLLOWING
    status: str | None = None  # of the run, once committed: released, held, refused…


def read_spends(entries: Iterable[Entry], path: Path) -> tuple[Spend, ...]:
    """All that was spent, in order. Nothing is skipped: a ledger that is not understood is not spent from.

    Raises DataError (PK877) for a ledger of something else, EvidenceError (PK875) for an entry that is no spend.
    """
    spends: dict[str, Spend] = {}
    for entry in entries:
        if entry.body.get("ledger") != FORMAT:
            raise not_a_budget(path) if not spends else no_spend(path, entry.number)
        if entry.kind == RESERVED:
            try:
                claim = claim_of(entry.body)
            except (ValueError, KeyError, TypeError):
                raise no_spend(path, entry.number) from None
            spends[entry.hash] = Spend(claim, entry.number, entry.at, entry.hash)
        elif entry.kind in FOLLOWING and (spent := spends.get(str(entry.body.get("reserved")))):
            status = entry.body.get("status")
            spends[spent.hash] = replace(spent, state=entry.kind, status=str(status) if status else None)
        else:
            raise no_spend(path, entry.number)
    return tuple(spends.values())


def summed(spends: Sequence[Spend]) -> Amount:
    """Basic composition: the sum of what was asked (Dwork, Roth 2014, theorem 3.16)."""
    return sum((s.claim.amount for s in spends), Amount(Fraction(0)))
