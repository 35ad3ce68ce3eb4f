"""What the figures show: which candidates meet what is stated, which of them costs least. Nothing is recommended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privkit.advice.measured import Found, Measured
from privkit.gates.base import percent
from privkit.values import Outcome
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.advice.uses import Matter


@dataclass(frozen=True)
class Standing:
    """One measured candidate beside what is stated. ``conditions``: the policy's own that do not hold; ``attacks``:
    those the policy does not state, that gain more than the page allows; ``untried``: those that could not be made."""

    one: Measured
    conditions: tuple[str, ...]
    attacks: tuple[str, ...]
    untried: tuple[str, ...] = ()

    @property
    def meets(self) -> bool:
        return not self.conditions and not self.attacks and not self.untried


@dataclass(frozen=True)
class Cheapest:
    """Of the candidates that hold: the one that costs least, its cost, and those that cost no more than chance beside.

    ``all_held``: attacks stay within the line of the page too; else only the policy's own conditions hold.
    """

    kind: str
    all_held: bool
    one: Measured
    cost: Words
    alike: tuple[Measured, ...]


def standings(found: tuple[Found, ...]) -> tuple[Standing, ...]:
    """Those measured, in the order tried."""
    return tuple(
        Standing(one, _conditions(one), _attacks(one), _untried(one))
        for one in found
        if isinstance(one, Measured)
    )


def _conditions(one: Measured) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v.condition for v in one.conditions if v.outcome is not Outcome.HELD))


def _attacks(one: Measured) -> tuple[str, ...]:
    """Attacks of the page that gain more than it allows."""
    return tuple(a.kind for a in one.attacks.values() if not a.stated and a.held is False)


def _untried(one: Measured) -> tuple[str, ...]:
    """Attacks of the page that could not be made on this candidate.

    One that shows nothing even on unprotected data says nothing either way, and is not among them.
    """
    return tuple(a.kind for a in one.attacks.values() if not a.stated and a.held is None and not a.powerless)


def cost_of(one: Measured, matters: Matter) -> tuple[float, Words] | None:
    """What a candidate costs for a use: a number to compare within one family, and its words; None when not measured."""
    if matters == "messages":
        if one.messages is None:
            return None
        share = percent(one.messages.changed)
        return one.messages.changed, Words(
            f"{share.en} of messages change", f"{share.fr} des messages changent"
        )
    if one.candidate.family == "tables":
        margins = [t.margin for t in one.tables]
        hidden = 1 - min((t.share for t in one.tables), default=0.0)
        if any(m is None for m in margins) or not margins:
            return None
        worst = max(m for m in margins if m is not None)
        margin, gone = percent(worst), percent(hidden)
        if one.epsilon is None:
            return hidden, Words(f"exact, {gone.en} of cells hidden", f"exacts, {gone.fr} des cases cachées")
        return worst + hidden, Words(
            f"half of the figures within ± {margin.en}, {gone.en} of cells hidden",
            f"la moitié des chiffres à ± {margin.fr}, {gone.fr} des cases cachées",
        )
    if matters == "loss" and one.model is not None:
        share = percent(one.model.value)
        return one.model.value, Words(f"a model loses {share.en}", f"un modèle perd {share.fr}")
    if matters in ("distance", "figures") and one.distance is not None:
        share = percent(one.distance.value)
        return one.distance.value, Words(
            f"distributions move by {share.en}", f"les répartitions s'écartent de {share.fr}"
        )
    return None


#: What can be compared with one another.
KINDS = ("rows", "noise", "secrecy")


def kind_of(one: Measured) -> str:
    """``rows``, or how tables are protected."""
    if one.candidate.family != "tables":
        return "rows"
    return "noise" if one.epsilon is not None else "secrecy"


def cheapest(found: tuple[Found, ...], matters: Matter) -> tuple[Cheapest, ...]:
    """The least cost measured, of rows (of people, or made by a model), of tables with noise and of tables under secrecy
    apart: what they cost, and what they bound, is not of one kind.

    First of those that hold all, then, where another costs less, of those that hold the policy's own conditions. Ties:
    the first tried. None for messages, when nothing can be compared on these data.
    """
    if matters == "messages" and no_comparison(found) is not None:
        return ()
    out = []
    every = standings(found)
    for kind in KINDS:
        held = [s for s in every if kind_of(s.one) == kind and not s.conditions]
        best = _least([s.one for s in held if s.meets], matters, all_held=True)
        loose = _least([s.one for s in held], matters, all_held=False)
        out += [best] if best else []
        if loose is not None and (best is None or loose.one is not best.one):
            out.append(loose)
    return tuple(out)


def no_comparison(found: tuple[Found, ...]) -> Words | None:
    """Why nothing can be compared on these data, told by rows of people; None when it can.

    Rows that a model made may then seem to compare: their groups differ by noise, and not by what people use.
    """
    for one in found:
        if isinstance(one, Measured) and one.candidate.family == "rows":
            for verdict in one.conditions:
                if verdict.condition == "comparison":
                    return verdict.measured
    return None


def _least(good: list[Measured], matters: Matter, *, all_held: bool) -> Cheapest | None:
    costs = [(cost, one) for one in good if (cost := cost_of(one, matters)) is not None]
    if not costs:
        return None
    (least, words), one = min(costs, key=lambda pair: pair[0][0])
    chance = max(floor_of(other, matters) for other in good)
    alike = tuple(other for (cost, _), other in costs if other is not one and cost <= least + chance)
    return Cheapest(kind_of(one), all_held, one, words, alike)


def floor_of(one: Measured, matters: Matter) -> float:
    """What chance alone moves of a cost: with other people drawn, or the same data drawn again."""
    if matters == "messages":
        return one.messages.floor if one.messages else 0.0
    if one.candidate.family == "tables":
        return 0.0
    loss = one.model if matters == "loss" else one.distance
    return loss.floor if loss and loss.floor else 0.0
