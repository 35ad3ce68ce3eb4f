"""The rights a person has over the data, by the ground the processing rests on (GDPR art. 15 to 22), in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from privkit.words import Words


@dataclass(frozen=True)
class Right:
    """One right: its article in GDPR, and what a person may ask."""

    name: str
    article: str
    says: Words


_ACCESS = Right(
    "access",
    "15",
    Words(
        "Access: ask whether we hold data about you, and receive a copy.",
        "Accès : demander si nous détenons des données sur vous, et en recevoir une copie.",
    ),
)
_RECTIFICATION = Right(
    "rectification",
    "16",
    Words(
        "Rectification: have data that are wrong corrected, such as the number of people in your home.",
        "Rectification : faire corriger des données inexactes, par exemple le nombre d'occupants de votre logement.",
    ),
)
_ERASURE = Right(
    "erasure",
    "17",
    Words(
        "Erasure: have your data erased, unless they are still needed for the public task or by a legal duty.",
        "Effacement : faire effacer vos données, sauf si la mission d'intérêt public ou une obligation légale les rend "
        "encore nécessaires.",
    ),
)
_PLAIN_ERASURE = Right(
    "erasure",
    "17",
    Words(
        "Erasure: have your data erased when they are no longer needed, or when nothing justifies keeping them.",
        "Effacement : faire effacer vos données quand elles ne sont plus nécessaires, ou que rien ne justifie de les garder.",
    ),
)
_RESTRICTION = Right(
    "restriction",
    "18",
    Words(
        "Restriction: have the use of your data suspended while your request is examined.",
        "Limitation : faire suspendre l'utilisation de vos données pendant l'examen de votre demande.",
    ),
)
_OBJECTION = Right(
    "objection",
    "21",
    Words(
        "Objection: refuse this use of your data at any time, for reasons that come from your own situation.",
        "Opposition : refuser cette utilisation de vos données à tout moment, pour des raisons tenant à votre situation.",
    ),
)
_PORTABILITY = Right(
    "portability",
    "20",
    Words(
        "Portability: receive the data you gave us in a form another service can read.",
        "Portabilité : recevoir les données que vous nous avez fournies sous une forme qu'un autre service peut lire.",
    ),
)
_WITHDRAWAL = Right(
    "withdrawal",
    "7(3)",
    Words(
        "Withdrawal: take back your consent at any time; what was done before stays lawful.",
        "Retrait : reprendre votre consentement à tout moment ; ce qui a été fait avant reste licite.",
    ),
)

_ALWAYS = (_ACCESS, _RECTIFICATION)
#: Ground of art. 6(1): the rights it gives.
RIGHTS: dict[str, tuple[Right, ...]] = {
    "consent": (*_ALWAYS, _PLAIN_ERASURE, _RESTRICTION, _PORTABILITY, _WITHDRAWAL),
    "contract": (*_ALWAYS, _PLAIN_ERASURE, _RESTRICTION, _PORTABILITY),
    "legal_obligation": (*_ALWAYS, _ERASURE, _RESTRICTION),
    "vital_interests": (*_ALWAYS, _PLAIN_ERASURE, _RESTRICTION),
    "public_task": (*_ALWAYS, _ERASURE, _RESTRICTION, _OBJECTION),
    "legitimate_interests": (*_ALWAYS, _PLAIN_ERASURE, _RESTRICTION, _OBJECTION),
}
#: Rights people ask about and that a ground does not give, with the reason.
_NO_PORTABILITY = Words(
    "The right to portability (art. 20) does not apply: it is for data used with your consent or under a contract.",
    "Le droit à la portabilité (art. 20) ne s'applique pas : il vaut pour les données utilisées avec votre consentement ou "
    "pour un contrat.",
)
_NO_OBJECTION = Words(
    "The right to object (art. 21) does not apply: it is for data used in a public task or for legitimate interests.",
    "Le droit d'opposition (art. 21) ne s'applique pas : il vaut pour les missions d'intérêt public et les intérêts légitimes.",
)


def rights_of(ground: str) -> tuple[Right, ...]:
    """The rights under a ground; under one not known here, those that always hold."""
    return RIGHTS.get(ground, (*_ALWAYS, _PLAIN_ERASURE, _RESTRICTION))


def not_given(ground: str) -> tuple[Words, ...]:
    """The rights a ground does not give, told so that nobody is misled."""
    if ground not in RIGHTS:
        return ()
    names = {one.name for one in RIGHTS[ground]}
    out = [] if "portability" in names else [_NO_PORTABILITY]
    return tuple(out if "objection" in names else [*out, _NO_OBJECTION])
