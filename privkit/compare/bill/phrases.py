"""The sentences of a bill, with room for its numbers: one household and a million read the same ones.

A :class:`Case` is all that words depend on; :func:`template` gives its sentence with a slot for each number.
"""

from __future__ import annotations

from dataclasses import dataclass

from privkit.compare.bill.abnormal import Limb
from privkit.compare.bill.household import Reason
from privkit.compare.bill.trend import Direction
from privkit.compare.labels import unit
from privkit.compare.message import State, no_comparison, standing
from privkit.compare.reference import Group, ReferenceTable
from privkit.policy.say import french
from privkit.words import Language, Words

VOLUME, MEAN, CHANGE = "\x01", "\x02", "\x03"  # slots, always in this order
_NB = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Case:
    """What the words of a bill depend on, its numbers apart.

    ``alert`` is the limb of an abnormal use, ``mean_told`` whether its mean may be said; ``days`` is only
    there when the length of the period is the reason of no comparison.
    """

    state: State | None
    reason: Reason | None
    missing: tuple[str, ...] = ()
    unit: str | None = None
    days: int | None = None
    alert: Limb | None = None
    mean_told: bool = False
    direction: Direction | None = None


def template(reference: ReferenceTable, group: Group | None, case: Case, language: Language) -> str:
    """The sentence, with the slots VOLUME, MEAN and CHANGE where its numbers go."""
    parts = [place(reference, group, case, language)]
    if case.alert:
        parts.append(alert(case.alert, measure_of(reference, case), case.mean_told, language))
    if case.direction:
        parts.append(trend(case.direction, language))
    return spaced(" ".join(parts), language)


def spaced(text: str, language: Language) -> str:
    """No line ends between a number and its unit, nor before a French colon, semicolon or question mark."""
    text = text.replace(" m³", f"{_NB}m³")
    return french(text) if language == "fr" else text


def filled(text: str, volume: str, mean: str, change: str) -> str:
    """The sentence with its numbers."""
    return text.replace(VOLUME, volume).replace(MEAN, mean).replace(CHANGE, change)


def measure_of(reference: ReferenceTable, case: Case) -> str:
    """The unit a bill is told in: its own when it has one."""
    return unit((case.unit or reference.spec.unit).strip())


def place(reference: ReferenceTable, group: Group | None, case: Case, language: Language) -> str:
    """Where the household stands, or why it is not compared."""
    if case.reason == "no_volume":
        return _NO_VOLUME.say(language)
    if case.reason == "negative_volume":
        return _NEGATIVE.say(language)
    used = f"{VOLUME}{_NB}{measure_of(reference, case)}"
    over = reference.spec.over
    if case.days is not None:
        over = Words(f"in {case.days} days", f"en {case.days} jours")
    who = _SUPPLY if case.reason == "not_a_dwelling" else _HOME
    start = f"{who.say(language)} {used} {over.say(language)}"
    if group is not None and case.state is not None:
        return start + standing(reference, group, case.state, language)
    return f"{start}. {_why(group, case).say(language)}"


_HOME = Words("Your household used", "Votre foyer a consommé")
_SUPPLY = Words("This supply used", "Ce branchement a consommé")
_NO_VOLUME = Words(
    "There is no reading for this bill: it is not compared with similar homes.",
    "Cette facture est sans relevé : elle n'est pas comparée à des logements comparables.",
)
_NEGATIVE = Words(
    "This bill corrects an earlier one: it is not compared with similar homes.",
    "Cette facture en corrige une autre : elle n'est pas comparée à des logements comparables.",
)


def _why(group: Group | None, case: Case) -> Words:
    match case.reason:
        case "objection":
            return Words(
                "As you asked, it is not compared.", "Comme vous l'avez demandé, il n'est pas comparé."
            )
        case "not_a_dwelling":
            return Words(
                "It is not a home: it is not compared.", "Ce n'est pas un logement : il n'est pas comparé."
            )
        case "other_unit":
            return Words(
                "Similar homes are measured in another unit: it is not compared.",
                "Les logements comparables sont mesurés dans une autre unité : il n'est pas comparé.",
            )
        case "partial_year" | "other_period":
            return Words(
                "Similar homes are known over one year: it is not compared.",
                "Les logements comparables sont connus sur un an : il n'est pas comparé.",
            )
        case "outside_bands":
            return Words(
                "What is known of your home does not fit any group of similar homes.",
                "Ce qu'on sait de votre logement ne correspond à aucun groupe de logements comparables.",
            )
        case "missing":
            names = ", ".join(column.replace("_", " ") for column in case.missing)
            return Words(
                f"To compare it with similar homes, this is missing: {names}.",
                f"Pour le comparer à des logements comparables, il manque : {names}.",
            )
        case _:
            return no_comparison(group)


def alert(limb: Limb, measure: str, mean_told: bool, language: Language) -> str:
    """The alert the law asks for. What previous occupants used is never in it."""
    figure = f"{MEAN}{_NB}{measure}"
    if limb == "zone":
        against = Words(
            f"the mean of comparable homes in your area, {figure}",
            f"la moyenne des logements comparables de votre secteur, {figure}",
        )
    elif mean_told:
        against = Words(
            f"your mean of the three previous years, {figure}",
            f"votre moyenne des trois années précédentes, {figure}",
        )
    else:
        against = Words(
            "the mean of this home over the three previous years",
            "la moyenne de ce logement sur les trois années précédentes",
        )
    return Words(
        f"This is abnormal use: more than twice {against.en}. There may be a leak.",
        f"C'est une consommation anormale : plus du double de {against.fr}. Une fuite est possible.",
    ).say(language)


def trend(direction: Direction, language: Language) -> str:
    """From the year before to this one."""
    sign = f"{CHANGE}%" if language == "en" else f"{CHANGE}{_NB}%"
    words = {
        "more": Words(
            f"That is {sign} more than the year before.", f"C'est {sign} de plus que l'année précédente."
        ),
        "less": Words(
            f"That is {sign} less than the year before.", f"C'est {sign} de moins que l'année précédente."
        ),
        "same": Words("That is as much as the year before.", "C'est autant que l'année précédente."),
    }
    return words[direction].say(language)
