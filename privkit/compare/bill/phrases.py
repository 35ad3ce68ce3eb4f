"""The sentences of a bill, with room for its numbers: one household and a million read the same ones.

A :class:`Case` is all that words depend on; :func:`template` gives its sentence with a slot for each number.
"""

from __future__ import annotations

from dataclasses import dataclass

from privkit.compare.bill.abnormal import Limb
from privkit.compare.bill.household import Reason
from privkit.compare.bill.trend import Direction
from privkit.compare.labels import unit
from privkit.compare.message import State, household_used, no_comparison, standing
from privkit.compare.phrase import column_in_words, printable
from privkit.compare.reference import Group, ReferenceTable
from privkit.policy.model.outputs import Service
from privkit.policy.say import french
from privkit.words import Language, Words, same

VOLUME, MEAN, CHANGE = "\x01", "\x02", "\x03"  # slots, always in this order
_NB = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Case:
    """What the words of a bill depend on, its numbers apart.

    ``alert`` is the limb of an abnormal use, ``mean_told`` whether its mean may be said, ``whole`` whether all
    three years of the history are known; ``days`` is the length of a period that is no year, 0 when it makes
    no sense.
    """

    state: State | None
    reason: Reason | None
    missing: tuple[str, ...] = ()
    unit: str | None = None
    days: int | None = None
    alert: Limb | None = None
    mean_told: bool = False
    whole: bool = True
    direction: Direction | None = None


def template(reference: ReferenceTable, group: Group | None, case: Case, language: Language) -> str:
    """The sentence, with the slots VOLUME, MEAN and CHANGE where its numbers go."""
    parts = [place(reference, group, case, language)]
    if case.alert:
        parts.append(alert(reference, case, language))
    if case.direction:
        parts.append(trend(case.direction, reference.spec.service, language))
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
    return printable(unit((case.unit or reference.spec.unit).strip()))


def place(reference: ReferenceTable, group: Group | None, case: Case, language: Language) -> str:
    """Where the household stands, or why it is not compared."""
    other = reference.spec.service is Service.OTHER
    if case.reason == "no_volume":
        return (_NO_FIGURE if other else _NO_VOLUME).say(language)
    if case.reason == "negative_volume":
        return _NEGATIVE.say(language)
    used = f"{VOLUME}{_NB}{measure_of(reference, case)}"
    who = household_used(reference.spec.service)
    if case.reason == "not_a_dwelling":
        who = _PREMISES if other else _SUPPLY
    start = f"{who.say(language)} {used}{_over(reference, case).say(language)}"
    if group is not None and case.state is not None:
        return start + standing(reference, group, case.state, language)
    return f"{start}. {_why(reference, group, case).say(language)}"


def _over(reference: ReferenceTable, case: Case) -> Words:
    """In how long: the period of the table, or the days billed."""
    if case.days is None:
        return same(" ") + reference.spec.over
    if case.days == 0:
        return same("")
    plural = "s" if case.days > 1 else ""
    return Words(f" in {case.days} day{plural}", f" en {case.days} jour{plural}")


_SUPPLY = Words("This supply used", "Ce branchement a consommé")
_PREMISES = Words("These premises are at", "Ce local est à")
_NO_VOLUME = Words(
    "There is no reading for this bill: it is not compared with similar homes.",
    "Cette facture est sans relevé : elle n'est pas comparée à des logements comparables.",
)
_NO_FIGURE = Words(
    "There is no figure for this household: it is not compared with similar homes.",
    "Ce foyer est sans chiffre : il n'est pas comparé à des logements comparables.",
)
_NEGATIVE = Words(
    "This bill corrects an earlier one: it is not compared with similar homes.",
    "Cette facture en corrige une autre : elle n'est pas comparée à des logements comparables.",
)


def _why(reference: ReferenceTable, group: Group | None, case: Case) -> Words:
    match case.reason:
        case "objection":
            return Words(
                "As you asked, it is not compared.", "Comme vous l'avez demandé, il n'est pas comparé."
            )
        case "not_a_dwelling" if reference.spec.service is Service.OTHER:
            return Words(
                "It is not a home: it is not compared.", "Ce n'est pas un logement : il n'est pas comparé."
            )
        case "not_a_dwelling":
            return Words(
                "It is not the meter of one home: it is not compared.",
                "Ce n'est pas le compteur d'un seul logement : il n'est pas comparé.",
            )
        case "other_unit":
            return Words(
                "Similar homes are measured in another unit: yours is not compared with them.",
                "Les logements comparables sont mesurés dans une autre unité : le vôtre ne leur est pas comparé.",
            )
        case "partial_year" | "other_period":
            return Words(
                "Similar homes are known over one year: yours is not compared with them.",
                "Les logements comparables sont connus sur un an : le vôtre ne leur est pas comparé.",
            )
        case "outside_bands":
            return Words(
                "What is known of your home does not fit any group of similar homes.",
                "Ce qu'on sait de votre logement ne correspond à aucun groupe de logements comparables.",
            )
        case "missing":
            phrases = reference.spec.phrases
            names = ", ".join(column_in_words(column, phrases.get(column)) for column in case.missing)
            return Words(
                f"To compare it with similar homes, this is missing: {names}.",
                f"Pour le comparer à des logements comparables, il manque : {names}.",
            )
        case _:
            return no_comparison(group)


def alert(reference: ReferenceTable, case: Case, language: Language) -> str:
    """The alert the law asks for, or a hint. What previous occupants used is never in it."""
    figure = f", {MEAN}{_NB}{measure_of(reference, case)}"
    if case.alert == "hint":
        lasting = Words(" over as many days", " sur autant de jours") if case.days is not None else same("")
        return Words(
            f"This is an unusual rise: more than twice your mean of the three previous years{lasting.en}{figure}. "
            "It is a hint of ours, not a rule of law.",
            "C'est une hausse inhabituelle : plus du double de votre moyenne des trois années précédentes"
            f"{lasting.fr}{figure}. C'est un simple signalement, pas une règle de droit.",
        ).say(language)
    if case.alert == "zone":
        against = Words(
            "the mean of comparable homes in your area",
            "la moyenne des logements comparables de votre secteur",
        )
    else:
        years = _THREE_YEARS if case.whole else _KNOWN_YEARS
        against = _YOURS + years if case.mean_told else _OF_THIS_HOME + years
    if case.days is not None:
        against += Words(" over as many days", " sur autant de jours")
    if case.mean_told:
        against += same(figure)
    return Words(
        f"This use is abnormal: more than twice {against.en}. There may be a leak.",
        f"Cette consommation est anormale : plus du double de {against.fr}. Une fuite est possible.",
    ).say(language)


_YOURS = Words("your mean of ", "votre moyenne des ")
_OF_THIS_HOME = Words("the mean of this home over ", "la moyenne de ce logement sur les ")
_THREE_YEARS = Words("the three previous years", "trois années précédentes")
_KNOWN_YEARS = Words("the previous years that are known", "années précédentes connues")


def trend(direction: Direction, service: Service, language: Language) -> str:
    """From the year before to this one."""
    sign = f"{CHANGE}%" if language == "en" else f"{CHANGE}{_NB}%"
    if service is Service.OTHER:  # a rent is not used
        return _moved(direction, sign).say(language)
    words = {
        "more": Words(
            f"Your household used {sign} more than the year before.",
            f"Votre foyer a consommé {sign} de plus que l'année précédente.",
        ),
        "less": Words(
            f"Your household used {sign} less than the year before.",
            f"Votre foyer a consommé {sign} de moins que l'année précédente.",
        ),
        "same": Words(
            "Your household used as much as the year before.",
            "Votre foyer a consommé autant que l'année précédente.",
        ),
    }
    return words[direction].say(language)


def _moved(direction: Direction, sign: str) -> Words:
    if direction == "same":
        return Words(
            "Your household is where it was the year before.",
            "Votre foyer est au même niveau que l'année précédente.",
        )
    said = {"more": Words("more", "plus"), "less": Words("less", "moins")}[direction]
    return Words(
        f"Your household is at {sign} {said.en} than the year before.",
        f"Votre foyer est à {sign} de {said.fr} que l'année précédente.",
    )
