"""What may help, chosen by what the bill shows and by the service. Plain facts of public bodies, no lesson.

Who uses little water is only thanked: the approval keeps them from drifting up to the middle (Schultz et al. 2007).
Little energy may be want, not thrift: help is named beside the approval. Of another quantity nothing is advised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from privkit.compare.bill.household import Reason
from privkit.compare.bill.phrases import Case
from privkit.policy.model.outputs import Service
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
_OMBUDSMAN = same("Médiateur national de l'énergie")

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
READING = Advice(
    Words(
        "Compare the reading on the bill with your meter, and see whether the bill rests on an estimate.",
        "Comparez le relevé de la facture à votre compteur, et voyez si la facture repose sur une estimation.",
    ),
    _OMBUDSMAN,
)
DEGREE = Advice(
    Words(
        "One degree less of heating saves about 7% of the energy it takes; 19 °C is enough in living rooms.",
        "Un degré de chauffage en moins économise environ 7 % de son énergie ; 19 °C suffisent dans les pièces à vivre.",
    ),
    _ADEME,
)
RENOVATION = Advice(
    Words(
        "France Rénov', the public service of home renovation, advises free of charge on insulation and heating.",
        "France Rénov', le service public de la rénovation de l'habitat, conseille gratuitement sur l'isolation et le "
        "chauffage.",
    ),
    _SERVICE_PUBLIC,
)
HELP = Advice(
    Words(
        "If you heat less than you need because of the cost, the energy voucher (chèque énergie) or the housing "
        "solidarity fund (FSL) may help to pay.",
        "Si vous vous chauffez moins que nécessaire à cause du prix, le chèque énergie ou le fonds de solidarité pour le "
        "logement (FSL) peuvent aider à payer.",
    ),
    _SERVICE_PUBLIC,
)
APPROVAL = Words(
    "You use little water for a home like yours: nothing needs to change.",
    "Vous utilisez peu d'eau pour un logement comme le vôtre : rien n'est à changer.",
)


ENERGY_APPROVAL = Words(
    "You use little energy for a home like yours: nothing needs to change.",
    "Vous utilisez peu d'énergie pour un logement comme le vôtre : rien n'est à changer.",
)


def advice_for(case: Case, service: Service) -> tuple[Advice, ...]:
    """The sentences that suit the state; none for who uses little water, and none for what is neither water nor energy."""
    if service is Service.ENERGY:
        return _of_energy(case)
    if service is not Service.DRINKING_WATER:
        return ()
    if case.alert:
        return NIGHT, CAP, METER
    if case.state == "high":
        return NIGHT, TOILET, DRIP
    if case.state == "middle":
        return NIGHT, DRIP
    return (NIGHT,) if case.state is None and case.direction == "more" else ()


def _of_energy(case: Case) -> tuple[Advice, ...]:
    if case.alert:
        return READING, HELP
    if case.state == "high":
        return DEGREE, RENOVATION
    if case.state == "middle":
        return (DEGREE,)
    if case.state == "low":
        return (HELP,)
    return (READING,) if case.direction == "more" else ()


def approval_for(case: Case, service: Service) -> Words | None:
    """For the low end, unless something is abnormal."""
    if case.state != "low" or case.alert:
        return None
    return {Service.DRINKING_WATER: APPROVAL, Service.ENERGY: ENERGY_APPROVAL}.get(service)


_NOT_INVITED = frozenset(
    {
        "no_volume",
        "negative_volume",
        "objection",
        "not_a_dwelling",
        "other_unit",
        "partial_year",
        "other_period",
    }
)
_CHANGED = Words(
    "Has the number of people in your home changed? Tell us, and the comparison will be corrected",
    "Le nombre de personnes de votre logement a changé ? Dites-le-nous, et la comparaison sera corrigée",
)
_KNOWN = Words(
    "Is what we know of your home wrong? Tell us, and the comparison will be corrected",
    "Ce que nous savons de votre logement est inexact ? Dites-le-nous, et la comparaison sera corrigée",
)
_OF_REASON: dict[Reason | None, Words] = {
    "missing": Words(
        "Tell us what is missing, and your household can be compared",
        "Dites-nous ce qui manque, et votre foyer pourra être comparé",
    ),
    "outside_bands": Words(
        "Tell us what your home is like and how many people live there, and it can be compared",
        "Dites-nous comment est votre logement et combien de personnes y vivent, et il pourra être comparé",
    ),
}


def invitation(case: Case, contact: str | None, service: Service) -> Words | None:
    """To say how many people live in the home: the comparison is only as fair as that number. Of another quantity, to
    correct what is known. None when that would change nothing."""
    if case.reason in _NOT_INVITED:
        return None
    asked = _OF_REASON.get(case.reason, _KNOWN if service is Service.OTHER else _CHANGED)
    if contact:  # a telephone number is not cut
        contact = re.sub(r"(?<=\d) (?=\d)", "\N{NO-BREAK SPACE}", contact.strip())
    colon = Words(": ", "\N{NO-BREAK SPACE}: ")
    return asked + (colon + same(contact) if contact else same("")) + same(".")
