"""One change between two policies, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from privkit.policy.say import sentence
from privkit.words import Words, joined, same


class Effect(StrEnum):
    """Which way a change moves the protection of persons, as far as the policy alone can tell."""

    WEAKER = "weaker"
    DIFFERENT = "different"  # neither can be told: a person must look
    STRONGER = "stronger"

    @property
    def opposite(self) -> Effect:
        """The effect of the same change made backwards."""
        return {Effect.WEAKER: Effect.STRONGER, Effect.STRONGER: Effect.WEAKER}.get(self, self)

    @classmethod
    def of(cls, sign: int) -> Effect:
        """1 is stronger, -1 weaker, 0 different."""
        return cls.STRONGER if sign > 0 else cls.WEAKER if sign < 0 else cls.DIFFERENT


class Action(StrEnum):
    """What was done to an element of the policy."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"  # the order of the steps


@dataclass(frozen=True)
class Change:
    """One change. ``path``: where, in English keywords, and in the words of both languages (``where``).

    ``before`` and ``after`` are what was and what is written; None where there was or is nothing.
    ``because``: what the change does to people, when a rule knows it.
    """

    path: tuple[str, ...]
    where: tuple[Words, ...]
    action: Action
    effect: Effect
    before: Words | None = None
    after: Words | None = None
    because: Words | None = None

    @property
    def words(self) -> Words:
        """The change as a sentence, without its effect."""
        place = joined(self.where, ", ")
        told = {
            Action.ADDED: lambda: Words("added", "ajout") + _value(self.after),
            Action.REMOVED: lambda: Words("removed", "retrait") + _value(self.before),
            Action.CHANGED: lambda: _between(self.before, self.after),
            Action.MOVED: lambda: Words("the order changes", "l'ordre change"),
        }[self.action]()
        end = same("") if self.because is None else same(" ; ") + self.because
        whole = place + same(" : ") + told + end
        return sentence(whole.en.replace(" : ", ": ").replace(" ; ", "; "), whole.fr)


def _value(value: Words | None) -> Words:
    if value is None:
        return same("")
    return Words(f": {value.en}", f" : {value.fr}")


def _between(before: Words | None, after: Words | None) -> Words:
    was, now = before or Words("nothing", "rien"), after or Words("nothing", "rien")
    return Words(f"{was.en} becomes {now.en}", f"{was.fr} devient {now.fr}")
