"""What one household is told: where it stands among comparable ones. A fact, never a judgement.

Three states, as in utility reports: at or under the low mark, over the high mark, in between. The middle
mark is never told alone: a household under it would drift up to it (Schultz et al. 2007, the boomerang
effect), so those at the low end are told so, and thanked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from privkit.compare.labels import percent, quantity
from privkit.compare.reference import Group, ReferenceTable
from privkit.errors import DataError, Problem
from privkit.policy.model.outputs import Service
from privkit.words import Language, Words

State = Literal["low", "middle", "high"]


@dataclass(frozen=True)
class Message:
    """The place of a household among comparable ones; ``state`` is None when there is no comparison.

    ``ratio`` is its volume over the middle mark, to two digits (None when there is no mark, or it is 0).
    """

    state: State | None
    ratio: Decimal | None
    group: Group | None
    sentence: Words
    volume: Decimal
    unit: str


def message(reference: ReferenceTable, household: Mapping[str, str], volume: Decimal) -> Message:
    """What to tell a household from its raw attributes and its volume, in the unit of the table.

    DataError PK564 and PK565 from ``ReferenceTable.place``, PK567 when the volume is negative or no number.
    """
    if not volume.is_finite() or volume < 0:
        raise DataError(_bad_volume(reference))
    group = reference.place(household)
    state = state_of(group, volume) if group and group.tells else None
    sentence = Words(*(_sentence(reference, group, state, volume, language) for language in ("en", "fr")))
    return Message(state, ratio_of(group, volume), group, sentence, volume, reference.spec.unit)


def state_of(group: Group, volume: Decimal) -> State:
    """At or under the low mark, over the high mark, or in between."""
    if volume <= group.low:
        return "low"
    return "high" if volume > group.high else "middle"


def ratio_of(group: Group | None, volume: Decimal) -> Decimal | None:
    """The volume over the middle mark, to two digits; None without a mark, or when it is 0."""
    if group is None or not group.tells or not group.middle:
        return None
    return (volume / group.middle).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _sentence(
    reference: ReferenceTable, group: Group | None, state: State | None, volume: Decimal, language: Language
) -> str:
    spec = reference.spec
    used, over = quantity(volume, spec.unit, language), spec.over.say(language)
    start = f"{household_used(spec.service).say(language)} {used} {over}"
    if group is None or state is None:
        return f"{start}. {no_comparison(group).say(language)}"
    return start + standing(reference, group, state, language)


def household_used(service: Service) -> Words:
    """How a sentence about a household begins: money is not used up, a rent is not consumed."""
    if service is Service.OTHER:
        return Words("Your household is at", "Votre foyer est à")
    return Words("Your household used", "Votre foyer a consommé")


def standing(reference: ReferenceTable, group: Group, state: State, language: Language) -> str:
    """What follows ``Your household used 92 m³ in one year``: its place, and the middle mark."""
    spec = reference.spec
    colon = "\N{NO-BREAK SPACE}:" if language == "fr" else ":"
    who = reference.in_words(group, language)
    homes = Words("similar homes", "logements comparables").say(language) + (f" ({who})" if who else "")
    middle = f"{_MIDDLE_MARK.say(language)}{colon} {quantity(group.middle, spec.unit, language)}."
    shares = percent(spec.low, language), percent(1 - spec.high, language)
    marks = quantity(group.low, spec.unit, language), quantity(group.high, spec.unit, language)
    return f"{colon} {_place(state, homes, shares, marks, spec.service).say(language)} {middle}"


_MIDDLE_MARK = Words("Middle mark", "Repère du milieu")


def _place(
    state: State, homes: str, shares: tuple[str, str], marks: tuple[str, str], service: Service
) -> Words:
    match state:
        case "low" if service is Service.OTHER:  # nobody is thanked for a low rent
            return Words(
                f"this is among the lowest {shares[0]} of {homes}.",
                f"c'est parmi les {shares[0]} les plus bas de {homes}.",
            )
        case "low":
            return Words(
                f"this is already among the lowest {shares[0]} of {homes}. Thank you.",
                f"c'est déjà parmi les {shares[0]} les plus bas de {homes}. Merci.",
            )
        case "high":
            return Words(
                f"this is among the highest {shares[1]} of {homes}.",
                f"c'est parmi les {shares[1]} les plus hauts de {homes}.",
            )
        case "middle":
            return Words(
                f"this is between the marks of {homes}, {marks[0]} and {marks[1]}.",
                f"c'est entre les repères de {homes}, {marks[0]} et {marks[1]}.",
            )


def no_comparison(group: Group | None) -> Words:
    """Why a table has nothing to say: no group, or one whose marks fall together."""
    if group is None:
        return Words(
            "There are too few similar homes to compare it with.",
            "Il y a trop peu de logements comparables pour le situer.",
        )
    return Words(
        "Similar homes are too much alike to compare it with them.",
        "Les logements comparables sont trop proches entre eux pour le situer.",
    )


def _bad_volume(reference: ReferenceTable) -> Problem:
    unit = reference.spec.unit
    return Problem(
        "PK567",
        Words("the volume is not a number from 0 up", "le volume n'est pas un nombre positif ou nul"),
        instead=Words(f"write it in {unit}, as 92 or 92.5", f"écrivez-le en {unit}, comme 92 ou 92.5"),
    )
