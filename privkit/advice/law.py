"""What law still applies to what leaves, for a use: reminders with their sources, and what the policy says of them.

Nothing here is decided, nor is this legal advice: each item names the text that a person reads, and the facts of the
policy that the text asks about. Sources: GDPR; WP29 opinion 05/2014; CJEU C-413/23 P (4 September 2025); CRPA; CGCT;
directive (EU) 2020/2184; the rules of French public statistics on tax data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privkit.policy.model.data import Collection
from privkit.policy.model.outputs import Nature
from privkit.policy.model.register import Ground as Basis
from privkit.words import Words, joined, same

if TYPE_CHECKING:
    from privkit.advice.candidates import Candidate
    from privkit.advice.uses import Use
    from privkit.policy.model.policy import Policy

#: Words of a source or of a first purpose that tell data of the tax administration.
_OF_TAXES = re.compile(
    r"cadast|foncier|dgfip|fiscal|imp[oô]t|\btax|property register|land regist|finances publiques",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Item:
    """One reminder: what it is about, what it says, the text, and what the policy says of it (None: nothing)."""

    topic: Words
    says: Words
    source: Words
    here: Words | None = None


def standing(one: Candidate) -> Words:
    """What the data that leave are, and for whom: never more than a question where a person must answer."""
    if one.nature is Nature.PSEUDONYMISED or one.key in ("pseudonymised", "bands"):
        return Words(
            "personal data, whoever holds them", "données personnelles, qui que ce soit qui les tienne"
        )
    if one.family == "tables":
        return Words(
            "anonymous for who receives them? a person decides",
            "anonymes pour qui les reçoit ? une personne en décide",
        )
    return Words(
        "personal for the controller, who holds the source; for others, a person decides",
        "personnelles pour le responsable, qui tient la source ; pour d'autres, une personne en décide",
    )


def law_of(policy: Policy, use: Use) -> tuple[Item, ...]:
    """The reminders of a use, the most binding first."""
    found = [
        *_OF_USE.get(use.name, ()),
        _qualification(use),
        *_secrecy(policy),
        _rights(policy),
        _retention(policy),
    ]
    found += [*_hands(policy, use), *_special(policy), _assessment(policy)]
    return tuple(found)


def _qualification(use: Use) -> Item:
    return Item(
        Words("Personal, or anonymous for whom", "Personnelles, ou anonymes pour qui"),
        Words(
            "Nothing is anonymous by its method. For each who holds the data: can they isolate somebody, link two files, or "
            "infer something, by means reasonably likely to be used? For the controller, who keeps the source, rows stay "
            "personal.",
            "Rien n'est anonyme par sa méthode. Pour chacun qui tient les données : peut-il isoler quelqu'un, relier deux "
            "fichiers, ou déduire quelque chose, par des moyens raisonnablement utilisables ? Pour le responsable, qui "
            "garde la source, les lignes restent personnelles.",
        ),
        Words(
            "GDPR 4(1), recital 26; WP29 05/2014; CJEU C-413/23 P",
            "RGPD 4(1), considérant 26 ; G29 05/2014 ; CJUE C-413/23 P",
        ),
        Words(f"for: {use.receives.en}", f"pour : {use.receives.fr}"),
    )


def from_taxes(policy: Policy) -> tuple[str, ...]:
    """The tables whose source or first purpose reads as data of the tax administration."""
    return tuple(
        name
        for name, table in policy.data.tables.items()
        if _OF_TAXES.search(f"{table.origin.source} {table.origin.first_purpose}")
    )


def _secrecy(policy: Policy) -> list[Item]:
    names = from_taxes(policy)
    if not names:
        return []
    told = ", ".join(names)
    return [
        Item(
            Words("Statistical secrecy of tax data", "Secret statistique des données fiscales"),
            Words(
                "What is published from tax data shows no cell of fewer than 11 units, nor one that a single unit holds at "
                "more than 85 %, and none may be worked out from the others.",
                "Ce qui est diffusé de données fiscales ne montre aucune case de moins de 11 unités, ni tenue à plus de 85 % "
                "par une seule, et aucune ne doit se déduire des autres.",
            ),
            Words(
                "Rules of the DGFiP for public statistics", "Règles de la DGFiP pour la statistique publique"
            ),
            Words(
                f"by its source or first purpose, this seems to be the case of: {told}",
                f"d'après sa source ou sa finalité initiale, cela semble le cas de : {told}",
            ),
        )
    ]


def _rights(policy: Policy) -> Item:
    applied = [r for step in policy.steps if step.apply_requests for r in step.apply_requests.reasons]
    objection = policy.register_.legal_basis.ground in (Basis.PUBLIC_TASK, Basis.LEGITIMATE_INTERESTS)
    says = Words(
        "As long as what is kept is personal, people may see, correct and erase it, and the model that learnt it if it still "
        "tells of them. What is published is not called back.",
        "Tant que ce qui est gardé est personnel, chacun peut le voir, le corriger, l'effacer, et de même dans le modèle qui "
        "l'a appris s'il en dit encore quelque chose. Ce qui est publié ne se rappelle pas.",
    )
    if objection:
        says += Words(
            " Objections are applied before each run.", " Les oppositions s'appliquent avant chaque passage."
        )
    here = (
        joined([Words(r.value, r.fr) for r in applied])
        + Words(": applied by the first steps", " : appliquées par les premières étapes")
        if applied
        else Words("no step applies requests", "aucune étape n'applique les demandes")
    )
    return Item(
        Words("Rights of the persons", "Droits des personnes"),
        says,
        Words("GDPR 15 to 21", "RGPD 15 à 21"),
        here,
    )


def _retention(policy: Policy) -> Item:
    rule = policy.register_.retention
    period = rule.duration.words()
    ends = [o.eliminate_after.words() for o in policy.outputs if o.eliminate_after]
    here = Words(f"source: {period.en}", f"source : {period.fr}")
    here += (
        Words("; outputs: ", " ; sorties : ") + joined(list(dict.fromkeys(ends)))
        if ends
        else Words("; outputs: no end is written", " ; sorties : aucune fin n'est écrite")
    )
    return Item(
        Words("Retention", "Conservation"),
        Words(
            "Each copy has its own end, the file that was protected too.",
            "Chaque copie a sa fin, le fichier protégé aussi.",
        ),
        Words("GDPR 5(1)(e)", "RGPD 5(1)(e)"),
        here,
    )


def _hands(policy: Policy, use: Use) -> list[Item]:
    """Who may touch the data: staff, processors, others."""
    processors = policy.register_.processors
    named = ", ".join(p.name for p in processors)
    out = [
        Item(
            Words("In whose hands", "En quelles mains"),
            Words(
                "Staff act on the controller's instructions; a processor needs a contract, one who decides of other purposes "
                "is a controller too.",
                "Les agents agissent sur instruction du responsable ; un sous-traitant a un contrat, celui qui décide "
                "d'autres finalités est aussi responsable.",
            ),
            Words("GDPR 28 and 29", "RGPD 28 et 29"),
            Words(f"processors: {named}", f"sous-traitants : {named}")
            if named
            else Words("no processor is named", "aucun sous-traitant n'est nommé"),
        )
    ]
    indirect = [n for n, t in policy.data.tables.items() if t.origin.collection is not Collection.DIRECT]
    if indirect:
        lacking = [n for n in indirect if policy.data.tables[n].origin.compatibility is None]
        told = ", ".join(lacking or indirect)
        out.append(
            Item(
                Words(
                    "A reuse of data collected for something else",
                    "Une réutilisation de données recueillies pour autre chose",
                ),
                Words(
                    "Each use is a purpose of its own: compatible with the first, said to the persons, with the source named.",
                    "Chaque usage est une finalité : compatible avec la première, dite aux personnes, la source nommée.",
                ),
                Words("GDPR 5(1)(b), 6(4), 14", "RGPD 5(1)(b), 6(4), 14"),
                Words(f"no reason is written for: {told}", f"aucune raison n'est écrite pour : {told}")
                if lacking
                else Words(f"a reason is written for: {told}", f"une raison est écrite pour : {told}"),
            )
        )
    return out


def _special(policy: Policy) -> list[Item]:
    found = [
        name
        for table in policy.data.tables.values()
        for name, column in table.columns.items()
        if column.special_category is not None
    ]
    if not found:
        return []
    return [
        Item(
            Words("Special categories", "Catégories particulières"),
            Words(
                "Processing them is forbidden but for the cases of the text.",
                "Leur traitement est interdit sauf dans les cas du texte.",
            ),
            Words("GDPR 9 and 10", "RGPD 9 et 10"),
            same(", ".join(dict.fromkeys(found))),
        )
    ]


def _assessment(policy: Policy) -> Item:
    dpia = policy.register_.dpia
    return Item(
        Words("Impact assessment", "Analyse d'impact"),
        Words(
            "Crossing sources, at scale, to sort people into groups calls for one. The DPO advises, the controller decides.",
            "Croiser des sources, à grande échelle, pour ranger des personnes en groupes en demande une. Le DPO conseille, le "
            "responsable décide.",
        ),
        Words("GDPR 35, 39", "RGPD 35, 39"),
        same(dpia.reference) if dpia else Words("none is named", "aucune n'est nommée"),
    )


_OF_USE: dict[str, tuple[Item, ...]] = {
    "open_data": (
        Item(
            Words("Before publication", "Avant publication"),
            Words(
                "A document that holds personal data is published once made anonymous, unless a text or the persons allow "
                "otherwise. The public includes neighbours and whoever holds another file.",
                "Un document qui porte des données personnelles n'est publié qu'une fois rendu anonyme, sauf texte ou accord "
                "des personnes. Le public comprend les voisins et qui tient un autre fichier.",
            ),
            Words("CRPA L. 312-1-2", "CRPA L. 312-1-2"),
        ),
    ),
    "bill": (
        Item(
            Words("The bill itself", "La facture elle-même"),
            Words(
                "The comparison told to a household is about that household: personal data, whatever the table is. The alert of "
                "an abnormal rise goes by the exact volumes of billing.",
                "La comparaison dite à un foyer parle de ce foyer : donnée personnelle, quelle que soit la table. L'alerte de "
                "hausse anormale se fait sur les volumes exacts de la facturation.",
            ),
            Words(
                "GDPR 4(1); CGCT L. 2224-12-4 III bis; directive (EU) 2020/2184, 17(2)",
                "RGPD 4(1) ; CGCT L. 2224-12-4 III bis ; directive (UE) 2020/2184, 17(2)",
            ),
        ),
        Item(
            Words("An algorithm", "Un algorithme"),
            Words(
                "A decision about a person made by an algorithm says so, and its rules are told on request. Whether a message "
                "is such a decision is for a person to say; publishing the table and its rules answers either way.",
                "Une décision sur une personne prise par algorithme le dit, et ses règles se communiquent sur demande. Si un "
                "message est une telle décision, une personne le dit ; publier la table et ses règles répond dans les deux cas.",
            ),
            Words("CRPA L. 311-3-1, L. 312-1-3; GDPR 22", "CRPA L. 311-3-1, L. 312-1-3 ; RGPD 22"),
        ),
    ),
    "training": (
        Item(
            Words("The model too", "Le modèle aussi"),
            Words(
                "A model that learnt from personal data is personal itself unless it was shown that it tells nothing of those "
                "it learnt from.",
                "Un modèle qui a appris de données personnelles est lui-même personnel, sauf s'il est montré qu'il ne dit rien "
                "de ceux dont il a appris.",
            ),
            Words("EDPB opinion 28/2024; CNIL AI how-to sheets", "CEPD, avis 28/2024 ; fiches IA de la CNIL"),
        ),
    ),
    "hackathon": (
        Item(
            Words("The agreement", "La convention"),
            Words(
                "It names the purpose, the time, what is forbidden (to look for a person, to cross with other files), the "
                "return or destruction, and who answers to the persons.",
                "Elle nomme la finalité, la durée, ce qui est interdit (chercher une personne, croiser avec d'autres fichiers), "
                "la restitution ou la destruction, et qui répond aux personnes.",
            ),
            Words(
                "GDPR 26, 28; 6(4) if rows are personal for the teams",
                "RGPD 26, 28 ; 6(4) si les lignes sont personnelles pour les équipes",
            ),
        ),
    ),
    "bi": (
        Item(
            Words("Only what is needed", "Seulement le nécessaire"),
            Words(
                "When figures by group answer the question, rows are more than is needed.",
                "Quand des chiffres par groupe répondent à la question, des lignes sont plus que le nécessaire.",
            ),
            Words("GDPR 5(1)(c), 25", "RGPD 5(1)(c), 25"),
        ),
    ),
}
