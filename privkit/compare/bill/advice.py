"""What may help, chosen by what the bill shows. Plain facts of public bodies, no lesson.

Who uses little is only thanked: the approval keeps them from drifting up to the middle (Schultz et al. 2007).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from privkit.compare.bill.phrases import Case
from privkit.words import Words, same


@dataclass(frozen=True)
class Advice:
    """A sentence, and the public body it comes from."""

    text: Words
    source: Words


_LAW = same("CGCT, art. L. 2224-12-4, III bis")
_ADEME = same("ADEME")
_SERVICE_PUBLIC = same("Service-Public.fr")
_PARIS = same("Eau de Paris")

NIGHT = Advice(
    Words(
        "Read the meter at night and again in the morning, without using water: if it moved, something leaks.",
        "Relevez le compteur le soir puis le matin, sans utiliser d'eau : s'il a tourné, il y a une fuite.",
    ),
    _SERVICE_PUBLIC,
)
CAP = Advice(
    Words(
        "If a pipe leaked: within one month, send us a plumber's certificate of the repair. "
        "The part above twice the mean is then not charged.",
        "Si une canalisation a fui : sous un mois, envoyez-nous l'attestation de réparation d'un plombier. "
        "La part au-delà du double de la moyenne n'est alors pas facturée.",
    ),
    _LAW,
)
METER = Advice(
    Words(
        "If no leak is found, you may ask us within the same month to check the meter.",
        "Si aucune fuite n'est trouvée, vous pouvez nous demander, dans le même mois, de vérifier le compteur.",
    ),
    _LAW,
)
TOILET = Advice(
    Words(
        "A toilet that leaks can let 220 m³ go in a year; a sheet of paper on the back of the bowl shows it.",
        "Une chasse d'eau qui fuit peut laisser passer 220 m³ par an ; une feuille de papier au fond la révèle.",
    ),
    _PARIS,
)
DRIP = Advice(
    Words(
        "A tap that drips loses about 35 m³ in a year: a new washer is often enough.",
        "Un robinet qui goutte perd environ 35 m³ par an : changer le joint suffit souvent.",
    ),
    _ADEME,
)
APPROVAL = Words(
    "You use little water for a home like yours: nothing needs to change.",
    "Vous utilisez peu d'eau pour un logement comme le vôtre : rien n'est à changer.",
)


def advice_for(case: Case) -> tuple[Advice, ...]:
    """The sentences that suit the state; none for who uses little."""
    if case.alert:
        return NIGHT, CAP, METER
    if case.state == "high":
        return NIGHT, TOILET, DRIP
    if case.state == "middle":
        return NIGHT, DRIP
    return (NIGHT,) if case.state is None and case.direction == "more" else ()


def approval_for(case: Case) -> Words | None:
    """For the low end, unless something is abnormal."""
    return APPROVAL if case.state == "low" and not case.alert else None


def invitation(case: Case, contact: str | None) -> Words | None:
    """To say how many people live in the home: the comparison is only as fair as that number."""
    if case.reason in ("objection", "not_a_dwelling"):
        return None
    asked = Words(
        "Has the number of people in your home changed? Tell us, and the comparison will be corrected",
        "Le nombre de personnes de votre logement a changé ? Dites-le-nous, et la comparaison sera corrigée",
    )
    if contact:  # a telephone number is not cut
        contact = re.sub(r"(?<=\d) (?=\d)", "\N{NO-BREAK SPACE}", contact.strip())
    colon = Words(": ", "\N{NO-BREAK SPACE}: ")
    return asked + (colon + same(contact) if contact else same("")) + same(".")
