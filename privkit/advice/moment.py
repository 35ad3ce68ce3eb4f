"""At what moment of the chain data should lose their identity for a use, why, and where the policy does it.

Identity is needed only to join what belongs together and to answer the persons. The chain: collection, crossing,
protection, segmentation, comparison on the bill.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privkit.policy.declared import declared_columns, kept_names
from privkit.policy.model.data import ColumnRole
from privkit.steps.base import listed
from privkit.steps.build import step_name
from privkit.words import Words

if TYPE_CHECKING:
    from privkit.advice.uses import Use
    from privkit.policy.model.policy import Policy

PROTECTS = (
    "make_k_anonymous",
    "suppress_locally",
    "microaggregate",
    "swap",
    "add_noise",
    "post_randomise",
    "aggregate",
    "synthesise",
)


@dataclass(frozen=True)
class Moment:
    """One stage: what identity is still there, why, and what the policy does (None: nothing to say of this policy).

    ``lost``: identity is lost here for the use. ``heeded``: whether the policy does so; None when it cannot be told.
    """

    stage: Words
    identity: Words
    why: Words
    here: Words | None = None
    heeded: bool | None = None
    lost: bool = False


def moments_of(policy: Policy, use: Use) -> tuple[Moment, ...]:
    """The five stages, in order."""
    return (
        _collection(policy),
        _crossing(policy),
        _protection(policy, use),
        _segmentation(policy, use),
        _told(use),
    )


def _first(policy: Policy, wanted: Callable[[str], bool]) -> int | None:
    """The number of the first step of some kinds, from 1."""
    return next((n for n, item in enumerate(policy.steps, 1) if wanted(step_name(item))), None)


def _collection(policy: Policy) -> Moment:
    named = [
        c.name
        for c in declared_columns(policy)
        if c.rule.read and c.rule.role in (ColumnRole.DIRECT_IDENTIFIER, ColumnRole.FREE_TEXT)
    ]
    keys = {policy.data.privacy_unit.column, *(item.link.on for item in policy.steps if item.link)}
    keys |= {n for item in policy.steps if item.pseudonymise for n in item.pseudonymise.columns}
    requests = policy.register_.rights.requests
    keys |= {requests.column} if requests else set()
    more = list(dict.fromkeys(name for name in named if name not in keys))
    told, needed = listed(more), listed([n for n in dict.fromkeys(named) if n in keys])
    here = (
        Words(f"read without need: {told.en}", f"lues sans nécessité : {told.fr}")
        if more
        else Words(f"read, to join and count: {needed.en}", f"lues, pour joindre et compter : {needed.fr}")
    )
    return Moment(
        Words("Collection", "Collecte"),
        Words("whole, at the source alone", "entière, à la source seulement"),
        Words(
            "Billing needs names and exact volumes; the use does not. Names, addresses and free texts are never read.",
            "La facturation a besoin des noms et des volumes exacts ; l'usage, non. Noms, adresses et textes libres ne sont "
            "jamais lus.",
        ),
        here,
        not more,
    )


def _crossing(policy: Policy) -> Moment:
    link, hidden = _first(policy, lambda n: n == "link"), _first(policy, lambda n: n == "pseudonymise")
    here, heeded = Words("nothing is crossed", "rien n'est croisé"), True
    if link is not None and hidden is not None and hidden < link:
        here = Words(
            f"pseudonyms are made at step {hidden}, before the crossing at step {link}",
            f"les pseudonymes sont faits à l'étape {hidden}, avant le croisement de l'étape {link}",
        )
    elif link is not None:
        heeded = False
        here = Words(
            f"the crossing at step {link} is on an identifier as it is: pseudonymise before it",
            f"le croisement de l'étape {link} se fait sur un identifiant tel quel : pseudonymiser avant",
        )
    return Moment(
        Words("Crossing", "Croisement"),
        Words("pseudonyms", "pseudonymes"),
        Words(
            "A crossing needs the same key on both sides, not who it is: the key of the pseudonyms is held by somebody else.",
            "Un croisement a besoin d'une même clé des deux côtés, pas de savoir qui c'est : la clé des pseudonymes est tenue "
            "par quelqu'un d'autre.",
        ),
        here,
        heeded,
    )


def _protection(policy: Policy, use: Use) -> Moment:
    number = _first(policy, lambda n: n in PROTECTS)
    left = sorted(
        {n for item in policy.steps if item.pseudonymise for n in item.pseudonymise.into}
        & set(kept_names(policy))
    )
    if number is None:
        here, heeded = (
            Words(
                "no step groups, adds noise or makes rows", "aucune étape ne groupe, ne bruite ni ne fabrique"
            ),
            False,
        )
    else:
        here, heeded = Words(f"at step {number}", f"à l'étape {number}"), True
    if left:
        told = listed(left)
        here, heeded = (
            here + Words(f"; a pseudonym leaves: {told.en}", f" ; un pseudonyme sort : {told.fr}"),
            False,
        )
    identity, why, lost = _PROTECTION[use.name]
    return Moment(Words("Protection", "Protection"), identity, why, here, heeded, lost)


def _segmentation(policy: Policy, use: Use) -> Moment:
    rule = policy.comparison
    here = None
    if rule is not None:
        by = listed(list(rule.groups_by))
        here = Words(
            f"groups by {by.en}, from the protected rows", f"groupes par {by.fr}, tirés des lignes protégées"
        )
    return Moment(Words("Segmentation", "Segmentation"), *_SEGMENTATION[use.name], here, None)


def _told(use: Use) -> Moment:
    if use.name == "bill":
        return Moment(
            Words("Comparison on the bill", "Comparaison sur la facture"),
            Words("whole, in billing alone", "entière, dans la facturation seulement"),
            Words(
                "The bill bears a name: a household is placed in the table by its exact volume, inside billing. That volume "
                "never goes out, and the table holds no household.",
                "La facture porte un nom : un foyer est placé dans la table par son volume exact, dans la facturation. Ce "
                "volume n'en sort jamais, et la table ne porte aucun foyer.",
            ),
        )
    return Moment(
        Words("Comparison on the bill", "Comparaison sur la facture"),
        Words("not part of this use", "hors de cet usage"),
        Words(
            "What is made for this use never comes back to a household: it would be personal data again.",
            "Ce qui est fait pour cet usage ne revient jamais à un foyer : ce serait de nouveau une donnée personnelle.",
        ),
    )


_ROWS_LOST = Words(
    "lost here, before anybody outside sees a row", "perdue ici, avant que quiconque au dehors voie une ligne"
)
_PROTECTION: dict[str, tuple[Words, Words, bool]] = {
    "training": (
        Words("lost here, before training", "perdue ici, avant l'entraînement"),
        Words(
            "A model needs likenesses, not persons: what it never saw it cannot give back. Later is too late: a model does not "
            "unlearn.",
            "Un modèle a besoin de ressemblances, non de personnes : il ne peut rendre ce qu'il n'a pas vu. Plus tard est trop "
            "tard : un modèle ne désapprend pas.",
        ),
        True,
    ),
    "bi": (
        Words("lost here, when tables are made", "perdue ici, quand les tableaux sont faits"),
        Words(
            "A dashboard reads figures; rows behind it would follow every copy of it.",
            "Un tableau de bord lit des chiffres ; des lignes derrière lui suivraient chacune de ses copies.",
        ),
        True,
    ),
    "open_data": (
        Words("lost here, before publication", "perdue ici, avant publication"),
        Words(
            "What is published cannot be called back, and other files will be published after it.",
            "Ce qui est publié ne se rappelle pas, et d'autres fichiers seront publiés après.",
        ),
        True,
    ),
    "hackathon": (
        _ROWS_LOST,
        Words(
            "An agreement binds people of good faith; the protection holds for copies too.",
            "Une convention lie les gens de bonne foi ; la protection vaut aussi pour les copies.",
        ),
        True,
    ),
    "bill": (
        Words("lost here, before groups are made", "perdue ici, avant que les groupes soient faits"),
        Words(
            "The reference table is made of protected rows, so that what is printed tells no more of a neighbour than they do.",
            "La table de référence est faite de lignes protégées : ce qui s'imprime n'en dit pas plus d'un voisin qu'elles.",
        ),
        True,
    ),
}
_SEGMENTATION: dict[str, tuple[Words, Words]] = {
    name: (
        Words("none is left", "il n'en reste pas"),
        Words(
            "Groups are made of traits of dwellings and households, never of one household's use alone.",
            "Les groupes se font sur des traits de logements et de foyers, jamais sur la seule consommation d'un foyer.",
        ),
    )
    for name in _PROTECTION
}
