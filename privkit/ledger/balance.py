"""Where a budget stands: its total, what was spent by the finest valid count, what is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from privkit.errors import PrivkitError
from privkit.ledger.amount import Amount
from privkit.ledger.claim import Purse, Spend, summed

#: Counts noisy answers again, all together: their bodies and a delta → an epsilon, rounded up.
Compose = Callable[[Sequence[Mapping[str, Any]], Fraction], Fraction]


@dataclass(frozen=True)
class Balance:
    """A budget: whose, how much in all, how much is spent.

    Two upper bounds of what was spent are valid together, and the smaller one counts: ``simple``, the sum of
    the (ε, δ) of all releases; and, when every release left its noisy answers, the ε these cost together at
    the δ of the total. Under the second, ``spent.delta`` is the whole δ of the total.
    """

    purse: Purse
    total: Amount
    spends: tuple[Spend, ...]
    spent: Amount
    simple: Amount
    by: Literal["simple", "composed"]

    @property
    def left(self) -> Amount:
        """What may still be spent. Below 0 when the budget is exceeded."""
        if self.by == "composed":
            return Amount(self.total.epsilon - self.spent.epsilon, self.total.delta)
        return self.total - self.spent

    @property
    def held(self) -> bool:
        """Whether what was spent is within the total."""
        return self.spent.within(self.total)


def balance(purse: Purse, total: Amount, spends: Sequence[Spend], compose: Compose | None = None) -> Balance:
    """The balance of one purse. ``spends`` are those of this purse only, all of them."""
    simple = summed(spends)
    together = _together(spends, total.delta, compose) if compose else None
    if together is not None and (together < simple.epsilon or simple.delta > total.delta):
        spent = Amount(together, total.delta)
        return Balance(purse, total, tuple(spends), spent, simple, "composed")
    return Balance(purse, total, tuple(spends), simple, simple, "simple")


def _together(spends: Sequence[Spend], delta: Fraction, compose: Compose) -> Fraction | None:
    """What all noisy answers cost at ``delta``; None when a release left none, or they cannot be counted."""
    if not spends or not delta or not all(s.claim.events for s in spends):
        return None
    try:
        return compose([event for s in spends for event in s.claim.events], delta)
    except (
        PrivkitError,
        LookupError,
        TypeError,
        ValueError,
    ):  # a mechanism this version does not know: the simple sum still holds
        return None


def balances(spends: Sequence[Spend], compose: Compose | None = None) -> tuple[Balance, ...]:
    """One balance per people and period, in the order they were begun."""
    purses: dict[tuple[str, str], list[Spend]] = {}
    for spend in spends:
        purses.setdefault(spend.claim.purse.key, []).append(spend)
    return tuple(balance(s[0].claim.purse, s[0].claim.total, s, compose) for s in purses.values())


def over_periods(found: Sequence[Balance], purse: Purse) -> Amount:
    """What was spent on the same people over all periods: the same household may be in each of them."""
    people = purse.key[0]
    return sum((b.spent for b in found if b.purse.key[0] == people), Amount(Fraction(0)))
